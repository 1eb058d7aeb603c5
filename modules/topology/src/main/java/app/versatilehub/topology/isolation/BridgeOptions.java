package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the options of Docker's bridge driver mean for isolation. Names of the options as in <a
 * href="https://docs.docker.com/engine/network/drivers/bridge/">its documentation</a>.
 *
 * @param ipv4 what the bridge is to its members in IPv4
 * @param ipv6 the same in IPv6
 * @param membersMeet whether members reach each other ({@code enable_icc})
 */
public record BridgeOptions(Gateway ipv4, Gateway ipv6, boolean membersMeet) {

  /** What the driver does when no option is set. */
  public static final BridgeOptions DEFAULT = new BridgeOptions(Gateway.NAT, Gateway.NAT, true);

  private static final String PREFIX = "com.docker.network.bridge.";

  /** What a bridge is to its members. */
  public enum Gateway {
    /** The host has an address on it, and outsiders only come by published ports. */
    NAT,
    /** As {@link #NAT}, but other hosts may route to every port of a member. */
    NAT_UNPROTECTED,
    /** Other hosts and other networks route to published ports at the members' own addresses. */
    ROUTED,
    /** The host has no address on it. */
    ABSENT;

    boolean isRoutedTo() {
      return this == NAT_UNPROTECTED || this == ROUTED;
    }
  }

  public BridgeOptions {
    requireNonNull(ipv4, "ipv4");
    requireNonNull(ipv6, "ipv6");
  }

  /**
   * Reads a network's options.
   *
   * @param options by their full names; those of other drivers play no part
   * @throws IllegalArgumentException if a gateway mode is not one that the driver knows
   */
  public static BridgeOptions of(Map<String, String> options) {
    boolean inhibited = isTrue(options.get(PREFIX + "inhibit_ipv4"), false);
    Gateway ipv4 = gateway(options, "gateway_mode_ipv4");
    return new BridgeOptions(
        inhibited ? Gateway.ABSENT : ipv4,
        gateway(options, "gateway_mode_ipv6"),
        isTrue(options.get(PREFIX + "enable_icc"), true));
  }

  private static Gateway gateway(Map<String, String> options, String option) {
    String mode = options.getOrDefault(PREFIX + option, "nat");
    return switch (mode) {
      // Whoever comes by such an interface may address members (moby#49832).
      case "nat" ->
          options.getOrDefault(PREFIX + "trusted_host_interfaces", "").isBlank()
              ? Gateway.NAT
              : Gateway.ROUTED;
      case "nat-unprotected" -> Gateway.NAT_UNPROTECTED;
      case "routed" -> Gateway.ROUTED;
      case "isolated" -> Gateway.ABSENT;
      default ->
          throw new IllegalArgumentException(
              "'%s' is not a gateway mode (%s%s); allowed: nat, nat-unprotected, routed, isolated"
                  .formatted(mode, PREFIX, option));
    };
  }

  /** As Go reads a boolean, which is what the engine does. */
  private static boolean isTrue(@Nullable String text, boolean otherwise) {
    if (text == null) {
      return otherwise;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "t", "true" -> true;
      default -> false;
    };
  }
}
