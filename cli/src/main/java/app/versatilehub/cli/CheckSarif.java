package app.versatilehub.cli;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.Judgement.Waived;
import app.versatilehub.topology.isolation.Rule;
import app.versatilehub.topology.isolation.Waiver;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** A report as SARIF 2.1.0, the format of code scanning. */
final class CheckSarif {

  private CheckSarif() {}

  static String of(CheckReport report) {
    ObjectNode root =
        Json.object()
            .put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            .put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "versatile");
    ArrayNode rules = driver.putArray("rules");
    for (Rule rule : Rule.values()) {
      put(rule, rules.addObject());
    }
    List<String> uris = report.uris();
    ArrayNode artifacts = run.putArray("artifacts");
    uris.forEach(uri -> artifacts.addObject().putObject("location").put("uri", uri));
    ArrayNode results = run.putArray("results");
    for (Finding finding : report.judgement().findings()) {
      // Either all results say whether they are suppressed, or none may.
      put(finding, uris, results.addObject()).putArray("suppressions");
    }
    for (Waived waived : report.judgement().waived()) {
      Waiver waiver = waived.waiver();
      put(waived.finding(), uris, results.addObject())
          .putArray("suppressions")
          .addObject()
          .put("kind", "external")
          .put("status", "accepted")
          .put("justification", "until %s: %s".formatted(waiver.expires(), waiver.reason()));
    }
    return Json.text(root);
  }

  private static void put(Rule rule, ObjectNode to) {
    to.put("id", rule.id());
    to.putObject("shortDescription").put("text", rule.title());
    to.putObject("fullDescription").put("text", rule.reason());
    to.putObject("help").put("text", rule.cure());
    to.putObject("defaultConfiguration").put("level", level(rule.severity()));
  }

  private static ObjectNode put(Finding finding, List<String> uris, ObjectNode to) {
    to.put("ruleId", finding.id());
    to.put("level", level(finding.severity()));
    to.putObject("message")
        .put(
            "text",
            "%s: %s\n-> %s".formatted(finding.subject(), finding.message(), finding.cure()));
    ObjectNode location = to.putArray("locations").addObject();
    // A finding is about all the files together; viewers want one place to show it at.
    uris.stream()
        .findFirst()
        .ifPresent(
            uri -> {
              ObjectNode place = location.putObject("physicalLocation");
              place.putObject("artifactLocation").put("uri", uri).put("index", 0);
              place.putObject("region").put("startLine", 1);
            });
    location.putArray("logicalLocations").addObject().put("fullyQualifiedName", finding.subject());
    to.putObject("partialFingerprints").put("ruleAndSubject/v1", fingerprint(finding));
    return to;
  }

  /** By what waivers name, too: a finding remains the same when only its words change. */
  private static String fingerprint(Finding finding) {
    String what = finding.id() + "\n" + finding.subject();
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String level(Severity severity) {
    return severity == Severity.INFO ? "note" : CheckReport.word(severity);
  }
}
