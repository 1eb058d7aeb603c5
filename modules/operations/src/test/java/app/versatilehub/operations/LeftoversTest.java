package app.versatilehub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.operations.Leftovers.Item;
import app.versatilehub.operations.Leftovers.Known;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.StackId;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is taken for left over, and that it goes. */
class LeftoversTest {

  private final FakeMachine machine = new FakeMachine(Shop.topology());
  private final EngineOperations operations = new EngineOperations(machine);

  private Leftovers leftovers(Set<String> ids, Set<String> creating) {
    return operations.leftovers(Shop.STACK, new Known(ids, creating));
  }

  @Test
  void whatTheStateKnowsIsNot() {
    Leftovers leftovers =
        leftovers(
            Set.of("id-of-sql", "id-of-maria", "id-of-queue", "id-of-cache", "id-of-app"),
            Set.of("vh-bk-sql"));

    assertThat(leftovers.begun()).isEmpty();
    assertThat(leftovers.unknown()).containsExactly(new Item(true, "id-of-other", "vh-bk-other"));
  }

  @Test
  void onlyWhatWasBegunIsCertain() {
    Leftovers leftovers =
        leftovers(
            Set.of("id-of-sql", "id-of-maria", "id-of-queue", "id-of-cache"), Set.of("vh-bk-app"));

    assertThat(leftovers.begun()).extracting(Item::name).containsExactly("vh-bk-app");
    assertThat(leftovers.unknown()).extracting(Item::name).containsExactly("vh-bk-other");
  }

  @Test
  void nothingOfAnotherStackIs() {
    Leftovers leftovers =
        operations.leftovers(
            StackId.of("versatile-hub", "other"), new Known(Set.of(), Set.of("vh-bk-sql")));

    assertThat(leftovers.begun()).isEmpty();
    assertThat(leftovers.unknown()).isEmpty();
  }

  @Test
  void whatCannotBeRemovedIsNamedWithItsCommand() {
    machine.failing("remove network n", new IOException("it has active endpoints"));

    assertThatThrownBy(
            () ->
                operations.remove(
                    List.of(new Item(true, "c", "vh-bk-app"), new Item(false, "n", "vh-bk-back"))))
        .isInstanceOf(FindingsException.class)
        .hasMessageContainingAll(
            "[leftover-stays]", "active endpoints", "docker network rm vh-bk-back");
    assertThat(machine.asked).containsExactly("remove container c", "remove network n");
  }
}
