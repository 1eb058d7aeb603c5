package app.versatilehub.verification;

import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.FlowEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.Reach;
import app.versatilehub.topology.isolation.Reachability;
import app.versatilehub.topology.isolation.TopologyInventory;
import app.versatilehub.topology.isolation.Zone;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.EngineInventory;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.probe.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is asked of a running engine: for each service that runs, and for the host, each
 * port of each other service at each of its addresses, the published ports, the host itself, the
 * way out, and the names. Two predictions come with each question: by the topology, and by what the
 * engine says of itself.
 */
public final class Plan {

  /** What the engine writes before the container whose namespace another one joins. */
  private static final String JOINED = "container:";

  private final Topology topology;
  private final EngineSnapshot engine;
  private final Map<String, ContainerState> running;
  private final Prediction declared;
  private final Prediction configured;
  private final EngineInventory live;
  private final Set<FlowEntry> flows;
  private final List<PlannedCell> cells = new ArrayList<>();

  /** Where somebody would answer who listens on more networks than the one that is declared. */
  private final Set<Target> silent = new HashSet<>();

  private Plan(Topology topology, EngineSnapshot engine) {
    this.topology = topology;
    this.engine = engine;
    this.running = running(topology, engine);
    Inventory meant = TopologyInventory.of(topology).onEngine(engine.engine().version());
    this.declared = new Prediction(meant);
    this.live = EngineInventory.of(engine, topology);
    this.configured = new Prediction(live.inventory().under(topology.environment().policy()));
    this.flows = new HashSet<>(TopologyInventory.flows(topology));
    sources().forEach(this::ask);
  }

  /** What is to be asked of the engine on which {@code topology} is deployed. */
  public static Plan of(Topology topology, EngineSnapshot engine) {
    return new Plan(topology, engine);
  }

  public List<PlannedCell> cells() {
    return List.copyOf(cells);
  }

  /** The same with fewer questions, and without the containers that those are not about. */
  public Plan only(Predicate<Cell> wanted) {
    cells.removeIf(planned -> !wanted.test(planned.cell()));
    Set<String> needed =
        cells.stream()
            .flatMap(planned -> planned.cell().parties().stream())
            .collect(Collectors.toSet());
    running.keySet().retainAll(needed);
    return this;
  }

  /** The containers in whose namespaces something can be asked, by their services. */
  public Map<String, ContainerState> running() {
    return Map.copyOf(running);
  }

  /**
   * Where each service would answer: its declared ports at its addresses, on the one network where
   * that is declared.
   */
  public Map<String, Set<Target>> targets() {
    return connections()
        .filter(connection -> !isSilent(connection.target()))
        .collect(
            Collectors.groupingBy(
                Cell.Connection::destination,
                Collectors.mapping(Cell.Connection::target, Collectors.toSet())));
  }

  private Stream<Cell.Connection> connections() {
    return cells.stream()
        .map(PlannedCell::cell)
        .filter(Cell.Connection.class::isInstance)
        .map(Cell.Connection.class::cast);
  }

  /** Every address of a service that is asked for. */
  Set<IpAddress> addresses() {
    return connections()
        .map(connection -> connection.target().address())
        .collect(Collectors.toSet());
  }

  /** Whether nobody is to listen there, though the port is one of the service's. */
  boolean isSilent(Target target) {
    return silent.contains(target);
  }

  /** The engine on which it is asked. */
  public EngineSnapshot engine() {
    return engine;
  }

  /** By network, the name of its interface on the host; only where there is one. */
  public Map<String, String> bridges() {
    Map<String, String> bridges = new HashMap<>();
    engine
        .networks()
        .forEach(
            network ->
                network.bridge().ifPresent(bridge -> bridges.putIfAbsent(network.name(), bridge)));
    return bridges;
  }

  /** Whether an address belongs to a network whose members hang on a bridge of the host. */
  public boolean isOnBridge(IpAddress address) {
    return engine.networks().stream()
        .filter(network -> network.bridge().isPresent())
        .flatMap(network -> network.subnets().stream())
        .anyMatch(subnet -> subnet.range().contains(address));
  }

  /** Whether an address belongs to a network that the engine lets nothing out of. */
  public boolean isOnInternal(IpAddress address) {
    return engine.networks().stream()
        .filter(NetworkState::internal)
        .flatMap(network -> network.subnets().stream())
        .anyMatch(subnet -> subnet.range().contains(address));
  }

