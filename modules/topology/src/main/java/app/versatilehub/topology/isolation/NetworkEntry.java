package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Cidr;
import java.util.List;

/**
 * A network of the engine.
 *
 * @param name its name in the inventory, unique there
 * @param driver {@code bridge}, {@code overlay}, {@code macvlan}, {@code ipvlan} or a plugin's name
 * @param internal whether the engine gives it no way out
 * @param external whether somebody else makes it, so that strangers may be on it, too
 * @param ipv6 whether its members have IPv6 addresses
 * @param subnets its address ranges; empty when they are not known
 * @param bridge what the options of the bridge driver say; {@link BridgeOptions#DEFAULT} with any
 *     other driver, which ignores them
 */
public record NetworkEntry(
    String name,
    String driver,
    boolean internal,
    boolean external,
    boolean ipv6,
    List<Cidr> subnets,
    BridgeOptions bridge) {

  public NetworkEntry {
    requireNonNull(name, "name");
    requireNonNull(driver, "driver");
    subnets = List.copyOf(subnets);
    bridge = driver.equals("bridge") ? requireNonNull(bridge, "bridge") : BridgeOptions.DEFAULT;
  }

  /** Whether members hang on the wire of the host itself, with addresses of its network. */
  boolean isOnTheWire() {
    return driver.equals("macvlan") || driver.equals("ipvlan");
  }

  /** Whether others come to its members' own addresses, past the host's. */
  public boolean isRoutedTo() {
    return bridge.ipv4().isRoutedTo() || (ipv6 && bridge.ipv6().isRoutedTo());
  }

  boolean hasGlobalRange() {
    return subnets.stream().anyMatch(Cidr::isGlobal);
  }

  boolean isBridge() {
    return driver.equals("bridge");
  }
}
