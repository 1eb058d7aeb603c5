package app.versatilehub.topology;

/** How much a {@link Finding} matters. */
public enum Severity {
  /** Nothing may be created while this stands. */
  ERROR,
  /** Works, but somebody should look at it. */
  WARNING,
  /** Worth knowing. */
  INFO
}
