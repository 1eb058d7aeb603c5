package app.versatilehub.verification.probe;

/** A probe could not be started, or ended before it had answered. */
public final class ProbeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ProbeException(String message) {
    super(message);
  }

  public ProbeException(String message, Throwable cause) {
    super(message, cause);
  }
}
