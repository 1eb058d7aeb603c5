package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** Findings for people, with the markup of {@link Console#print}, and for programs. */
final class Findings {

  private Findings() {}

  /** All of them, the most severe first, under headings; nothing if there are none. */
  static String text(List<Finding> findings) {
    return Arrays.stream(Severity.values())
        .map(severity -> group(severity, findings))
        .collect(joining());
  }

  private static String group(Severity severity, List<Finding> all) {
    List<Finding> findings =
        all.stream().filter(finding -> finding.severity() == severity).toList();
    return switch (severity) {
      case ERROR -> group("bold,red", "error", "errors", findings);
      case WARNING -> group("bold,yellow", "warning", "warnings", findings);
      case INFO -> group("bold,cyan", "note", "notes", findings);
    };
  }

  private static String group(String style, String one, String more, List<Finding> findings) {
    return findings.isEmpty()
        ? ""
        : heading(style, Prose.count(findings.size(), one, more))
            + findings.stream()
                .map(finding -> what(finding) + Prose.wrapped("    -> ", "       ", finding.cure()))
                .collect(joining())
            + "\n";
  }

  static String heading(String style, String text) {
    return "@|%s %s|@\n".formatted(style, text);
  }

  /** What was found, and where. */
  static String what(Finding finding) {
    return Prose.wrapped(
        "  ", "    ", "%s: %s [%s]".formatted(finding.subject(), finding.message(), finding.id()));
  }

  /** Writes {@code finding} into {@code to}. */
  static ObjectNode put(Finding finding, ObjectNode to) {
    return to.put("rule", finding.id())
        .put("severity", CheckReport.word(finding.severity()))
        .put("subject", finding.subject())
        .put("message", finding.message())
        .put("cure", finding.cure());
  }
}
