package app.versatilehub.cli;

import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Proof;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A report for programs; {@code docs/check.md} describes it. */
final class CheckJson {

  private CheckJson() {}

  static String of(CheckReport report) {
    Judgement judgement = report.judgement();
    ObjectNode root = Json.object().put("source", judgement.title());
    ArrayNode files = root.putArray("files");
    report.uris().forEach(files::add);
    root.put("today", report.policy().today().toString())
        .put("compromises", report.policy().compromises())
        .put("failOn", CheckReport.word(report.failOn()))
        .put("passes", report.passes());
    ArrayNode findings = root.putArray("findings");
    judgement.findings().forEach(finding -> Findings.put(finding, findings.addObject()));
    ArrayNode waived = root.putArray("waived");
    judgement
        .waived()
        .forEach(
            one ->
                Findings.put(one.finding(), waived.addObject())
                    .put("reason", one.waiver().reason())
                    .put("expires", one.waiver().expires().toString()));
    put(judgement.proof(), root.putObject("proof"));
    return Json.text(root);
  }

  private static void put(Proof proof, ObjectNode to) {
    to.put("networks", proof.networks())
        .put("containers", proof.containers())
        .put("pairs", proof.pairs())
        .put("open", proof.open())
        .put("byCompromise", proof.byCompromise())
        .put("closed", proof.closed())
        .put("undeclared", proof.undeclared());
    Json.put(to, "compromisesToDatastore", proof.compromisesToDatastore());
    to.put("hash", proof.hash());
  }
}
