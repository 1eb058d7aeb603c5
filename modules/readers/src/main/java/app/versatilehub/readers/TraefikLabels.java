package app.versatilehub.readers;

import app.versatilehub.topology.Port;
import app.versatilehub.topology.isolation.RouteEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The labels by which Traefik, release 2 or 3, finds its routes. It is taken to look at every
 * container that has some and does not forbid it.
 */
public final class TraefikLabels {

  /** The host of a route whose rule is left to Traefik. */
  private static final String DEFAULT_RULE = "default rule";

  private static final String PREFIX = "traefik.";
  private static final Pattern PART =
      Pattern.compile("traefik\\.(http|tcp|udp)\\.(routers|services)\\.([^.]+)\\.(.+)");
  private static final Pattern HOST =
      Pattern.compile("(!\\s*)?\\bHost(?:SNI)?\\(([^)]*)\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern QUOTED = Pattern.compile("[`\"]([^`\"]+)[`\"]");
  private static final Set<String> FALSE = Set.of("false", "f", "0");

  private TraefikLabels() {}

  /**
   * The routes that {@code labels} make.
   *
   * @param container the container's name in the inventory
   * @param labels its labels
   * @param networkName from a network's name on the engine to its name in the inventory
   */
  public static List<RouteEntry> routes(
      String container, Map<String, String> labels, UnaryOperator<String> networkName) {
    SortedMap<String, String> own = new TreeMap<>();
    labels.forEach(
        (label, value) -> {
          String lower = label.toLowerCase(Locale.ROOT);
          if (lower.startsWith(PREFIX)) {
            own.put(lower, value);
          }
        });
    boolean disabled =
        FALSE.contains(own.getOrDefault("traefik.enable", "").strip().toLowerCase(Locale.ROOT));
    if (own.isEmpty() || disabled) {
      return List.of();
    }
    Optional<String> network =
        Optional.ofNullable(own.get("traefik.docker.network"))
            .or(() -> Optional.ofNullable(own.get("traefik.swarm.network")))
            .filter(name -> !name.isBlank())
            .map(networkName);
    Protocol http = Protocol.of("http", own);
    Protocol tcp = Protocol.of("tcp", own);
    Protocol udp = Protocol.of("udp", own);
    List<RouteEntry> routes = new ArrayList<>();
    for (Protocol protocol : List.of(http, tcp, udp)) {
      protocol
          .routers()
          .forEach(
              (name, router) -> {
                for (String host : hosts(protocol.name(), name, router)) {
                  routes.add(new RouteEntry(host, container, protocol.port(router), network));
                }
              });
    }
    boolean onlyOtherProtocols = http.isEmpty() && !(tcp.isEmpty() && udp.isEmpty());
    if (http.routers().isEmpty() && !onlyOtherProtocols) {
      routes.add(new RouteEntry(DEFAULT_RULE, container, http.port(Map.of()), network));
    }
    // Several routers may lead from one host name to the same place, by different paths.
    return routes.stream().distinct().toList();
  }

  private static List<String> hosts(String protocol, String name, Map<String, String> router) {
    String rule = router.getOrDefault("rule", "").strip();
    if (rule.isEmpty()) {
      return List.of(protocol.equals("http") ? DEFAULT_RULE : protocol + " router " + name);
    }
    List<String> hosts = new ArrayList<>();
    Matcher host = HOST.matcher(rule);
    while (host.find()) {
      if (host.group(1) == null) {
        QUOTED.matcher(host.group(2)).results().map(found -> found.group(1)).forEach(hosts::add);
      }
    }
    return hosts.isEmpty() ? List.of(rule) : hosts.stream().distinct().toList();
  }

  /** What the labels say of one protocol: routers and services by their names. */
  private record Protocol(
      String name,
      SortedMap<String, SortedMap<String, String>> routers,
      SortedMap<String, SortedMap<String, String>> services) {

    static Protocol of(String name, SortedMap<String, String> labels) {
      Protocol protocol = new Protocol(name, new TreeMap<>(), new TreeMap<>());
      labels.forEach(
          (label, value) -> {
            Matcher part = PART.matcher(label);
            if (part.matches() && part.group(1).equals(name)) {
              (part.group(2).equals("routers") ? protocol.routers : protocol.services)
                  .computeIfAbsent(part.group(3), key -> new TreeMap<>())
                  .put(part.group(4), value);
            }
          });
      return protocol;
    }

    boolean isEmpty() {
      return routers.isEmpty() && services.isEmpty();
    }

    /** The port of the router's service; of the only one where it names none. */
    Optional<Port> port(Map<String, String> router) {
      String named =
          router
              .getOrDefault("service", services.size() == 1 ? services.firstKey() : "")
              .toLowerCase(Locale.ROOT)
              .replaceFirst("@(docker|swarm)$", "");
      Map<String, String> service = services.getOrDefault(named, Collections.emptySortedMap());
      return parsed(service.get("loadbalancer.server.port"));
    }

    private static Optional<Port> parsed(@Nullable String text) {
      try {
        return Optional.ofNullable(text).map(String::strip).map(Port::parse);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }
}
