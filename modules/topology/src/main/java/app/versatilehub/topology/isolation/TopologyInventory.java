package app.versatilehub.topology.isolation;

import app.versatilehub.topology.Topology;
import java.util.List;
import java.util.Optional;

/** Reads a topology as an inventory. */
public final class TopologyInventory {

  private TopologyInventory() {}

  public static Inventory of(Topology topology) {
    return new Inventory(
        "stack " + topology.stack(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
