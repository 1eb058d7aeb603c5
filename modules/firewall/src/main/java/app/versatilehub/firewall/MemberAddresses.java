package app.versatilehub.firewall;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Flow;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Predecessors;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the sets for members hold at one moment, by what the engine says of its addresses.
 *
 * @param ranges the address ranges of the stack's networks
 * @param bridges the interfaces of these networks
 * @param flows the declared flows, by address
 * @param strangers the addresses, on external networks, of containers that are not the stack's
 */
public record MemberAddresses(
    SortedSet<Cidr> ranges,
    SortedSet<String> bridges,
    SortedSet<AddressFlow> flows,
    Set<IpAddress> strangers) {

  /** The sets that this fills, with their types. */
  static final SortedMap<String, String> SETS =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "found4", NftScript.RANGE4,
                  "found6", NftScript.RANGE6,
                  "bridges", "ifname",
                  "flows4", "ipv4_addr . ipv4_addr . inet_service",
                  "flows6", "ipv6_addr . ipv6_addr . inet_service",
                  "strangers4", "ipv4_addr",
                  "strangers6", "ipv6_addr")));

  private static final Pattern FILLED =
      Pattern.compile(
          "\\tset (?:%s) \\{.*?\\n\\t}\\n".formatted(String.join("|", SETS.keySet())),
          Pattern.DOTALL);

  private static final Comparator<IpAddress> BY_TEXT = Comparator.comparing(IpAddress::value);

  public MemberAddresses {
    ranges = Collections.unmodifiableSortedSet(new TreeSet<>(ranges));
    bridges = Collections.unmodifiableSortedSet(new TreeSet<>(bridges));
    flows = Collections.unmodifiableSortedSet(new TreeSet<>(flows));
    TreeSet<IpAddress> sorted = new TreeSet<>(BY_TEXT);
    sorted.addAll(strangers);
    strangers = Collections.unmodifiableSet(sorted);
  }

  /**
   * Connections that may be opened.
   *
   * @param source from this address
   * @param destination to this one
   * @param port at this port
   */
  public record AddressFlow(IpAddress source, IpAddress destination, Port port)
      implements Comparable<AddressFlow> {
    public AddressFlow {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(port, "port");
    }

    @Override
    public int compareTo(AddressFlow other) {
      return Comparator.comparing(AddressFlow::source, BY_TEXT)
          .thenComparing(AddressFlow::destination, BY_TEXT)
          .thenComparing(AddressFlow::port)
          .compare(this, other);
    }

    private String element() {
      return "%s . %s . %s".formatted(source, destination, port);
    }
  }

  /** Reads them from what is on the engine. */
  public static MemberAddresses of(Topology topology, EngineSnapshot engine) {
    List<NetworkState> networks =
        topology.networks().stream()
            .map(Network::engineName)
            .map(EngineName::value)
            .flatMap(name -> engine.network(name).stream())
            .toList();
    TreeSet<AddressFlow> flows = new TreeSet<>();
    for (Flow flow : topology.flows()) {
      if (flow.source() instanceof Flow.Source.Service source) {
        flows.addAll(between(topology, engine, source.name(), flow));
      }
    }
    return new MemberAddresses(
        networks.stream()
            .flatMap(network -> network.subnets().stream())
            .map(SubnetState::range)
            .collect(Collectors.toCollection(TreeSet::new)),
        networks.stream()
            .flatMap(network -> network.bridge().stream())
            .collect(Collectors.toCollection(TreeSet::new)),
        flows,
        strangers(topology, engine));
  }

  /** On every network that both are on, in both families. */
  private static List<AddressFlow> between(
      Topology topology, EngineSnapshot engine, ServiceName source, Flow flow) {
    List<ContainerState> from = containers(topology, engine, source);
    List<ContainerState> to = containers(topology, engine, flow.destination());
    return topology.networks().stream()
        .map(network -> network.engineName().value())
        .flatMap(
            network ->
                addresses(from, network)
                    .flatMap(
                        here ->
                            addresses(to, network)
                                .filter(there -> there.isIpv6() == here.isIpv6())
                                .map(there -> new AddressFlow(here, there, flow.port()))))
        .toList();
  }

  /**
   * Whoever bears a service's name must be the stack's own. What has given it up to a successor
   * serves until that does.
   */
  private static List<ContainerState> containers(
      Topology topology, EngineSnapshot engine, ServiceName name) {
    return topology.findService(name).stream()
        .map(Service::containerName)
        .flatMap(
            own ->
                engine.containers().stream()
                    .filter(
                        container ->
                            container.name().equals(own.value())
                                || Predecessors.isOf(own, container.name())))
        .filter(container -> container.belongsTo(topology.stack()))
        .toList();
  }

  private static Stream<IpAddress> addresses(List<ContainerState> containers, String network) {
    return containers.stream()
        .filter(running -> running.status().hasNamespace())
        .flatMap(running -> running.on(network).stream())
        .flatMap(endpoint -> endpoint.addresses().stream());
  }

  private static Set<IpAddress> strangers(Topology topology, EngineSnapshot engine) {
    return topology.networks().stream()
        .filter(Network::isExternal)
        .map(network -> network.engineName().value())
        .flatMap(
            network ->
                engine.containers().stream()
                    .filter(container -> !container.belongsTo(topology.stack()))
                    .flatMap(container -> addresses(List.of(container), network)))
        .collect(Collectors.toSet());
  }

  /** What {@code nft} lists, without the sets that this fills. */
  public static String without(String listing) {
    return FILLED.matcher(listing).replaceAll("");
  }

  /** What makes the sets hold these, in one transaction. */
  public String script() {
    return SETS.keySet().stream()
        .map(
            name -> {
              Collection<String> elements = elements(name);
              return "flush set %s %s\n".formatted(NftScript.TABLE, name)
                  + (elements.isEmpty()
                      ? ""
                      : "add element %s %s { %s }\n"
                          .formatted(NftScript.TABLE, name, String.join(", ", elements)));
            })
        .collect(Collectors.joining());
  }

  private List<String> elements(String name) {
    boolean ipv6 = name.endsWith("6");
    return switch (name) {
      case "found4", "found6" ->
          ranges.stream().filter(range -> range.isIpv6() == ipv6).map(Cidr::value).toList();
      case "bridges" -> bridges.stream().map(bridge -> '"' + bridge + '"').toList();
      case "flows4", "flows6" ->
          flows.stream()
              .filter(flow -> flow.destination().isIpv6() == ipv6)
              .map(AddressFlow::element)
              .toList();
      default ->
          strangers.stream()
              .filter(address -> address.isIpv6() == ipv6)
              .map(IpAddress::value)
              .toList();
    };
  }
}
