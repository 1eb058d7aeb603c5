package app.versatilehub.cli;

import static java.util.Objects.requireNonNull;

import app.versatilehub.configuration.IsolationSettings;
import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Policy;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code check}: who reaches whom, and which rules of isolation that breaks. */
@Command(
    name = "check",
    description = "Prove the isolation of a stack, a preview, a state or Compose files.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing is as severe as --fail-on.",
      "1:Something is; it is listed.",
      "2:It could not be found out."
    },
    exitCodeOnExecutionException = CheckCommand.COULD_NOT_JUDGE)
final class CheckCommand implements Callable<Integer> {

  static final int PASSES = 0;
  static final int FAILS = 1;
  static final int COULD_NOT_JUDGE = 2;

  @Mixin private final StackOptions options = new StackOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @ArgGroup private @Nullable Foreign foreign;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "A profile of the Compose files; can be repeated.")
  private List<String> profiles = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table (the default), json, sarif or junit.")
  private CheckFormat format = CheckFormat.TABLE;

  @Option(
      names = "--engine",
      paramLabel = "VERSION",
      description = "The engine's release, such as 28.5.2 (default: the weakest).")
  private @Nullable EngineVersion engine;

  @Option(
      names = "--compromises",
      paramLabel = "N",
      description = "As the setting isolation.compromises (default: as set, else 0).")
  private @Nullable Integer compromises;

  @Option(
      names = "--waivers",
      paramLabel = "FILE",
      description = "A list of waivers, for what is not a stack; a stack has its own.")
  private @Nullable Path waivers;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Outside outside;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  CheckCommand(Console console, Outside outside) {
    this.console = console;
    this.outside = outside;
  }

  /** What is not a stack of this project. */
  static final class Foreign {

    @Option(
        names = "--preview",
        paramLabel = "FILE",
        description = "What 'pulumi preview --json --show-sames' wrote.")
    private @Nullable Path preview;

    @Option(
        names = "--state",
        paramLabel = "FILE",
        description = "What 'pulumi stack export' wrote; - is the standard input.")
    private @Nullable String state;

    @Option(
        names = "--compose",
        paramLabel = "FILE",
        arity = "1..*",
        description = "Compose files, of which later ones override earlier ones.")
    private @Nullable List<Path> compose;
  }

  @Override
  public Integer call() {
    refuseWhatDoesNotGoTogether();
    Source source = source().on(engine);
    List<String> explain = reporting.explain();
    if (!explain.isEmpty()) {
      console.write(Explanation.of(source.inventory(), explain.get(0), explain.get(1)));
      return PASSES;
    }
    Policy policy = policy();
    CheckReport report =
        new CheckReport(
            source.files(), Judge.judge(source.inventory(), policy), policy, reporting.failOn());
    reporting.write(console, ansi -> format.render(report, ansi));
    return report.passes() ? PASSES : FAILS;
  }

  private void refuseWhatDoesNotGoTogether() {
    if (foreign != null && spec.commandLine().getParseResult().hasMatchedOption("--stack")) {
      throw refused("--stack names one source and the other option another; give one of them");
    }
    if (foreign == null && waivers != null) {
      throw refused("--waivers is for what is not a stack; a stack's are in its settings");
    }
    if (!profiles.isEmpty() && (foreign == null || foreign.compose == null)) {
      throw refused("--profile is for Compose files; name them with --compose");
    }
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Source source() {
    if (foreign == null) {
      return Source.ofStack(options, options.stack());
    }
    if (foreign.preview != null) {
      return Source.ofPreview(outside.sources(), foreign.preview);
    }
    if (foreign.state != null) {
      return Source.ofState(outside, foreign.state, options.stack());
    }
    return Source.ofCompose(outside.sources(), requireNonNull(foreign.compose), profiles);
  }

  private Policy policy() {
    IsolationSettings settings =
        foreign == null
            ? options.configuration().isolation()
            : new IsolationSettings(
                Policy.DEFAULT_COMPROMISES,
                waivers == null ? List.of() : SettingsReader.readWaivers(waivers));
    return new IsolationSettings(
            compromises == null ? settings.compromises() : compromises, settings.waivers())
        .policy(LocalDate.now(outside.clock()));
  }
}
