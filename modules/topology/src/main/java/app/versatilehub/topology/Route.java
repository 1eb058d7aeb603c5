package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A public host name that leads through the gateway to a service.
 *
 * @param host the name that clients use
 * @param service who answers
 * @param port the service's port
 * @param network the network on which the gateway reaches the service
 * @param protocol {@link Protocol#WEBSOCKET} where clients upgrade, else {@link Protocol#HTTP}
 * @param embeddable whether pages of other sites may show it in a frame
 * @param logins paths at which passwords are tried, which the gateway lets through slowly
 * @param healthPath where the service answers whether it works, if anywhere
 */
public record Route(
    HostName host,
    ServiceName service,
    Port port,
    NetworkName network,
    Protocol protocol,
    boolean embeddable,
    List<String> logins,
    Optional<String> healthPath) {

  public Route {
    requireNonNull(host, "host");
    requireNonNull(service, "service");
    requireNonNull(port, "port");
    requireNonNull(network, "network");
    requireNonNull(protocol, "protocol");
    logins = List.copyOf(logins);
    requireNonNull(healthPath, "healthPath");
  }

  /** One that is shown in no frame, at which nobody logs in, and which tells nothing of itself. */
  public Route(
      HostName host, ServiceName service, Port port, NetworkName network, Protocol protocol) {
    this(host, service, port, network, protocol, false, List.of(), Optional.empty());
  }
}
