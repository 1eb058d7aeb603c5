package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A network of the container engine.
 *
 * @param name its name in the topology
 * @param module the module that declares it: {@code shared}, {@code chat} or {@code hub}
 * @param engineName its name on the engine, such as {@code versatile-hub-internal}
 * @param driver {@code bridge}, {@code overlay} or the name of a plugin's driver
 * @param internal true when it has no way out, neither to the Internet nor to the host
 * @param ownership who makes it
 * @param subnets its address ranges, IPv4 and IPv6; empty when the engine chooses
 * @param bridge the name of its interface on the host; only with the bridge driver
 * @param options further options of the driver, by the driver's own names
 * @param egressOf the service whose way to the Internet it is, and that is alone on it
 */
public record Network(
    NetworkName name,
    String module,
    EngineName engineName,
    String driver,
    boolean internal,
    Ownership ownership,
    List<Subnet> subnets,
    Optional<BridgeName> bridge,
    Map<String, String> options,
    Optional<ServiceName> egressOf) {

  public static final String BRIDGE_DRIVER = "bridge";

  public Network {
    requireNonNull(name, "name");
    requireNonNull(module, "module");
    requireNonNull(engineName, "engineName");
    requireNonNull(driver, "driver");
    requireNonNull(ownership, "ownership");
    subnets = List.copyOf(subnets);
    requireNonNull(bridge, "bridge");
    requireNonNull(egressOf, "egressOf");
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  public boolean isExternal() {
    return ownership == Ownership.EXTERNAL;
  }

  public boolean usesBridgeDriver() {
    return driver.equals(BRIDGE_DRIVER);
  }

  public boolean hasIpv6() {
    return subnets.stream().anyMatch(subnet -> subnet.range().isIpv6());
  }
}
