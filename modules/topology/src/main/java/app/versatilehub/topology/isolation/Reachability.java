package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.Graph.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who reaches whom. A graph of <em>positions</em> (where packets can be sent from),
 * <em>endpoints</em> (ports of containers) and <em>containers</em> (in an attacker's hands).
 * Sending costs nothing; going from an endpoint to its container, which is taking it over, costs
 * one. One search from a zone is linear in the graph, and the graph is linear in memberships and
 * ports.
 *
 * <p>What the edges rest on:
 *
 * <ul>
 *   <li>Members of a bridge network reach each other's every port (moby#48492), unless {@code
 *       enable_icc} is off, which before 27 does not stop IPv6.
 *   <li>Where the policy is enforced, packets to members of bridge networks pass the host's
 *       firewall, which lets declared flows between members and published ports through and drops
 *       the rest, whatever the engine leaves open.
 *   <li>A port that is listened on at one network alone is reached on no other: without {@code
 *       NET_RAW} nobody sends to an address that is not on the network.
 *   <li>A published port is reached at the host's addresses, from the Internet and from every
 *       network that reaches the host (Docker, "Port publishing and mapping"); from an internal
 *       network it is closed on 20.10 and 28.5 (measured), and taken for open on 29 and later,
 *       where the isolation chains are gone (Engine 29.0.0 release notes), and by IPv6 before 27,
 *       where the proxy of the port answers and no rule stops it.
 *   <li>A container that is only on internal networks publishes nothing (moby#36174).
 *   <li>{@code internal} leaves the bridge's address on the host, and so host and members reach
 *       each other (measured on 20.10 and 28.5; libnetwork#1151), unless the bridge has no address
 *       ({@link Gateway#ABSENT}).
 *   <li>Before 28, neighbours on the wire reach ports that are bound to 127.0.0.1 (moby#45610); the
 *       gateway mode {@code routed} and trusted interfaces make them reached on any release
 *       (moby#49832).
 *   <li>The gateway mode {@code nat-unprotected} leaves every port to neighbours, from 29 on also
 *       to other networks of the engine.
 *   <li>Before 27, IPv6 is not filtered unless the engine is told to (moby#21951, moby#48492):
 *       neighbours, and the Internet where the range is global, reach every port, and so do members
 *       of internal networks that address their frames themselves.
 *   <li>Members of a macvlan or ipvlan network are on the wire themselves, even of an internal one,
 *       which may have a parent interface; whoever gets out reaches those of the others by way of a
 *       router.
 *   <li>A container on the host's network may send raw frames (the engine's default set of
 *       capabilities has NET_RAW) on every bridge, whether the host has an address on it or not.
 *   <li>Whoever reaches a proxy of the engine that lets commands through is inside the container
 *       that they are for.
 *   <li>Whoever controls the engine or the host reaches everything ({@link HostControl}).
 *   <li>A gateway passes on to the containers that its routes name, where both are on one network.
 * </ul>
 *
 * <p>Not modelled: other firewalls of the host, rules in DOCKER-USER, other processes of the host,
 * static routes, and the forwarding policy of hosts that forwarded before the engine came.
 */
public final class Reachability {

  private static final EngineVersion FILTERS_IPV6 = new EngineVersion(27, 0, 0);
  private static final EngineVersion PROTECTS_LOOPBACK = new EngineVersion(28, 0, 0);
  private static final EngineVersion DROPS_ISOLATION_CHAINS = new EngineVersion(29, 0, 0);

  private final Inventory inventory;
  private final Graph graph = new Graph();
  private final List<Zone> zones = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();

  // Positions.
  private final int internet = graph.vertex(Zone.INTERNET.toString());
  private final int neighbour = graph.vertex(Zone.NEIGHBOUR.toString());
  private final int host = graph.vertex(Zone.HOST.toString());
  private final int publishedPorts = graph.vertex("");
  private final int loopbackPorts = graph.vertex("");
  private final int hostListeners = graph.vertex("the host's address");
  private final int control = graph.vertex("control of the host");

  /** One step further, so that of ways that cost the same a network is shown rather than this. */
  private final int engine = graph.vertex("");

  private final int unfilteredIpv6 = graph.vertex("unfiltered IPv6");
  private final int globalAddresses = graph.vertex("");
  private final int throughTheHost = graph.vertex("");
  private final int rawFrames = graph.vertex("raw frames on the host's bridges");
  private final int egress = graph.vertex("the Internet");

  private final Map<String, NetworkEntry> networks = new HashMap<>();
  private final Map<String, ContainerEntry> containers = new HashMap<>();

  /** A member of the network sends from here. */
  private final Map<String, Integer> onNetwork = new HashMap<>();

  /** Whoever comes here reaches the members' IPv4 addresses on the network. */
  private final Map<String, Integer> toIpv4 = new HashMap<>();

  /** The same for IPv6; leads nowhere without. */
  private final Map<String, Integer> toIpv6 = new HashMap<>();

  private final Map<String, Integer> takenOver = new HashMap<>();
  private final List<Integer> inOrder = new ArrayList<>();
  private final Map<Endpoint, Integer> endpointVertices = new HashMap<>();
  private final Map<String, List<Endpoint>> endpointsOf = new HashMap<>();

  /** By the owner of a network namespace, all that are in it. */
  private final Map<String, List<ContainerEntry>> sharers = new HashMap<>();

  private Reachability(Inventory inventory) {
    this.inventory = inventory;
    inventory.networks().forEach(network -> networks.put(network.name(), network));
    inventory.containers().forEach(container -> containers.put(container.name(), container));
    inventory
        .containers()
        .forEach(
            container ->
                sharers
                    .computeIfAbsent(namespaceOwner(container).name(), name -> new ArrayList<>())
                    .add(container));
    addVertices();
    inventory.networks().forEach(this::connectNetwork);
    connectHost();
    inventory.containers().forEach(this::connectContainer);
    inventory.flows().orElse(List.of()).forEach(this::connectFlow);
    connectRoutes();
    inventory.containers().forEach(this::connectCommands);
    graph.freeze();
  }

  /** Builds the graph for {@code inventory}. */
  public static Reachability of(Inventory inventory) {
    return new Reachability(inventory);
  }

  /** Every zone: Internet, neighbour, host, then networks and containers by name. */
  public List<Zone> zones() {
    return Collections.unmodifiableList(zones);
  }

  /** Every endpoint, sorted. */
  public List<Endpoint> endpoints() {
    return Collections.unmodifiableList(endpoints);
  }

  /**
   * What {@code zone} reaches. Each call searches anew; nothing is kept.
   *
   * @throws IllegalArgumentException if the inventory has no such zone
   */
  public Reach from(Zone zone) {
    return search(zone, EnumSet.allOf(Kind.class), Graph.UNREACHED - 1);
  }

  /**
   * What connections that {@code zone} opens in the ordinary way reach by themselves: no gateway
   * passes them on, nobody is taken over, and no control of the engine is used. This is what can be
   * tried out.
   *
   * @throws IllegalArgumentException if the inventory has no such zone
   */
  public Reach byPackets(Zone zone) {
    return search(zone, EnumSet.of(Kind.PACKETS), 0);
  }

  /** What {@code zone} reaches as things are; whatever needs a takeover counts as closed. */
  Reach directlyFrom(Zone zone) {
    return search(zone, EnumSet.allOf(Kind.class), 0);
  }

  /** The same, but gateways pass nothing on. */
  Reach directlyWithoutRoutes(Zone zone) {
    return search(zone, EnumSet.of(Kind.PACKETS, Kind.POWER), 0);
  }

  /** What the inventory was. */
  public Inventory inventory() {
    return inventory;
  }

  private Reach search(Zone zone, Set<Kind> kinds, int most) {
    return new Reach(zone, this, graph.search(vertex(zone), kinds, most));
  }

  /** The container in whose network namespace {@code container} is; itself when it has its own. */
  static ContainerEntry namespaceOwner(
      ContainerEntry container, Map<String, ContainerEntry> containers) {
    ContainerEntry owner = container;
    Set<String> seen = new HashSet<>();
    while (owner.attachment() instanceof NetworkAttachment.SharedWith shared) {
      if (!seen.add(owner.name())) {
        return owner;
      }
      owner = requireNonNull(containers.get(shared.container()));
    }
    return owner;
  }

  /** Whether the host has an address on the network, so that the two reach each other. */
  static boolean touchesHost(NetworkEntry network) {
    return touchesHostByIpv4(network) || touchesHostByIpv6(network);
  }

  static boolean touchesHostByIpv4(NetworkEntry network) {
    return !hasNoBridge(network) && network.bridge().ipv4() != Gateway.ABSENT;
  }

  static boolean touchesHostByIpv6(NetworkEntry network) {
    return !hasNoBridge(network) && network.ipv6() && network.bridge().ipv6() != Gateway.ABSENT;
  }

  /**
   * An overlay is in a namespace of its own, and has a bridge (docker_gwbridge) only as a way out;
   * a host does not see its children on the wire.
   */
  private static boolean hasNoBridge(NetworkEntry network) {
    return (network.driver().equals("overlay") && network.internal()) || network.isOnTheWire();
  }

  /** Whether members reach each other's every port. */
  boolean membersMeet(NetworkEntry network) {
    return !isHeldToFlows(network) && engineLetsMembersMeet(network);
  }

  /** Without a filter for IPv6, {@code enable_icc} holds for IPv4 only. */
  private boolean engineLetsMembersMeet(NetworkEntry network) {
    return network.bridge().membersMeet() || (network.ipv6() && isBefore(FILTERS_IPV6));
  }

  private boolean isHeldToFlows(NetworkEntry network) {
    return inventory.policy() == MemberPolicy.ENFORCE && network.isBridge();
  }

  /** Whether IPv6 of others comes through to its members, by default. */
  boolean letsIpv6Through(NetworkEntry network) {
    return !isHeldToFlows(network) && engineLetsIpv6Through(network);
  }

  private boolean engineLetsIpv6Through(NetworkEntry network) {
    return network.ipv6() && !network.internal() && isBefore(FILTERS_IPV6);
  }

  boolean isBefore(EngineVersion version) {
    return inventory.engine().map(known -> known.isBefore(version)).orElse(true);
  }

  boolean protectsLoopback() {
    return !isBefore(PROTECTS_LOOPBACK);
  }

  int vertex(Endpoint endpoint) {
    Integer vertex = endpointVertices.get(endpoint);
    if (vertex == null) {
      throw new IllegalArgumentException("no endpoint '%s'".formatted(endpoint));
    }
    return vertex;
  }

  /** The vertices of {@link #endpoints}, in the same order. */
  int[] endpointVertices() {
    return inOrder.stream().mapToInt(Integer::intValue).toArray();
  }

  int egress() {
    return egress;
  }

  int hostListeners() {
    return hostListeners;
  }

  int publishedPorts() {
    return publishedPorts;
  }

  int membersOf(String network, boolean ipv6) {
    return get(ipv6 ? toIpv6 : toIpv4, network);
  }

  Optional<String> containerOf(int vertex) {
    return graph.container(vertex);
  }

  List<Endpoint> endpointsOf(String container) {
    return endpointsOf.getOrDefault(container, List.of());
  }

  ContainerEntry container(String name) {
    return requireNonNull(containers.get(name), name);
  }

  NetworkEntry network(String name) {
    return requireNonNull(networks.get(name), name);
  }

  ContainerEntry namespaceOwner(ContainerEntry container) {
    return namespaceOwner(container, containers);
  }

  // --- Building ---------------------------------------------------------------------------------

  private void addVertices() {
    zones.add(Zone.INTERNET);
    zones.add(Zone.NEIGHBOUR);
    zones.add(Zone.HOST);
    inventory.networks().stream()
        .map(NetworkEntry::name)
        .sorted()
        .forEach(
            name -> {
              zones.add(new Zone.Network(name));
              onNetwork.put(name, graph.vertex("network " + name));
              toIpv4.put(name, graph.vertex("network " + name));
              toIpv6.put(name, graph.vertex("network " + name));
            });
    List<ContainerEntry> sorted =
        inventory.containers().stream().sorted(Comparator.comparing(ContainerEntry::name)).toList();
    for (ContainerEntry container : sorted) {
      zones.add(new Zone.Container(container.name()));
      takenOver.put(container.name(), graph.container(container.name()));
      List<Endpoint> own = new ArrayList<>();
      for (Port port : listeningPorts(container)) {
        own.add(new Endpoint(container.name(), Optional.of(port)));
      }
      if (!container.portsComplete()) {
        own.add(0, new Endpoint(container.name(), Optional.empty()));
      }
      for (Endpoint endpoint : own) {
        int vertex = graph.vertex(endpoint.toString());
        endpointVertices.put(endpoint, vertex);
        inOrder.add(vertex);
        endpoints.add(endpoint);
      }
      endpointsOf.put(container.name(), own);
    }
  }

  /** What is published is taken to be listened on. */
  private static SortedSet<Port> listeningPorts(ContainerEntry container) {
    SortedSet<Port> ports = new TreeSet<>(container.ports());
    container.publishedPorts().forEach(published -> ports.add(published.port()));
    return ports;
  }

  private void connectNetwork(NetworkEntry network) {
    int from = get(onNetwork, network.name());
    int ipv4 = get(toIpv4, network.name());
    int ipv6 = get(toIpv6, network.name());
    if (network.bridge().membersMeet() && !isHeldToFlows(network)) {
      graph.edge(from, ipv4);
    }
    if (membersMeet(network)) {
      graph.edge(from, ipv6);
    }
    if (!network.internal() || touchesHost(network)) {
      graph.edge(from, hostListeners);
    }
    if (!network.internal() || reachesPublishedPorts(network)) {
      graph.edge(from, publishedPorts);
    }
    if (!network.internal()) {
      graph.edge(from, egress);
      graph.edge(from, throughTheHost);
    }
    if (touchesHostByIpv4(network)) {
      graph.edge(host, ipv4);
    }
    if (touchesHostByIpv6(network)) {
      graph.edge(host, ipv6);
    }
    if (network.isOnTheWire()) {
      graph.edge(from, neighbour);
      toMembers(neighbour, network);
      if (!network.internal()) {
        toMembers(egress, network);
        if (network.subnets().isEmpty() || network.hasGlobalRange()) {
          toMembers(globalAddresses, network);
        }
      }
    }
    if (!network.internal() && !isHeldToFlows(network)) {
      connectUnprotected(network, network.bridge().ipv4(), false);
      if (network.ipv6()) {
        connectUnprotected(network, network.bridge().ipv6(), true);
      }
    }
    if (letsIpv6Through(network)) {
      graph.edge(unfilteredIpv6, ipv6);
      if (hasGlobalRange(network, true)) {
        graph.edge(globalAddresses, ipv6);
      }
    }
    if (engineLetsIpv6Through(network)) {
      graph.edge(from, unfilteredIpv6);
    } else if (touchesHostByIpv6(network) && isBefore(FILTERS_IPV6)) {
      // Such a network gives its members no route; they have to address their frames themselves.
      graph.edge(from, unfilteredIpv6, Kind.POWER, "");
    }
    toMembers(rawFrames, network);
    graph.edge(engine, from);
    toMembers(engine, network);
  }

  private void toMembers(int from, NetworkEntry network) {
    graph.edge(from, get(toIpv4, network.name()));
    graph.edge(from, get(toIpv6, network.name()));
  }

  /** Whether its members reach published ports though it is internal. */
  private boolean reachesPublishedPorts(NetworkEntry network) {
    if (touchesHostByIpv6(network) && isBefore(FILTERS_IPV6)) {
      return true;
    }
    return touchesHost(network) && !(network.isBridge() && isKnownBefore(DROPS_ISOLATION_CHAINS));
  }

  private void connectUnprotected(NetworkEntry network, Gateway gateway, boolean ipv6) {
    if (gateway != Gateway.NAT_UNPROTECTED) {
      return;
    }
    int members = get(ipv6 ? toIpv6 : toIpv4, network.name());
    graph.edge(neighbour, members);
    if (!isKnownBefore(DROPS_ISOLATION_CHAINS)) {
      graph.edge(throughTheHost, members);
    }
    if (hasGlobalRange(network, ipv6)) {
      graph.edge(globalAddresses, members);
    }
  }

  private static boolean hasGlobalRange(NetworkEntry network, boolean ipv6) {
    return network.subnets().stream().anyMatch(range -> range.isIpv6() == ipv6 && range.isGlobal());
  }

  /** An unknown release may be the newest as well as the oldest. */
  private boolean isKnownBefore(EngineVersion version) {
    return inventory.engine().filter(known -> known.isBefore(version)).isPresent();
  }

  private void connectHost() {
    for (int outside : new int[] {internet, neighbour, host}) {
      graph.edge(outside, publishedPorts);
      graph.edge(outside, hostListeners);
    }
    graph.edge(neighbour, unfilteredIpv6);
    graph.edge(internet, globalAddresses);
    graph.edge(egress, globalAddresses);
    graph.edge(host, loopbackPorts);
    graph.edge(host, egress);
    if (!protectsLoopback()) {
      graph.edge(neighbour, loopbackPorts);
    }
    graph.edge(control, engine);
    graph.edge(engine, host);
  }

  private void connectContainer(ContainerEntry container) {
    int self = get(takenOver, container.name());
    ContainerEntry owner = namespaceOwner(container);
    List<NetworkAttachment.Membership> memberships = owner.memberships();
    memberships.forEach(membership -> graph.edge(self, get(onNetwork, membership.network())));
    if (HostControl.isGivenTo(container) || changesTheHostsNetwork(container, owner)) {
      graph.edge(self, control, Kind.POWER, "");
    }
    if (owner.isOnHostNetwork()) {
      graph.edge(self, host);
      graph.edge(self, rawFrames, Kind.POWER, "");
    }
    for (Endpoint endpoint : endpointsOf(container.name())) {
      int vertex = vertex(endpoint);
      graph.takeover(vertex, self);
      graph.edge(engine, vertex);
      memberships.stream()
          .map(NetworkAttachment.Membership::network)
          .filter(network -> listens(endpoint, owner, network))
          .forEach(network -> connectMember(network, vertex));
      if (owner.isOnHostNetwork()) {
        graph.edge(hostListeners, vertex);
      }
    }
    // They are each other's loopback.
    sharersOf(owner)
        .filter(sharer -> !sharer.name().equals(container.name()))
        .flatMap(sharer -> endpointsOf(sharer.name()).stream())
        .forEach(endpoint -> graph.edge(self, vertex(endpoint)));
    connectPublishedPorts(container, owner);
  }

  /** Whether it answers at the address that its namespace has on {@code network}. */
  boolean listens(Endpoint endpoint, ContainerEntry owner, String network) {
    // Of a container in another's namespace nothing is known that is about networks.
    return !endpoint.container().equals(owner.name())
        || endpoint.port().map(port -> owner.listensOn(port, network)).orElse(true);
  }

  private void connectMember(String network, int endpoint) {
    graph.edge(get(toIpv4, network), endpoint);
    if (network(network).ipv6()) {
      graph.edge(get(toIpv6, network), endpoint);
    }
  }

  private static boolean changesTheHostsNetwork(ContainerEntry container, ContainerEntry owner) {
    return owner.isOnHostNetwork()
        && container.exposures().stream()
            .anyMatch(
                exposure ->
                    exposure instanceof Exposure.Capability capability
                        && capability.name().equals("NET_ADMIN"));
  }

  private void connectPublishedPorts(ContainerEntry container, ContainerEntry owner) {
    if (!canPublish(owner)) {
      return;
    }
    container
        .publishedPorts()
        .forEach(
            published ->
                sharersOf(owner)
                    .flatMap(sharer -> endpointsOf(sharer.name()).stream())
                    .filter(endpoint -> mayBe(endpoint, container, published.port()))
                    .forEach(
                        endpoint ->
                            graph.edge(
                                isOnLoopback(published, owner) ? loopbackPorts : publishedPorts,
                                vertex(endpoint),
                                "host port " + published)));
  }

  /** The publisher's own port is known; another's unknown port may be the one. */
  private static boolean mayBe(Endpoint endpoint, ContainerEntry publisher, Port port) {
    return endpoint.port().map(port::equals).orElse(!endpoint.container().equals(publisher.name()));
  }

  /** Being bound to the loopback address does not help where members are addressed themselves. */
  private boolean isOnLoopback(Exposure.PublishedPort published, ContainerEntry owner) {
    return published.isLoopback()
        && owner.memberships().stream()
            .map(membership -> network(membership.network()))
            .filter(network -> !network.internal())
            .noneMatch(
                network ->
                    network.isRoutedTo() || (!protectsLoopback() && network.hasGlobalRange()));
  }

  private boolean canPublish(ContainerEntry owner) {
    return owner.memberships().stream()
        .anyMatch(membership -> !network(membership.network()).internal());
  }

  /** Those in the network namespace of {@code owner}, itself among them. */
  Stream<ContainerEntry> sharersOf(ContainerEntry owner) {
    return sharers.getOrDefault(owner.name(), List.of()).stream();
  }

  /** Addresses belong to namespaces: whoever is in the source's, comes to all in the other. */
  private void connectFlow(FlowEntry flow) {
    if (flow.source().isEmpty()) {
      return;
    }
    ContainerEntry source = namespaceOwner(container(flow.source().get()));
    ContainerEntry destination = namespaceOwner(container(flow.destination()));
    List<String> common =
        source.memberships().stream()
            .map(NetworkAttachment.Membership::network)
            .filter(destination::isOn)
            .map(this::network)
            .filter(network -> isHeldToFlows(network) && engineLetsMembersMeet(network))
            .map(NetworkEntry::name)
            .toList();
    sharersOf(source)
        .forEach(
            from ->
                sharersOf(destination)
                    .flatMap(to -> endpointsOf(to.name()).stream())
                    .filter(endpoint -> endpoint.port().map(flow.port()::equals).orElse(true))
                    .filter(
                        endpoint ->
                            common.stream()
                                .anyMatch(network -> listens(endpoint, destination, network)))
                    .forEach(
                        endpoint ->
                            graph.edge(get(takenOver, from.name()), vertex(endpoint), "flow")));
  }

  private void connectRoutes() {
    for (ContainerEntry gateway : inventory.containers()) {
      if (gateway.kind() != ServiceKind.GATEWAY) {
        continue;
      }
      int forwards = graph.vertex("");
      endpointsOf(gateway.name())
          .forEach(own -> graph.edge(vertex(own), forwards, Kind.GATEWAY, ""));
      for (RouteEntry route : inventory.routes()) {
        targets(gateway, route)
            .forEach(
                endpoint ->
                    graph.edge(forwards, vertex(endpoint), Kind.GATEWAY, "route " + route.host()));
      }
    }
  }

  private void connectCommands(ContainerEntry proxy) {
    EngineProxies.commandsIn(proxy)
        .flatMap(this::called)
        .ifPresent(
            container ->
                endpointsOf(proxy.name())
                    .forEach(
                        endpoint ->
                            graph.edge(
                                vertex(endpoint),
                                get(takenOver, container.name()),
                                Kind.POWER,
                                "commands in")));
  }

  private Optional<ContainerEntry> called(String engineName) {
    return inventory.containers().stream()
        .filter(
            container ->
                container.name().equals(engineName)
                    || container.memberships().stream()
                        .anyMatch(membership -> membership.names().contains(engineName)))
        .findFirst();
  }

  /**
   * Where {@code gateway} may end up when it follows {@code route}; nowhere if the two do not meet.
   */
  List<Endpoint> targets(ContainerEntry gateway, RouteEntry route) {
    ContainerEntry container = container(route.container());
    if (gateway.name().equals(container.name())
        || !meet(namespaceOwner(gateway), namespaceOwner(container), route)) {
      return List.of();
    }
    List<Endpoint> own = endpointsOf(container.name());
    Endpoint named = new Endpoint(container.name(), route.port());
    if (route.port().isEmpty() || own.contains(named)) {
      return route.port().isEmpty() ? own : List.of(named);
    }
    // A port that nobody knows may well be the one that the route names.
    return own.stream().filter(endpoint -> endpoint.port().isEmpty()).toList();
  }

  private boolean meet(ContainerEntry gateway, ContainerEntry container, RouteEntry route) {
    if (gateway.isOnHostNetwork()) {
      return container.isOnHostNetwork()
          || container.memberships().stream()
              .anyMatch(membership -> touchesHost(network(membership.network())));
    }
    return gateway.memberships().stream()
        .map(NetworkAttachment.Membership::network)
        .filter(network -> route.network().map(network::equals).orElse(true))
        .anyMatch(container::isOn);
  }

  private int vertex(Zone zone) {
    if (zone instanceof Zone.Network network) {
      return get(onNetwork, network.name());
    }
    if (zone instanceof Zone.Container container) {
      return get(takenOver, container.name());
    }
    if (zone instanceof Zone.Internet) {
      return internet;
    }
    return zone instanceof Zone.Neighbour ? neighbour : host;
  }

  private static int get(Map<String, Integer> vertices, String name) {
    Integer vertex = vertices.get(name);
    if (vertex == null) {
      throw new IllegalArgumentException("nothing is called '%s' here".formatted(name));
    }
    return vertex;
  }
}
