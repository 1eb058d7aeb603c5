package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Port;
import java.util.Comparator;
import java.util.Optional;

/**
 * A port of a container.
 *
 * @param container the container's name in the inventory
 * @param port the port; absent for one that nobody knows, of a container that may listen on more
 *     ports than are known
 */
public record Endpoint(String container, Optional<Port> port) implements Comparable<Endpoint> {

  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::container)
          .thenComparing(endpoint -> endpoint.port().map(Port::number).orElse(0));

  public Endpoint {
    requireNonNull(container, "container");
    requireNonNull(port, "port");
  }

  /** A known port. */
  public static Endpoint of(String container, int port) {
    return new Endpoint(container, Optional.of(Port.of(port)));
  }

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return container + ":" + port.map(Port::toString).orElse("*");
  }
}
