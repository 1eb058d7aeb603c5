package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import com.github.jgonian.ipmath.Ipv4;
import com.github.jgonian.ipmath.Ipv6;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address.
 *
 * @param value the canonical text, such as {@code 172.31.0.1} or {@code fd00::1}
 */
public record IpAddress(String value) {

  private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F:.]+");

  public IpAddress {
    value = canonical(requireNonNull(value, "address"));
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not an address
   */
  public static IpAddress of(String text) {
    return new IpAddress(text);
  }

  public boolean isIpv6() {
    return value.contains(":");
  }

  /** Whether it is an address of 127.0.0.0/8 or ::1, which only the host itself has. */
  public boolean isLoopback() {
    return isIpv6() ? value.equals("::1") : value.startsWith("127.");
  }

  @Override
  public String toString() {
    return value;
  }

  private static String canonical(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw invalid(text, null);
    }
    try {
      return text.contains(":") ? Ipv6.parse(text).toString() : Ipv4.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw invalid(text, e);
    }
  }

  private static IllegalArgumentException invalid(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is not an IP address; allowed: such as 172.31.0.1 or fd00::1".formatted(text), cause);
  }
}
