package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reachability once more, slowly and without any graph: from what holds at the start, whatever
 * follows is added until nothing new follows. A fact is a text such as {@code at host}, {@code on
 * web}, {@code owns till} or {@code reaches till:80}, with the least number of takeovers it needs.
 * Of the production code it knows the records and {@link HostControl}.
 */
final class ReachabilityOracle {

  private final Inventory inventory;
  private final Map<String, NetworkEntry> networks = new HashMap<>();
  private final Map<String, ContainerEntry> containers = new HashMap<>();
  private final Map<String, List<Endpoint>> endpoints = new HashMap<>();
  private final Map<String, Integer> facts = new HashMap<>();
  private boolean changed;

  private ReachabilityOracle(Inventory inventory) {
    this.inventory = inventory;
    inventory.networks().forEach(network -> networks.put(network.name(), network));
    inventory.containers().forEach(container -> containers.put(container.name(), container));
    inventory.containers().forEach(c -> endpoints.put(c.name(), endpointsOf(c)));
  }

  /** By endpoint, how many takeovers {@code zone} needs; without those it never reaches. */
  static Map<Endpoint, Integer> reached(Inventory inventory, Zone zone) {
    ReachabilityOracle oracle = new ReachabilityOracle(inventory);
    oracle.learn(start(zone), 0);
    do {
      oracle.changed = false;
      for (Map.Entry<String, Integer> fact : List.copyOf(oracle.facts.entrySet())) {
        oracle.conclude(fact.getKey(), fact.getValue());
      }
    } while (oracle.changed);
    Map<Endpoint, Integer> reached = new HashMap<>();
    for (ContainerEntry container : inventory.containers()) {
      for (Endpoint endpoint : oracle.endpoints(container)) {
        Integer takeovers = oracle.facts.get("reaches " + endpoint);
        boolean own = zone instanceof Zone.Container at && at.name().equals(container.name());
        if (takeovers != null && !own) {
          reached.put(endpoint, takeovers);
        }
      }
    }
    return reached;
  }

  private static String start(Zone zone) {
    if (zone instanceof Zone.Network network) {
      return "on " + network.name();
    }
    return zone instanceof Zone.Container container ? "owns " + container.name() : "at " + zone;
  }

  private void learn(String fact, int takeovers) {
    Integer before = facts.get(fact);
    if (before == null || before > takeovers) {
      facts.put(fact, takeovers);
      changed = true;
    }
  }

  private void conclude(String fact, int n) {
    String name = fact.substring(fact.indexOf(' ') + 1);
    if (fact.equals("at Internet")) {
      reachesTheHostsAddresses(n);
      reachesGlobalAddresses(n);
    } else if (fact.equals("at neighbour")) {
      atTheWire(n);
    } else if (fact.equals("at host")) {
      atTheHost(n);
    } else if (fact.equals("controls the engine")) {
      learn("at host", n);
      inventory.networks().forEach(network -> learn("on " + network.name(), n));
      inventory.containers().forEach(container -> reachesAllOf(container, n));
    } else if (fact.startsWith("on ")) {
      onNetwork(network(name), n);
    } else if (fact.startsWith("owns ")) {
      owns(container(name), n);
    } else if (fact.startsWith("reaches ")) {
      reaches(name, n);
    }
  }

  private void reachesTheHostsAddresses(int n) {
    reachesPublished(n);
    reachesHostContainers(n);
  }

  /** Ports on the host's addresses; those on loopback count where they are opened elsewhere. */
  private void reachesPublished(int n) {
    for (ContainerEntry publisher : inventory.containers()) {
      for (Exposure.PublishedPort published : publisher.publishedPorts().toList()) {
        if (!published.isLoopback() || isOpenedAtTheMember(publisher)) {
          reachesBehind(publisher, published.port(), n);
        }
      }
    }
  }

  private void reachesLoopback(int n) {
    for (ContainerEntry publisher : inventory.containers()) {
      for (Exposure.PublishedPort published : publisher.publishedPorts().toList()) {
        if (published.isLoopback()) {
          reachesBehind(publisher, published.port(), n);
        }
      }
    }
  }

  /** Only who is on a network that is not internal publishes anything. */
  private void reachesBehind(ContainerEntry publisher, Port port, int n) {
    if (networksOf(publisher).stream().allMatch(NetworkEntry::internal)) {
      return;
    }
    learn("reaches " + new Endpoint(publisher.name(), Optional.of(port)), n);
    for (ContainerEntry other : inventory.containers()) {
      if (!isSame(other, publisher) && shareANamespace(other, publisher)) {
        for (Endpoint endpoint : endpoints(other)) {
          if (endpoint.port().isEmpty() || endpoint.port().get().equals(port)) {
            learn("reaches " + endpoint, n);
          }
        }
      }
    }
  }

