package app.versatilehub.cli;

import app.versatilehub.operations.BackupFile;
import app.versatilehub.operations.Manifest;
import app.versatilehub.operations.Operations;
import app.versatilehub.operations.Part;
import app.versatilehub.operations.Passphrase;
import app.versatilehub.topology.Topology;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code backup}: all that a running stack keeps, in one file. */
@Command(
    name = "backup",
    description = "Write all that the running stack keeps into one file.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It is written, or it is whole.", "2:It is not; no file is left."},
    exitCodeOnExecutionException = BackupCommand.FAILED)
final class BackupCommand implements Runnable {

  static final int FAILED = 2;

  @Mixin private final StackOptions options = new StackOptions();

  @Mixin private final PassphraseOptions passphrases = new PassphraseOptions();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The folder for the file (default: the current one).")
  private Path output = Path.of("");

  @Option(names = "--encrypt", description = "Encrypt it with the passphrase.")
  private boolean encrypt;

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description = "Write none; read this one and compare every byte with its checksums.")
  private @Nullable Path verify;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Supplier<Operations> engine;
  private final Clock clock;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  BackupCommand(Console console, Supplier<Operations> engine, Clock clock) {
    this.console = console;
    this.engine = engine;
    this.clock = clock;
  }

  @Override
  public void run() {
    Path file = verify;
    if (file != null) {
      Manifest manifest = new BackupFile(file, passphrases.passphrase()).check();
      console.write("%s is whole%n".formatted(file) + table(manifest));
      return;
    }
    // Read only when it is wanted: a variable that is set does not mean that it is.
    Optional<Passphrase> passphrase = encrypt ? passphrases.passphrase() : Optional.empty();
    if (encrypt && passphrase.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--encrypt needs a passphrase: name its file with --passphrase-file, or set "
              + Passphrase.VARIABLE);
    }
    Operations.Written written = write(passphrase);
    console.write("%s%n".formatted(written.file()) + table(written.manifest()));
  }

  private Operations.Written write(Optional<Passphrase> passphrase) {
    Topology topology = options.topology();
    try (Operations operations = engine.get();
        Progress progress = Progress.on(console)) {
      return operations.backup(topology, output, passphrase, clock.instant(), progress::tell);
    }
  }

  private static String table(Manifest manifest) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("part", "kind", "size"));
    for (Part part : manifest.parts()) {
      rows.add(
          List.of(
              part.path(),
              part.format().name().toLowerCase(Locale.ROOT),
              TrafficFormat.bytes(part.size())));
    }
    return TextTable.of(rows);
  }
}
