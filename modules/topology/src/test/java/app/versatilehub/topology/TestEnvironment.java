package app.versatilehub.topology;

import app.versatilehub.topology.Environment.GatewaySettings;
import app.versatilehub.topology.Environment.NetworkSettings;
import app.versatilehub.topology.Environment.ServiceSettings;
import app.versatilehub.topology.Environment.SubnetSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Environments for tests: everything at its default, but for what the test is about. */
public final class TestEnvironment {

  private static final HealthTiming HEALTH =
      new HealthTiming(Duration.ofSeconds(10), Duration.ofSeconds(5), 5, Duration.ofMinutes(5));
  private static final GatewaySettings GATEWAY =
      new GatewaySettings(Port.of(80), Port.of(443), Optional.empty());

  private TestEnvironment() {}

  public static Environment plain() {
    return of(ImageSource.UPSTREAM, HostIsolation.INHIBIT_IPV4, Map.of(), Map.of());
  }

  public static Environment withLocalImages() {
    return of(ImageSource.LOCAL, HostIsolation.INHIBIT_IPV4, Map.of(), Map.of());
  }

  public static Environment withGatewayMode(String network, NetworkSettings settings) {
    return of(
        ImageSource.UPSTREAM,
        HostIsolation.GATEWAY_MODE,
        Map.of(NetworkName.of(network), settings),
        Map.of());
  }

  public static Environment withNetwork(String network, NetworkSettings settings) {
    return of(
        ImageSource.UPSTREAM,
        HostIsolation.INHIBIT_IPV4,
        Map.of(NetworkName.of(network), settings),
        Map.of());
  }

  public static Environment withService(String service, ServiceSettings settings) {
    return of(
        ImageSource.UPSTREAM,
        HostIsolation.INHIBIT_IPV4,
        Map.of(),
        Map.of(ServiceName.of(service), settings));
  }

  public static Environment of(
      ImageSource images,
      HostIsolation hostIsolation,
      Map<NetworkName, NetworkSettings> networks,
      Map<ServiceName, ServiceSettings> services) {
    return new Environment(
        StackId.of("versatile-hub", "test"),
        NamePrefix.of("versatile"),
        HostName.of("example.org"),
        images,
        "7",
        hostIsolation,
        false,
        HEALTH,
        GATEWAY,
        networks,
        services,
        Set.of());
  }

  public static NetworkSettings external() {
    return new NetworkSettings(
        Optional.empty(),
        Optional.of(Ownership.EXTERNAL),
        Optional.empty(),
        Optional.empty(),
        SubnetSettings.NONE,
        SubnetSettings.NONE,
        Optional.empty(),
        Map.of());
  }

  public static NetworkSettings named(String engineName) {
    return new NetworkSettings(
        Optional.of(EngineName.of(engineName)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SubnetSettings.NONE,
        SubnetSettings.NONE,
        Optional.empty(),
        Map.of());
  }

  public static NetworkSettings drivenBy(String driver, Optional<BridgeName> bridge) {
    return new NetworkSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(driver),
        SubnetSettings.NONE,
        SubnetSettings.NONE,
        bridge,
        Map.of());
  }

  public static NetworkSettings ipv4(SubnetSettings ipv4) {
    return addressed(ipv4, SubnetSettings.NONE);
  }

  public static NetworkSettings ipv6(SubnetSettings ipv6) {
    return addressed(SubnetSettings.NONE, ipv6);
  }

  public static NetworkSettings addressed(SubnetSettings ipv4, SubnetSettings ipv6) {
    return new NetworkSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ipv4,
        ipv6,
        Optional.empty(),
        Map.of());
  }

  public static SubnetSettings range(String cidr) {
    return new SubnetSettings(Optional.of(Cidr.of(cidr)), Optional.empty());
  }

  public static SubnetSettings range(String cidr, String gateway) {
    return new SubnetSettings(Optional.of(Cidr.of(cidr)), Optional.of(IpAddress.of(gateway)));
  }

  public static SubnetSettings gatewayOnly(String gateway) {
    return new SubnetSettings(Optional.empty(), Optional.of(IpAddress.of(gateway)));
  }

  public static ServiceSettings enabled(boolean enabled) {
    return new ServiceSettings(
        Optional.of(enabled),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static ServiceSettings image(String image) {
    return new ServiceSettings(
        Optional.empty(),
        Optional.of(ImageReference.of(image)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static ServiceSettings host(String host) {
    return new ServiceSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.of(HostName.of(host)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static ServiceSettings replicas(int count) {
    return new ServiceSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(count),
        Optional.empty());
  }
}
