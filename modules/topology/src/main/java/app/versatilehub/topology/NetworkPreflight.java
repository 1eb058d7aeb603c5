package app.versatilehub.topology;

import static java.util.stream.Collectors.toSet;

import app.versatilehub.topology.EngineState.ExistingNetwork;
import app.versatilehub.topology.EngineState.HostRoute;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The part of {@link Preflight} that looks at names, ranges and interfaces of networks. */
final class NetworkPreflight {

  private final Topology topology;
  private final EngineState engine;

  NetworkPreflight(Topology topology, EngineState engine) {
    this.topology = topology;
    this.engine = engine;
  }

  Stream<Finding> check() {
    return topology.networks().stream()
        .flatMap(
            network ->
                network.isExternal()
                    ? external(network)
                    : Stream.of(
                            takenName(network),
                            overlappingNetworks(network),
                            overlappingRoutes(network),
                            takenBridge(network))
                        .flatMap(Function.identity()));
  }

  private Stream<Finding> external(Network network) {
    List<ExistingNetwork> found =
        engine.networks().stream().filter(other -> isCalledLike(network, other)).toList();
    if (found.isEmpty()) {
      return Stream.of(
          Finding.error(
              "external-network-missing",
              subject(network),
              "the network '%s' is external, and the engine has none of that name"
                  .formatted(network.engineName()),
              createCommand(network)));
    }
    return Stream.empty();
  }

  private static String createCommand(Network network) {
    return "docker network create " + network.engineName();
  }

  private Stream<Finding> takenName(Network network) {
    return strangers()
        .filter(other -> isCalledLike(network, other))
        .map(
            other ->
                Finding.error(
                    "network-name-taken",
                    subject(network),
                    "the network name '%s' is taken by %s"
                        .formatted(other.name(), Preflight.owner(other.owner(), "a network")),
                    takenNameCure(network, other)));
  }

  /** Only a network that is open anyway may be shared with strangers. */
  private String takenNameCure(Network network, ExistingNetwork other) {
    String join =
        network.internal()
            ? ""
            : "join it: %s, or ".formatted(setting(network, "external", "true"));
    return join
        + "use another name: %s, or %s"
            .formatted(
                setting(network, "name", "NAME"),
                Preflight.removeStack(other.owner())
                    .orElse("remove it: docker network rm " + other.name()));
  }

  private Stream<Finding> overlappingNetworks(Network network) {
    return ranges(network)
        .flatMap(
            range ->
                strangers()
                    .filter(other -> !isCalledLike(network, other))
                    .flatMap(
                        other ->
                            other.subnets().stream()
                                .filter(range::overlaps)
                                .map(taken -> overlap(network, range, other, taken))));
  }

  private Finding overlap(Network network, Cidr range, ExistingNetwork other, Cidr taken) {
    return Finding.error(
        "subnet-overlaps-network",
        rangeKey(network, range),
        "%s overlaps %s of the engine's network '%s'".formatted(range, taken, other.name()),
        "choose a free range: %s, or remove the other: docker network rm %s"
            .formatted(
                Preflight.setting(topology, rangeKey(network, range), "CIDR"), other.name()));
  }

  private Stream<Finding> overlappingRoutes(Network network) {
    if (!engine.local()) {
      return Stream.empty();
    }
    // Those are the networks' own ranges, which are compared above.
    Set<String> bridges =
        engine.networks().stream()
            .map(ExistingNetwork::bridge)
            .flatMap(Optional::stream)
            .collect(toSet());
    return ranges(network)
        .flatMap(
            range ->
                engine.routes().stream()
                    .filter(route -> !bridges.contains(route.interfaceName()))
                    .filter(route -> range.overlaps(route.destination()))
                    .map(route -> overlap(network, range, route)));
  }

  /**
   * A network inside a wider route only hides a part of it, and the engine's own default pools do
   * no better on a host in 172.16.0.0/12; one that covers a route cuts the host off from it.
   */
  private Finding overlap(Network network, Cidr range, HostRoute route) {
    boolean wider = route.destination().prefixLength() < range.prefixLength();
    return new Finding(
        "subnet-overlaps-host-route",
        wider ? Severity.WARNING : Severity.ERROR,
        rangeKey(network, range),
        "%s %s the host's route %s by %s"
            .formatted(
                range,
                wider ? "hides a part of" : "covers",
                route.destination(),
                route.interfaceName()),
        "choose a range that the host does not reach otherwise: "
            + Preflight.setting(topology, rangeKey(network, range), "CIDR"));
  }

  private Stream<Finding> takenBridge(Network network) {
    return network.bridge().stream()
        .flatMap(
            bridge ->
                strangers()
                    .filter(other -> !isCalledLike(network, other))
                    .filter(other -> other.bridge().filter(bridge.value()::equals).isPresent())
                    .map(
                        other ->
                            Finding.error(
                                "bridge-name-taken",
                                subject(network) + ".bridge",
                                "the interface '%s' is that of the engine's network '%s'"
                                    .formatted(bridge, other.name()),
                                "use another name: %s, or remove the other: docker network rm %s"
                                    .formatted(setting(network, "bridge", "NAME"), other.name()))));
  }

  /** Networks that another stack, or nobody that is known, has made. */
  private Stream<ExistingNetwork> strangers() {
    return engine.networks().stream().filter(other -> !other.belongsTo(topology.stack()));
  }

  private static boolean isCalledLike(Network network, ExistingNetwork other) {
    return other.name().equals(network.engineName().value());
  }

  private static Stream<Cidr> ranges(Network network) {
    return network.subnets().stream().map(Subnet::range);
  }

  private static String subject(Network network) {
    return "networks." + network.name();
  }

  private static String rangeKey(Network network, Cidr range) {
    return subject(network) + (range.isIpv6() ? ".ipv6.subnet" : ".subnet");
  }

  private String setting(Network network, String key, String value) {
    return Preflight.setting(topology, subject(network) + "." + key, value);
  }
}
