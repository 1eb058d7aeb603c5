package app.versatilehub.dockerplan;

import app.versatilehub.topology.Acme;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.GatewayCertificate;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Traefik must be told, derived from the topology: its static configuration as arguments, and
 * the labels of the services it routes to. Names of arguments and labels as in Traefik 3's
 * reference.
 */
public final class Traefik {

  private static final String PLAIN = "web";

  /** The entry point that routes are at. */
  static final String SECURE = "websecure";

  /** Who gets certificates. */
  static final String RESOLVER = "acme";

  private static final String METRICS = "metrics";

  /**
   * On the loopback address only: other members of the gateway's networks have no business there.
   */
  private static final String PING_ENTRY_POINT = "--entrypoints.traefik.address=127.0.0.1:8080";

  /** What neither arguments nor labels can say. */
  private static final String DYNAMIC_FILE = "/etc/traefik/gateway.yaml";

  private static final String DYNAMIC =
      """
      tls:
        stores:
          default:
            defaultCertificate:
              certFile: %s
              keyFile: %s
        options:
          default:
            minVersion: VersionTLS12
      """
          .formatted(GatewayCertificate.FILE, GatewayCertificate.KEY_FILE);

  private Traefik() {}

  /** What {@code service} runs; where it is the gateway, with its arguments and health check. */
  public static Workload workload(Topology topology, Service service) {
    return runs(service) ? gateway(topology, service) : service.workload();
  }

  private static Workload gateway(Topology topology, Service gateway) {
    Workload workload = gateway.workload();
    if (topology.environment().gateway().acme().isEmpty()) {
      workload = workload.file(DYNAMIC_FILE, DYNAMIC);
    }
    return workload
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
                // Of two seconds, in which who has gone is still asked, and who has come is not.
                "--providers.providersthrottleduration=250ms",
                // Another stack's containers on this engine are not this gateway's to route.
                "--providers.docker.constraints=Label(`%s`,`%s`)"
                    .formatted(Labels.STACK, topology.stack()),
                "--entrypoints.%s.address=:80".formatted(PLAIN),
                "--entrypoints.%s.http.redirections.entrypoint.to=%s"
                    .formatted(PLAIN, redirectTarget(topology.environment())),
                "--entrypoints.%s.http.redirections.entrypoint.scheme=https".formatted(PLAIN),
                "--entrypoints.%s.address=:443".formatted(SECURE),
                "--entrypoints.%s.http.tls=true".formatted(SECURE),
                // The default of a minute covers the whole of an upload.
                "--entrypoints.%s.transport.respondingtimeouts.readtimeout=10m".formatted(SECURE),
                // Servers are on this host. The address of one that was just removed never answers,
                // and the default of half a minute is longer than most clients wait for the next.
                "--serverstransport.forwardingtimeouts.dialtimeout=1s",
                "--accesslog=true",
                "--accesslog.format=json",
                // Tokens travel in query strings; the default would log them.
                "--accesslog.fields.queryparameters.defaultmode=drop"));
    gateway
        .bound()
        .forEach(
            port ->
                arguments.addAll(
                    List.of(
                        // By the name it finds its address there, and listens at no other.
                        "--entrypoints.%s.address=%s:%s"
                            .formatted(METRICS, port.name(), port.port()),
                        "--metrics.prometheus=true",
                        "--metrics.prometheus.entrypoint=" + METRICS)));
    topology
        .environment()
        .gateway()
        .acme()
        .ifPresentOrElse(
            acme -> arguments.addAll(resolver(acme, acmeDirectory(gateway))),
            () -> arguments.add("--providers.file.filename=" + DYNAMIC_FILE));
    return arguments;
  }

  private static List<String> resolver(Acme acme, String directory) {
    String prefix = "--certificatesresolvers.%s.acme.".formatted(RESOLVER);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                prefix + "email=" + acme.email(), prefix + "storage=" + directory + "/acme.json"));
    acme.server().ifPresent(server -> arguments.add(prefix + "caserver=" + server));
    Acme.Challenge challenge = acme.challenge();
    if (challenge instanceof Acme.Challenge.Dns dns) {
      arguments.add(prefix + "dnschallenge.provider=" + dns.provider());
    } else if (challenge instanceof Acme.Challenge.Http) {
      arguments.add(prefix + "httpchallenge.entrypoint=" + PLAIN);
    } else {
      arguments.add(prefix + "tlschallenge=true");
    }
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
    return topology
        .routeTo(service.sharedName())
        .map(route -> RouteLabels.of(topology, route))
        .orElseGet(TreeMap::new);
  }

  /** What the gateway holds clients of {@code route} to, in words. */
  public static List<String> guards(Route route) {
    return RouteLabels.guards(route);
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
