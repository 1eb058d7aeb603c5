package app.versatilehub.cli;

import app.versatilehub.operations.Leftovers;
import app.versatilehub.operations.Operations;
import app.versatilehub.topology.StackId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes away what an {@code up} that was killed has left in the way of the next. */
final class Recovery {

  private Recovery() {}

  /**
   * Takes away what certainly is left of one: locks of processes that are gone, and what the state
   * says was begun and not finished.
   *
   * @param engine asked only if something was
   * @param told of each thing that is taken away
   * @throws app.versatilehub.topology.FindingsException if another process may be at work
   */
  static void ofInterrupted(
      PulumiStack pulumi, Supplier<Operations> engine, StackId stack, Consumer<String> told) {
    if (pulumi.removeStaleLocks() > 0) {
      told.accept("removed the lock of a process that is gone");
    }
    PulumiState state = pulumi.state();
    if (state.isInterrupted()) {
      try (Operations operations = engine.get()) {
        remove(operations, operations.leftovers(stack, state.known()).begun(), told);
      }
      // Only now: were it forgotten first, an interruption here would lose whose they are.
      pulumi.forgetPending(state);
    }
  }

  /** Takes {@code items} away, whoever left them. */
  static void remove(Operations operations, List<Leftovers.Item> items, Consumer<String> told) {
    operations.remove(items);
    items.forEach(item -> told.accept("removed " + item));
  }
}