  /** The addresses that members of the stack's networks send to on their way out. */
  public Set<IpAddress> gateways() {
    return topology.networks().stream()
        .flatMap(network -> engine.network(network.engineName().value()).stream())
        .flatMap(network -> network.subnets().stream())
        .flatMap(subnet -> subnet.gateway().stream())
        .collect(Collectors.toSet());
  }

  private static Map<String, ContainerState> running(Topology topology, EngineSnapshot engine) {
    Map<String, ContainerState> running = new LinkedHashMap<>();
    for (Service service : topology.services()) {
      engine
          .container(service.containerName().value())
          .filter(container -> container.status().hasNamespace())
          .ifPresent(container -> running.put(service.name().value(), container));
    }
    return running;
  }

  private Stream<String> sources() {
    return Stream.concat(Stream.of(Cell.HOST), running.keySet().stream());
  }

  private void ask(String source) {
    Optional<ContainerState> container = Optional.ofNullable(running.get(source));
    Reach meant =
        declared.from(container.<Zone>map(any -> new Zone.Container(source)).orElse(Zone.HOST));
    Reach found =
        configured.from(
            container.<Zone>map(asking -> new Zone.Container(live.name(asking))).orElse(Zone.HOST));
    for (Service service : topology.services()) {
      if (!service.name().value().equals(source) && !shareNamespace(source, service)) {
        askForConnections(source, meant, found, service);
        askForPublished(source, meant, found, service);
        askForNames(source, service);
      }
    }
    if (!source.equals(Cell.HOST)) {
      add(new Cell.HostAddress(source), meant.reachesTheHost(), found.reachesTheHost(), false);
      add(
          new Cell.Egress(source),
          meant.leavesForTheInternet(),
          found.leavesForTheInternet(),
          false);
    }
  }

  private void add(Cell cell, boolean meant, boolean found, boolean flow) {
    cells.add(new PlannedCell(cell, meant, found, flow));
  }

  /** Who is in one namespace meets on the loopback interface, where nothing can be closed. */
  private boolean shareNamespace(String source, Service service) {
    ContainerState one = running.get(source);
    ContainerState other = running.get(service.name().value());
    return one != null && other != null && namespace(one).equals(namespace(other));
  }

  /** Who has the network namespace, by name; a container's is its own unless it joins another's. */
  private String namespace(ContainerState container) {
    String mode = container.networkMode();
    if (!mode.startsWith(JOINED)) {
      return container.name();
    }
    String joined = mode.substring(JOINED.length());
    return engine.containers().stream()
        .filter(other -> other.id().equals(joined))
        .map(ContainerState::name)
        .findFirst()
        .orElse(joined);
  }

  private void askForConnections(String source, Reach meant, Reach found, Service service) {
    ContainerState container = running.get(service.name().value());
    if (container == null) {
      return;
    }
    for (EndpointState endpoint : container.endpoints()) {
      Optional<String> network = topologyName(endpoint.network());
      boolean attached = network.isPresent() && service.isOn(NetworkName.of(network.get()));
      Optional<String> onEngine = live.nameOfNetwork(endpoint.network());
      for (IpAddress address : endpoint.addresses()) {
        for (Port port : service.ports()) {
          Target target = new Target(address, port);
          boolean listens =
              network.map(name -> service.listensOn(port, NetworkName.of(name))).orElse(true);
          if (!listens) {
            silent.add(target);
          }
          boolean flow =
              flows.contains(new FlowEntry(Optional.of(source), service.name().value(), port));
          add(
              new Cell.Connection(source, service.name().value(), endpoint.network(), target),
              attached
                  && listens
                  && (declared.reaches(meant, service, network.get(), address, port)
                      || isLetThrough(isMeantOn(source, network.get()), flow)),
              onEngine.isPresent()
                  && listens
                  && (configured.reaches(found, service, onEngine.get(), address, port)
                      || isLetThrough(isOn(source, onEngine.get()), flow)),
              flow);
        }
      }
    }
  }

  /**
   * Whether the host's firewall lets a declared flow through. The engine knows nothing of that, so
   * that the prediction by what it says takes it for granted.
   */
  private boolean isLetThrough(boolean sourceIsOnTheNetwork, boolean flow) {
    return flow && sourceIsOnTheNetwork && topology.environment().policy() == MemberPolicy.ENFORCE;
  }

  private boolean isMeantOn(String source, String network) {
    return topology
        .findService(ServiceName.of(source))
        .filter(service -> service.isOn(NetworkName.of(network)))
        .isPresent();
  }

