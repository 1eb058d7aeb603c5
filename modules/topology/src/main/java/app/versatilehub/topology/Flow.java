package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

/**
 * A conversation that is meant to take place.
 *
 * @param source who opens it
 * @param destination who answers
 * @param port the destination's port
 * @param protocol what is spoken
 */
public record Flow(Source source, ServiceName destination, Port port, Protocol protocol) {

  /** Who opens a flow. */
  public sealed interface Source {

    /** Anybody on the Internet. */
    record Internet() implements Source {
      @Override
      public String toString() {
        return "Internet";
      }
    }

    /**
     * A service of the topology.
     *
     * @param name its name
     */
    record Service(ServiceName name) implements Source {
      public Service {
        requireNonNull(name, "name");
      }

      @Override
      public String toString() {
        return name.value();
      }
    }
  }

  public Flow {
    requireNonNull(source, "source");
    requireNonNull(destination, "destination");
    requireNonNull(port, "port");
    requireNonNull(protocol, "protocol");
  }

  public boolean comesFrom(ServiceName service) {
    return source.equals(new Source.Service(service));
  }

  @Override
  public String toString() {
    return "%s -> %s:%s".formatted(source, destination, port);
  }
}
