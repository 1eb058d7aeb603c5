package app.versatilehub.configuration;

import java.util.Set;
import java.util.regex.Pattern;

/** A network driver: {@code bridge}, {@code overlay}, or a plugin such as {@code calico/net:v3}. */
record DriverName(String value) {

  private static final Pattern PATTERN = Pattern.compile("[a-z0-9][A-Za-z0-9._:/-]*");

  /** These isolate nothing, or connect nothing. */
  private static final Set<String> REFUSED = Set.of("host", "none", "null");

  DriverName {
    if (!PATTERN.matcher(value).matches() || REFUSED.contains(value)) {
      throw new IllegalArgumentException(
          "'%s' is not a driver of a network that isolates; allowed: bridge, overlay, macvlan, ipvlan or a plugin's name"
              .formatted(value));
    }
  }
}