  private boolean isOn(String source, String network) {
    return Optional.ofNullable(running.get(source)).stream()
        .flatMap(container -> container.endpoints().stream())
        .flatMap(endpoint -> live.nameOfNetwork(endpoint.network()).stream())
        .anyMatch(network::equals);
  }

  private Optional<String> topologyName(String engineName) {
    return topology.networks().stream()
        .filter(network -> network.engineName().value().equals(engineName))
        .map(network -> network.name().value())
        .findFirst();
  }

  private void askForPublished(String source, Reach meant, Reach found, Service service) {
    Set<PublishedPort> wanted = service.publishedPorts().collect(Collectors.toSet());
    ContainerState container = running.get(service.name().value());
    Set<PublishedPort> there =
        container == null
            ? Set.of()
            : Exposure.publishedPorts(container.exposures()).collect(Collectors.toSet());
    Set<PublishedPort> all = new HashSet<>(wanted);
    all.addAll(there);
    boolean host = source.equals(Cell.HOST);
    for (PublishedPort published : all) {
      add(
          new Cell.Published(source, service.name().value(), published),
          wanted.contains(published) && answers(meant, published, host),
          there.contains(published) && answers(found, published, host),
          false);
    }
  }

  private static boolean answers(Reach reach, PublishedPort published, boolean host) {
    return host || (!published.isLoopback() && reach.reachesPublishedPorts());
  }

  /**
   * Every name of a service on the networks that it is to share with the source. Whichever of the
   * service's addresses a name leads to, it leads to the service; of a name that replicas share,
   * whichever of theirs.
   */
  private void askForNames(String source, Service service) {
    ContainerState asking = running.get(source);
    if (asking == null || !running.containsKey(service.name().value())) {
      return;
    }
    Service sourceService = topology.service(ServiceName.of(source));
    SortedSet<String> names = new TreeSet<>();
    for (Attachment attachment : service.attachments()) {
      if (sourceService.isOn(attachment.network())) {
        names.addAll(attachment.aliases());
        names.add(service.containerName().value());
      }
    }
    for (String name : names) {
      Set<ContainerState> meant =
          topology
              .replicas(service.sharedName())
              .filter(replica -> replica.equals(service) || isAlias(name, replica))
              .flatMap(replica -> Optional.ofNullable(running.get(replica.name().value())).stream())
              .collect(Collectors.toSet());
      Set<IpAddress> addresses =
          meant.stream()
              .flatMap(container -> container.endpoints().stream())
              .flatMap(endpoint -> endpoint.addresses().stream())
              .collect(Collectors.toSet());
      add(
          new Cell.Name(source, name, service.name().value(), addresses),
          true,
          Set.copyOf(owners(name, asking)).equals(meant),
          false);
    }
  }

  private static boolean isAlias(String name, Service service) {
    return service.attachments().stream()
        .anyMatch(attachment -> attachment.aliases().contains(name));
  }

  /** The containers to which a name may lead when {@code asking} asks for it. */
  private List<ContainerState> owners(String name, ContainerState asking) {
    return engine.containers().stream()
        .filter(container -> container.status().hasNamespace())
        .filter(
            container ->
                container.endpoints().stream()
                    .filter(endpoint -> asking.on(endpoint.network()).isPresent())
                    .anyMatch(endpoint -> isCalled(endpoint, name)))
        .toList();
  }

  /** The engine's DNS does not tell cases apart. */
  private static boolean isCalled(EndpointState endpoint, String name) {
    return endpoint.names().stream().anyMatch(name::equalsIgnoreCase);
  }

  /** What one description of networks and containers predicts. */
  private static final class Prediction {

    private final Inventory inventory;
    private final Reachability reachability;

    Prediction(Inventory inventory) {
      this.inventory = inventory;
      this.reachability = Reachability.of(inventory);
    }

    Reach from(Zone zone) {
      return reachability.byPackets(zone);
    }

    boolean reaches(Reach reach, Service service, String network, IpAddress address, Port port) {
      return reach.reachesMembersOf(network, address.isIpv6())
          || (reach.reachesPublishedPorts()
              && isRouted(network)
              && service.publishedPorts().anyMatch(published -> published.port().equals(port)));
    }

    /**
     * Published ports of such a network's members answer at their own addresses, unless the host's
     * firewall closes these.
     */
    private boolean isRouted(String network) {
      return inventory.policy() == MemberPolicy.OPEN
          && inventory.networks().stream()
              .filter(entry -> entry.name().equals(network))
              .anyMatch(NetworkEntry::isRoutedTo);
    }
  }
}
