package app.versatilehub.dockerplan;

import static app.versatilehub.topology.HostIsolation.GATEWAY_MODE;
import static app.versatilehub.topology.HostIsolation.INHIBIT_IPV4;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.BridgeName;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Ownership;
import app.versatilehub.topology.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The options that a network's driver is given. */
class NetworkOptionsTest {

  private static final String PREFIX = "com.docker.network.bridge.";

  private static Network network(
      String driver, boolean internal, Map<String, String> options, String... ranges) {
    return new Network(
        NetworkName.of("n"),
        "m",
        EngineName.of("pre-n"),
        driver,
        internal,
        Ownership.OWNED,
        Stream.of(ranges).map(Cidr::of).map(Subnet::of).toList(),
        Optional.of(BridgeName.of("br-n")),
        options,
        Optional.empty());
  }

  private static Network internal(String... ranges) {
    return network("bridge", true, Map.of(), ranges);
  }

  @Test
  void theBridgeHasItsName() {
    assertThat(NetworkOptions.of(network("bridge", false, Map.of()), INHIBIT_IPV4))
        .isEqualTo(Map.of(PREFIX + "name", "br-n"));
  }

  @Test
  void aNetworkWithoutABridgeNameNeedsNoOptions() {
    Network plain =
        new Network(
            NetworkName.of("n"),
            "m",
            EngineName.of("pre-n"),
            "bridge",
            false,
            Ownership.OWNED,
            List.of(),
            Optional.empty(),
            Map.of(),
            Optional.empty());

    assertThat(NetworkOptions.of(plain, INHIBIT_IPV4)).isEmpty();
  }

  @Test
  void anInternalNetworkGivesTheHostNoAddress() {
    assertThat(NetworkOptions.of(internal("10.0.0.0/24"), INHIBIT_IPV4))
        .isEqualTo(Map.of(PREFIX + "name", "br-n", PREFIX + "inhibit_ipv4", "true"));
  }

  @Test
  void gatewayModeIsolatesIpv4() {
    assertThat(NetworkOptions.of(internal("10.0.0.0/24"), GATEWAY_MODE))
        .isEqualTo(Map.of(PREFIX + "name", "br-n", PREFIX + "gateway_mode_ipv4", "isolated"));
  }

  @Test
  void gatewayModeIsolatesIpv6WhereThereIsSome() {
    assertThat(NetworkOptions.of(internal("10.0.0.0/24", "fd00::/64"), GATEWAY_MODE))
        .isEqualTo(
            Map.of(
                PREFIX + "name", "br-n",
                PREFIX + "gateway_mode_ipv4", "isolated",
                PREFIX + "gateway_mode_ipv6", "isolated"));
  }

  @ParameterizedTest
  @EnumSource
  void anOpenNetworkIsNotClosedTowardsTheHost(HostIsolation isolation) {
    assertThat(NetworkOptions.of(network("bridge", false, Map.of(), "10.0.0.0/24"), isolation))
        .containsOnlyKeys(PREFIX + "name");
  }

  @ParameterizedTest
  @EnumSource
  void anotherDriverIsToldNothingOfBridges(HostIsolation isolation) {
    assertThat(
            NetworkOptions.of(
                network("weave", true, Map.of("mtu", "1400"), "10.0.0.0/24"), isolation))
        .isEqualTo(Map.of("mtu", "1400"));
  }

  @Test
  void whatTheSettingsSayIsAddedAndHasTheLastWord() {
    Map<String, String> options =
        Map.of("com.docker.network.driver.mtu", "1400", PREFIX + "inhibit_ipv4", "false");

    assertThat(NetworkOptions.of(network("bridge", true, options, "10.0.0.0/24"), INHIBIT_IPV4))
        .isEqualTo(
            Map.of(
                PREFIX + "name",
                "br-n",
                PREFIX + "inhibit_ipv4",
                "false",
                "com.docker.network.driver.mtu",
                "1400"));
  }
}
