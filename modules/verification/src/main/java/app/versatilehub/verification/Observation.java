package app.versatilehub.verification;

import static java.util.Objects.requireNonNull;

import app.versatilehub.verification.probe.Outcome;

/**
 * The answer that a probe got.
 *
 * @param outcome what became of the attempt; of a name, {@link Outcome#OPEN} if it leads where it
 *     should
 * @param evidence what was seen, in words
 */
public record Observation(Outcome outcome, String evidence) {

  public Observation {
    requireNonNull(outcome, "outcome");
    requireNonNull(evidence, "evidence");
  }

  /** No answer, and why. */
  static Observation unknown(String why) {
    return new Observation(Outcome.UNKNOWN, why);
  }
}
