package app.versatilehub.verification;

import static java.util.Objects.requireNonNull;

import app.versatilehub.verification.probe.Outcome;

/**
 * A question with its predictions and its answer.
 *
 * @param planned the question and the predictions
 * @param observation the answer
 */
public record CellResult(PlannedCell planned, Observation observation) {

  /** How prediction and answer go together. */
  public enum Status {
    /** The answer is the one that the topology predicts. */
    AGREES,
    /** Open against the topology. */
    HOLE,
    /** Closed against the topology. */
    BLOCKED,
    /** There is no answer. */
    UNKNOWN
  }

  public CellResult {
    requireNonNull(planned, "planned");
    requireNonNull(observation, "observation");
  }

  public Cell cell() {
    return planned.cell();
  }

  public Status status() {
    if (observation.outcome() == Outcome.UNKNOWN) {
      return Status.UNKNOWN;
    }
    if (observation.outcome().isOpen() == planned.declared()) {
      return Status.AGREES;
    }
    return planned.declared() ? Status.BLOCKED : Status.HOLE;
  }

  /** Whether what the engine says of itself explains the answer. */
  public boolean isAsConfigured() {
    return observation.outcome().isOpen() == planned.configured();
  }
}
