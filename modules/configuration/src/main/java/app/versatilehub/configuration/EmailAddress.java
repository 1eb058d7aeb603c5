package app.versatilehub.configuration;

/** An e-mail address, checked no further than certificate authorities need. */
record EmailAddress(String value) {

  EmailAddress {
    if (!value.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+")) {
      throw new IllegalArgumentException(
          "'%s' is not an e-mail address; allowed: such as ops@example.org".formatted(value));
    }
  }
}
