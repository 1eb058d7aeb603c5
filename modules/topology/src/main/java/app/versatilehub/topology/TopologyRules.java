package app.versatilehub.topology;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a topology needs to make sense at all. Whether it isolates is for the rules of {@code
 * isolation}.
 */
final class TopologyRules {

  private TopologyRules() {}

  static List<Finding> check(Topology topology) {
    return Stream.of(
            uniqueNames(topology),
            crowdedSubnets(topology),
            unknownNetworks(topology),
            unknownNeeds(topology),
            sharedEgress(topology),
            acmeProvider(topology))
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

  private static Stream<Finding> acmeProvider(Topology topology) {
    boolean missing =
        topology
            .environment()
            .gateway()
            .acme()
            .map(Acme::challenge)
            .filter(
                challenge ->
                    challenge instanceof Acme.Challenge.Dns dns && dns.provider().isBlank())
            .isPresent();
    return missing
        ? Stream.of(
            Finding.error(
                "acme-provider-missing",
                "gateway.acmeDnsProvider",
                "is not set, but acmeChallenge is 'dns'",
                "name the DNS provider as lego does, such as 'cloudflare', and its variables in"
                    + " gateway.acmeDnsVariables; https://go-acme.github.io/lego/dns lists both"))
        : Stream.empty();
  }

  private static Stream<Finding> sharedEgress(Topology topology) {
    return topology.networks().stream()
        .filter(network -> network.egressOf().isPresent())
        .flatMap(
            network ->
                topology
                    .members(network.name())
                    .filter(member -> !network.egressOf().get().equals(member.sharedName()))
                    .map(
                        member ->
                            Finding.error(
                                "egress-shared",
                                "service " + member.name(),
                                "is on network '%s', the way to the Internet of %s alone"
                                    .formatted(network.name(), network.egressOf().get()),
                                "give it a way of its own, or take it off that network")));
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
}
