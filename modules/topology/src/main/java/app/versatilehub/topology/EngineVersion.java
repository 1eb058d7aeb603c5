package app.versatilehub.topology;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of the container engine; what follows the three numbers, such as a distribution's mark,
 * plays no part.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number
 */
public record EngineVersion(int major, int minor, int patch) implements Comparable<EngineVersion> {

  private static final Pattern PATTERN =
      Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6})([^0-9].*)?");

  private static final Comparator<EngineVersion> ORDER =
      Comparator.comparingInt(EngineVersion::major)
          .thenComparingInt(EngineVersion::minor)
          .thenComparingInt(EngineVersion::patch);

  /**
   * Reads {@code text}, such as {@code 20.10.24+dfsg1} or {@code 28.5.2}.
   *
   * @throws IllegalArgumentException if {@code text} does not begin with three numbers
   */
  public static EngineVersion parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not an engine version; allowed: three numbers with periods between, such as 28.5.2"
              .formatted(text));
    }
    return new EngineVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  public boolean isBefore(EngineVersion other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(EngineVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
