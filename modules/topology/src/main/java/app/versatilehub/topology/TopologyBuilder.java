package app.versatilehub.topology;

import app.versatilehub.topology.Environment.NetworkSettings;
import app.versatilehub.topology.Environment.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Collects what the modules declare, lays the environment's settings over it, and makes the {@link
 * Topology} if nothing contradicts. Problems are gathered, so that a user sees all of them at once.
 */
public final class TopologyBuilder {

  private final Environment environment;
  private final List<NetworkBuilder> networks = new ArrayList<>();
  private final List<ServiceBuilder> services = new ArrayList<>();
  private final Map<String, SecretTrait> secretTraits = new TreeMap<>();

  private TopologyBuilder(Environment environment) {
    this.environment = environment;
  }

  public static TopologyBuilder of(Environment environment) {
    return new TopologyBuilder(environment);
  }

  /** The part of the topology that belongs to one module. */
  public ModuleBuilder module(String name) {
    return new ModuleBuilder(this, name);
  }

  /**
   * Makes the topology.
   *
   * @throws FindingsException with every contradiction in what was declared and set
   */
  public Topology build() {
    List<Finding> findings = new ArrayList<>(unknownSettings());
    List<ServiceBuilder> enabled =
        services.stream().filter(service -> service.isEnabled(environment, findings)).toList();
    Hairpins.lay(enabled, environment, findings);
    Set<NetworkName> used =
        enabled.stream().flatMap(ServiceBuilder::networks).collect(Collectors.toSet());
    List<Network> builtNetworks =
        networks.stream()
            // Of a service that is switched off nothing is made.
            .filter(network -> used.contains(network.name()))
            .map(network -> network.build(environment, findings))
            .toList();
    List<Flow> declared = Flows.of(enabled, findings);
    List<String> passwords = enabled.stream().flatMap(ServiceBuilder::password).distinct().toList();
    List<Service> builtServices =
        enabled.stream()
            .flatMap(
                service ->
                    Replicas.of(
                        service.build(environment, declared, passwords),
                        service.replicas(environment, findings),
                        environment)
                        .stream())
            .toList();
    List<Flow> flows = Replicas.flows(declared, builtServices);
    List<Route> routes =
        enabled.stream()
            .map(service -> service.route(environment, findings))
            .flatMap(Optional::stream)
            .toList();
    Topology topology =
        new Topology(
            environment,
            builtNetworks,
            StartOrder.of(builtServices, findings),
            routes,
            flows,
            secretTraits);
    findings.addAll(TopologyRules.check(topology));
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new FindingsException("the topology of stack " + environment.stack(), findings);
    }
    return topology;
  }

  Environment environment() {
    return environment;
  }

  NetworkBuilder add(NetworkBuilder network) {
    networks.add(network);
    return network;
  }

  ServiceBuilder add(ServiceBuilder service) {
    services.add(service);
    return service;
  }

  void add(String secret, SecretTrait trait) {
    secretTraits.put(Names.dnsLabel("secret name", secret), trait);
  }

  private List<Finding> unknownSettings() {
    List<Finding> findings = new ArrayList<>();
    List<String> networkNames =
        networks.stream().map(network -> network.name().value()).sorted().toList();
    List<String> serviceNames =
        services.stream().map(service -> service.name().value()).sorted().toList();
    for (Map.Entry<NetworkName, NetworkSettings> entry : environment.networks().entrySet()) {
      unknown("network", "networks", entry.getKey().value(), networkNames).ifPresent(findings::add);
    }
    for (Map.Entry<ServiceName, ServiceSettings> entry : environment.services().entrySet()) {
      unknown("service", "services", entry.getKey().value(), serviceNames).ifPresent(findings::add);
    }
    return findings;
  }

  private static Optional<Finding> unknown(
      String what, String section, String name, List<String> known) {
    if (known.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.error(
            "unknown-" + what,
            section + "." + name,
            "there is no %s '%s'".formatted(what, name),
            known.stream()
                .collect(Collectors.joining(", ", "remove the entry, or name one of: ", ""))));
  }
}
