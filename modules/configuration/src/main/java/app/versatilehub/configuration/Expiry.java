package app.versatilehub.configuration;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last day of something. */
record Expiry(LocalDate value) {

  /** What follows the day is Pulumi's: it hands a day without quotes over as a point in time. */
  private static final Pattern DAY =
      Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?: 00:00:00 \\+0000 UTC)?");

  static Expiry parse(String text) {
    Matcher matcher = DAY.matcher(text);
    try {
      return new Expiry(LocalDate.parse(matcher.matches() ? matcher.group(1) : text));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is not a day; allowed: YYYY-MM-DD, such as 2027-01-31".formatted(text), e);
    }
  }
}
