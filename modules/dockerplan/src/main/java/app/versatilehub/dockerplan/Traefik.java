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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Traefik must be told, derived from the topology: its static configuration as arguments, and
 * the labels of the services it routes to. Names of arguments and labels as in Traefik 3's
 * reference.
 */
public final class Traefik {

  private static final String PLAIN = "web";
  private static final String SECURE = "websecure";
  private static final String RESOLVER = "acme";
  private static final String METRICS = "metrics";
  private static final String ROUTERS = "traefik.http.routers.";

  /** Requests that one client may send a second, for long. */
  private static final String RATE = "100";

  /** Passwords that one client may try a minute. */
  private static final String LOGINS = "10";

  private static final long MIB = 1024 * 1024;
  private static final String MIDDLEWARES = "traefik.http.middlewares.";

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

  /** The gateway's workload with its arguments and health check. */
  public static Workload gateway(Topology topology, Service gateway) {
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
                // and
                // the default of half a minute is longer than most clients wait for the next to be
                // tried.
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
    SortedMap<String, String> labels = new TreeMap<>();
    Optional<Route> route = topology.routeTo(service.sharedName());
    if (route.isEmpty()) {
      return labels;
    }
    // Replicas say the same of one router and one service, and Traefik balances over them.
    String name = topology.service(service.sharedName()).containerName().value();
    String router = ROUTERS + name;
    labels.put("traefik.enable", "true");
    // Without it Traefik takes any of the container's networks, also one that it is not on.
    labels.put(
        "traefik.docker.network", topology.network(route.get().network()).engineName().value());
    boolean certified = topology.environment().gateway().acme().isPresent();
    String host = "Host(`%s`)".formatted(route.get().host());
    List<String> guards = guards(labels, name, route.get(), certified);
    router(labels, router, host, name, guards, certified);
    size(labels, router, host, name, route.get(), guards, certified);
    if (!route.get().logins().isEmpty()) {
      logins(labels, router, host, name, route.get(), guards, certified);
    }
    String balancer = "traefik.http.services." + name + ".loadbalancer.";
    labels.put(balancer + "server.port", route.get().port().toString());
    route
        .get()
        .healthPath()
        .ifPresent(
            path -> {
              labels.put(balancer + "healthcheck.path", path);
              labels.put(balancer + "healthcheck.hostname", route.get().host().value());
              labels.put(balancer + "healthcheck.interval", "5s");
              labels.put(balancer + "healthcheck.timeout", "3s");
            });
    return labels;
  }

  /**
   * Refuses requests that bring more than the route takes. Traefik knows a limit only for what it
   * holds back, the answer too, to know its size. So that it need not hold back anything, what says
   * its size is told by that: too much goes to a router that takes one byte. What does not say it,
   * which no browser does, is held back.
   */
  private static void size(
      SortedMap<String, String> labels,
      String router,
      String host,
      String name,
      Route route,
      List<String> guards,
      boolean certified) {
    long most = route.upload() * MIB;
    String sized = "HeaderRegexp(`Content-Length`, `%s`)";
    limited(
        labels,
        router + "-oversize",
        "%s && %s".formatted(host, sized.formatted("^0*(%s)$".formatted(Above.regexp(most)))),
        name,
        guards,
        certified,
        1);
    limited(
        labels,
        router + "-unsized",
        "%s && (Method(`POST`) || Method(`PUT`) || Method(`PATCH`)) && !%s"
            .formatted(host, sized.formatted(".")),
        name,
        guards,
        certified,
        most);
  }

  private static void limited(
      SortedMap<String, String> labels,
      String router,
      String rule,
      String service,
      List<String> guards,
      boolean certified,
      long bytes) {
    String size = router.substring(ROUTERS.length()) + "-size";
    labels.put(MIDDLEWARES + size + ".buffering.maxrequestbodybytes", Long.toString(bytes));
    router(
        labels,
        router,
        rule,
        service,
        Stream.concat(guards.stream(), Stream.of(size)).toList(),
        certified);
  }

