package app.versatilehub.cli;

import app.versatilehub.pictures.LiveResults;
import app.versatilehub.pictures.Report;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Reachability;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: one page with all that is known of a stack's isolation. */
@Command(
    name = "report",
    description = "Write one HTML page: map, matrix with paths, findings.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It is written, whatever it says.",
      "2:It could not be found out, or not be written."
    },
    exitCodeOnExecutionException = CheckCommand.COULD_NOT_JUDGE)
final class ReportCommand implements Runnable {

  @Mixin private final StackOptions options = new StackOptions();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the page goes (default: here).")
  private @Nullable Path output;

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description = "What 'verify --format json' wrote, to be shown beside what is declared.")
  private @Nullable Path verify;

  @Option(
      names = "--engine",
      paramLabel = "VERSION",
      description = "The engine's release, such as 28.5.2 (default: the weakest).")
  private @Nullable EngineVersion engine;

  private final Console console;
  private final Outside outside;

  ReportCommand(Console console, Outside outside) {
    this.console = console;
    this.outside = outside;
  }

  @Override
  public void run() {
    Topology topology = options.topology();
    Reachability reachability =
        Reachability.of(Source.ofStack(options, options.stack()).on(engine).inventory());
    Policy policy = options.configuration().isolation().policy(LocalDate.now(outside.clock()));
    Optional<LiveResults> live =
        verify == null
            ? Optional.empty()
            : Optional.of(VerifyResults.read(verify, topology.stack().toString()));
    String page =
        new Report(topology, reachability, Judge.judge(reachability, policy), policy, live).html();
    console.report(output, ansi -> page);
  }
}
