package app.versatilehub.topology;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A public host name, such as {@code chat.versatilehub.app}.
 *
 * @param value dot-separated DNS labels, lower case, at most 253 characters
 */
public record HostName(String value) implements Comparable<HostName> {

  private static final Pattern PATTERN =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
              + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  public HostName {
    value = value.toLowerCase(Locale.ROOT);
    Names.matching(
        "host name", value, PATTERN, "DNS labels with dots between, such as chat.example.org");
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not a host name
   */
  public static HostName of(String text) {
    return new HostName(text);
  }

  /** This name below {@code domain}: {@code chat} under {@code example.org}. */
  public HostName under(HostName domain) {
    return new HostName(value + "." + domain.value);
  }

  @Override
  public int compareTo(HostName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
