package app.versatilehub.verification.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A change on the engine that brings back what the topology says and can do no harm. */
public sealed interface Fix {

  /** What it does, as an instruction. */
  String action();

  /**
   * Makes a network that the stack expects to find.
   *
   * @param network its name on the engine
   */
  record CreateNetwork(String network) implements Fix {
    public CreateNetwork {
      requireNonNull(network, "network");
    }

    @Override
    public String action() {
      return "create the network " + network;
    }
  }

  /**
   * Starts a container of the stack.
   *
   * @param container its name
   */
  record Start(String container) implements Fix {
    public Start {
      requireNonNull(container, "container");
    }

    @Override
    public String action() {
      return "start the container " + container;
    }
  }

  /**
   * Lets a container of the stack go on.
   *
   * @param container its name
   */
  record Unpause(String container) implements Fix {
    public Unpause {
      requireNonNull(container, "container");
    }

    @Override
    public String action() {
      return "unpause the container " + container;
    }
  }

  /**
   * Puts a container of the stack on a network of the stack.
   *
   * @param container its name
   * @param network the network's name on the engine
   * @param aliases the DNS names that it is to have there
   */
  record Connect(String container, String network, List<String> aliases) implements Fix {
    public Connect {
      requireNonNull(container, "container");
      requireNonNull(network, "network");
      aliases = List.copyOf(aliases);
    }

    @Override
    public String action() {
      return "connect the container %s to the network %s as %s"
          .formatted(container, network, String.join(", ", aliases));
    }
  }
}
