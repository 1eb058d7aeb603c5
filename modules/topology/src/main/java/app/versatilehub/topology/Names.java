package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** Shared checks of the value types that wrap a name. */
final class Names {

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private Names() {}

  static String dnsLabel(String what, String text) {
    return matching(
        what, text, DNS_LABEL, "lower-case letters, digits and inner hyphens, at most 63");
  }

  static String matching(String what, String text, Pattern pattern, String allowed) {
    requireNonNull(text, what);
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a %s; allowed: %s".formatted(text, what, allowed));
    }
    return text;
  }
}
