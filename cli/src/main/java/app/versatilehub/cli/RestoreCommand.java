package app.versatilehub.cli;

import app.versatilehub.operations.BackupFile;
import app.versatilehub.operations.Manifest;
import app.versatilehub.operations.Operations;
import app.versatilehub.operations.RestorePlan;
import app.versatilehub.operations.RestoreReport;
import app.versatilehub.topology.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: what a backup has, in the place of what the running stack has. */
@Command(
    name = "restore",
    description = "Put what a backup has in the place of what the running stack keeps.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All of it is restored; with --check: it could be.",
      "1:Something failed on the way; the state of each part is listed.",
      "2:Nothing was changed."
    },
    exitCodeOnExecutionException = RestoreCommand.UNCHANGED)
final class RestoreCommand implements Callable<Integer> {

  static final int RESTORED = 0;
  static final int FAILED = 1;
  static final int UNCHANGED = 2;

  @Mixin private final StackOptions options = new StackOptions();

  @Mixin private final PassphraseOptions passphrases = new PassphraseOptions();

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file;

  @Option(names = "--check", description = "Only say what it would do, or what is in its way.")
  private boolean check;

  @Option(names = "--yes", description = "Replace without asking.")
  private boolean yes;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Supplier<Operations> engine;
  private final Confirmation confirmation;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  RestoreCommand(Console console, Supplier<Operations> engine, Confirmation confirmation) {
    this.console = console;
    this.engine = engine;
    this.confirmation = confirmation;
  }

  @Override
  public Integer call() {
    if (!check && !yes && !confirmation.isPossible()) {
      throw new ParameterException(
          spec.commandLine(),
          "restore asks before it replaces anything, and there is no terminal; agree with --yes");
    }
    Topology topology = options.topology();
    BackupFile backup = new BackupFile(file, passphrases.passphrase());
    try (Operations operations = engine.get()) {
      RestorePlan plan = operations.plan(checked(backup), topology);
      write(plan.lines());
      if (check) {
        return RESTORED;
      }
      if (!yes && !confirmation.of("Shall I replace these data?")) {
        console.write("nothing was changed\n");
        return UNCHANGED;
      }
      RestoreReport report = restored(operations, plan, backup);
      write(report.lines());
      return report.isWell() ? RESTORED : FAILED;
    }
  }

  private Manifest checked(BackupFile backup) {
    try (Progress progress = Progress.on(console)) {
      progress.tell("checking " + file);
      return backup.check();
    }
  }

  private RestoreReport restored(Operations operations, RestorePlan plan, BackupFile backup) {
    try (Progress progress = Progress.on(console)) {
      return operations.restore(plan, backup, progress::tell);
    }
  }

  private void write(List<String> lines) {
    console.write(String.join("\n", lines) + "\n");
  }
}
