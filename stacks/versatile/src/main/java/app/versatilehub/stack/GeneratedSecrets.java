package app.versatilehub.stack;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Secrets that are made up at first use and kept in a file that only its owner can read, for stacks
 * that nobody relies on.
 */
final class GeneratedSecrets {

  private static final int BYTES = 24;

  private final Path file;

  /**
   * Keeps the secrets of one stack.
   *
   * @param directory the project's directory
   * @param stack the stack's name
   */
  GeneratedSecrets(Path directory, String stack) {
    this.file = directory.resolve(".versatile").resolve("secrets").resolve(stack + ".json");
  }

  /**
   * The value of each of {@code names}; those that are new are made up and kept.
   *
   * @throws FindingsException if the file cannot be read or written
   */
  Map<String, String> values(Set<String> names) {
    SortedMap<String, String> values = new TreeMap<>(read());
    if (!values.keySet().containsAll(names)) {
      names.forEach(name -> values.computeIfAbsent(name, n -> random()));
      write(values);
    }
    return values;
  }

  private Map<String, String> read() {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      Map<String, String> values =
          new JsonMapper().readValue(file.toFile(), new TypeReference<Map<String, String>>() {});
      if (values != null && !values.containsValue(null)) {
        return values;
      }
    } catch (IOException e) {
      // Refused below, without the parser's words: they may quote a secret.
    }
    throw refused(
        "is not a list of secrets any more",
        "restore it from a copy; without one, destroy the stack with its data, and remove the file");
  }

  private void write(Map<String, String> values) {
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      replaceFile(values);
    } catch (IOException e) {
      throw refused("cannot be written: " + e, "make room for it, and let the user write there");
    }
  }

  /** Whole or not at all: a database whose password is lost cannot be used any more. */
  private void replaceFile(Map<String, String> values) throws IOException {
    Path temporary =
        Files.createTempFile(
            file.getParent(),
            "secrets",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), values);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private FindingsException refused(String message, String cure) {
    return new FindingsException(
        "the generated secrets",
        List.of(Finding.error("generated-secrets", file.toString(), message, cure)));
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
