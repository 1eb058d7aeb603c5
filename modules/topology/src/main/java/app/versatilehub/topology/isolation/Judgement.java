package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import java.util.List;

/**
 * What {@link Judge} found.
 *
 * @param title the inventory's
 * @param findings what counts, the most severe first
 * @param waived what does not count
 * @param proof what was proved
 */
public record Judgement(String title, List<Finding> findings, List<Waived> waived, Proof proof) {

  public Judgement {
    requireNonNull(title, "title");
    findings = findings.stream().sorted().toList();
    waived = List.copyOf(waived);
    requireNonNull(proof, "proof");
  }

  /** The findings that are at least as severe as {@code severity}. */
  public List<Finding> atLeast(Severity severity) {
    return findings.stream()
        .filter(finding -> finding.severity().compareTo(severity) <= 0)
        .toList();
  }

  /**
   * A finding that does not count.
   *
   * @param finding the finding
   * @param waiver why not
   */
  public record Waived(Finding finding, Waiver waiver) {
    public Waived {
      requireNonNull(finding, "finding");
      requireNonNull(waiver, "waiver");
    }
  }
}
