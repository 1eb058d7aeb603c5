package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

/**
 * A network's range of addresses with the address of its gateway.
 *
 * @param range the range
 * @param gateway an address inside the range, neither its first nor (IPv4) its last
 */
public record Subnet(Cidr range, IpAddress gateway) {

  public Subnet {
    requireNonNull(range, "range");
    requireNonNull(gateway, "gateway");
    if (!range.isHost(gateway)) {
      throw new IllegalArgumentException(
          "gateway %s is not a host address of %s; allowed: such as %s"
              .formatted(gateway, range, range.firstHost()));
    }
  }

  /** The range with its first host address as the gateway, as the engine would choose. */
  public static Subnet of(Cidr range) {
    return new Subnet(range, range.firstHost());
  }
}
