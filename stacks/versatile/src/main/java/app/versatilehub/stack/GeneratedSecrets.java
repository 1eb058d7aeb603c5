package app.versatilehub.stack;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
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

  /** The value of each of {@code names}; those that are new are made up and kept. */
  Map<String, String> values(Set<String> names) {
    try {
      SortedMap<String, String> values = new TreeMap<>(read());
      if (!values.keySet().containsAll(names)) {
        names.forEach(name -> values.computeIfAbsent(name, n -> random()));
        write(values);
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException("the generated secrets cannot be kept in " + file, e);
    }
  }

  private Map<String, String> read() throws IOException {
    if (!Files.exists(file)) {
      return Map.of();
    }
    return new JsonMapper().readValue(file.toFile(), new TypeReference<Map<String, String>>() {});
  }

  /** Whole or not at all: a database whose password is lost cannot be used any more. */
  private void write(Map<String, String> values) throws IOException {
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path temporary =
        Files.createTempFile(
            file.getParent(),
            "secrets",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), values);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
