package app.versatilehub.topology;

import java.util.regex.Pattern;

/**
 * A name as the container engine knows it: of a network, container or volume.
 *
 * @param value letters, digits, underscore, period and hyphen, beginning with a letter or digit;
 *     the engine's own rule (moby {@code daemon/names}: {@code [a-zA-Z0-9][a-zA-Z0-9_.-]+})
 */
public record EngineName(String value) implements Comparable<EngineName> {

  private static final Pattern PATTERN = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

  public EngineName {
    Names.matching(
        "name that the engine accepts",
        value,
        PATTERN,
        "a letter or digit, then at least one letter, digit, underscore, period or hyphen");
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if the engine would refuse {@code text}
   */
  public static EngineName of(String text) {
    return new EngineName(text);
  }

  @Override
  public int compareTo(EngineName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
