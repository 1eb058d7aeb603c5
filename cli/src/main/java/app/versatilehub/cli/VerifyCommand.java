package app.versatilehub.cli;

import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Cell;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.Verifier.Question;
import app.versatilehub.verification.probe.Target;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code verify}: whether the running engine is what the stack's topology says. */
@Command(
    name = "verify",
    description = "Prove, from inside every container, that the running engine is as declared.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing is as severe as --fail-on.",
      "1:Something is; it is listed.",
      "2:It could not be found out."
    },
    exitCodeOnExecutionException = CheckCommand.COULD_NOT_JUDGE)
final class VerifyCommand implements Callable<Integer> {

  @Mixin private final StackOptions options = new StackOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table (the default), summary, json, junit or tap.")
  private VerifyFormat format = VerifyFormat.TABLE;

  @Option(
      names = "--egress",
      paramLabel = "ADDRESS:PORT",
      description =
          "An address on the Internet to connect to (default: none; only routes are looked at).")
  private @Nullable String egress;

  @Option(
      names = "--watch",
      description = "Then follow the engine, and tell of every hole as it appears; ends on Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--overview",
      hidden = true,
      description = "First show the matrix and the public addresses, as versatile up ends.")
  private boolean overview;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Outside outside;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  VerifyCommand(Console console, Outside outside) {
    this.console = console;
    this.outside = outside;
  }

  @Override
  public Integer call() {
    Topology topology = options.topology();
    List<String> explain = reporting.explain();
    if (!explain.isEmpty()) {
      console.write(LiveExplanation.of(topology, explain.get(0), explain.get(1), this::verify));
      return CheckCommand.PASSES;
    }
    if (overview) {
      console.print(OverviewCommand.of(topology, options.authority()) + "\n");
    }
    VerifyReport report = new VerifyReport(verify(topology, cell -> true), reporting.failOn());
    reporting.write(console, ansi -> format.render(report, ansi));
    if (watch) {
      outside.verifier().watch(topology, change -> console.print(WatchLines.of(change)));
    }
    return report.passes() ? CheckCommand.PASSES : CheckCommand.FAILS;
  }

  private Verification verify(Topology topology, Predicate<Cell> cells) {
    try (Progress progress = Progress.on(console)) {
      return outside.verifier().verify(topology, new Question(cells, abroad(), progress::tell));
    }
  }

  private Optional<Target> abroad() {
    if (egress == null) {
      return Optional.empty();
    }
    int colon = egress.lastIndexOf(':');
    try {
      return Optional.of(
          new Target(
              IpAddress.of(egress.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "")),
              Port.parse(egress.substring(colon + 1))));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--egress: '%s' is not an address and a port, such as 1.1.1.1:443".formatted(egress),
          e);
    }
  }
}
