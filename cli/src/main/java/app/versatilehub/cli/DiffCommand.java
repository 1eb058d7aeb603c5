package app.versatilehub.cli;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.isolation.ReachDiff;
import java.nio.file.Path;
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

/** {@code diff}: which reach a change opens and closes. */
@Command(
    name = "diff",
    description = "Show which reach a change opens and closes.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It could be compared.",
      "1:Something opens, and --fail-on-open is given.",
      "2:It could not be found out."
    },
    exitCodeOnExecutionException = CheckCommand.COULD_NOT_JUDGE)
final class DiffCommand implements Callable<Integer> {

  @Mixin private final StackOptions options = new StackOptions();

  @ArgGroup private @Nullable After after;

  @ArgGroup(multiplicity = "1")
  private Before before;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "A profile of the Compose files; can be repeated.")
  private List<String> profiles = List.of();

  @Option(names = "--format", paramLabel = "FORMAT", description = "table (the default) or json.")
  private DiffFormat format = DiffFormat.TABLE;

  @Option(
      names = "--engine",
      paramLabel = "VERSION",
      description = "The engine's release on both sides, such as 28.5.2.")
  private @Nullable EngineVersion engine;

  @Option(names = "--fail-on-open", description = "Fail when something opens.")
  private boolean failOnOpen;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Outside outside;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  DiffCommand(Console console, Outside outside) {
    this.console = console;
    this.outside = outside;
  }

  /** The change, if it is not in the stack's own settings. */
  static final class After {

    @Option(
        names = "--preview",
        paramLabel = "FILE",
        description = "The change: what 'pulumi preview --json --show-sames' wrote.")
    private @Nullable Path preview;

    @Option(
        names = "--compose",
        paramLabel = "FILE",
        arity = "1..*",
        description = "The change: Compose files, of which later ones override earlier ones.")
    private @Nullable List<Path> compose;
  }

  /** What it is compared with. */
  static final class Before {

    @Option(
        names = "--state",
        paramLabel = "FILE",
        description =
            "Compare with what 'pulumi stack export' wrote; - is the standard input. ./versatile"
                + " does so with the stack's own state unless told otherwise.")
    private @Nullable String state;

    @Option(
        names = "--against-stack",
        paramLabel = "STACK",
        description = "Compare with another stack's settings.")
    private @Nullable String stack;

    @Option(
        names = "--against-preview",
        paramLabel = "FILE",
        description = "Compare with another preview.")
    private @Nullable Path preview;

    @Option(
        names = "--against-compose",
        paramLabel = "FILE",
        arity = "1..*",
        description = "Compare with other Compose files.")
    private @Nullable List<Path> compose;
  }

  @Override
  public Integer call() {
    if (!profiles.isEmpty() && before.compose == null && (after == null || after.compose == null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--profile is for Compose files; name them with --compose or --against-compose");
    }
    Source from = before().on(engine);
    Source to = after().on(engine);
    ReachDiff diff = ReachDiff.between(from.inventory(), to.inventory());
    console.write(
        format.render(from.inventory().title(), to.inventory().title(), diff, console.ansi()));
    return failOnOpen && !diff.opened().isEmpty() ? CheckCommand.FAILS : CheckCommand.PASSES;
  }

  private Source before() {
    if (before.state != null) {
      return Source.ofState(outside, before.state, options.stack());
    }
    if (before.stack != null) {
      return Source.ofStack(options, before.stack);
    }
    if (before.preview != null) {
      return Source.ofPreview(outside.sources(), before.preview);
    }
    return Source.ofCompose(outside.sources(), requireNonNull(before.compose), profiles);
  }

  private Source after() {
    if (after == null) {
      return Source.ofStack(options, options.stack());
    }
    if (after.preview != null) {
      return Source.ofPreview(outside.sources(), after.preview);
    }
    return Source.ofCompose(outside.sources(), requireNonNull(after.compose), profiles);
  }
}
