package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;

/**
 * By what measure an inventory is judged.
 *
 * @param compromises how many services an attacker from the Internet may have to take over before
 *     {@code datastore-within-reach} is satisfied: a datastore that is reached after at most this
 *     many is a finding
 * @param waivers findings that do not count
 * @param today the day of judgement, on which waivers are valid or have expired
 */
public record Policy(int compromises, List<Waiver> waivers, LocalDate today) {

  /**
   * No datastore is reached without taking something over first. The system as it is designed needs
   * one: chat-web and hub-frontend answer the Internet and are clients of the databases.
   */
  public static final int DEFAULT_COMPROMISES = 0;

  public Policy {
    if (compromises < 0) {
      throw new IllegalArgumentException(
          "'%d' compromises; allowed: 0 or more".formatted(compromises));
    }
    waivers = List.copyOf(waivers);
    requireNonNull(today, "today");
  }

  /** Nothing waived, {@link #DEFAULT_COMPROMISES}. */
  public static Policy strict(LocalDate today) {
    return new Policy(DEFAULT_COMPROMISES, List.of(), today);
  }
}
