package app.versatilehub.topology.isolation;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Inventories for tests, put together from parts: everything closed and complete, but for what the
 * test is about. The engine is 28.5.2 unless a part says otherwise.
 */
final class TestInventory {

  private TestInventory() {}

  static Inventory inventory(Part... parts) {
    Parts all = new Parts();
    Arrays.stream(parts).forEach(part -> part.addTo(all));
    return new Inventory(
        "test",
        all.engine,
        all.networks,
        all.containers,
        all.routes,
        all.declaresFlows ? Optional.of(all.flows) : Optional.empty(),
        all.egress);
  }

  static Part engine(String version) {
    return parts -> parts.engine = Optional.of(EngineVersion.parse(version));
  }

  static Part unknownEngine() {
    return parts -> parts.engine = Optional.empty();
  }

  static Network network(String name) {
    return new Network(name);
  }

  static Container app(String name) {
    return new Container(name, ServiceKind.APP);
  }

  static Container datastore(String name) {
    return new Container(name, ServiceKind.DATASTORE);
  }

  static Container engineProxy(String name) {
    return new Container(name, ServiceKind.ENGINE_PROXY).with(new Exposure.EngineSocket());
  }

  static Container gateway(String name) {
    return new Container(name, ServiceKind.GATEWAY);
  }

  /** A route that names the port and the network. */
  static Part route(String host, String container, int port, String network) {
    return route(host, container, Optional.of(port), Optional.of(network));
  }

  static Part route(
      String host, String container, Optional<Integer> port, Optional<String> network) {
    return parts -> parts.routes.add(new RouteEntry(host, container, port.map(Port::of), network));
  }

  static Part flow(String source, String destination, int port) {
    return parts -> parts.declare(new FlowEntry(Optional.of(source), destination, Port.of(port)));
  }

  static Part flowFromTheInternet(String destination, int port) {
    return parts -> parts.declare(new FlowEntry(Optional.empty(), destination, Port.of(port)));
  }

  static Part egress(String container) {
    return parts -> {
      parts.declaresFlows = true;
      parts.egress.add(container);
    };
  }

  /** The source could declare flows, whether it declares any or not. */
  static Part declaringFlows() {
    return parts -> parts.declaresFlows = true;
  }

  /** One word on what {@code zone} may do to {@code endpoint}, and the path. */
  static String verdict(Inventory inventory, String zone, String endpoint) {
    Verdict verdict = Reachability.of(inventory).from(zone(zone)).to(endpoint(endpoint));
    if (verdict instanceof Verdict.Open open) {
      return "open: " + open.path();
    }
    return verdict instanceof Verdict.ByCompromise compromise
        ? "after %s: %s".formatted(compromise.compromised(), compromise.path())
        : "closed";
  }

  /** The zone that calls itself {@code text}. */
  static Zone zone(String text) {
    return switch (text) {
      case "Internet" -> Zone.INTERNET;
      case "neighbour" -> Zone.NEIGHBOUR;
      case "host" -> Zone.HOST;
      default ->
          text.startsWith("network ")
              ? new Zone.Network(text.substring("network ".length()))
              : new Zone.Container(text);
    };
  }

