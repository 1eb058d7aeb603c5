package app.versatilehub.configuration;

import java.util.regex.Pattern;

/** A whole number of 1 or more, and at most nine digits. */
record Positive(int value) {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

  Positive {
    if (value < 1) {
      throw new IllegalArgumentException(
          "'%d' is not a positive number; allowed: a whole number from 1 to 999999999"
              .formatted(value));
    }
  }

  static Positive parse(String text) {
    if (!DIGITS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a positive number; allowed: a whole number from 1 to 999999999"
              .formatted(text));
    }
    return new Positive(Integer.parseInt(text));
  }
}
