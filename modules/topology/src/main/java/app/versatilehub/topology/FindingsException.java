package app.versatilehub.topology;

import java.util.List;
import java.util.stream.Collectors;

/** Stops before anything is created, with every reason at once. */
public final class FindingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  /**
   * Reports {@code findings}.
   *
   * @param what what cannot go on, such as {@code the settings of stack dev}
   * @param findings the reasons, at least one
   */
  public FindingsException(String what, List<Finding> findings) {
    super(describe(what, findings));
    this.findings = findings.stream().sorted().toList();
  }

  public List<Finding> findings() {
    return findings;
  }

  private static String describe(String what, List<Finding> findings) {
    if (findings.isEmpty()) {
      throw new IllegalArgumentException("findings is empty");
    }
    String count = findings.size() == 1 ? "1 problem" : findings.size() + " problems";
    return findings.stream()
        .sorted()
        .map(finding -> "  " + finding.text())
        .collect(Collectors.joining("\n", what + ": " + count + "\n", ""));
  }
}
