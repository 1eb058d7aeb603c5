package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

/** Where traffic can start. */
public sealed interface Zone {

  /** Anybody on the Internet. */
  Zone INTERNET = new Internet();

  /** Another machine on the same wire, which can route through this host. */
  Zone NEIGHBOUR = new Neighbour();

  /** A process of the host, without special rights. */
  Zone HOST = new Host();

  /** See {@link #INTERNET}. */
  record Internet() implements Zone {
    @Override
    public String toString() {
      return "Internet";
    }
  }

  /** See {@link #NEIGHBOUR}. */
  record Neighbour() implements Zone {
    @Override
    public String toString() {
      return "neighbour";
    }
  }

  /** See {@link #HOST}. */
  record Host() implements Zone {
    @Override
    public String toString() {
      return "host";
    }
  }

  /**
   * A stranger on a network.
   *
   * @param name the network's name in the inventory
   */
  record Network(String name) implements Zone {
    public Network {
      requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return "network " + name;
    }
  }

  /**
   * A container of the inventory.
   *
   * @param name its name
   */
  record Container(String name) implements Zone {
    public Container {
      requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
