package app.versatilehub.topology;

import static app.versatilehub.topology.TestEnvironment.plain;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules, on topologies as they might also be read back, whoever made them. */
class TopologyRulesTest {

  private static final NetworkName WEB = NetworkName.of("web");
  private static final NetworkName INSIDE = NetworkName.of("inside");

  private static List<Finding> check(List<Network> networks, List<Service> services) {
    return TopologyRules.check(
        new Topology(plain(), networks, services, List.of(), List.of(), Map.of()));
  }

  private static List<Finding> checkRoutes(List<Service> services, Route... routes) {
    return TopologyRules.check(
        new Topology(plain(), List.of(web()), services, List.of(routes), List.of(), Map.of()));
  }

  private static Network web() {
    return network("web", false, Ownership.OWNED, Optional.empty(), "10.0.1.0/24");
  }

  private static Network network(
      String name,
      boolean internal,
      Ownership ownership,
      Optional<String> bridge,
      String... subnets) {
    return new Network(
        NetworkName.of(name),
        "shop",
        EngineName.of("versatile-" + name),
        Network.BRIDGE_DRIVER,
        internal,
        ownership,
        Arrays.stream(subnets).map(Cidr::of).map(Subnet::of).toList(),
        bridge.map(BridgeName::of),
        Map.of(),
        Optional.empty());
  }

  private static Service service(String name, ServiceKind kind, NetworkName... networks) {
    return service(name, "versatile-" + name, kind, List.of(), networks);
  }

  private static Service service(
      String name,
      String container,
      ServiceKind kind,
      List<Exposure> exposures,
      NetworkName... networks) {
    return new Service(
        ServiceName.of(name),
        "shop",
        EngineName.of(container),
        kind,
        Workload.of("something:1"),
        Arrays.stream(networks).map(n -> new Attachment(n, List.of(name))).toList(),
        List.of(Port.of(80)),
        List.of(),
        exposures,
        List.of());
  }

  private static Route route(String host, String service) {
    return new Route(HostName.of(host), ServiceName.of(service), Port.of(80), WEB, Protocol.HTTP);
  }

  private static Finding duplicate(String subject, String what, String name, String users) {
    return Finding.error(
        "duplicate-name",
        subject,
        "the %s '%s' is used by %s".formatted(what, name, users),
        "give each its own " + what);
  }

  @Nested
  class Names {

    @Test
    void mayBeTheSameForANetworkAndAService() {
      assertThat(check(List.of(web()), List.of(service("web", ServiceKind.APP, WEB)))).isEmpty();
    }

    @Test
    void areNotSharedByNetworks() {
      assertThat(check(List.of(web(), web()), List.of()))
          .contains(
              duplicate("networks", "network name", "web", "shop and shop"),
              duplicate("networks", "network name on the engine", "versatile-web", "web and web"));
    }

    @Test
    void areNotSharedByNetworksOnTheEngine() {
      Network impostor =
          new Network(
              INSIDE,
              "shop",
              web().engineName(),
              Network.BRIDGE_DRIVER,
              true,
              Ownership.OWNED,
              List.of(),
              Optional.empty(),
              Map.of(),
              Optional.empty());

      assertThat(check(List.of(web(), impostor), List.of()))
          .containsExactly(
              duplicate(
                  "networks", "network name on the engine", "versatile-web", "web and inside"));
    }

    @Test
    void areNotSharedByBridges() {
      Network one = network("one", true, Ownership.OWNED, Optional.of("br0"));
      Network two = network("two", true, Ownership.OWNED, Optional.of("br0"));
      Network other = network("other", true, Ownership.OWNED, Optional.of("br1"));

      assertThat(check(List.of(one, two, other), List.of()))
          .containsExactly(duplicate("networks", "bridge name", "br0", "one and two"));
      assertThat(check(List.of(one, other), List.of())).isEmpty();
    }

    @Test
    void areNotSharedByServices() {
      Service till = service("till", ServiceKind.APP);
      Service other = service("till", "other", ServiceKind.APP, List.of());

      assertThat(check(List.of(), List.of(till, other)))
          .containsExactly(duplicate("services", "service name", "till", "shop and shop"));
    }

    @Test
    void areNotSharedByContainers() {
      Service till = service("till", ServiceKind.APP);
      Service other = service("other", "versatile-till", ServiceKind.APP, List.of());

      assertThat(check(List.of(), List.of(till, other)))
          .containsExactly(
              duplicate("services", "container name", "versatile-till", "till and other"));
    }

    @Test
    void areNotSharedByRoutes() {
      List<Service> services =
          List.of(
              service("door", ServiceKind.GATEWAY, WEB),
              service("till", ServiceKind.APP, WEB),
              service("clerk", ServiceKind.APP, WEB));

      assertThat(checkRoutes(services, route("a.org", "till"), route("a.org", "clerk")))
          .containsExactly(duplicate("routes", "host name", "a.org", "till and clerk"));
      assertThat(checkRoutes(services, route("a.org", "till"), route("b.org", "clerk"))).isEmpty();
    }

    @Test
    void areNotSharedByHostPorts() {
      Port http = Port.of(80);
      Service door =
          service(
              "door",
              "door",
              ServiceKind.GATEWAY,
              List.of(
                  new Exposure.PublishedPort(http, http),
                  new Exposure.PublishedPort(http, Port.of(443))));

      assertThat(check(List.of(), List.of(door)))
          .containsExactly(duplicate("gateway", "host port", "80", "port 80 and port 443"));
    }
  }
}
