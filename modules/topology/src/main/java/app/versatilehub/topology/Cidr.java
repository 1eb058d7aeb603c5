package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import com.github.jgonian.ipmath.Ipv4;
import com.github.jgonian.ipmath.Ipv4Range;
import com.github.jgonian.ipmath.Ipv6;
import com.github.jgonian.ipmath.Ipv6Range;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses in CIDR notation.
 *
 * @param value the canonical text, such as {@code 172.31.0.0/16} or {@code fd00::/64}
 */
public record Cidr(String value) implements Comparable<Cidr> {

  private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F:.]+/[0-9]{1,3}");

  /** RFC 1918, RFC 6598, RFC 3927, loopback; RFC 4193, link-local and loopback of IPv6. */
  private static final List<Cidr> PRIVATE =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "169.254.0.0/16",
              "127.0.0.0/8",
              "fc00::/7",
              "fe80::/10",
              "::1/128")
          .map(Cidr::of)
          .toList();

  public Cidr {
    value = canonical(requireNonNull(value, "CIDR"));
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not CIDR notation, or names an address
   *     inside the range instead of its first one
   */
  public static Cidr of(String text) {
    return new Cidr(text);
  }

  public boolean isIpv6() {
    return value.contains(":");
  }

  /** The number after the slash. */
  public int prefixLength() {
    return Integer.parseInt(value.substring(value.indexOf('/') + 1));
  }

  public boolean contains(IpAddress address) {
    if (isIpv6() != address.isIpv6()) {
      return false;
    }
    return isIpv6()
        ? Ipv6Range.parse(value).contains(Ipv6.parse(address.value()))
        : Ipv4Range.parse(value).contains(Ipv4.parse(address.value()));
  }

  public boolean overlaps(Cidr other) {
    if (isIpv6() != other.isIpv6()) {
      return false;
    }
    return isIpv6()
        ? Ipv6Range.parse(value).overlaps(Ipv6Range.parse(other.value))
        : Ipv4Range.parse(value).overlaps(Ipv4Range.parse(other.value));
  }

  /** Whether its addresses are, or may be, routed on the Internet: none of the private ranges. */
  public boolean isGlobal() {
    return PRIVATE.stream().noneMatch(this::overlaps);
  }

  /**
   * How many members it has room for, a gateway included: every address but the network's own and,
   * in IPv4, the broadcast; at most {@link Integer#MAX_VALUE}.
   */
  public int room() {
    int bits = (isIpv6() ? 128 : 32) - prefixLength();
    if (bits > 30) {
      return Integer.MAX_VALUE;
    }
    return Math.max(0, (1 << bits) - (isIpv6() ? 1 : 2));
  }

  /**
   * The first address after the network's own, where a gateway usually stands; only in a range that
   * has {@linkplain #room() room}.
   */
  public IpAddress firstHost() {
    return IpAddress.of(
        isIpv6()
            ? Ipv6Range.parse(value).start().next().toString()
            : Ipv4Range.parse(value).start().next().toString());
  }

  /**
   * Whether {@code address} is one that a member may have: not the network's, not the broadcast.
   */
  public boolean isHost(IpAddress address) {
    if (!contains(address)) {
      return false;
    }
    if (isIpv6()) {
      return !Ipv6Range.parse(value).start().toString().equals(address.value());
    }
    Ipv4Range range = Ipv4Range.parse(value);
    return !range.start().toString().equals(address.value())
        && !range.end().toString().equals(address.value());
  }

  /** By first address, IPv4 before IPv6; of two that begin together the larger range first. */
  @Override
  public int compareTo(Cidr other) {
    return Comparator.comparing(Cidr::isIpv6)
        .thenComparing(Cidr::firstNumber)
        .thenComparing(Cidr::prefixLength)
        .compare(this, other);
  }

  private BigInteger firstNumber() {
    return isIpv6()
        ? Ipv6Range.parse(value).start().asBigInteger()
        : Ipv4Range.parse(value).start().asBigInteger();
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
      return text.contains(":")
          ? Ipv6Range.parse(text).toStringInCidrNotation()
          : Ipv4Range.parse(text).toStringInCidrNotation();
    } catch (IllegalArgumentException e) {
      throw invalid(text, e);
    }
  }

  private static IllegalArgumentException invalid(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is not a subnet in CIDR notation; allowed: the first address of the range and its length, such as 172.31.0.0/16 or fd00::/64"
            .formatted(text),
        cause);
  }
}
