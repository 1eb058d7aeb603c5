package app.versatilehub.configuration;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file with secrets by their names, which only its owner can read. It is replaced whole or not at
 * all: a database whose password is lost cannot be used any more.
 *
 * @param <V> what is kept of each
 */
final class SecretsFile<V> {

  private final String title;
  private final String cureOfDamage;
  private final Path file;
  private final Class<V> type;

  /**
   * Names one, which need not be there.
   *
   * @param title what is in it
   * @param cureOfDamage what to do when it cannot be understood any more
   */
  SecretsFile(String title, String cureOfDamage, Path file, Class<V> type) {
    this.title = title;
    this.cureOfDamage = cureOfDamage;
    this.file = file;
    this.type = type;
  }

  /** Where a project's files of that kind are. */
  static Path folder(Path directory) {
    return directory.resolve(".versatile").resolve("secrets");
  }

  Path path() {
    return file;
  }

  /** What is in it; nothing if it is not there. */
  SortedMap<String, V> read() {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      JsonMapper mapper = new JsonMapper();
      TreeMap<String, V> values =
          mapper.readValue(
              file.toFile(),
              mapper.getTypeFactory().constructMapType(TreeMap.class, String.class, type));
      if (values != null && !values.containsValue(null)) {
        return values;
      }
    } catch (IOException e) {
      // Refused below, without the parser's words: they may quote a secret.
    }
    throw refused("is not a list of secrets any more", cureOfDamage);
  }

  void write(SortedMap<String, V> values) {
    try {
      PrivateFile.write(
          file, new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(values));
    } catch (IOException e) {
      throw refused("cannot be written: " + e, "make room for it, and let the user write there");
    }
  }

  private FindingsException refused(String message, String cure) {
    return new FindingsException(
        title, List.of(Finding.error("generated-secrets", file.toString(), message, cure)));
  }
}
