package app.versatilehub.configuration;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Secrets that are made up at first use and kept in a file that only its owner can read, for stacks
 * that nobody relies on.
 */
public final class GeneratedSecrets {

  private static final int BYTES = 32;

  private final SecretsFile<String> file;

  /**
   * Keeps the secrets of one stack.
   *
   * @param directory the project's directory
   * @param stack the stack's name
   */
  public GeneratedSecrets(Path directory, String stack) {
    this.file =
        new SecretsFile<>(
            "the generated secrets",
            "restore it from a copy; without one, destroy the stack with its data, and remove the"
                + " file",
            SecretsFile.folder(directory).resolve(stack + ".json"),
            String.class);
  }

  /** A new value: 256 bits as hexadecimal digits, which every service and every syntax takes. */
  public static String newValue() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Where they are. */
  public Path file() {
    return file.path();
  }

  /**
   * The names of those that have been made up.
   *
   * @throws app.versatilehub.topology.FindingsException if the file cannot be read
   */
  public Set<String> names() {
    return file.read().keySet();
  }

  /**
   * The value of each of {@code names}; those that are new are made up and kept.
   *
   * @throws app.versatilehub.topology.FindingsException if the file cannot be read or written
   */
  public Map<String, String> values(Set<String> names) {
    SortedMap<String, String> values = file.read();
    if (!values.keySet().containsAll(names)) {
      names.forEach(name -> values.computeIfAbsent(name, n -> newValue()));
      file.write(values);
    }
    return values;
  }

  /**
   * Keeps another value of the secret {@code name}.
   *
   * @throws app.versatilehub.topology.FindingsException if the file cannot be read or written
   */
  public void set(String name, String value) {
    SortedMap<String, String> values = file.read();
    values.put(name, value);
    file.write(values);
  }
}