  /** Clients try passwords slowly. */
  private static void logins(
      SortedMap<String, String> labels,
      String router,
      String host,
      String name,
      Route route,
      List<String> guards,
      boolean certified) {
    String logins = name + "-logins";
    labels.put(MIDDLEWARES + logins + ".ratelimit.average", LOGINS);
    labels.put(MIDDLEWARES + logins + ".ratelimit.period", "1m");
    labels.put(MIDDLEWARES + logins + ".ratelimit.burst", LOGINS);
    String paths =
        route.logins().stream()
            .map("PathPrefix(`%s`)"::formatted)
            .collect(Collectors.joining(" || "));
    limited(
        labels,
        router + "-logins",
        "%s && (%s)".formatted(host, paths),
        name,
        Stream.concat(guards.stream(), Stream.of(logins)).toList(),
        certified,
        // Nobody has a password of that length.
        65536);
    // Otherwise the longest rule is asked first, and a login of unknown size would pass by this
    // one.
    labels.put(router + "-logins.priority", "10000");
  }

  private static void router(
      SortedMap<String, String> labels,
      String router,
      String rule,
      String service,
      List<String> middlewares,
      boolean certified) {
    labels.put(router + ".rule", rule);
    labels.put(router + ".entrypoints", SECURE);
    labels.put(router + ".service", service);
    labels.put(router + ".middlewares", String.join(",", middlewares));
    if (certified) {
      labels.put(router + ".tls.certresolver", RESOLVER);
    }
  }

  /**
   * What every request passes: a limit for each client, headers, the password where one is asked
   * for, and further attempts, for three seconds in all, where no connection with the service was
   * to be had, as while a replica stops: the next attempt goes to another. Each route has its own,
   * since Traefik drops a middleware that two containers describe differently.
   *
   * @return their names, in order
   */
  private static List<String> guards(
      SortedMap<String, String> labels, String name, Route route, boolean certified) {
    labels.put(MIDDLEWARES + name + "-rate.ratelimit.average", RATE);
    labels.put(MIDDLEWARES + name + "-rate.ratelimit.burst", "200");
    String headers = MIDDLEWARES + name + "-headers.headers.";
    labels.put(headers + "contenttypenosniff", "true");
    labels.put(headers + "referrerpolicy", "strict-origin-when-cross-origin");
    labels.put(headers + "customresponseheaders.Server", "");
    labels.put(headers + "customresponseheaders.X-Powered-By", "");
    if (!route.embeddable()) {
      labels.put(headers + "customframeoptionsvalue", "SAMEORIGIN");
    }
    if (certified) {
      // Without a certificate that browsers trust it would lock them out for a year.
      labels.put(headers + "stsseconds", "31536000");
    }
    labels.put(MIDDLEWARES + name + "-retry.retry.attempts", "20");
    labels.put(MIDDLEWARES + name + "-retry.retry.initialinterval", "100ms");
    List<String> guards = new ArrayList<>(List.of(name + "-rate", name + "-headers"));
    route
        .password()
        .ifPresent(
            secret -> {
              String login = MIDDLEWARES + name + "-password.basicauth.";
              labels.put(login + "usersfile", Workload.SECRETS_DIRECTORY + secret);
              labels.put(login + "realm", name);
              // What is behind has no use for it.
              labels.put(login + "removeheader", "true");
              guards.add(name + "-password");
            });
    guards.add(name + "-retry");
    return guards;
  }

  /** What the gateway holds clients of {@code route} to, in words. */
  public static List<String> guards(Route route) {
    List<String> guards =
        new ArrayList<>(List.of(RATE + " a second", route.upload() + " MiB a request"));
    if (!route.logins().isEmpty()) {
      guards.add(LOGINS + " logins a minute");
    }
    route.password().ifPresent(secret -> guards.add("password"));
    return guards;
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
