package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

/**
 * A port that a service listens on at its address on one network alone.
 *
 * @param port the port
 * @param network the network
 * @param name a DNS name that the service has only there, by which it finds that address
 */
public record BoundPort(Port port, NetworkName network, String name) {

  public BoundPort {
    requireNonNull(port, "port");
    requireNonNull(network, "network");
    Names.dnsLabel("name of a bound port", name);
  }
}
