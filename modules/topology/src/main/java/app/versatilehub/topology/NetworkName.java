package app.versatilehub.topology;

/**
 * The name of a network inside the topology, such as {@code hub-internal}; its name on the engine
 * may carry a prefix.
 *
 * @param value a DNS label
 */
public record NetworkName(String value) implements Comparable<NetworkName> {

  public NetworkName {
    Names.dnsLabel("network name", value);
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not a DNS label
   */
  public static NetworkName of(String text) {
    return new NetworkName(text);
  }

  @Override
  public int compareTo(NetworkName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
