package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineState.HostRoute;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRoutesTest {

  private static final String IPV4 =
      """
      Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
      eth0	00000000	0102A8C0	0003	0	0	0	00000000	0	0	0
      eth0	0002A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
      docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
      tun0	0000000A	0102A8C0	0003	0	0	0	000000FF	0	0	0
      """;

  private static final String IPV6 =
      """
      20010db8000100000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth0
      fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001   br-hub
      fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth0
      ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000004 00000000 00000001     eth0
      00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0
      00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000004 00000000 80200001       lo
      """;

  @Test
  void ipv4RoutesAreReadWithoutTheDefaultOne() {
    assertThat(HostRoutes.ipv4(lines(IPV4)))
        .containsExactly(
            route("192.168.2.0/24", "eth0"),
            route("172.17.0.0/16", "docker0"),
            route("10.0.0.0/8", "tun0"));
  }

  @Test
  void ipv6RoutesAreReadWithoutLinkLocalMulticastLoopbackAndDefaultOnes() {
    assertThat(HostRoutes.ipv6(lines(IPV6)))
        .containsExactly(route("2001:db8:1::/64", "eth0"), route("fd00::/64", "br-hub"));
  }

  @Test
  void routesThatAreDownOrRefuseAreLeftOut() {
    assertThat(
            HostRoutes.ipv4(
                Stream.of("0000", "0200", "0201")
                    .map(flags -> "eth0 0002A8C0 00000000 " + flags + " 0 0 0 00FFFFFF 0 0 0")
                    .toList()))
        .isEmpty();
  }

  @Test
  void theHalvesOfTheAddressSpaceAreADefaultRoute() {
    assertThat(
            HostRoutes.ipv4(
                List.of(
                    "tun0 00000000 0100080A 0003 0 0 0 00000080 0 0 0",
                    "tun0 00000080 0100080A 0003 0 0 0 00000080 0 0 0")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT",
        "eth0 xx02A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0",
        "eth0 02A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0",
        "eth0 0002A8C0 00000000 ZZ 0 0 0 00FFFFFF 0 0 0",
        "eth0 0002A8C0"
      })
  void linesThatCannotBeReadAreSkipped(String line) {
    assertThat(HostRoutes.ipv4(List.of(line))).isEmpty();
    assertThat(HostRoutes.ipv6(List.of(line))).isEmpty();
  }

  @Test
  void aSystemWithoutTheTablesHasNoRoutes(@TempDir Path proc) {
    assertThat(HostRoutes.read(proc)).isEmpty();
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  private static HostRoute route(String destination, String interfaceName) {
    return new HostRoute(Cidr.of(destination), interfaceName);
  }
}
