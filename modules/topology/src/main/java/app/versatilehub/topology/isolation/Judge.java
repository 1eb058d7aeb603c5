package app.versatilehub.topology.isolation;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.isolation.Judgement.Waived;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges inventories. */
public final class Judge {

  private Judge() {}

  /** Everything that {@code policy} finds wrong with {@code inventory}, and what was proved. */
  public static Judgement judge(Inventory inventory, Policy policy) {
    return judge(Reachability.of(inventory), policy);
  }

  /** The same for an inventory whose reachability is needed for more than this. */
  public static Judgement judge(Reachability reachability, Policy policy) {
    UndeclaredReach undeclared = new UndeclaredReach(reachability);
    List<Finding> counted = new ArrayList<>();
    List<Waived> waived = new ArrayList<>();
    Set<Waiver> used = new HashSet<>();
    Rules.check(reachability, undeclared, policy.compromises()).stream()
        .distinct()
        .sorted()
        .forEach(
            finding -> {
              List<Waiver> waivers = waiversOf(finding, policy);
              used.addAll(waivers);
              waivers.stream()
                  .filter(waiver -> !hasExpired(waiver, policy))
                  .findFirst()
                  .ifPresentOrElse(
                      waiver -> waived.add(new Waived(finding, waiver)),
                      () -> counted.add(finding));
            });
    for (Waiver waiver : policy.waivers()) {
      if (!used.contains(waiver)) {
        counted.add(
            Rule.WAIVER_UNUSED.broken(
                subject(waiver),
                "there is no such finding (reason given: " + waiver.reason() + ")"));
      } else if (hasExpired(waiver, policy)) {
        counted.add(
            Rule.WAIVER_EXPIRED.broken(
                subject(waiver),
                "expired on %s (reason given: %s)".formatted(waiver.expires(), waiver.reason())));
      }
    }
    return new Judgement(
        reachability.inventory().title(), counted, waived, Prover.prove(reachability, undeclared));
  }

  private static List<Waiver> waiversOf(Finding finding, Policy policy) {
    return policy.waivers().stream()
        .filter(waiver -> waiver.rule().equals(finding.id()))
        .filter(waiver -> waiver.subject().equals(finding.subject()))
        .toList();
  }

  private static boolean hasExpired(Waiver waiver, Policy policy) {
    return policy.today().isAfter(waiver.expires());
  }

  private static String subject(Waiver waiver) {
    return "waiver of %s for %s".formatted(waiver.rule(), waiver.subject());
  }
}
