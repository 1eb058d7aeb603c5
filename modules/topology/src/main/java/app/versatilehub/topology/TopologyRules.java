package app.versatilehub.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold for every topology, before anything else is asked of it. */
final class TopologyRules {

  private TopologyRules() {}

  static List<Finding> check(Topology topology) {
    return Stream.of(
            uniqueNames(topology),
            overlappingSubnets(topology),
            crowdedSubnets(topology),
            unknownNetworks(topology),
            unreachableRoutes(topology),
            impossibleFlows(topology),
            unknownNeeds(topology),
            publishedPorts(topology),
            exposedDatastores(topology),
            ipv6WithoutHostIsolation(topology))
        .flatMap(Function.identity())
        .distinct()
        .sorted()
        .toList();
  }

  private static Stream<Finding> uniqueNames(Topology topology) {
    return Stream.of(
            duplicates(
                "networks", "network name", topology.networks(), Network::name, Network::module),
            duplicates(
                "networks",
                "network name on the engine",
                topology.networks(),
                Network::engineName,
                Network::name),
            duplicates(
                "networks",
                "bridge name",
                topology.networks().stream().filter(n -> n.bridge().isPresent()).toList(),
                network -> network.bridge().orElseThrow(),
                Network::name),
            duplicates(
                "services", "service name", topology.services(), Service::name, Service::module),
            duplicates(
                "services",
                "container name",
                topology.services(),
                Service::containerName,
                Service::name),
            duplicates("routes", "host name", topology.routes(), Route::host, Route::service),
            duplicates(
                "gateway",
                "host port",
                topology.services().stream().flatMap(Service::publishedPorts).toList(),
                Exposure.PublishedPort::hostPort,
                published -> "port " + published.port()))
        .flatMap(Function.identity());
  }

