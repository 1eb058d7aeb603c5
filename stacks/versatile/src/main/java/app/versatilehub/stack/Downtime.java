package app.versatilehub.stack;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import app.versatilehub.dockerplan.Traefik;
import app.versatilehub.live.ContainerEvent;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * For how long nobody answers for a service whose container is made anew: from when the old one is
 * told to end until the new one is healthy. While the new one is waited for, what is wrong with it
 * is told as soon as the engine finds it so.
 */
final class Downtime {

  private final Topology topology;
  private final Map<String, Service> services;
  private final Consumer<String> info;
  private final Consumer<String> warn;
  private final Function<Service, String> reason;
  private final LongSupplier nanoseconds;

  /** What Pulumi is making. */
  private final Set<Service> making = ConcurrentHashMap.newKeySet();

  private final Set<Service> explained = ConcurrentHashMap.newKeySet();

  /** Since when nobody has answered, and for how long nobody had until somebody did again. */
  private final Map<Service, Long> since = new ConcurrentHashMap<>();

  private final Map<Service, Duration> lasted = new ConcurrentHashMap<>();

  /**
   * Of one update.
   *
   * @param info is told for how long each was away
   * @param warn is told why one does not become healthy
   * @param reason finds that out
   * @param nanoseconds a clock that only goes forward
   */
  Downtime(
      Topology topology,
      Consumer<String> info,
      Consumer<String> warn,
      Function<Service, String> reason,
      LongSupplier nanoseconds) {
    this.topology = topology;
    this.services = services(topology);
    this.info = info;
    this.warn = warn;
    this.reason = reason;
    this.nanoseconds = nanoseconds;
  }

  /** By the names that they have as resources. Nobody asks a job. */
  private static Map<String, Service> services(Topology topology) {
    return topology.services().stream()
        .filter(service -> service.kind() != ServiceKind.JOB)
        .collect(toMap(service -> service.name().value(), identity()));
  }

  /**
   * In a preview, tells of each service that will be away, for how long at most, and why.
   *
   * @param there the names on the engine of what the last deployment has made
   */
  static void foretell(
      Topology topology, Set<String> there, CreationHooks hooks, Consumer<String> info) {
    Map<String, Service> services = services(topology);
    Map<String, Network> networks =
        topology.networks().stream().collect(toMap(network -> network.name().value(), identity()));
    // Those on a network are made after it.
    Set<Network> remade = ConcurrentHashMap.newKeySet();
    hooks.planned(
        name -> {
          Network network = networks.get(name);
          if (network != null && there.contains(network.engineName().value())) {
            remade.add(network);
          }
          Service service = services.get(name);
          if (service != null && there.contains(service.containerName().value())) {
            why(topology, service, remade)
                .ifPresent(why -> info.accept(warning(topology, service, why)));
          }
        });
  }

  private static String warning(Topology topology, Service service, String why) {
    String clients =
        topology.services().stream()
            .filter(other -> other.kind() != ServiceKind.JOB)
            .filter(
                other ->
                    topology.flows().stream()
                        .anyMatch(
                            flow ->
                                flow.destination().equals(service.name())
                                    && flow.comesFrom(other.name())))
            .map(other -> other.name().value())
            .collect(joining(", "));
    return "%s will be away while it is replaced, for at most %d s: %s%s"
        .formatted(
            service.name(),
            longest(topology, service).toSeconds(),
            why,
            clients.isEmpty() ? "" : "; asked by " + clients);
  }

  /** Why its successor cannot take over; empty where it can, or where others do its work. */
  private static Optional<String> why(Topology topology, Service service, Set<Network> remade) {
    Optional<String> network =
        remade.stream()
            .filter(one -> service.isOn(one.name()))
            .map(one -> one.name().value())
            .sorted()
            .findFirst();
    if (network.isPresent()) {
      return Optional.of("its network %s is replaced".formatted(network.get()));
    }
    if (topology.handsOver(service) || topology.replicas(service.sharedName()).count() > 1) {
      return Optional.empty();
    }
    if (service.kind() == ServiceKind.DATASTORE || !service.volumes().isEmpty()) {
      return Optional.of("two must not have its data at a time");
    }
    if (service.publishedPorts().findAny().isPresent()) {
      return Optional.of("two cannot have its ports of the host at a time");
    }
    return Optional.of("only what is behind a route is handed over");
  }

  /**
   * From its stop until the engine calls its successor healthy, or unhealthy.
   *
   * @return without the time that the engine itself takes, which is that of a moment
   */
  static Duration longest(Topology topology, Service service) {
    Workload workload = Traefik.workload(topology, service);
    HealthTiming timing = topology.environment().health();
    Duration checks = timing.interval().plus(timing.timeout()).multipliedBy(timing.retries());
    return workload
        .confinement()
        .grace()
        .plus(
            workload
                .health()
                .map(health -> health.startPeriod().plus(checks))
                .map(known -> known.compareTo(timing.patience()) < 0 ? known : timing.patience())
                .orElse(Duration.ZERO));
  }

  /** From now on tells for how long each was away that is made. */
  void watch(CreationHooks hooks) {
    hooks.around("downtime", services.keySet(), this::begin, this::end);
  }

  private void begin(String name) {
    making.add(service(name));
  }

  private void end(String name) {
    Service service = service(name);
    making.remove(service);
    // Healthy by what Pulumi was told, be it before the engine has told so here.
    back(service);
    Duration away = lasted.remove(service);
    if (away != null) {
      info.accept("%s was away for %.1f s".formatted(name, away.toMillis() / 1000.0));
    }
  }

  /** Takes in what the engine tells. */
  void happened(ContainerEvent event) {
    services.values().stream()
        .filter(service -> service.containerName().value().equals(event.container()))
        .forEach(service -> happened(service, event.kind()));
  }

  private void happened(Service service, ContainerEvent.Kind kind) {
    switch (kind) {
      case SIGNALLED -> gone(service);
      case ENDED -> {
        gone(service);
        explain(service);
      }
      case UNHEALTHY -> explain(service);
      case STARTED -> {
        if (Traefik.workload(topology, service).health().isEmpty()) {
          back(service);
        }
      }
      case HEALTHY -> back(service);
    }
  }

  private void gone(Service service) {
    since.putIfAbsent(service, nanoseconds.getAsLong());
  }

  private void back(Service service) {
    Long gone = since.remove(service);
    if (gone != null) {
      lasted.put(service, Duration.ofNanos(nanoseconds.getAsLong() - gone));
    }
  }

  /** Asks elsewhere, so that what happens meanwhile is heard of at its time. */
  private void explain(Service service) {
    if (making.contains(service) && explained.add(service)) {
      Thread thread = new Thread(() -> warn.accept(reason.apply(service)), "why " + service.name());
      thread.setDaemon(true);
      thread.start();
    }
  }

  private Service service(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("there is no '%s'".formatted(name));
    }
    return service;
  }
}
