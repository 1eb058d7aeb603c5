package app.versatilehub.verification.probe;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;

/**
 * An address and a TCP port to connect to.
 *
 * @param address the address
 * @param port the port
 */
public record Target(IpAddress address, Port port) {

  public Target {
    requireNonNull(address, "address");
    requireNonNull(port, "port");
  }

  /** {@code 172.18.0.3:5432} or {@code [fd00::3]:5432}. */
  @Override
  public String toString() {
    return address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
  }
}
