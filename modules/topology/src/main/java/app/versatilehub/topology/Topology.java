package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is declared: the networks, what runs on them, and who is meant to talk to whom. Made by
 * {@link TopologyBuilder}, which refuses one that contradicts itself.
 *
 * @param environment the settings it was made for
 * @param networks the networks, in the order of their declaration
 * @param services the services, each after those it needs, and each replica as one of its own
 * @param routes the public host names
 * @param flows every intended conversation, those of the gateway included
 * @param secretTraits what is special about secrets, by their names; also about those that no
 *     service uses yet, because they exist only later
 */
public record Topology(
    Environment environment,
    List<Network> networks,
    List<Service> services,
    List<Route> routes,
    List<Flow> flows,
    Map<String, SecretTrait> secretTraits) {

  public Topology {
    requireNonNull(environment, "environment");
    networks = List.copyOf(networks);
    services = List.copyOf(services);
    routes = List.copyOf(routes);
    flows = List.copyOf(flows);
    secretTraits = Collections.unmodifiableSortedMap(new TreeMap<>(secretTraits));
  }

  public StackId stack() {
    return environment.stack();
  }

  /**
   * The network of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Network network(NetworkName name) {
    return networks.stream()
        .filter(network -> network.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no network '%s'".formatted(name)));
  }

  /**
   * The service of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Service service(ServiceName name) {
    return findService(name)
        .orElseThrow(() -> new IllegalArgumentException("no service '%s'".formatted(name)));
  }

  public Optional<Service> findService(ServiceName name) {
    return services.stream().filter(service -> service.name().equals(name)).findFirst();
  }

  public Stream<Service> servicesOfKind(ServiceKind kind) {
    return services.stream().filter(service -> service.kind() == kind);
  }

  public Stream<Service> members(NetworkName network) {
    return services.stream().filter(service -> service.isOn(network));
  }

  /** The services that have a way to the Internet of their own. */
  public Set<ServiceName> leaving() {
    return networks.stream()
        .flatMap(network -> network.egressOf().stream())
        .flatMap(this::replicas)
        .map(Service::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  public Optional<Route> routeTo(ServiceName service) {
    return routes.stream().filter(route -> route.service().equals(service)).findFirst();
  }

  /** Whether a container of {@code service} serves until its successor does. */
  public boolean handsOver(Service service) {
    return routeTo(service.sharedName()).filter(Route::handsOver).isPresent();
  }

  /** What is special about the secret {@code name}, if anything is. */
  public Optional<SecretTrait> secretTrait(String name) {
    return Optional.ofNullable(secretTraits.get(name));
  }

  /** The service of that name and its further replicas. */
  public Stream<Service> replicas(ServiceName sharedName) {
    return services.stream().filter(service -> service.sharedName().equals(sharedName));
  }

  /** The names of all secrets that some service uses. */
  public SortedSet<String> secretNames() {
    SortedSet<String> names = new TreeSet<>();
    services.forEach(
        service -> service.workload().secrets().forEach(use -> names.add(use.secret())));
    return names;
  }
}
