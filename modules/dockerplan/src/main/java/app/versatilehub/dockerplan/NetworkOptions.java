package app.versatilehub.dockerplan;

import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.Network;
import java.util.SortedMap;
import java.util.TreeMap;

/** The options of Docker's bridge driver that a network asks for. */
public final class NetworkOptions {

  private static final String BRIDGE = "com.docker.network.bridge.";

  private NetworkOptions() {}

  /** The options of {@code network}, by the names that the driver gives them. */
  public static SortedMap<String, String> of(Network network, HostIsolation isolation) {
    SortedMap<String, String> options = new TreeMap<>();
    if (network.usesBridgeDriver()) {
      network.bridge().ifPresent(bridge -> options.put(BRIDGE + "name", bridge.value()));
      if (network.internal()) {
        options.putAll(closedTowardsHost(network, isolation));
      }
    }
    options.putAll(network.options());
    return options;
  }

  private static SortedMap<String, String> closedTowardsHost(
      Network network, HostIsolation isolation) {
    SortedMap<String, String> options = new TreeMap<>();
    switch (isolation) {
      case INHIBIT_IPV4 -> options.put(BRIDGE + "inhibit_ipv4", "true");
      case GATEWAY_MODE -> {
        options.put(BRIDGE + "gateway_mode_ipv4", "isolated");
        if (network.hasIpv6()) {
          options.put(BRIDGE + "gateway_mode_ipv6", "isolated");
        }
      }
    }
    return options;
  }
}
