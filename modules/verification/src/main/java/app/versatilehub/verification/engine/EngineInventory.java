package app.versatilehub.verification.engine;

import app.versatilehub.readers.Recognition;
import app.versatilehub.readers.TraefikLabels;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.RouteEntry;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a running engine as an inventory: every network that gives interfaces, and every container
 * that traffic may come to. Who talks to whom on purpose, no engine knows.
 */
public final class EngineInventory {

  private static final String SHARED = "container:";

  private final String title;
  private final EngineSnapshot snapshot;

  /** The topology's networks among those of the engine, by identifier. */
  private final Map<String, Network> known;

  /** Names in the inventory, by identifier. */
  private final Map<String, String> networks;

  private final Map<String, String> containers;
  private final List<ContainerState> present;

  private EngineInventory(
      String title,
      EngineSnapshot snapshot,
      Map<String, Network> known,
      Map<String, String> networks,
      Map<String, String> containers) {
    this.title = title;
    this.snapshot = snapshot;
    this.known = known;
    this.networks = networks;
    this.containers = containers;
    this.present = snapshot.containers().stream().filter(EngineInventory::isPresent).toList();
  }

  /**
   * The engine as nobody's in particular, by its own names.
   *
   * @param title where it comes from, for the reader of a report
   */
  public static EngineInventory of(EngineSnapshot snapshot, String title) {
    return new EngineInventory(
        title,
        snapshot,
        Map.of(),
        names(snapshot.networks(), NetworkState::id, NetworkState::name, Map.of(), Set.of()),
        names(snapshot.containers(), ContainerState::id, ContainerState::name, Map.of(), Set.of()));
  }

  /**
   * The engine as {@code topology} knows it. What carries its stack's labels has the topology's
   * names, and so have the networks that others make for it; all else has the engine's names, which
   * never are those of the topology: {@code chat-web (foreign)}.
   *
   * <p>Labels can be copied. Where several carry the same, the one whose name the topology expects
   * is meant, and the others are foreign.
   */
  public static EngineInventory of(EngineSnapshot snapshot, Topology topology) {
    Map<String, Network> networks = new HashMap<>();
    for (Network network : topology.networks()) {
      find(snapshot, topology, network).ifPresent(found -> networks.put(found.id(), network));
    }
    Map<String, String> services = new HashMap<>();
    for (Service service : topology.services()) {
      find(snapshot, topology, service)
          .ifPresent(found -> services.put(found.id(), service.name().value()));
    }
    Map<String, String> networkNames = new HashMap<>();
    networks.forEach((id, network) -> networkNames.put(id, network.name().value()));
    return new EngineInventory(
        "engine of stack " + topology.stack(),
        snapshot,
        networks,
        names(
            snapshot.networks(),
            NetworkState::id,
            NetworkState::name,
            networkNames,
            topology.networks().stream()
                .map(network -> network.name().value())
                .collect(Collectors.toSet())),
        names(
            snapshot.containers(),
            ContainerState::id,
            ContainerState::name,
            services,
            topology.services().stream()
                .map(service -> service.name().value())
                .collect(Collectors.toSet())));
  }

  private static Optional<NetworkState> find(
      EngineSnapshot snapshot, Topology topology, Network network) {
    String name = network.engineName().value();
    if (network.isExternal()) {
      return snapshot.network(name);
    }
    return snapshot.networks().stream()
        .filter(found -> found.belongsTo(topology.stack()))
        .filter(found -> network.name().value().equals(found.labels().get(Labels.NETWORK)))
        .min(expectedFirst(name, NetworkState::name));
  }

  private static Optional<ContainerState> find(
      EngineSnapshot snapshot, Topology topology, Service service) {
    return snapshot.containers().stream()
        .filter(found -> found.belongsTo(topology.stack()))
        .filter(found -> found.service().equals(Optional.of(service.name().value())))
        .min(expectedFirst(service.containerName().value(), ContainerState::name));
  }

  private static <T> Comparator<T> expectedFirst(String expected, Function<T, String> name) {
    return Comparator.<T, Boolean>comparing(found -> !name.apply(found).equals(expected))
        .thenComparing(name);
  }

