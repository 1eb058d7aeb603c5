package app.versatilehub.cli;

import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Preflight;
import app.versatilehub.topology.Topology;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code preflight}: whether anything on the engine stands in the stack's way. */
@Command(
    name = "preflight",
    description = "Ask the engine whether anything stands in the stack's way.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing stands in its way.",
      "1:Something does; it is listed.",
      "2:It could not be found out."
    },
    exitCodeOnExecutionException = PreflightCommand.COULD_NOT_JUDGE)
final class PreflightCommand implements Callable<Integer> {

  static final int NONE = 0;
  static final int FINDINGS = 1;
  static final int COULD_NOT_JUDGE = 2;

  @Mixin private final StackOptions options = new StackOptions();

  private final Console console;
  private final Supplier<EngineState> reader;

  PreflightCommand(Console console, Supplier<EngineState> reader) {
    this.console = console;
    this.reader = reader;
  }

  @Override
  public Integer call() {
    Topology topology = options.topology();
    EngineState engine = reader.get();
    List<Finding> findings = Preflight.check(topology, engine);
    console.print(findings.isEmpty() ? clear(engine) : report(findings));
    return findings.isEmpty() ? NONE : FINDINGS;
  }

  private String clear(EngineState engine) {
    return "Nothing stands in the way of stack %s on Docker Engine %s.\n"
        .formatted(
            options.stack(),
            engine.version().map(EngineVersion::toString).orElse("of unknown version"));
  }

  private static String report(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                "%s: %s\n"
                    .formatted(finding.severity().name().toLowerCase(Locale.ROOT), finding.text()))
        .collect(Collectors.joining());
  }
}
