package app.versatilehub.verification;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.verification.probe.Target;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * One question that can be put to a running engine, and answered by a prediction and by a probe.
 * Sources are services by name, or {@link #HOST}.
 */
public sealed interface Cell {

  /** The engine's host as a source. No service is called so: a name has no spaces around it. */
  String HOST = "host";

  /** Who asks. */
  String source();

  /** Whom it is about: source, and destination where that is a service. */
  default Set<String> parties() {
    return Set.of(source());
  }

  /** Source and destination, without the address: {@code agent -> hub-backend:8000}. */
  default String title() {
    return source() + " -> " + destinationName();
  }

  /** What is asked for, without the address: {@code chat-postgres:5432}. */
  String destinationName();

  /** What is asked for, in words: {@code chat-postgres:5432 at 172.31.0.3}. */
  String subject();

  /**
   * Does a service answer at an address of its own?
   *
   * @param source who connects
   * @param destination the service
   * @param network the network, by its name on the engine, on which it has the address
   * @param target the address and port
   */
  record Connection(String source, String destination, String network, Target target)
      implements Cell {
    public Connection {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(network, "network");
      requireNonNull(target, "target");
    }

    @Override
    public Set<String> parties() {
      return Set.of(source, destination);
    }

    @Override
    public String destinationName() {
      return destination + ":" + target.port();
    }

    @Override
    public String subject() {
      return "%s:%s at %s on %s".formatted(destination, target.port(), target.address(), network);
    }
  }

  /**
   * Does a published port answer at some address of the host?
   *
   * @param source who connects
   * @param publisher the service that publishes it
   * @param published the port
   */
  record Published(String source, String publisher, Exposure.PublishedPort published)
      implements Cell {
    public Published {
      requireNonNull(source, "source");
      requireNonNull(publisher, "publisher");
      requireNonNull(published, "published");
    }

    @Override
    public Set<String> parties() {
      return Set.of(source, publisher);
    }

    @Override
    public String destinationName() {
      return "host port " + published;
    }

    @Override
    public String subject() {
      return "host port %s of %s".formatted(published, publisher);
    }
  }

  /**
   * Does something that listens at an address of the host's bridges answer?
   *
   * @param source who connects
   */
  record HostAddress(String source) implements Cell {
    public HostAddress {
      requireNonNull(source, "source");
    }

    @Override
    public String destinationName() {
      return "host";
    }

    @Override
    public String subject() {
      return "a process of the host";
    }
  }

  /**
   * Is there a way out to the Internet?
   *
   * @param source who would leave
   */
  record Egress(String source) implements Cell {
    public Egress {
      requireNonNull(source, "source");
    }

    @Override
    public String destinationName() {
      return "Internet";
    }

    @Override
    public String subject() {
      return "the Internet";
    }
  }

  /**
   * Does a name lead to the service that it is meant for?
   *
   * @param source who asks
   * @param name the name
   * @param destination the service
   * @param addresses the addresses of the service, on whichever network
   */
  record Name(String source, String name, String destination, Set<IpAddress> addresses)
      implements Cell {
    public Name {
      requireNonNull(source, "source");
      requireNonNull(name, "name");
      requireNonNull(destination, "destination");
      TreeSet<IpAddress> sorted = new TreeSet<>(Comparator.comparing(IpAddress::value));
      sorted.addAll(addresses);
      addresses = Collections.unmodifiableSet(sorted);
    }

    @Override
    public Set<String> parties() {
      return Set.of(source, destination);
    }

    @Override
    public String destinationName() {
      return "name " + name;
    }

    @Override
    public String subject() {
      return name.equals(destination)
          ? "the name " + name
          : "the name %s of %s".formatted(name, destination);
    }
  }
}