  /** A name for each of {@code all}; none twice, and none of {@code reserved} but as given. */
  private static <T> Map<String, String> names(
      Collection<T> all,
      Function<T, String> id,
      Function<T, String> name,
      Map<String, String> given,
      Set<String> reserved) {
    Map<String, String> names = new HashMap<>(given);
    Set<String> taken = new HashSet<>(reserved);
    for (T one : all) {
      names.computeIfAbsent(
          id.apply(one),
          key -> {
            String free = name.apply(one);
            for (int number = 1; !taken.add(free); number++) {
              free = name.apply(one) + (number == 1 ? " (foreign)" : " (foreign " + number + ")");
            }
            return free;
          });
    }
    return names;
  }

  /** The inventory itself. */
  public Inventory inventory() {
    return new Inventory(
        title,
        snapshot.engine().version(),
        snapshot.networks().stream()
            .filter(network -> !network.hasNoInterfaces())
            .map(this::network)
            .toList(),
        present.stream().map(this::container).toList(),
        present.stream().flatMap(this::routes).toList(),
        Optional.empty());
  }

  /** Stopped ones take no traffic; one that restarts soon does. */
  private static boolean isPresent(ContainerState container) {
    return container.status().hasNamespace() || container.status() == Status.RESTARTING;
  }

  private NetworkEntry network(NetworkState network) {
    boolean own =
        Optional.ofNullable(known.get(network.id())).filter(n -> !n.isExternal()).isPresent();
    return new NetworkEntry(
        networks.getOrDefault(network.id(), network.name()),
        network.driver(),
        network.internal(),
        !own,
        network.ipv6(),
        network.subnets().stream().map(SubnetState::range).toList(),
        bridge(network));
  }

  /** A mode that only the engine knows may be anything, so the weakest that is known stands in. */
  private static BridgeOptions bridge(NetworkState network) {
    return Json.parsed(network.options(), BridgeOptions::of)
        .orElse(new BridgeOptions(Gateway.NAT_UNPROTECTED, Gateway.NAT_UNPROTECTED, true));
  }

  private ContainerEntry container(ContainerState container) {
    Recognition recognition = recognition(container);
    return new ContainerEntry(
        name(container),
        sharedName(container),
        recognition.kind(),
        attachment(container),
        recognition.ports(),
        recognition.bound(),
        recognition.portsComplete(),
        container.exposures(),
        List.of());
  }

  /** What the inventory calls a network of the engine; absent if it has none of that name. */
  public Optional<String> nameOfNetwork(String engineName) {
    return snapshot
        .network(engineName)
        .map(network -> networks.getOrDefault(network.id(), engineName));
  }

  /** What the inventory calls {@code container}, if that takes part in it. */
  public String name(ContainerState container) {
    return containers.getOrDefault(container.id(), container.name());
  }

  /** A label that somebody else's container carries makes it no replica. */
  private String sharedName(ContainerState container) {
    String name = name(container);
    return container.service().equals(Optional.of(name))
        ? container.labels().getOrDefault(Labels.REPLICA_OF, name)
        : name;
  }

  /** Labels that say nothing sensible say nothing. */
  private static Recognition recognition(ContainerState container) {
    Set<Port> published =
        Exposure.publishedPorts(container.exposures())
            .map(Exposure.PublishedPort::port)
            .collect(Collectors.toSet());
    boolean web = Recognition.publishesWeb(container.exposures());
    Optional<String> image = Optional.of(container.image());
    return Json.parsed(container.labels(), labels -> Recognition.of(image, labels, published, web))
        .orElseGet(() -> Recognition.of(image, Map.of(), published, web));
  }

  private NetworkAttachment attachment(ContainerState container) {
    String mode = container.networkMode();
    if (mode.equals("host")) {
      return new NetworkAttachment.Host();
    }
    if (mode.startsWith(SHARED)) {
      String other = mode.substring(SHARED.length());
      return present.stream()
          .filter(found -> found.id().equals(other) || found.name().equals(other))
          .findFirst()
          .<NetworkAttachment>map(found -> new NetworkAttachment.SharedWith(name(found)))
          .orElse(new NetworkAttachment.Networks(List.of()));
    }
    return new NetworkAttachment.Networks(
        container.endpoints().stream()
            .flatMap(
                endpoint ->
                    snapshot.network(endpoint.network()).stream()
                        .map(
                            network ->
                                new Membership(
                                    networks.getOrDefault(network.id(), network.name()),
                                    endpoint.names())))
            .toList());
  }

  private Stream<RouteEntry> routes(ContainerState container) {
    return TraefikLabels.routes(
        name(container),
        container.labels(),
        network ->
            snapshot
                .network(network)
                .map(found -> networks.getOrDefault(found.id(), network))
                .orElse(network))
        .stream();
  }
}
