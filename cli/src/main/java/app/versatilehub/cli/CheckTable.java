package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.isolation.Judgement.Waived;
import app.versatilehub.topology.isolation.Proof;
import java.util.List;

/** A report for people, with the markup of {@link Console#print}. */
final class CheckTable {

  private static final int SHORT_HASH = 12;

  private CheckTable() {}

  static String of(CheckReport report) {
    return "@|bold %s|@: %s\n\n%s%s%s"
        .formatted(
            Prose.plain(report.judgement().title()),
            report.passes() ? "@|bold,green passes|@" : "@|bold,red fails|@",
            Findings.text(report.judgement().findings()),
            waived(report.judgement().waived()),
            Prose.wrapped("", "", sentence(report.judgement().proof())));
  }

  private static String waived(List<Waived> waived) {
    return waived.isEmpty()
        ? ""
        : Findings.heading("bold", waived.size() + " waived")
            + waived.stream()
                .map(
                    one ->
                        Findings.what(one.finding())
                            + Prose.wrapped(
                                "    -> ",
                                "       ",
                                "until %s: %s"
                                    .formatted(one.waiver().expires(), one.waiver().reason())))
                .collect(joining())
            + "\n";
  }

  private static String sentence(Proof proof) {
    return ("Of %s of a zone and a port (%s, %s), %,d %s open as things are%s,"
            + " %,d only by compromise, and %,d %s closed whatever is taken over; %s (reach %s).")
        .formatted(
            Prose.count(proof.pairs(), "pair", "pairs"),
            Prose.count(proof.containers(), "container", "containers"),
            Prose.count(proof.networks(), "network", "networks"),
            proof.open(),
            proof.open() == 1 ? "is" : "are",
            // 0 also where nothing can be declared, and then it says nothing.
            proof.undeclared() == 0
                ? ""
                : " (%,d of them undeclared)".formatted(proof.undeclared()),
            proof.byCompromise(),
            proof.closed(),
            proof.closed() == 1 ? "stays" : "stay",
            nearest(proof),
            proof.hash().substring(0, Math.min(SHORT_HASH, proof.hash().length())));
  }

  private static String nearest(Proof proof) {
    if (proof.compromisesToDatastore().isEmpty()) {
      return "from the Internet no datastore is ever reached";
    }
    int compromises = proof.compromisesToDatastore().getAsInt();
    return compromises == 0
        ? "the Internet reaches a datastore as things are"
        : "from the Internet the nearest datastore is %s away"
            .formatted(Prose.count(compromises, "compromise", "compromises"));
  }
}