  private static <T, K> Stream<Finding> duplicates(
      String subject, String what, List<T> all, Function<T, K> key, Function<T, ?> user) {
    Map<K, List<String>> users =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    key,
                    Collectors.mapping(
                        user.andThen(Object::toString), Collectors.<String>toList())));
    return users.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(
            entry ->
                Finding.error(
                    "duplicate-name",
                    subject,
                    "the %s '%s' is used by %s"
                        .formatted(what, entry.getKey(), String.join(" and ", entry.getValue())),
                    "give each its own " + what));
  }

  private static Stream<Finding> overlappingSubnets(Topology topology) {
    List<Finding> findings = new ArrayList<>();
    List<Network> networks = topology.networks();
    for (int i = 0; i < networks.size(); i++) {
      for (int j = i + 1; j < networks.size(); j++) {
        Network one = networks.get(i);
        Network other = networks.get(j);
        for (Subnet a : one.subnets()) {
          for (Subnet b : other.subnets()) {
            if (a.range().overlaps(b.range())) {
              findings.add(
                  Finding.error(
                      "subnet-overlap",
                      subject(other, b),
                      "%s overlaps %s of network %s".formatted(b.range(), a.range(), one.name()),
                      "choose ranges that do not meet, for one of the two networks"));
            }
          }
        }
      }
    }
    return findings.stream();
  }

  private static Stream<Finding> crowdedSubnets(Topology topology) {
    return topology.networks().stream()
        .flatMap(
            network -> {
              long members = topology.members(network.name()).count();
              return network.subnets().stream()
                  .filter(subnet -> subnet.range().room() <= members)
                  .map(
                      subnet ->
                          Finding.error(
                              "subnet-too-small",
                              subject(network, subnet),
                              "%s has room for %d, but the gateway and %d services need an address each"
                                  .formatted(subnet.range(), subnet.range().room(), members),
                              "choose a larger range"));
            });
  }

  private static String subject(Network network, Subnet subnet) {
    return "networks.%s.%s"
        .formatted(network.name(), subnet.range().isIpv6() ? "ipv6.subnet" : "subnet");
  }

  private static Stream<Finding> unknownNetworks(Topology topology) {
    List<NetworkName> known = topology.networks().stream().map(Network::name).toList();
    return topology.services().stream()
        .flatMap(
            service ->
                service
                    .networks()
                    .filter(network -> !known.contains(network))
                    .map(
                        network ->
                            Finding.error(
                                "unknown-network",
                                "service " + service.name(),
                                "is on network '%s', which is not declared".formatted(network),
                                "declare the network, or use one of " + known)));
  }

  private static Stream<Finding> unreachableRoutes(Topology topology) {
    List<Service> gateways = topology.servicesOfKind(ServiceKind.GATEWAY).toList();
    return topology.routes().stream()
        .flatMap(
            route -> {
              Service service = topology.service(route.service());
              List<Finding> findings = new ArrayList<>();
              if (!service.isOn(route.network())
                  || gateways.stream().noneMatch(gateway -> gateway.isOn(route.network()))) {
                findings.add(
                    Finding.error(
                        "route-to-nowhere",
                        "route " + route.host(),
                        "the gateway and %s do not meet on network %s"
                            .formatted(route.service(), route.network()),
                        "put both on that network"));
              }
              return findings.stream();
            });
  }

  private static Stream<Finding> impossibleFlows(Topology topology) {
    return topology.flows().stream()
        .flatMap(
            flow -> {
              Service destination = topology.service(flow.destination());
              List<Finding> findings = new ArrayList<>();
              if (!destination.ports().contains(flow.port())) {
                findings.add(
                    Finding.error(
                        "flow-to-nobody",
                        "flow " + flow,
                        "%s does not listen on %s".formatted(flow.destination(), flow.port()),
                        "use one of its ports: " + destination.ports()));
              }
              if (flow.source() instanceof Flow.Source.Service source
                  && topology.service(source.name()).networks().noneMatch(destination::isOn)) {
                findings.add(
                    Finding.error(
                        "flow-without-network",
                        "flow " + flow,
                        "the two are on no common network",
                        "put both on one network, or remove the flow"));
              }
              return findings.stream();
            });
  }

  private static Stream<Finding> unknownNeeds(Topology topology) {
    return topology.services().stream()
        .flatMap(
            service ->
                service.needs().stream()
                    .filter(need -> topology.findService(need).isEmpty())
                    .map(
                        need ->
                            Finding.error(
                                "unknown-service",
                                "service " + service.name(),
                                "needs '%s', which is not there".formatted(need),
                                "declare or switch on the service, or remove the need")));
  }

  private static Stream<Finding> publishedPorts(Topology topology) {
    return topology.services().stream()
        .filter(service -> service.kind() != ServiceKind.GATEWAY)
        .flatMap(
            service ->
                service
                    .publishedPorts()
                    .map(
                        published ->
                            Finding.error(
                                "published-port",
                                "service " + service.name(),
                                "publishes its port %s on the host's port %s"
                                    .formatted(published.port(), published.hostPort()),
                                "remove the published port; route it through the gateway if the"
                                    + " Internet must reach it")));
  }

  private static Stream<Finding> exposedDatastores(Topology topology) {
    return topology
        .servicesOfKind(ServiceKind.DATASTORE)
        .flatMap(
            datastore ->
                topology.networks().stream()
                    .filter(network -> datastore.isOn(network.name()))
                    .filter(network -> isExposed(network, topology))
                    .map(
                        network ->
                            Finding.error(
                                "datastore-exposed",
                                "service " + datastore.name(),
                                "a datastore is on network %s, %s"
                                    .formatted(network.name(), whyExposed(network, topology)),
                                "take it off that network; its clients reach it on an internal"
                                    + " one")));
  }

  private static boolean isExposed(Network network, Topology topology) {
    return network.isExternal() || !network.internal() || hasGateway(network, topology);
  }

  private static String whyExposed(Network network, Topology topology) {
    if (hasGateway(network, topology)) {
      return "which the gateway shares";
    }
    return network.isExternal() ? "which strangers may join" : "which is not internal";
  }

  private static boolean hasGateway(Network network, Topology topology) {
    return topology
        .members(network.name())
        .anyMatch(member -> member.kind() == ServiceKind.GATEWAY);
  }

  private static Stream<Finding> ipv6WithoutHostIsolation(Topology topology) {
    if (topology.environment().hostIsolation() == HostIsolation.GATEWAY_MODE) {
      return Stream.empty();
    }
    return topology.networks().stream()
        .filter(network -> network.internal() && network.hasIpv6())
        .map(
            network ->
                Finding.error(
                    "ipv6-open-to-host",
                    "networks.%s.ipv6".formatted(network.name()),
                    "an internal network with IPv6 stays open towards the host when only IPv4 is"
                        + " inhibited",
                    "remove the IPv6 range, or set hostIsolation to gateway-mode (Engine 28 or"
                        + " later)"));
  }
}
