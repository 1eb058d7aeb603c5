package app.versatilehub.pictures;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Finding;
import java.util.List;

/**
 * What was found on a running engine.
 *
 * @param engine the engine in words
 * @param passes whether it is as declared
 * @param findings what is wrong, the most severe first
 * @param cells what was tried
 */
public record LiveResults(String engine, boolean passes, List<Finding> findings, List<Cell> cells) {

  public LiveResults {
    requireNonNull(engine, "engine");
    findings = List.copyOf(findings);
    cells = List.copyOf(cells);
  }

  /**
   * Something that was tried.
   *
   * @param source who tried
   * @param destination what, as reports write it: {@code chat-postgres:5432}
   * @param declared what the topology says: {@code open} or {@code closed}
   * @param observed what came of it
   * @param status whether the two agree
   */
  public record Cell(
      String source, String destination, String declared, String observed, Status status) {
    public Cell {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(declared, "declared");
      requireNonNull(observed, "observed");
      requireNonNull(status, "status");
    }
  }

  /** How what was observed stands to what is declared, the worst last. */
  public enum Status {
    AGREES,
    UNKNOWN,
    BLOCKED,
    HOLE
  }
}
