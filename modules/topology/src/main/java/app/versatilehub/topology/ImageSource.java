package app.versatilehub.topology;

/** Where the images of a stack come from, unless a service's settings name another one. */
public enum ImageSource {
  /** The services' own images from their registries. */
  UPSTREAM,
  /**
   * The project's images from {@code images/}: the real gateway and databases, and the stand-in for
   * the applications. Needs no registry.
   */
  LOCAL
}
