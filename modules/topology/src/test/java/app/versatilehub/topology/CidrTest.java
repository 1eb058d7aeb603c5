package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@PropertyDefaults(tries = 300)
class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "172.31.0.0/16, 172.31.0.0/16, 172.31.0.1, 65534",
    "10.0.0.0/30, 10.0.0.0/30, 10.0.0.1, 2",
    "0.0.0.0/0, 0.0.0.0/0, 0.0.0.1, 2147483647",
    "fd00::/64, fd00::/64, fd00::1, 2147483647",
    "FD00:0:0::/126, fd00::/126, fd00::1, 3"
  })
  void hasOneTextAFirstHostAndRoom(String text, String canonical, String firstHost, int room) {
    Cidr range = Cidr.of(text);

    assertThat(range).hasToString(canonical).isEqualTo(Cidr.of(canonical));
    assertThat(range.firstHost()).hasToString(firstHost);
    assertThat(range.room()).isEqualTo(room);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1/32", "10.0.0.0/31", "255.255.255.255/32", "fd00::1/128"})
  void hasNoRoomForAGatewayInATinyRange(String text) {
    assertThat(Cidr.of(text).room()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "172.31.0.0", "172.31.0.5/16", "172.31.0.0/33", "172.31.0.0/-1", "172.31/16",
        "172.31.0.0/255.255.0.0", "172.31.0.0-172.31.0.9", "fd00::1/64", "fd00::/129", "web", "/16",
        "172.31.0.0/16 "
      })
  void refusesWhatIsNoRange(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cidr.of(text))
        .withMessage(
            "'%s' is not a subnet in CIDR notation; allowed: the first address of the range and its"
                + " length, such as 172.31.0.0/16 or fd00::/64",
            text);
  }

  @Test
  void givesMembersNeitherTheNetworkAddressNorTheBroadcast() {
    Cidr range = Cidr.of("10.1.2.0/24");

    assertThat(range.isHost(IpAddress.of("10.1.2.0"))).isFalse();
    assertThat(range.isHost(IpAddress.of("10.1.2.1"))).isTrue();
    assertThat(range.isHost(IpAddress.of("10.1.2.254"))).isTrue();
    assertThat(range.isHost(IpAddress.of("10.1.2.255"))).isFalse();
    assertThat(range.isHost(IpAddress.of("10.1.3.1"))).isFalse();
    assertThat(range.isHost(IpAddress.of("fd00::1"))).isFalse();
  }

  @Test
  void knowsNoBroadcastInIpv6() {
    Cidr range = Cidr.of("fd00::/126");

    assertThat(range.isHost(IpAddress.of("fd00::"))).isFalse();
    assertThat(range.isHost(IpAddress.of("fd00::3"))).isTrue();
    assertThat(range.isHost(IpAddress.of("fd00::4"))).isFalse();
  }

  @Test
  void isOrderedByFamilyFirstAddressAndSize() {
    assertThat(
            Stream.of(
                    "fd00::/64",
                    "10.0.1.0/24",
                    "10.0.0.0/24",
                    "9.0.0.0/8",
                    "10.0.0.0/8",
                    "200.0.0.0/8",
                    "fd00::/48",
                    "2a00:1::/64",
                    "10.0.0.0/24")
                .map(Cidr::of)
                .sorted())
        .extracting(Cidr::value)
        .containsExactly(
            "9.0.0.0/8",
            "10.0.0.0/8",
            "10.0.0.0/24",
            "10.0.0.0/24",
            "10.0.1.0/24",
            "200.0.0.0/8",
            "2a00:1::/64",
            "fd00::/48",
            "fd00::/64");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, false",
    "172.31.0.0/16, false",
    "192.168.1.0/24, false",
    "100.64.0.0/10, false",
    "169.254.0.0/16, false",
    "127.0.0.0/8, false",
    "fd00::/8, false",
    "fe80::/64, false",
    "::1/128, false",
    "0.0.0.0/0, false",
    "8.8.8.0/24, true",
    "172.32.0.0/16, true",
    "2a00:1::/64, true"
  })
  void isGlobalOutsideThePrivateRanges(String range, boolean global) {
    assertThat(Cidr.of(range).isGlobal()).isEqualTo(global);
  }

  @Property
  boolean readsItsOwnText(@ForAll("ranges") Cidr range) {
    return Cidr.of(range.toString()).equals(range);
  }

  @Property
  boolean overlapsItself(@ForAll("ranges") Cidr range) {
    return range.overlaps(range);
  }

  @Property
  boolean overlapsWhateverOverlapsIt(@ForAll("ranges") Cidr one, @ForAll("ranges") Cidr other) {
    return one.overlaps(other) == other.overlaps(one);
  }

  @Property
  boolean overlapsAsTheNumbersDo(@ForAll("ranges") Cidr one, @ForAll("ranges") Cidr other) {
    boolean expected =
        one.isIpv6() == other.isIpv6()
            && first(one).compareTo(last(other)) <= 0
            && first(other).compareTo(last(one)) <= 0;
    return one.overlaps(other) == expected;
  }

  @Property
  boolean containsAsTheNumbersDo(
      @ForAll("ranges") Cidr range, @ForAll("addresses") IpAddress address) {
    BigInteger number = number(address.value());
    boolean expected =
        range.isIpv6() == address.isIpv6()
            && first(range).compareTo(number) <= 0
            && number.compareTo(last(range)) <= 0;
    return range.contains(address) == expected;
  }

  @Property
  boolean hasItsFirstHostInside(@ForAll("ranges") Cidr range) {
    Assume.that(range.room() > 0);
    return range.contains(range.firstHost())
        && range.isHost(range.firstHost())
        && number(range.firstHost().value()).equals(first(range).add(BigInteger.ONE));
  }

  @Property
  boolean hasRoomForEveryAddressThatIsAHost(@ForAll("tinyRanges") Cidr range) {
    int hosts = 0;
    for (BigInteger n = first(range); n.compareTo(last(range)) <= 0; n = n.add(BigInteger.ONE)) {
      hosts += range.isHost(address(n, range.isIpv6())) ? 1 : 0;
    }
    return range.room() == hosts;
  }

  /** In the same few blocks, so that overlaps, enclosures and misses are all common. */
  @Provide
  Arbitrary<Cidr> ranges() {
    return Arbitraries.oneOf(ranges(false, 0, 32), ranges(true, 0, 128));
  }

  @Provide
  Arbitrary<Cidr> tinyRanges() {
    return Arbitraries.oneOf(ranges(false, 24, 32), ranges(true, 121, 128));
  }

  @Provide
  Arbitrary<IpAddress> addresses() {
    return Arbitraries.oneOf(
        numbers(false).map(n -> address(n, false)), numbers(true).map(n -> address(n, true)));
  }

  private static Arbitrary<Cidr> ranges(boolean ipv6, int shortest, int longest) {
    int bits = ipv6 ? 128 : 32;
    return numbers(ipv6)
        .flatMap(
            number ->
                Arbitraries.integers()
                    .between(shortest, longest)
                    .map(
                        prefix ->
                            Cidr.of(
                                address(
                                        number.shiftRight(bits - prefix).shiftLeft(bits - prefix),
                                        ipv6)
                                    + "/"
                                    + prefix)));
  }

  private static Arbitrary<BigInteger> numbers(boolean ipv6) {
    BigInteger end = BigInteger.ONE.shiftLeft(ipv6 ? 128 : 32);
    BigInteger block = number(ipv6 ? "fd00::" : "10.213.0.0");
    return Arbitraries.oneOf(
        Arbitraries.bigIntegers().between(BigInteger.ZERO, end.subtract(BigInteger.ONE)),
        Arbitraries.bigIntegers().between(block, block.add(BigInteger.valueOf(1023))));
  }

  private static BigInteger first(Cidr range) {
    return number(range.value().substring(0, range.value().indexOf('/')));
  }

  private static BigInteger last(Cidr range) {
    int bits = (range.isIpv6() ? 128 : 32) - range.prefixLength();
    return first(range).add(BigInteger.ONE.shiftLeft(bits)).subtract(BigInteger.ONE);
  }

  /** By the JDK, not by the library that {@link Cidr} uses. */
  private static BigInteger number(String address) {
    try {
      return new BigInteger(1, InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static IpAddress address(BigInteger number, boolean ipv6) {
    StringBuilder text = new StringBuilder();
    int groups = ipv6 ? 8 : 4;
    int width = ipv6 ? 16 : 8;
    for (int i = groups - 1; i >= 0; i--) {
      int group = number.shiftRight(i * width).intValue() & ((1 << width) - 1);
      text.append(ipv6 ? Integer.toHexString(group) : Integer.toString(group));
      text.append(i == 0 ? "" : ipv6 ? ":" : ".");
    }
    return IpAddress.of(text.toString());
  }
}
