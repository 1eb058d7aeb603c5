package app.versatilehub.topology;

import java.util.regex.Pattern;

/**
 * A TCP port.
 *
 * @param number 1 to 65535
 */
public record Port(int number) implements Comparable<Port> {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

  public Port {
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException(
          "'%d' is not a port; allowed: 1 to 65535".formatted(number));
    }
  }

  /**
   * Wraps {@code number}.
   *
   * @throws IllegalArgumentException if {@code number} is not 1 to 65535
   */
  public static Port of(int number) {
    return new Port(number);
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not a whole number from 1 to 65535
   */
  public static Port parse(String text) {
    if (!DIGITS.matcher(text).matches()) {
      throw new IllegalArgumentException("'%s' is not a port; allowed: 1 to 65535".formatted(text));
    }
    return of(Integer.parseInt(text));
  }

  @Override
  public int compareTo(Port other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
