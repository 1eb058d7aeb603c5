package app.versatilehub.topology.isolation;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Small inventories in which everything occurs. */
final class InventoryArbitraries {

  private InventoryArbitraries() {}

  /** A container before it is known how many networks and containers there are. */
  private record Draft(
      ServiceKind kind,
      int where,
      Set<Integer> networks,
      Set<Integer> ports,
      Optional<Integer> boundTo,
      boolean portsComplete,
      List<Exposure> exposures) {}

  private record RouteDraft(int container, Optional<Integer> port, Optional<Integer> network) {}

  private record Bridge(Gateway ipv4, Gateway ipv6, boolean membersMeet) {}

  static Arbitrary<Inventory> inventories() {
    return Combinators.combine(
            networks().list().ofMaxSize(4),
            drafts().list().ofMinSize(1).ofMaxSize(5),
            routeDrafts().list().ofMaxSize(2),
            engines())
        .as(InventoryArbitraries::inventory);
  }

  private static Inventory inventory(
      List<NetworkEntry> unnamed,
      List<Draft> drafts,
      List<RouteDraft> routes,
      Optional<EngineVersion> engine) {
    List<NetworkEntry> networks = new ArrayList<>();
    for (NetworkEntry network : unnamed) {
      networks.add(renamed(network, "n" + networks.size()));
    }
    List<ContainerEntry> containers = new ArrayList<>();
    for (Draft draft : drafts) {
      containers.add(container("c" + containers.size(), draft, networks.size(), drafts.size()));
    }
    return new Inventory(
        "random",
        engine,
        networks,
        containers,
        routes.stream()
            .map(
                route ->
                    new RouteEntry(
                        "route",
                        "c" + route.container() % drafts.size(),
                        route.port().map(Port::of),
                        route
                            .network()
                            .filter(number -> number < networks.size())
                            .map(number -> "n" + number)))
            .toList(),
        Optional.empty());
  }

  private static NetworkEntry renamed(NetworkEntry network, String name) {
    return new NetworkEntry(
        name,
        network.driver(),
        network.internal(),
        network.external(),
        network.ipv6(),
        network.subnets(),
        network.bridge());
  }

  private static ContainerEntry container(String name, Draft draft, int networks, int containers) {
    Map<Port, String> bound = new HashMap<>();
    draft
        .boundTo()
        .ifPresent(network -> draft.ports().forEach(p -> bound.put(Port.of(p), "n" + network)));
    return new ContainerEntry(
        name,
        name,
        draft.kind(),
        attachment(draft, networks, containers),
        new TreeSet<>(draft.ports().stream().map(Port::of).toList()),
        bound,
        draft.portsComplete(),
        draft.exposures(),
        List.of());
  }

  private static NetworkAttachment attachment(Draft draft, int networks, int containers) {
    if (draft.where() == 0) {
      return new NetworkAttachment.Host();
    }
    if (draft.where() <= 2) {
      return new NetworkAttachment.SharedWith("c" + draft.where() % containers);
    }
    return new NetworkAttachment.Networks(
        draft.networks().stream()
            .filter(number -> number < networks)
            .map(number -> new Membership("n" + number, new TreeSet<>()))
            .toList());
  }

  private static Arbitrary<NetworkEntry> networks() {
    Arbitrary<List<Cidr>> subnets =
        Arbitraries.of("10.0.0.0/24", "8.8.8.0/24", "fd00::/64", "2a00:1::/64")
            .map(Cidr::of)
            .list()
            .ofMaxSize(2);
    Arbitrary<Gateway> gateways =
        Arbitraries.frequency(
            Tuple.of(3, Gateway.NAT),
            Tuple.of(3, Gateway.ABSENT),
            Tuple.of(1, Gateway.ROUTED),
            Tuple.of(1, Gateway.NAT_UNPROTECTED));
    Arbitrary<Bridge> bridges =
        Combinators.combine(gateways, gateways, seldom().map(apart -> !apart)).as(Bridge::new);
    return Combinators.combine(
            Arbitraries.of(
                "bridge", "bridge", "bridge", "bridge", "overlay", "macvlan", "ipvlan", "weave"),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            subnets,
            bridges)
        .as(
            (driver, internal, external, ipv6, ranges, bridge) ->
                new NetworkEntry(
                    "n",
                    driver,
                    internal,
                    external,
                    ipv6,
                    ranges,
                    new BridgeOptions(bridge.ipv4(), bridge.ipv6(), bridge.membersMeet())));
  }

  private static Arbitrary<Draft> drafts() {
    return Combinators.combine(
            Arbitraries.of(ServiceKind.class),
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 3).set().ofMaxSize(3),
            Arbitraries.integers().between(1, 3).set().ofMaxSize(2),
            Arbitraries.integers().between(0, 3).optional(0.2),
            seldom().map(more -> !more),
            exposures().list().ofMaxSize(2))
        .as(Draft::new);
  }

  private static Arbitrary<Exposure> exposures() {
    Arbitrary<Exposure> published =
        Combinators.combine(
                Arbitraries.of("", "", "127.0.0.1", "::1", "192.168.1.5"),
                Arbitraries.integers().between(1, 3))
            .as(
                (address, port) ->
                    new Exposure.PublishedPort(
                        address.isEmpty() ? Optional.empty() : Optional.of(IpAddress.of(address)),
                        Port.of(8000 + port),
                        Port.of(port)));
    Arbitrary<Exposure> others =
        Arbitraries.of(
            new Exposure.EngineSocket(),
            new Exposure.Privileged(),
            new Exposure.Capability("NET_ADMIN"),
            new Exposure.Capability("SYS_ADMIN"),
            new Exposure.HostMount("/srv/data", false),
            new Exposure.HostMount("/etc", false),
            new Exposure.HostNamespace("pid"));
    return Arbitraries.frequencyOf(Tuple.of(4, published), Tuple.of(1, others));
  }

  private static Arbitrary<RouteDraft> routeDrafts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(1, 3).optional(0.7),
            Arbitraries.integers().between(0, 3).optional(0.5))
        .as(RouteDraft::new);
  }

  private static Arbitrary<Optional<EngineVersion>> engines() {
    return Arbitraries.of("20.10.24", "26.1.5", "27.0.0", "28.0.0", "28.5.2", "29.0.0")
        .map(EngineVersion::parse)
        .optional(0.8);
  }

  private static Arbitrary<Boolean> seldom() {
    return Arbitraries.of(true, false, false, false);
  }
}
