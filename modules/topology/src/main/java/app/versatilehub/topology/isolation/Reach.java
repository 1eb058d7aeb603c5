package app.versatilehub.topology.isolation;

import java.util.List;
import java.util.stream.Stream;

/** What one zone reaches. */
public final class Reach {

  private final Zone zone;
  private final Reachability reachability;
  private final Graph.Search search;

  Reach(Zone zone, Reachability reachability, Graph.Search search) {
    this.zone = zone;
    this.reachability = reachability;
    this.search = search;
  }

  public Zone zone() {
    return zone;
  }

  /**
   * Whether it reaches {@code endpoint}. A container does not count as reaching itself: {@link
   * Verdict.Closed}.
   *
   * @throws IllegalArgumentException if the inventory has no such endpoint
   */
  public Verdict to(Endpoint endpoint) {
    int compromises = compromises(endpoint);
    if (compromises == Graph.UNREACHED) {
      return new Verdict.Closed();
    }
    int vertex = reachability.vertex(endpoint);
    Path path = search.path(vertex);
    return compromises == 0
        ? new Verdict.Open(path)
        : new Verdict.ByCompromise(path, takenOver(vertex));
  }

  /** The endpoints that are open as things are. */
  public Stream<Endpoint> open() {
    return reachability.endpoints().stream().filter(endpoint -> compromises(endpoint) == 0);
  }

  /** Whether connections to the Internet can be opened as things are. */
  public boolean leavesForTheInternet() {
    return search.cost(reachability.egress()) == 0;
  }

  /** Whether it reaches what listens on some address that the host has. */
  public boolean reachesTheHost() {
    return search.cost(reachability.hostListeners()) == 0;
  }

  /** Whether it reaches ports that are published on all addresses of the host. */
  public boolean reachesPublishedPorts() {
    return search.cost(reachability.publishedPorts()) == 0;
  }

  /**
   * Whether it reaches every port at the addresses that the members of {@code network} have there,
   * whoever they are.
   *
   * @param network a network's name in the inventory
   * @param ipv6 whether their IPv6 addresses are meant, and not those of IPv4
   * @throws IllegalArgumentException if the inventory has no such network
   */
  public boolean reachesMembersOf(String network, boolean ipv6) {
    return search.cost(reachability.membersOf(network, ipv6)) == 0;
  }

  /** How many containers must be taken over; {@link Graph#UNREACHED} if none will do. */
  int compromises(Endpoint endpoint) {
    return isOwn(endpoint) ? Graph.UNREACHED : search.cost(reachability.vertex(endpoint));
  }

  boolean isOwn(Endpoint endpoint) {
    return zone instanceof Zone.Container container
        && container.name().equals(endpoint.container());
  }

  int cost(int vertex) {
    return search.cost(vertex);
  }

  Path path(Endpoint endpoint) {
    return search.path(reachability.vertex(endpoint));
  }

  private List<String> takenOver(int vertex) {
    // The first vertex is the zone: a container there is in somebody's hands already.
    return search.way(vertex).stream()
        .skip(1)
        .flatMap(at -> reachability.containerOf(at).stream())
        .toList();
  }
}
