package app.versatilehub.topology;

/**
 * The names of containers whose successors are being made. Two cannot have one name at a time, so
 * the one that serves gives its name up, and serves on by another until the successor does.
 */
public final class Predecessors {

  private static final String MARK = ".before-";
  private static final int DIGITS = 12;

  private Predecessors() {}

  /**
   * What a container is called from now on.
   *
   * @param container its name until now
   * @param id the engine's identifier of it, which keeps several apart
   */
  public static EngineName name(EngineName container, String id) {
    return EngineName.of(container + MARK + id.substring(0, DIGITS));
  }

  /** Whether {@code name} is that of a predecessor of {@code container}. */
  public static boolean isOf(EngineName container, String name) {
    return name.startsWith(container + MARK);
  }
}
