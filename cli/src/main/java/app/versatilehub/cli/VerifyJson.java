package app.versatilehub.cli;

import app.versatilehub.verification.Cell;
import app.versatilehub.verification.CellResult;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.Verification;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A verification for programs; {@code docs/verify.md} describes it. */
final class VerifyJson {

  private VerifyJson() {}

  static String of(VerifyReport report) {
    Verification verification = report.verification();
    ObjectNode root = Json.object().put("stack", verification.stack());
    root.putObject("engine")
        .put("version", verification.engine().version().map(Object::toString).orElse(null))
        .put("firewall", verification.engine().firewallBackend().orElse(null))
        .put("kernel", verification.engine().kernel());
    root.put("milliseconds", verification.took().toMillis())
        .put("failOn", CheckReport.word(report.failOn()))
        .put("passes", report.passes());
    ObjectNode counts = root.putObject("counts");
    for (Status status : Status.values()) {
      counts.put(word(status), verification.count(status));
    }
    ArrayNode findings = root.putArray("findings");
    verification.findings().forEach(finding -> Findings.put(finding, findings.addObject()));
    ArrayNode cells = root.putArray("cells");
    verification.results().forEach(result -> put(result, cells.addObject()));
    return Json.text(root);
  }

  private static void put(CellResult result, ObjectNode to) {
    Cell cell = result.cell();
    to.put("source", cell.source()).put("destination", cell.destinationName());
    if (cell instanceof Cell.Connection connection) {
      to.put("network", connection.network()).put("target", connection.target().toString());
    }
    to.put("declared", openOrClosed(result.planned().declared()))
        .put("configured", openOrClosed(result.planned().configured()))
        .put("observed", word(result.observation().outcome()))
        .put("evidence", result.observation().evidence())
        .put("flow", result.planned().flow())
        .put("status", word(result.status()));
  }

  private static String openOrClosed(boolean open) {
    return open ? "open" : "closed";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
