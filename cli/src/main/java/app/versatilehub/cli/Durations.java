package app.versatilehub.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they are typed. */
final class Durations {

  private static final Pattern PATTERN = Pattern.compile("([0-9]{1,6})([smhd])");

  private Durations() {}

  /**
   * Reads {@code 90s}, {@code 10m}, {@code 2h} or {@code 1d}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Duration parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a duration; allowed: such as 90s, 10m, 2h or 1d".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
