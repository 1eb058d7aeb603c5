package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/** A way around the networks. */
public sealed interface Exposure {

  /** The published ports among {@code exposures}. */
  static Stream<PublishedPort> publishedPorts(List<Exposure> exposures) {
    return exposures.stream()
        .filter(PublishedPort.class::isInstance)
        .map(PublishedPort.class::cast);
  }

  /**
   * A port of the host that leads to a port of the service.
   *
   * @param hostPort the port on every address of the host
   * @param port the service's port
   */
  record PublishedPort(Port hostPort, Port port) implements Exposure {
    public PublishedPort {
      requireNonNull(hostPort, "hostPort");
      requireNonNull(port, "port");
    }
  }

  /** The engine's own socket inside the service: control of the engine, whatever the mount says. */
  record EngineSocket() implements Exposure {}
}
