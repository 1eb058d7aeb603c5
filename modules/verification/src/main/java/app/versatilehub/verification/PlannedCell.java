package app.versatilehub.verification;

import static java.util.Objects.requireNonNull;

/**
 * A question with its predictions.
 *
 * @param cell the question
 * @param declared whether the answer is yes by the stack's topology
 * @param configured whether it is yes by what the engine says of its networks and containers
 * @param flow whether a declared flow depends on it
 */
public record PlannedCell(Cell cell, boolean declared, boolean configured, boolean flow) {
  public PlannedCell {
    requireNonNull(cell, "cell");
  }
}
