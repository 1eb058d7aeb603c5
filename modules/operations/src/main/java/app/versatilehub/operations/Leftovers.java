package app.versatilehub.operations;

import app.versatilehub.topology.StackId;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Containers and networks that carry a stack's label and that Pulumi's state does not know, so that
 * their names are in its way. An {@code up} that was killed leaves such, and so does a state that
 * was lost. Volumes are never among them: they are found by their names again.
 *
 * @param begun those whose making the state says was begun and not finished
 * @param unknown all others, which may belong to the same stack of another checkout
 */
public record Leftovers(List<Item> begun, List<Item> unknown) {

  /**
   * What Pulumi's state says.
   *
   * @param ids the identifiers of all that it knows
   * @param creating the names of containers and networks whose making was begun and not finished
   */
  public record Known(Set<String> ids, Set<String> creating) {
    public Known {
      ids = Set.copyOf(ids);
      creating = Set.copyOf(creating);
    }
  }

  /**
   * One of them.
   *
   * @param container whether it is a container; else it is a network
   * @param id the engine's identifier
   * @param name its name
   */
  public record Item(boolean container, String id, String name) {

    /** The command that removes it by hand; a container's volumes stay. */
    public String removal() {
      return (container ? "docker rm --force " : "docker network rm ") + name;
    }

    @Override
    public String toString() {
      return (container ? "container " : "network ") + name;
    }
  }

  public Leftovers {
    begun = List.copyOf(begun);
    unknown = List.copyOf(unknown);
  }

  /** Containers first: nobody may be on a network that is removed. */
  static Leftovers of(StackId stack, EngineSnapshot snapshot, Known known) {
    List<Item> all = new ArrayList<>();
    snapshot.containers().stream()
        .filter(container -> container.belongsTo(stack))
        .forEach(container -> all.add(new Item(true, container.id(), container.name())));
    snapshot.networks().stream()
        .filter(network -> network.belongsTo(stack))
        .forEach(network -> all.add(new Item(false, network.id(), network.name())));
    all.removeIf(item -> known.ids.contains(item.id));
    return new Leftovers(
        all.stream().filter(item -> known.creating.contains(item.name)).toList(),
        all.stream().filter(item -> !known.creating.contains(item.name)).toList());
  }
}
