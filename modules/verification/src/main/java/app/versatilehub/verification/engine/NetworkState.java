package app.versatilehub.verification.engine;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.StackId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network that is on the engine.
 *
 * @param id the engine's identifier
 * @param name its name
 * @param driver its driver
 * @param internal whether the engine gives it no way out
 * @param ipv6 whether its members get IPv6 addresses
 * @param subnets its address ranges
 * @param options the driver's options, by their full names
 * @param labels its labels
 */
public record NetworkState(
    String id,
    String name,
    String driver,
    boolean internal,
    boolean ipv6,
    List<SubnetState> subnets,
    SortedMap<String, String> options,
    SortedMap<String, String> labels) {

  private static final String BRIDGE_NAME = "com.docker.network.bridge.name";

  /** How much of the identifier the engine puts into the name of the interface. */
  private static final int SHORT_ID = 12;

  public NetworkState {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(driver, "driver");
    subnets = List.copyOf(subnets);
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** Whether its label names {@code stack} as its owner. */
  public boolean belongsTo(StackId stack) {
    return stack.value().equals(labels.get(Labels.STACK));
  }

  /** The name of its interface on the host; absent with drivers that make none. */
  public Optional<String> bridge() {
    if (!driver.equals(Network.BRIDGE_DRIVER)) {
      return Optional.empty();
    }
    return Optional.ofNullable(options.get(BRIDGE_NAME))
        .or(() -> Optional.of("br-" + id.substring(0, Math.min(SHORT_ID, id.length()))));
  }

  /** Whether it is one of those that give a container no interface: {@code host}, {@code none}. */
  public boolean hasNoInterfaces() {
    return driver.equals("host") || driver.equals("null");
  }

  /**
   * An address range.
   *
   * @param range the range
   * @param gateway the address that its members send to on their way out; absent when the engine
   *     names none, as for networks without a way out in newer releases
   */
  public record SubnetState(Cidr range, Optional<IpAddress> gateway) {
    public SubnetState {
      requireNonNull(range, "range");
      requireNonNull(gateway, "gateway");
    }
  }
}