  private boolean isOpenedAtTheMember(ContainerEntry publisher) {
    for (NetworkEntry network : networksOf(publisher)) {
      if (network.internal()) {
        continue;
      }
      Set<Gateway> modes = new HashSet<>(Set.of(network.bridge().ipv4()));
      if (network.ipv6()) {
        modes.add(network.bridge().ipv6());
      }
      if (modes.contains(Gateway.ROUTED) || modes.contains(Gateway.NAT_UNPROTECTED)) {
        return true;
      }
      if (mayBeOlderThan(28) && network.subnets().stream().anyMatch(Cidr::isGlobal)) {
        return true;
      }
    }
    return false;
  }

  private void reachesHostContainers(int n) {
    for (ContainerEntry container : inventory.containers()) {
      if (isOnTheHost(container)) {
        reachesAllOf(container, n);
      }
    }
  }

  /** What has an address on the Internet. */
  private void reachesGlobalAddresses(int n) {
    for (NetworkEntry network : inventory.networks()) {
      if (network.internal()) {
        continue;
      }
      boolean ipv4 = network.subnets().stream().anyMatch(r -> !r.isIpv6() && r.isGlobal());
      boolean ipv6 = network.subnets().stream().anyMatch(r -> r.isIpv6() && r.isGlobal());
      if ((isOnTheWire(network) && (ipv4 || ipv6 || network.subnets().isEmpty()))
          || (isUnfiltered(network) && ipv6)
          || (network.bridge().ipv4() == Gateway.NAT_UNPROTECTED && ipv4)
          || (network.ipv6() && network.bridge().ipv6() == Gateway.NAT_UNPROTECTED && ipv6)) {
        reachesMembers(network, n);
      }
    }
  }

  private void atTheWire(int n) {
    reachesTheHostsAddresses(n);
    if (mayBeOlderThan(28)) {
      reachesLoopback(n);
    }
    for (NetworkEntry network : inventory.networks()) {
      if (isOnTheWire(network) || isUnfiltered(network) || isUnprotected(network)) {
        reachesMembers(network, n);
      }
    }
  }

  private void atTheHost(int n) {
    reachesTheHostsAddresses(n);
    reachesLoopback(n);
    getsOut(n);
    for (NetworkEntry network : inventory.networks()) {
      if (hasAnAddressOfTheHost(network)) {
        reachesMembers(network, n);
      }
    }
  }

  /** To the Internet and back, and by a router to the wire. */
  private void getsOut(int n) {
    reachesGlobalAddresses(n);
    for (NetworkEntry network : inventory.networks()) {
      if (isOnTheWire(network) && !network.internal()) {
        reachesMembers(network, n);
      }
    }
  }

  private void onNetwork(NetworkEntry network, int n) {
    if (network.bridge().membersMeet() || (network.ipv6() && mayBeOlderThan(27))) {
      reachesMembers(network, n);
    }
    if (isOnTheWire(network)) {
      learn("at neighbour", n);
    }
    boolean byIpv6 = network.ipv6() && mayBeOlderThan(27);
    boolean meetsTheHostByIpv6 = hasAnAddressOfTheHost(network, network.bridge().ipv6());
    if (byIpv6 && (!network.internal() || meetsTheHostByIpv6)) {
      inventory.networks().stream().filter(this::isUnfiltered).forEach(o -> reachesMembers(o, n));
    }
    if (!network.internal()) {
      reachesTheHostsAddresses(n);
      getsOut(n);
      if (mayBeAtLeast(29)) {
        inventory.networks().stream()
            .filter(ReachabilityOracle::isUnprotected)
            .forEach(other -> reachesMembers(other, n));
      }
    } else if (hasAnAddressOfTheHost(network)) {
      reachesHostContainers(n);
      if (mayBeAtLeast(29)
          || !network.driver().equals("bridge")
          || (byIpv6 && meetsTheHostByIpv6)) {
        reachesPublished(n);
      }
    }
  }

  private void owns(ContainerEntry container, int n) {
    networksOf(container).forEach(network -> learn("on " + network.name(), n));
    for (ContainerEntry other : inventory.containers()) {
      if (!isSame(other, container) && shareANamespace(other, container)) {
        reachesAllOf(other, n);
      }
    }
    if (isOnTheHost(container)) {
      learn("at host", n);
      inventory.networks().forEach(network -> reachesMembers(network, n));
      if (container.exposures().contains(new Exposure.Capability("NET_ADMIN"))) {
        learn("controls the engine", n);
      }
    }
    if (container.exposures().stream().anyMatch(HostControl::isGivenBy)) {
      learn("controls the engine", n);
    }
  }

  private void reaches(String endpoint, int n) {
    ContainerEntry container = container(endpoint.substring(0, endpoint.lastIndexOf(':')));
    learn("owns " + container.name(), n + 1);
    if (container.kind() == ServiceKind.GATEWAY) {
      for (RouteEntry route : inventory.routes()) {
        targets(container, route).forEach(target -> learn("reaches " + target, n));
      }
    }
  }

