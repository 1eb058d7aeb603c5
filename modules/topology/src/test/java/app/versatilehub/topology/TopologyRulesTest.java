package app.versatilehub.topology;

import static app.versatilehub.topology.TestEnvironment.ipv6;
import static app.versatilehub.topology.TestEnvironment.plain;
import static app.versatilehub.topology.TestEnvironment.range;
import static app.versatilehub.topology.TestEnvironment.withGatewayMode;
import static app.versatilehub.topology.TestEnvironment.withNetwork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
    return TopologyRules.check(new Topology(plain(), networks, services, List.of(), List.of()));
  }

  private static List<Finding> checkRoutes(List<Service> services, Route... routes) {
    return TopologyRules.check(
        new Topology(plain(), List.of(web()), services, List.of(routes), List.of()));
  }

  private static Network web() {
    return network("web", false, Ownership.OWNED, Optional.empty(), "10.0.1.0/24");
  }

  private static Network inside() {
    return network("inside", true, Ownership.OWNED, Optional.empty(), "10.0.2.0/24");
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
        Map.of());
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
              Map.of());

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

  @Nested
  class Subnets {

    @Test
    void mayLieSideBySide() {
      assertThat(
              check(
                  List.of(
                      network("one", true, Ownership.OWNED, Optional.empty(), "10.0.0.0/25"),
                      network("two", true, Ownership.OWNED, Optional.empty(), "10.0.0.128/25")),
                  List.of()))
          .isEmpty();
    }

    @Test
    void neverOverlap() {
      assertThat(
              check(
                  List.of(
                      network("one", true, Ownership.OWNED, Optional.empty(), "172.31.0.0/16"),
                      network("two", true, Ownership.OWNED, Optional.empty(), "172.31.7.0/24")),
                  List.of()))
          .containsExactly(
              Finding.error(
                  "subnet-overlap",
                  "networks.two.subnet",
                  "172.31.7.0/24 overlaps 172.31.0.0/16 of network one",
                  "choose ranges that do not meet, for one of the two networks"));
    }

    @Test
    void neverOverlapInIpv6() {
      assertThat(
              check(
                  List.of(
                      network("one", false, Ownership.OWNED, Optional.empty(), "fd00::/48"),
                      network("two", false, Ownership.OWNED, Optional.empty(), "fd00::/64")),
                  List.of()))
          .extracting(Finding::id, Finding::subject)
          .containsExactly(tuple("subnet-overlap", "networks.two.ipv6.subnet"));
    }
  }

  @Nested
  class PublishedPorts {

    private final List<Exposure> published =
        List.of(new Exposure.PublishedPort(Port.of(5432), Port.of(80)));

    @Test
    void areTheGatewaysRight() {
      assertThat(check(List.of(), List.of(service("door", "door", ServiceKind.GATEWAY, published))))
          .isEmpty();
    }

    @Test
    void areRefusedToEverybodyElse() {
      for (ServiceKind kind : List.of(ServiceKind.APP, ServiceKind.DATASTORE)) {
        assertThat(check(List.of(), List.of(service("shelf", "shelf", kind, published))))
            .containsExactly(
                Finding.error(
                    "published-port",
                    "service shelf",
                    "publishes its port 80 on the host's port 5432",
                    "remove the published port; route it through the gateway if the Internet must"
                        + " reach it"));
      }
    }
  }

  @Nested
  class Datastores {

    private final Service shelf = service("shelf", ServiceKind.DATASTORE, INSIDE);

    private static Finding exposed(String why) {
      return Finding.error(
          "datastore-exposed",
          "service shelf",
          "a datastore is on network inside, " + why,
          "take it off that network; its clients reach it on an internal one");
    }

    @Test
    void areOnInternalNetworks() {
      assertThat(check(List.of(inside()), List.of(shelf))).isEmpty();
    }

    @Test
    void areNotOnAnOpenNetwork() {
      Network open = network("inside", false, Ownership.OWNED, Optional.empty(), "10.0.2.0/24");

      assertThat(check(List.of(open), List.of(shelf)))
          .containsExactly(exposed("which is not internal"));
    }

    @Test
    void areNotOnANetworkThatStrangersMayJoin() {
      Network external = network("inside", true, Ownership.EXTERNAL, Optional.empty());

      assertThat(check(List.of(external), List.of(shelf)))
          .containsExactly(exposed("which strangers may join"));
    }

    @Test
    void areNotOnTheGatewaysNetwork() {
      Service door = service("door", ServiceKind.GATEWAY, INSIDE);

      assertThat(check(List.of(inside()), List.of(shelf, door)))
          .containsExactly(exposed("which the gateway shares"));
    }
  }

  @Nested
  class Ipv6 {

    private static Topology of(Environment environment) {
      TopologyBuilder topology = TopologyBuilder.of(environment);
      topology.module("shop").network(INSIDE).internal();
      topology.module("shop").network(WEB);
      return topology.build();
    }

    @Test
    void isAllowedOnAnInternalNetworkInGatewayMode() {
      assertThat(of(withGatewayMode("inside", ipv6(range("fd00::/64")))).networks()).hasSize(2);
    }

    @Test
    void isAllowedOnANetworkThatIsNotInternal() {
      assertThat(of(withNetwork("web", ipv6(range("fd00::/64")))).networks()).hasSize(2);
    }

    @Test
    void wouldLeaveAnInternalNetworkOpenToTheHost() {
      Network network = network("inside", true, Ownership.OWNED, Optional.empty(), "fd00::/64");

      assertThat(check(List.of(network), List.of()))
          .containsExactly(
              Finding.error(
                  "ipv6-open-to-host",
                  "networks.inside.ipv6",
                  "an internal network with IPv6 stays open towards the host when only IPv4 is"
                      + " inhibited",
                  "remove the IPv6 range, or set hostIsolation to gateway-mode (Engine 28 or"
                      + " later)"));
    }
  }
}
