package app.versatilehub.dockerplan;

import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Traefik must be told, derived from the topology: its static configuration as arguments, and
 * the labels of the services it routes to. Names of arguments and labels as in Traefik 3's
 * reference.
 */
public final class Traefik {

  private static final String PLAIN = "web";
  private static final String SECURE = "websecure";
  private static final String RESOLVER = "acme";

  /**
   * On the loopback address only: other members of the gateway's networks have no business there.
   */
  private static final String PING_ENTRY_POINT = "--entrypoints.traefik.address=127.0.0.1:8080";

  private Traefik() {}

  /** The gateway's workload with its arguments and health check. */
  public static Workload gateway(Topology topology, Service gateway) {
    return gateway
        .workload()
        .command(arguments(topology, gateway))
        // By way of process 1, since the binary's place differs between releases of the image. The
        // check is a process of its own and does not see the arguments of the first.
        .healthyWhen("/proc/1/exe", "healthcheck", "--ping", PING_ENTRY_POINT);
  }

  private static List<String> arguments(Topology topology, Service gateway) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--global.checknewversion=false",
                "--global.sendanonymoususage=false",
                "--ping=true",
                PING_ENTRY_POINT,
                "--providers.docker=true",
                "--providers.docker.endpoint=tcp://%s".formatted(engineProxy(topology, gateway)),
                "--providers.docker.exposedbydefault=false",
                // Another stack's containers on this engine are not this gateway's to route.
                "--providers.docker.constraints=Label(`%s`,`%s`)"
                    .formatted(Labels.STACK, topology.stack()),
                "--entrypoints.%s.address=:80".formatted(PLAIN),
                "--entrypoints.%s.http.redirections.entrypoint.to=%s"
                    .formatted(PLAIN, redirectTarget(topology.environment())),
                "--entrypoints.%s.http.redirections.entrypoint.scheme=https".formatted(PLAIN),
                "--entrypoints.%s.address=:443".formatted(SECURE),
                "--entrypoints.%s.http.tls=true".formatted(SECURE),
                "--accesslog=true",
                "--accesslog.format=json",
                // Tokens travel in query strings; the default would log them.
                "--accesslog.fields.queryparameters.defaultmode=drop"));
    topology
        .environment()
        .gateway()
        .acmeEmail()
        .ifPresent(
            email ->
                arguments.addAll(
                    List.of(
                        "--certificatesresolvers.%s.acme.email=%s".formatted(RESOLVER, email),
                        "--certificatesresolvers.%s.acme.storage=%s/acme.json"
                            .formatted(RESOLVER, acmeDirectory(gateway)),
                        "--certificatesresolvers.%s.acme.tlschallenge=true".formatted(RESOLVER))));
    return arguments;
  }

  /** Where it asks for containers: the proxy of the engine that it is declared to talk to. */
  private static String engineProxy(Topology topology, Service gateway) {
    return topology.flows().stream()
        .filter(flow -> flow.comesFrom(gateway.name()))
        .filter(flow -> topology.service(flow.destination()).kind() == ServiceKind.ENGINE_PROXY)
        .map(flow -> flow.destination() + ":" + flow.port())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the gateway '%s' talks to no proxy of the engine".formatted(gateway.name())));
  }

  /** The port that clients see, which is not the entry point's when the host publishes another. */
  private static String redirectTarget(Environment environment) {
    return ":" + environment.gateway().httpsPort();
  }

  private static String acmeDirectory(Service gateway) {
    return gateway.volumes().get(0).path();
  }

  /** The labels by which the gateway finds {@code service}; none when no route leads there. */
  static SortedMap<String, String> labels(Topology topology, Service service) {
    SortedMap<String, String> labels = new TreeMap<>();
    Optional<Route> route = topology.routeTo(service.name());
    if (route.isEmpty()) {
      return labels;
    }
    String name = service.containerName().value();
    String router = "traefik.http.routers." + name;
    labels.put("traefik.enable", "true");
    // Without it Traefik takes any of the container's networks, also one that it is not on.
    labels.put(
        "traefik.docker.network", topology.network(route.get().network()).engineName().value());
    labels.put(router + ".rule", "Host(`%s`)".formatted(route.get().host()));
    labels.put(router + ".entrypoints", SECURE);
    labels.put(router + ".service", name);
    labels.put(
        "traefik.http.services." + name + ".loadbalancer.server.port",
        route.get().port().toString());
    if (topology.environment().gateway().acmeEmail().isPresent()) {
      labels.put(router + ".tls.certresolver", RESOLVER);
    }
    return labels;
  }

  /** Whether {@code label} is one that Traefik reads, which does not tell cases apart. */
  public static boolean reads(String label) {
    return label.toLowerCase(Locale.ROOT).startsWith("traefik.");
  }

  /** Whether {@code service} is a Traefik. */
  public static boolean runs(Service service) {
    return service.kind() == ServiceKind.GATEWAY;
  }
}