  private List<Endpoint> targets(ContainerEntry gateway, RouteEntry route) {
    ContainerEntry target = container(route.container());
    if (isSame(target, gateway) || !canMeet(gateway, target, route)) {
      return List.of();
    }
    List<Endpoint> fitting = new ArrayList<>();
    for (Endpoint endpoint : endpoints(target)) {
      if (route.port().isEmpty() || endpoint.port().equals(route.port())) {
        fitting.add(endpoint);
      }
    }
    Endpoint unknown = new Endpoint(target.name(), Optional.empty());
    return fitting.isEmpty() && endpoints(target).contains(unknown) ? List.of(unknown) : fitting;
  }

  private boolean canMeet(ContainerEntry gateway, ContainerEntry target, RouteEntry route) {
    if (isOnTheHost(gateway)) {
      return isOnTheHost(target)
          || networksOf(target).stream().anyMatch(this::hasAnAddressOfTheHost);
    }
    for (NetworkEntry network : networksOf(gateway)) {
      boolean allowed = route.network().isEmpty() || route.network().get().equals(network.name());
      if (allowed && root(target).isOn(network.name())) {
        return true;
      }
    }
    return false;
  }

  private void reachesMembers(NetworkEntry network, int n) {
    for (ContainerEntry container : inventory.containers()) {
      if (root(container).isOn(network.name())) {
        for (Endpoint endpoint : endpoints(container)) {
          if (!isElsewhere(container, endpoint, network)) {
            learn("reaches " + endpoint, n);
          }
        }
      }
    }
  }

  /** Bound to another network of its own; who is in another's namespace has none. */
  private static boolean isElsewhere(
      ContainerEntry container, Endpoint endpoint, NetworkEntry network) {
    if (endpoint.port().isEmpty()) {
      return false;
    }
    String only = container.bound().get(endpoint.port().get());
    return only != null && container.isOn(only) && !only.equals(network.name());
  }

  private void reachesAllOf(ContainerEntry container, int n) {
    endpoints(container).forEach(endpoint -> learn("reaches " + endpoint, n));
  }

  private static List<Endpoint> endpointsOf(ContainerEntry container) {
    Set<Port> ports = new HashSet<>(container.ports());
    container.publishedPorts().forEach(published -> ports.add(published.port()));
    List<Endpoint> endpoints = new ArrayList<>();
    ports.forEach(port -> endpoints.add(new Endpoint(container.name(), Optional.of(port))));
    if (!container.portsComplete()) {
      endpoints.add(new Endpoint(container.name(), Optional.empty()));
    }
    return endpoints;
  }

  private List<Endpoint> endpoints(ContainerEntry container) {
    return endpoints.getOrDefault(container.name(), List.of());
  }

  private List<NetworkEntry> networksOf(ContainerEntry container) {
    return root(container).memberships().stream().map(m -> network(m.network())).toList();
  }

  private boolean isOnTheHost(ContainerEntry container) {
    return root(container).attachment() instanceof NetworkAttachment.Host;
  }

  private boolean shareANamespace(ContainerEntry one, ContainerEntry other) {
    return isSame(root(one), root(other));
  }

  private static boolean isSame(ContainerEntry one, ContainerEntry other) {
    return one.name().equals(other.name());
  }

  /** Whose namespace it is; in a circle everybody is left alone. */
  private ContainerEntry root(ContainerEntry container) {
    Set<String> passed = new HashSet<>();
    ContainerEntry at = container;
    while (at.attachment() instanceof NetworkAttachment.SharedWith shared) {
      if (!passed.add(at.name())) {
        return at;
      }
      at = container(shared.container());
    }
    return at;
  }

  private boolean hasAnAddressOfTheHost(NetworkEntry network) {
    return hasAnAddressOfTheHost(network, network.bridge().ipv4())
        || (network.ipv6() && hasAnAddressOfTheHost(network, network.bridge().ipv6()));
  }

  private static boolean hasAnAddressOfTheHost(NetworkEntry network, Gateway gateway) {
    return switch (network.driver()) {
      case "macvlan", "ipvlan" -> false;
      case "overlay" -> !network.internal();
      default -> gateway != Gateway.ABSENT;
    };
  }

  private static boolean isOnTheWire(NetworkEntry network) {
    return Set.of("macvlan", "ipvlan").contains(network.driver());
  }

  private boolean isUnfiltered(NetworkEntry network) {
    return network.ipv6() && !network.internal() && mayBeOlderThan(27);
  }

  private static boolean isUnprotected(NetworkEntry network) {
    return !network.internal()
        && (network.bridge().ipv4() == Gateway.NAT_UNPROTECTED
            || (network.ipv6() && network.bridge().ipv6() == Gateway.NAT_UNPROTECTED));
  }

  private boolean mayBeOlderThan(int major) {
    return inventory.engine().isEmpty() || inventory.engine().get().major() < major;
  }

  private boolean mayBeAtLeast(int major) {
    return inventory.engine().isEmpty() || inventory.engine().get().major() >= major;
  }

  private NetworkEntry network(String name) {
    return requireNonNull(networks.get(name));
  }

  private ContainerEntry container(String name) {
    return requireNonNull(containers.get(name));
  }
}
