package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Whether a zone reaches an endpoint. */
public sealed interface Verdict {

  /**
   * As things are.
   *
   * @param path the shortest way
   */
  record Open(Path path) implements Verdict {
    public Open {
      requireNonNull(path, "path");
    }
  }

  /**
   * Only by taking over containers on the way.
   *
   * @param path a way with the fewest of them
   * @param compromised their names, in the order in which they fall; at least one
   */
  record ByCompromise(Path path, List<String> compromised) implements Verdict {
    public ByCompromise {
      requireNonNull(path, "path");
      compromised = List.copyOf(compromised);
    }
  }

  /** Not at all, whatever is taken over. */
  record Closed() implements Verdict {}
}
