package app.versatilehub.topology;

/**
 * What stands before the names of a stack's containers, networks and volumes.
 *
 * @param value a DNS label, such as {@code versatile}
 */
public record NamePrefix(String value) {

  public NamePrefix {
    Names.dnsLabel("name prefix", value);
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not a DNS label
   */
  public static NamePrefix of(String text) {
    return new NamePrefix(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
