package app.versatilehub.topology;

/**
 * How an internal bridge network is closed towards the host. {@code internal} alone leaves the
 * bridge's address on the host, and with it every host service that listens on all addresses.
 */
public enum HostIsolation {
  /**
   * The bridge gets no IPv4 address ({@code com.docker.network.bridge.inhibit_ipv4}). Works on
   * every supported engine; says nothing about IPv6.
   */
  INHIBIT_IPV4,
  /**
   * Isolated gateway mode ({@code com.docker.network.bridge.gateway_mode_ipv4} and {@code _ipv6}).
   * Needs Engine 28 or later.
   */
  GATEWAY_MODE
}
