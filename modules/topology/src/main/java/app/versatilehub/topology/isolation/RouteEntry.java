package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Port;
import java.util.Optional;

/**
 * A public host name that leads through every gateway to a container.
 *
 * @param host the host name, or the rule where it is more than that
 * @param container who answers
 * @param port the container's port; absent when the gateway is left to guess
 * @param network the network on which the gateway is told to go there; absent when it is left to
 *     choose
 */
public record RouteEntry(
    String host, String container, Optional<Port> port, Optional<String> network) {

  public RouteEntry {
    requireNonNull(host, "host");
    requireNonNull(container, "container");
    requireNonNull(port, "port");
    requireNonNull(network, "network");
  }
}
