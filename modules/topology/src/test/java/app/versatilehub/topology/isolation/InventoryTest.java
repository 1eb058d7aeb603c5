package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.isolation.TestInventory.app;
import static app.versatilehub.topology.isolation.TestInventory.declaringFlows;
import static app.versatilehub.topology.isolation.TestInventory.flow;
import static app.versatilehub.topology.isolation.TestInventory.flowFromTheInternet;
import static app.versatilehub.topology.isolation.TestInventory.inventory;
import static app.versatilehub.topology.isolation.TestInventory.network;
import static app.versatilehub.topology.isolation.TestInventory.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.isolation.TestInventory.Part;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InventoryTest {

  private static void refused(String message, Part... parts) {
    assertThatIllegalArgumentException().isThrownBy(() -> inventory(parts)).withMessage(message);
  }

  @Test
  void hasOneEntryForEachName() {
    refused("two entries for the network 'web'", network("web"), network("web"));
    refused("two entries for the container 'till'", app("till"), app("till"));
    assertThat(inventory(network("web"), app("web")).containers()).hasSize(1);
  }

  @Test
  void hasAnEntryForWhateverIsNamed() {
    refused("till names the network 'web', which has no entry", app("till").on("web"));
    refused(
        "till names the container 'ghost', which has no entry",
        app("till").inTheNamespaceOf("ghost"));
    refused(
        "route shop names the container 'ghost', which has no entry",
        network("web"),
        route("shop", "ghost", 80, "web"));
    refused(
        "flow till -> ghost:80 names the container 'ghost', which has no entry",
        app("till"),
        flow("till", "ghost", 80));
    refused(
        "flow ghost -> till:80 names the container 'ghost', which has no entry",
        app("till"),
        flow("ghost", "till", 80));
    assertThat(inventory(app("till"), flowFromTheInternet("till", 80)).flows()).isPresent();
  }

  @Test
  void keepsTheRestOnAnotherEngine() {
    Inventory before = inventory(network("web"), app("till").on("web"), declaringFlows());
    Inventory after = before.onEngine(Optional.of(new EngineVersion(29, 0, 0)));

    assertThat(after.engine()).contains(new EngineVersion(29, 0, 0));
    assertThat(after.onEngine(before.engine())).isEqualTo(before);
  }

  @Test
  void keepsTheRestWithOtherFlows() {
    Inventory before = inventory(network("web"), app("till").on("web"));
    FlowEntry flow = new FlowEntry(Optional.empty(), "till", Port.of(80));

    assertThat(before.intending(List.of(flow), Set.of()).flows()).contains(List.of(flow));
    assertThat(before.intending(List.of(), Set.of()))
        .isEqualTo(inventory(network("web"), app("till").on("web"), declaringFlows()));
  }

  @Test
  void givesEndpointsATextAndAnOrder() {
    assertThat(List.of(TestInventory.endpoint("b:1"), Endpoint.of("a", 80), Endpoint.of("a", 9)))
        .isSortedAccordingTo((one, other) -> -Integer.signum(one.compareTo(other)))
        .extracting(Endpoint::toString)
        .containsExactly("b:1", "a:80", "a:9");
    assertThat(TestInventory.endpoint("a:*")).isLessThan(Endpoint.of("a", 1)).hasToString("a:*");
  }
}
