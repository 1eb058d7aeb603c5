package app.versatilehub.operations;

import java.io.IOException;

/** A script in a container did not do what it should. */
final class ScriptFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean unchanged;

  ScriptFailedException(long exitCode, String complaint) {
    super(
        complaint.isEmpty() ? "it ended with exit code " + exitCode : complaint.replace('\n', ' '));
    this.unchanged = exitCode == Script.UNCHANGED;
  }

  /** Whether all that was there is as it was. */
  boolean leftUnchanged() {
    return unchanged;
  }
}
