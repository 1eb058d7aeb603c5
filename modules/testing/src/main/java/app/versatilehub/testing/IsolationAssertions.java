package app.versatilehub.testing;

import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.TopologyInventory;

/** Where assertions on isolation begin, whatever is looked at. */
public final class IsolationAssertions {

  private IsolationAssertions() {}

  /** On what a program registered. */
  public static IsolationAssert assertThat(Deployment deployment) {
    return assertThat(deployment.inventory());
  }

  /** On what is declared. */
  public static IsolationAssert assertThat(Topology topology) {
    return assertThat(TopologyInventory.of(topology));
  }

  /** On anything that has been read. */
  public static IsolationAssert assertThat(Inventory inventory) {
    return new IsolationAssert(inventory).as(inventory.title());
  }
}
