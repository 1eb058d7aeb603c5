package app.versatilehub.verification.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterfaceNetworksTest {

  private static final List<String> ROUTES =
      List.of(
          "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
          "eth0\t00000000\t0100070A\t0003\t0\t0\t0\t00000000\t0\t0\t0",
          "eth1\t0000070A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
          "eth0\t0001070A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0");
  private static final List<String> IPV6 =
      List.of(
          "fd000214000000000000000000000002 12 40 00 80     eth2",
          "fe8000000000000000000000000000aa 12 40 20 80     eth0");

  @Test
  void theRouteToANetworksRangeTellsItsInterface() {
    assertThat(
            InterfaceNetworks.of(
                Map.of("front", List.of("10.7.0.5"), "back", List.of("10.7.1.5")), ROUTES, IPV6))
        .containsOnly(Map.entry("eth1", "front"), Map.entry("eth0", "back"));
  }

  @Test
  void anIpv6AddressTellsWhereThereIsNoOther() {
    assertThat(InterfaceNetworks.of(Map.of("six", List.of("fd00:214::2")), ROUTES, IPV6))
        .containsOnly(Map.entry("eth2", "six"));
  }

  @Test
  void theDefaultRouteTellsNothing() {
    assertThat(InterfaceNetworks.of(Map.of("far", List.of("192.0.2.1")), ROUTES, IPV6)).isEmpty();
  }

  @Test
  void whatIsNoAddressIsNotLookedUp() {
    assertThat(InterfaceNetworks.of(Map.of("odd", List.of("localhost", "")), ROUTES, IPV6))
        .isEmpty();
  }

  @Test
  void oneInterfaceAndOneNetworkBelongTogetherAndMoreAreNotGuessed() {
    assertThat(InterfaceNetworks.ofOnlyOne(List.of("eth0"), List.of("front")))
        .contains(Map.of("eth0", "front"));
    assertThat(InterfaceNetworks.ofOnlyOne(List.of("eth0", "eth1"), List.of("a", "b"))).isEmpty();
    assertThat(InterfaceNetworks.ofOnlyOne(List.of("eth0"), List.of("a", "b"))).isEmpty();
    assertThat(InterfaceNetworks.ofOnlyOne(List.of(), List.of("host"))).contains(Map.of());
  }
}
