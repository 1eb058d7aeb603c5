package app.versatilehub.operations;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a backup is encrypted with. It comes from a file or a variable, never from an argument. */
public final class Passphrase {

  /** The variable. */
  public static final String VARIABLE = "VERSATILE_BACKUP_PASSPHRASE";

  static final int SHORTEST = 12;

  /** The coded count of RFC 4880, 3.7.1.3: 65 million bytes are hashed for each guess. */
  private static final int MOST_ITERATIONS = 0xff;

  private final String value;
  private final int iterations;

  private Passphrase(String value, int iterations) {
    this.value = value;
    this.iterations = iterations;
  }

  /**
   * The first line of {@code file}, or the variable where no file is named; absent without either.
   *
   * @throws FindingsException if the file cannot be read, or it is too short to protect anything
   */
  public static Optional<Passphrase> find(Optional<Path> file, Map<String, String> environment) {
    if (file.isPresent()) {
      return Optional.of(checked(firstLine(file.get()), file.get().toString()));
    }
    return Optional.ofNullable(environment.get(VARIABLE))
        .map(value -> checked(value, "variable " + VARIABLE));
  }

  static Passphrase of(String value) {
    return checked(value, "the passphrase");
  }

  private static Passphrase checked(String value, String subject) {
    if (value.length() < SHORTEST) {
      throw refused(
          subject,
          "has fewer than %d characters".formatted(SHORTEST),
          "make one: openssl rand -base64 32");
    }
    return new Passphrase(value, MOST_ITERATIONS);
  }

  /**
   * The same, which encrypts with less work for whoever guesses it.
   *
   * @param iterations the coded count of RFC 4880, 3.7.1.3
   */
  Passphrase with(int iterations) {
    return new Passphrase(value, iterations);
  }

  int iterations() {
    return iterations;
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw refused(file.toString(), "cannot be read: " + e, "name a file that can");
    }
  }

  private static FindingsException refused(String subject, String message, String cure) {
    return new FindingsException(
        "the passphrase of the backup",
        List.of(Finding.error("backup-passphrase", subject, message, cure)));
  }

  char[] characters() {
    return value.toCharArray();
  }

  /** Never shows it. */
  @Override
  public String toString() {
    return "Passphrase[…]";
  }
}
