package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

/**
 * A public host name that leads through the gateway to a service.
 *
 * @param host the name that clients use
 * @param service who answers
 * @param port the service's port
 * @param network the network on which the gateway reaches the service
 * @param protocol {@link Protocol#WEBSOCKET} where clients upgrade, else {@link Protocol#HTTP}
 */
public record Route(
    HostName host, ServiceName service, Port port, NetworkName network, Protocol protocol) {

  public Route {
    requireNonNull(host, "host");
    requireNonNull(service, "service");
    requireNonNull(port, "port");
    requireNonNull(network, "network");
    requireNonNull(protocol, "protocol");
  }
}
