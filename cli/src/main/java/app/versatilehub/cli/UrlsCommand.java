package app.versatilehub.cli;

import app.versatilehub.topology.Topology;
import app.versatilehub.verification.doctor.Patient;
import app.versatilehub.verification.doctor.RouteState;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code urls}: where clients reach the services, and whether they do. */
@Command(
    name = "urls",
    description = "Show the public address of every routed service, and how it is.")
final class UrlsCommand implements Runnable {

  @Mixin private final StackOptions options = new StackOptions();

  @Option(names = "--format", paramLabel = "FORMAT", description = "table (the default) or json.")
  private UrlsFormat format = UrlsFormat.TABLE;

  private final Console console;
  private final Supplier<Patient> patients;

  UrlsCommand(Console console, Supplier<Patient> patients) {
    this.console = console;
    this.patients = patients;
  }

  @Override
  public void run() {
    Topology topology = options.topology();
    console.print(format.render(topology, options.authority(), states(topology)));
  }

  /** Addresses are told wherever one is; what is behind them only where there is an engine. */
  private List<RouteState> states(Topology topology) {
    try {
      return DoctorCommand.inTime(
          () -> {
            try (Patient patient = patients.get()) {
              EngineSnapshot snapshot = patient.snapshot();
              return RouteState.of(topology, snapshot, patient.ask(topology, snapshot));
            }
          });
    } catch (RuntimeException e) {
      console.err().println("the state is unknown: " + e.getMessage());
      return RouteState.unknown(topology);
    }
  }
}