  /** The endpoint that calls itself {@code text}. */
  static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    return new Endpoint(
        text.substring(0, colon),
        port.equals("*") ? Optional.empty() : Optional.of(Port.parse(port)));
  }

  /** A part of an inventory. */
  interface Part {
    void addTo(Parts parts);
  }

  /** What has been put together so far. */
  static final class Parts {
    private Optional<EngineVersion> engine = Optional.of(EngineVersion.parse("28.5.2"));
    private final List<NetworkEntry> networks = new ArrayList<>();
    private final List<ContainerEntry> containers = new ArrayList<>();
    private final List<RouteEntry> routes = new ArrayList<>();
    private final List<FlowEntry> flows = new ArrayList<>();
    private final Set<String> egress = new HashSet<>();
    private boolean declaresFlows;

    private void declare(FlowEntry flow) {
      declaresFlows = true;
      flows.add(flow);
    }
  }

  /** A bridge network with an address on the host, not internal, in IPv4 only. */
  static final class Network implements Part {
    private final String name;
    private String driver = "bridge";
    private boolean internal;
    private boolean external;
    private boolean ipv6;
    private final List<Cidr> subnets = new ArrayList<>();
    private Gateway ipv4Gateway = Gateway.NAT;
    private Gateway ipv6Gateway = Gateway.NAT;
    private boolean membersMeet = true;

    private Network(String name) {
      this.name = name;
    }

    Network driver(String other) {
      driver = other;
      return this;
    }

    /** Internal, but with the bridge's address on the host. */
    Network internal() {
      internal = true;
      return this;
    }

    /** Internal, and without an address on the host. */
    Network isolated() {
      ipv4Gateway = Gateway.ABSENT;
      ipv6Gateway = Gateway.ABSENT;
      return internal();
    }

    Network external() {
      external = true;
      return this;
    }

    Network ipv6() {
      ipv6 = true;
      return this;
    }

    Network subnet(String... ranges) {
      Arrays.stream(ranges).map(Cidr::of).forEach(subnets::add);
      return this;
    }

    Network gateway4(Gateway gateway) {
      ipv4Gateway = gateway;
      return this;
    }

    Network gateway6(Gateway gateway) {
      ipv6Gateway = gateway;
      return this;
    }

    /** {@code enable_icc=false}. */
    Network keepingMembersApart() {
      membersMeet = false;
      return this;
    }

    NetworkEntry entry() {
      return new NetworkEntry(
          name,
          driver,
          internal,
          external,
          ipv6,
          subnets,
          new BridgeOptions(ipv4Gateway, ipv6Gateway, membersMeet));
    }

    @Override
    public void addTo(Parts parts) {
      parts.networks.add(entry());
    }
  }

  /** A container without networks, ports and exposures. */
  static final class Container implements Part {
    private final String name;
    private final ServiceKind kind;
    private final Map<String, TreeSet<String>> memberships = new TreeMap<>();
    private Optional<NetworkAttachment> elsewhere = Optional.empty();
    private final TreeSet<Port> ports = new TreeSet<>();
    private final Map<Port, String> bound = new TreeMap<>();
    private Optional<String> sharedName = Optional.empty();
    private boolean portsComplete = true;
    private final List<Exposure> exposures = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();

    private Container(String name, ServiceKind kind) {
      this.name = name;
      this.kind = kind;
    }

    /** On networks, where it answers to its own name. */
    Container on(String... networks) {
      for (String network : networks) {
        memberships.put(network, new TreeSet<>(List.of(name)));
      }
      return this;
    }

    /** On a network, where it answers to these names, too. */
    Container onAs(String network, String... names) {
      on(network);
      memberships.getOrDefault(network, new TreeSet<>()).addAll(List.of(names));
      return this;
    }

    Container onTheHostsNetwork() {
      elsewhere = Optional.of(new NetworkAttachment.Host());
      return this;
    }

    Container inTheNamespaceOf(String container) {
      elsewhere = Optional.of(new NetworkAttachment.SharedWith(container));
      return this;
    }

    Container listens(int... numbers) {
      Arrays.stream(numbers).mapToObj(Port::of).forEach(ports::add);
      return this;
    }

    /** On a port at its address on {@code network} alone. */
    Container listensAt(String network, int number) {
      bound.put(Port.of(number), network);
      return listens(number);
    }

    Container perhapsOnMorePorts() {
      portsComplete = false;
      return this;
    }

    Container replicaOf(String first) {
      sharedName = Optional.of(first);
      return this;
    }

    Container publishes(int hostPort, int port) {
      return with(new Exposure.PublishedPort(Port.of(hostPort), Port.of(port)));
    }

    Container publishesAt(String address, int hostPort, int port) {
      return with(
          new Exposure.PublishedPort(
              Optional.of(IpAddress.of(address)), Port.of(hostPort), Port.of(port)));
    }

    Container with(Exposure exposure) {
      exposures.add(exposure);
      return this;
    }

    Container set(String variable, String value) {
      return setting(Place.ENVIRONMENT, variable, value);
    }

    Container setting(Place place, String setting, String value) {
      settings.add(new Setting(place, setting, value));
      return this;
    }

    ContainerEntry entry() {
      return new ContainerEntry(
          name,
          sharedName.orElse(name),
          kind,
          elsewhere.orElseGet(
              () ->
                  new NetworkAttachment.Networks(
                      memberships.entrySet().stream()
                          .map(entry -> new Membership(entry.getKey(), entry.getValue()))
                          .collect(Collectors.toList()))),
          ports,
          bound,
          portsComplete,
          exposures,
          settings);
    }

    @Override
    public void addTo(Parts parts) {
      parts.containers.add(entry());
    }
  }
}
