package app.versatilehub.cli;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.Cell;
import app.versatilehub.verification.CellResult;
import app.versatilehub.verification.Observation;
import app.versatilehub.verification.PlannedCell;
import app.versatilehub.verification.Prober.Silence;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.probe.Outcome;
import app.versatilehub.verification.probe.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What may come of verifying a small stack. */
final class Verifications {

  static final EngineFacts ENGINE =
      new EngineFacts(
          Optional.of(EngineVersion.parse("28.5.2")),
          "1.51",
          "amd64",
          "6.1.0-18-amd64",
          true,
          Optional.of("iptables"),
          true,
          Optional.of(true),
          List.of(),
          List.of());

  private static final Finding DRIFT =
      Finding.error(
          "network-opened",
          "networks.back",
          "the network 't-back' is not internal",
          "./versatile up --target-replace '**Network::back' --target-dependents");

  private Verifications() {}

  /** Every kind of cell, every status, every kind of finding. */
  static Verification withOneOfEach() {
    return new Verification(
        "project/test",
        ENGINE,
        List.of(
            connection("host", "app", 2, true, true, false, Outcome.OPEN, "connected"),
            connection(
                "host", "db", 3, false, false, false, Outcome.UNROUTED, "not sent: no way there"),
            connection("app", "db", 3, true, true, true, Outcome.OPEN, "connected"),
            connection("gate", "app", 2, true, true, true, Outcome.DROPPED, "no answer"),
            connection("gate", "db", 3, false, true, false, Outcome.OPEN, "connected"),
            connection("db", "app", 2, true, true, false, Outcome.REFUSED, "refused"),
            connection("db", "gate", 4, false, false, false, Outcome.UNKNOWN, "the probe ended"),
            result(
                new Cell.Published("db", "gate", new PublishedPort(Port.of(443), Port.of(443))),
                false,
                Outcome.UNREACHABLE,
                "no way there at 10.7.0.1:443"),
            result(new Cell.HostAddress("db"), false, Outcome.OPEN, "connected at 10.7.0.1:40000"),
            result(
                new Cell.Egress("db"), false, Outcome.UNROUTED, "there is no route to a gateway"),
            result(
                new Cell.Name("app", "db", "db", Set.of(IpAddress.of("10.7.1.3"))),
                true,
                Outcome.REFUSED,
                "the name is not known")),
        List.of(new Silence("db", target(3, 80))),
        List.of(DRIFT),
        Duration.ofMillis(1234));
  }

  /** Nothing is wrong. */
  static Verification asDeclared() {
    return new Verification(
        "project/test",
        ENGINE,
        List.of(connection("app", "db", 3, true, true, true, Outcome.OPEN, "connected")),
        List.of(),
        List.of(),
        Duration.ofMillis(20));
  }

  static CellResult connection(
      String source,
      String destination,
      int address,
      boolean declared,
      boolean configured,
      boolean flow,
      Outcome outcome,
      String evidence) {
    return new CellResult(
        new PlannedCell(
            new Cell.Connection(source, destination, "t-back", target(address, 80)),
            declared,
            configured,
            flow),
        new Observation(outcome, evidence));
  }

  private static CellResult result(Cell cell, boolean declared, Outcome outcome, String evidence) {
    return new CellResult(
        new PlannedCell(cell, declared, declared, false), new Observation(outcome, evidence));
  }

  private static Target target(int address, int port) {
    return new Target(IpAddress.of("10.7.1." + address), Port.of(port));
  }
}
