package app.versatilehub.configuration;

/** A whole number of 1 or more. */
record Positive(int value) {

  Positive {
    if (value < 1) {
      throw new IllegalArgumentException(
          "'%d' is not a positive number; allowed: 1 or more".formatted(value));
    }
  }

  static Positive parse(String text) {
    try {
      return new Positive(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a positive number; allowed: a whole number of 1 or more".formatted(text), e);
    }
  }
}
