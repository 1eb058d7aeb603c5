package app.versatilehub.topology;

/**
 * The name of a service, such as {@code chat-postgres}; also the DNS name by which its neighbours
 * reach it.
 *
 * @param value a DNS label
 */
public record ServiceName(String value) implements Comparable<ServiceName> {

  public ServiceName {
    Names.dnsLabel("service name", value);
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not a DNS label
   */
  public static ServiceName of(String text) {
    return new ServiceName(text);
  }

  @Override
  public int compareTo(ServiceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
