package app.versatilehub.operations;

import java.util.ArrayList;
import java.util.List;

/**
 * How a restore ended.
 *
 * @param states each part in its order
 * @param troubles what else went wrong, with what to do
 */
public record RestoreReport(List<PartState> states, List<String> troubles) {

  /** What became of a part. */
  public enum State {
    RESTORED("restored"),
    UNCHANGED("as it was before"),
    IN_DOUBT("partly restored, perhaps: not to be used"),
    NOT_BEGUN("as it was before, not begun");

    private final String words;

    State(String words) {
      this.words = words;
    }
  }

  /**
   * A part.
   *
   * @param path where it is in the backup
   * @param state what became of it
   * @param reason why, if it failed; else empty
   */
  public record PartState(String path, State state, String reason) {}

  public RestoreReport {
    states = List.copyOf(states);
    troubles = List.copyOf(troubles);
  }

  /** Whether everything is restored and runs. */
  public boolean isWell() {
    return troubles.isEmpty() && states.stream().allMatch(part -> part.state() == State.RESTORED);
  }

  /** In words, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (PartState part : states) {
      String reason = part.reason().isEmpty() ? "" : " (%s)".formatted(part.reason());
      lines.add(part.path() + ": " + part.state().words + reason);
    }
    lines.addAll(troubles);
    if (states.stream().anyMatch(part -> part.state() != State.RESTORED)) {
      lines.add("    -> mend what is named, and restore the same backup again");
    }
    return lines;
  }
}
