package app.versatilehub.cli;

import app.versatilehub.operations.Passphrase;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the passphrase of a backup is. */
final class PassphraseOptions {

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "The file whose first line is the passphrase (default: variable "
              + Passphrase.VARIABLE
              + ").")
  private @Nullable Path file;

  /**
   * The passphrase, if there is one.
   *
   * @throws app.versatilehub.topology.FindingsException if it is of no use
   */
  Optional<Passphrase> passphrase() {
    return Passphrase.find(Optional.ofNullable(file), System.getenv());
  }
}
