package app.versatilehub.topology.isolation;

import java.util.List;
import java.util.OptionalInt;

/** Judges inventories. */
public final class Judge {

  private Judge() {}

  /** Everything that {@code policy} finds wrong with {@code inventory}, and what was proved. */
  public static Judgement judge(Inventory inventory, Policy policy) {
    return new Judgement(
        inventory.title(),
        List.of(),
        List.of(),
        new Proof(policy.compromises(), 0, 0, 0, 0, 0, 0, OptionalInt.empty(), ""));
  }
}
