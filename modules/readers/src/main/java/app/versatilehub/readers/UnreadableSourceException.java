package app.versatilehub.readers;

/** A source that cannot be read as an inventory, and so is not judged at all. */
public final class UnreadableSourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Two lines: what is wrong and where, then what to do.
   *
   * @param source where: a file, a place in it, or a resource
   * @param reason what was found, with the value that was met
   * @param cure what to change, as an instruction
   */
  public UnreadableSourceException(String source, String reason, String cure) {
    super(source + ": " + reason + "\n    -> " + cure);
  }
}
