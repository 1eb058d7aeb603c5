package app.versatilehub.configuration;

import java.util.regex.Pattern;

/** How many services may have to be taken over; more than nine tell nothing apart. */
record Compromises(int value) {

  private static final Pattern DIGIT = Pattern.compile("[0-9]");

  static Compromises parse(String text) {
    if (!DIGIT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a number of compromises; allowed: a whole number from 0 to 9"
              .formatted(text));
    }
    return new Compromises(Integer.parseInt(text));
  }
}
