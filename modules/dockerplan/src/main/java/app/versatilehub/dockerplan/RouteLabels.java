package app.versatilehub.dockerplan;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Route;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the containers that one route leads to tell Traefik: its routers, guards and servers. */
final class RouteLabels {

  private static final String ROUTERS = "traefik.http.routers.";
  private static final String MIDDLEWARES = "traefik.http.middlewares.";

  /** Requests that one client may send a second, for long. */
  private static final String RATE = "100";

  /** Passwords that one client may try a minute. */
  private static final String LOGINS = "10";

  private static final long MIB = 1024 * 1024;

  private final Topology topology;
  private final Route route;
  private final boolean certified;

  /** Of the service; replicas say the same of one, and Traefik balances over them. */
  private final String name;

  /** The rule that all of its requests meet. */
  private final String host;

  private final SortedMap<String, String> labels = new TreeMap<>();

  private RouteLabels(Topology topology, Route route) {
    this.topology = topology;
    this.route = route;
    this.certified = topology.environment().gateway().acme().isPresent();
    this.name = topology.service(route.service()).containerName().value();
    this.host = "Host(`%s`)".formatted(route.host());
  }

  /** The labels, by name. */
  static SortedMap<String, String> of(Topology topology, Route route) {
    return new RouteLabels(topology, route).all();
  }

  private SortedMap<String, String> all() {
    labels.put("traefik.enable", "true");
    // Without it Traefik takes any of the container's networks, also one that it is not on.
    labels.put("traefik.docker.network", topology.network(route.network()).engineName().value());
    List<String> guards = guards();
    router(name, host, guards);
    size(guards);
    if (!route.logins().isEmpty()) {
      logins(guards);
    }
    servers();
    return labels;
  }

  private void servers() {
    String balancer = "traefik.http.services." + name + ".loadbalancer.";
    labels.put(balancer + "server.port", route.port().toString());
    route
        .healthPath()
        .ifPresent(
            path -> {
              labels.put(balancer + "healthcheck.path", path);
              labels.put(balancer + "healthcheck.hostname", route.host().value());
              labels.put(balancer + "healthcheck.interval", "5s");
              labels.put(balancer + "healthcheck.timeout", "3s");
            });
  }

  /**
   * Refuses requests that bring more than the route takes. Traefik knows a limit only for what it
   * holds back, the answer too, to know its size. So that it need not hold back anything, what says
   * its size is told by that: too much goes to a router that takes one byte. What does not say it,
   * which no browser does, is held back.
   */
  private void size(List<String> guards) {
    long most = route.upload() * MIB;
    String sized = "HeaderRegexp(`Content-Length`, `%s`)";
    limited(
        name + "-oversize",
        "%s && %s".formatted(host, sized.formatted("^0*(%s)$".formatted(Above.regexp(most)))),
        guards,
        1);
    limited(
        name + "-unsized",
        "%s && (Method(`POST`) || Method(`PUT`) || Method(`PATCH`)) && !%s"
            .formatted(host, sized.formatted(".")),
        guards,
        most);
  }

  /** Clients try passwords slowly. */
  private void logins(List<String> guards) {
    String logins = name + "-logins";
    labels.put(MIDDLEWARES + logins + ".ratelimit.average", LOGINS);
    labels.put(MIDDLEWARES + logins + ".ratelimit.period", "1m");
    labels.put(MIDDLEWARES + logins + ".ratelimit.burst", LOGINS);
    String paths =
        route.logins().stream().map("PathPrefix(`%s`)"::formatted).collect(joining(" || "));
    // Nobody has a password of that length.
    limited(logins, "%s && (%s)".formatted(host, paths), with(guards, logins), 65536);
    // Otherwise the longest rule is asked first, and a login of unknown size would pass by this.
    labels.put(ROUTERS + logins + ".priority", "10000");
  }

  private void limited(String router, String rule, List<String> guards, long bytes) {
    String size = router + "-size";
    labels.put(MIDDLEWARES + size + ".buffering.maxrequestbodybytes", Long.toString(bytes));
    router(router, rule, with(guards, size));
  }

  private void router(String router, String rule, List<String> middlewares) {
    labels.put(ROUTERS + router + ".rule", rule);
    labels.put(ROUTERS + router + ".entrypoints", Traefik.SECURE);
    labels.put(ROUTERS + router + ".service", name);
    labels.put(ROUTERS + router + ".middlewares", String.join(",", middlewares));
    if (certified) {
      labels.put(ROUTERS + router + ".tls.certresolver", Traefik.RESOLVER);
    }
  }

  private static List<String> with(List<String> guards, String another) {
    return Stream.concat(guards.stream(), Stream.of(another)).toList();
  }

  /**
   * What every request passes: a limit for each client, headers, the password where one is asked
   * for, and further attempts, for three seconds in all, where no connection with the service was
   * to be had, as while a replica stops: the next attempt goes to another. Each route has its own,
   * since Traefik drops a middleware that two containers describe differently.
   *
   * @return their names, in order
   */
  private List<String> guards() {
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

  /** The same in words. */
  static List<String> guards(Route route) {
    List<String> guards =
        new ArrayList<>(List.of(RATE + " a second", route.upload() + " MiB a request"));
    if (!route.logins().isEmpty()) {
      guards.add(LOGINS + " logins a minute");
    }
    route.password().ifPresent(secret -> guards.add("password"));
    return guards;
  }
}
