package app.versatilehub.topology;

/** Who makes and removes a network. */
public enum Ownership {
  /** This stack. */
  OWNED,
  /** Somebody else; it must be there before the stack comes up. */
  EXTERNAL
}
