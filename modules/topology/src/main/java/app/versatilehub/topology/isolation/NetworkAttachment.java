package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where a container's network interfaces are. */
public sealed interface NetworkAttachment {

  /**
   * On networks of the engine.
   *
   * @param memberships one for each network; none when it has no network at all
   */
  record Networks(List<Membership> memberships) implements NetworkAttachment {
    public Networks {
      memberships = List.copyOf(memberships);
    }
  }

  /** On the host's own network, as if it were a process of the host. */
  record Host() implements NetworkAttachment {}

  /**
   * In the network namespace of another container.
   *
   * @param container the other one's name in the inventory
   */
  record SharedWith(String container) implements NetworkAttachment {
    public SharedWith {
      requireNonNull(container, "container");
    }
  }

  /**
   * A container on a network.
   *
   * @param network the network's name in the inventory
   * @param names every DNS name by which others find it there: service name, aliases, the
   *     container's own name
   */
  record Membership(String network, SortedSet<String> names) {
    public Membership {
      requireNonNull(network, "network");
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
  }
}
