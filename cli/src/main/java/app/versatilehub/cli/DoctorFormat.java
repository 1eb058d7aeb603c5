package app.versatilehub.cli;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.verification.doctor.Diagnosis;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** How diagnoses are written. */
enum DoctorFormat {
  /** For people, with the markup of {@link Console#print}. */
  TEXT {
    @Override
    String render(DoctorReport report) {
      return report.fixes().stream().map(DoctorFormat::line).collect(Collectors.joining())
          + (report.diagnoses().isEmpty()
              ? "Nothing is wrong with stack %s.\n".formatted(report.stack())
              : report.diagnoses().stream()
                  .map(DoctorFormat::lines)
                  .collect(Collectors.joining("\n")));
    }
  },

  /** For programs. */
  JSON {
    @Override
    String render(DoctorReport report) {
      ObjectNode root = Json.object().put("stack", report.stack());
      ArrayNode findings = root.putArray("findings");
      for (Diagnosis diagnosis : report.diagnoses()) {
        Finding finding = diagnosis.finding();
        ObjectNode one = Findings.put(finding, findings.addObject());
        ArrayNode evidence = one.putArray("evidence");
        diagnosis.evidence().forEach(evidence::add);
        diagnosis.fix().ifPresent(fix -> one.put("fix", fix.action()));
      }
      ArrayNode fixes = root.putArray("fixes");
      report
          .fixes()
          .forEach(fix -> fixes.addObject().put("fix", fix.action()).put("outcome", fix.outcome()));
      return Json.text(root);
    }
  };

  abstract String render(DoctorReport report);

  private static String line(DoctorReport.Fixed fix) {
    return Prose.wrapped("", "  ", "%s: %s".formatted(fix.outcome(), fix.action()));
  }

  private static String lines(Diagnosis diagnosis) {
    Finding finding = diagnosis.finding();
    List<String> evidence = diagnosis.evidence();
    return "@|%s %s|@: %s"
            .formatted(
                style(finding.severity()),
                CheckReport.word(finding.severity()),
                Prose.wrapped(
                    "",
                    "    ",
                    "%s: %s [%s]".formatted(finding.subject(), finding.message(), finding.id())))
        + evidence.stream()
            .map(line -> Prose.wrapped("    ", "      ", line))
            .collect(Collectors.joining())
        + Prose.wrapped("    -> ", "       ", finding.cure());
  }

  private static String style(Severity severity) {
    return switch (severity) {
      case ERROR -> "bold,red";
      case WARNING -> "bold,yellow";
      case INFO -> "bold,cyan";
    };
  }
}
