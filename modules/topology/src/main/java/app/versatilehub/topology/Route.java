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
 * @param password the secret that the gateway asks for, if it asks for one
 * @param upload the most that one request may bring, in MiB; the gateway refuses more
 * @param handsOver whether two containers of the service may run beside each other, so that it
 *     serves until its successor does
 */
public record Route(
    HostName host,
    ServiceName service,
    Port port,
    NetworkName network,
    Protocol protocol,
    boolean embeddable,
    List<String> logins,
    Optional<String> healthPath,
    Optional<String> password,
    int upload,
    boolean handsOver) {

  /** Who logs in where the gateway asks for a password. */
  public static final String USER = "versatile";

  /** The most that one request may bring where nothing else is said, in MiB. */
  public static final int UPLOAD = 16;

  public Route {
    requireNonNull(host, "host");
    requireNonNull(service, "service");
    requireNonNull(port, "port");
    requireNonNull(network, "network");
    requireNonNull(protocol, "protocol");
    logins = List.copyOf(logins);
    requireNonNull(healthPath, "healthPath");
    requireNonNull(password, "password");
    if (upload < 1) {
      throw new IllegalArgumentException("%d MiB is no upload".formatted(upload));
    }
  }

  /**
   * One that is shown in no frame, at which nobody logs in, which tells nothing of itself, and
   * which is open to everybody and keeps nothing.
   */
  public Route(
      HostName host, ServiceName service, Port port, NetworkName network, Protocol protocol) {
    this(
        host,
        service,
        port,
        network,
        protocol,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        UPLOAD,
        true);
  }
}
