package app.versatilehub.configuration;

import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Waiver;
import java.time.LocalDate;
import java.util.List;

/**
 * By what measure a stack's isolation is judged.
 *
 * @param compromises as in {@link Policy}
 * @param waivers findings that do not count
 */
public record IsolationSettings(int compromises, List<Waiver> waivers) {

  public IsolationSettings {
    waivers = List.copyOf(waivers);
  }

  public Policy policy(LocalDate today) {
    return new Policy(compromises, waivers, today);
  }
}
