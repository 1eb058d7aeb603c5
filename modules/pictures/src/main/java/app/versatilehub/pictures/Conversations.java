package app.versatilehub.pictures;

import app.versatilehub.topology.Flow;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who talks to whom from a client on, as declared. A conversation that both sides open is one edge.
 *
 * @param topology what declares it
 * @param protocol what the client speaks
 * @param services who takes part, the gateways first
 * @param edges the conversations; the client's are those with the gateways
 */
record Conversations(
    Topology topology, Protocol protocol, List<Service> services, List<Edge> edges) {

  /**
   * A conversation.
   *
   * @param source who opens it; absent for the client
   * @param destination who answers
   * @param protocol what is spoken
   * @param both whether the other side opens it, too
   */
  record Edge(
      Optional<ServiceName> source, ServiceName destination, Protocol protocol, boolean both) {}

  /**
   * Those that begin with a route of {@code protocol}. By HTTP they go on until nobody asks anybody
   * any more, WebSockets aside; by WebSocket, with what the last one asks.
   */
  static Conversations of(Topology topology, Protocol protocol) {
    Map<List<ServiceName>, Edge> edges = new LinkedHashMap<>();
    Set<ServiceName> met = new LinkedHashSet<>();
    Set<ServiceName> asked = new LinkedHashSet<>();
    Deque<ServiceName> next = new ArrayDeque<>();
    List<ServiceName> routed =
        topology.routes().stream()
            .filter(route -> route.protocol() == protocol)
            .map(Route::service)
            .toList();
    topology
        .servicesOfKind(ServiceKind.GATEWAY)
        .map(Service::name)
        .filter(gateway -> !routed.isEmpty())
        .forEach(
            gateway -> {
              met.add(gateway);
              // Who comes back to it begins anew, as a client.
              asked.add(gateway);
              edges.put(List.of(gateway), new Edge(Optional.empty(), gateway, protocol, false));
              routed.forEach(
                  service -> {
                    edges.put(
                        List.of(gateway, service),
                        new Edge(Optional.of(gateway), service, protocol, false));
                    met.add(service);
                    next.add(service);
                  });
            });
    while (!next.isEmpty()) {
      ServiceName service = next.remove();
      if (!asked.add(service)) {
        continue;
      }
      for (Flow flow : topology.flows()) {
        if (!flow.comesFrom(service) || !belongs(flow.protocol(), protocol)) {
          continue;
        }
        ServiceName destination = flow.destination();
        Edge back = edges.get(List.of(destination, service));
        if (back != null) {
          edges.put(
              List.of(destination, service),
              new Edge(back.source(), back.destination(), back.protocol(), true));
        } else {
          edges.putIfAbsent(
              List.of(service, destination),
              new Edge(Optional.of(service), destination, flow.protocol(), false));
        }
        met.add(destination);
        if (protocol == Protocol.HTTP || flow.protocol() == protocol) {
          next.add(destination);
        }
      }
    }
    return new Conversations(
        topology,
        protocol,
        met.stream().map(topology::service).toList(),
        List.copyOf(edges.values()));
  }

  private static boolean belongs(Protocol spoken, Protocol from) {
    return from == Protocol.WEBSOCKET || spoken != Protocol.WEBSOCKET;
  }

  /** What to say where there are none. */
  String nothing() {
    return "No route is for %s.".formatted(protocol == Protocol.WEBSOCKET ? "WebSockets" : "HTTP");
  }

  /** The network on which the two meet: the first that both are on. */
  Optional<NetworkName> network(Edge edge) {
    return edge.source()
        .map(topology::service)
        .flatMap(
            source ->
                topology.service(edge.destination()).networks().filter(source::isOn).findFirst());
  }
}
