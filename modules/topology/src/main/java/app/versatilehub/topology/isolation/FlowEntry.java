package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Port;
import java.util.Optional;

/**
 * A conversation that is meant to take place.
 *
 * @param source the container that opens it; absent for the Internet
 * @param destination the container that answers
 * @param port the destination's port
 */
public record FlowEntry(Optional<String> source, String destination, Port port) {

  public FlowEntry {
    requireNonNull(source, "source");
    requireNonNull(destination, "destination");
    requireNonNull(port, "port");
  }

  @Override
  public String toString() {
    return "%s -> %s:%s".formatted(source.orElse("Internet"), destination, port);
  }
}
