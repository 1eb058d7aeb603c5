package app.versatilehub.topology;

import app.versatilehub.topology.Environment.NetworkSettings;
import app.versatilehub.topology.Environment.SubnetSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Declares one {@link Network}. */
public final class NetworkBuilder {

  /** Joining one of these would undo what the other networks are for. */
  private static final Set<String> PREDEFINED = Set.of("bridge", "default", "host", "none");

  private final String module;
  private final NetworkName name;
  private Optional<EngineName> engineName = Optional.empty();
  private boolean internal;
  private Optional<Cidr> subnet = Optional.empty();
  private Optional<BridgeName> bridge = Optional.empty();
  private Optional<ServiceName> egressOf = Optional.empty();

  NetworkBuilder(String module, NetworkName name) {
    this.module = module;
    this.name = name;
  }

  /** Without a way out, neither to the Internet nor to the host. */
  public NetworkBuilder internal() {
    internal = true;
    return this;
  }

  /** Its IPv4 range, in CIDR notation. */
  public NetworkBuilder subnet(String cidr) {
    subnet = Optional.of(Cidr.of(cidr));
    return this;
  }

  /** The name of its interface on the host. */
  public NetworkBuilder bridge(String interfaceName) {
    bridge = Optional.of(BridgeName.of(interfaceName));
    return this;
  }

  /** Its name on the engine, without the stack's prefix: for a network that others share. */
  public NetworkBuilder named(String fixedName) {
    engineName = Optional.of(EngineName.of(fixedName));
    return this;
  }

  /** The way to the Internet of one service, and of nobody else. */
  NetworkBuilder egressOf(ServiceName service) {
    egressOf = Optional.of(service);
    return this;
  }

  NetworkName name() {
    return name;
  }

  Network build(Environment environment, List<Finding> findings) {
    NetworkSettings settings = environment.networks().getOrDefault(name, NetworkSettings.NONE);
    String path = "networks." + name;
    EngineName nameOnEngine =
        settings.engineName().or(() -> engineName).orElse(environment.engineName(name.value()));
    if (PREDEFINED.contains(nameOnEngine.value())) {
      findings.add(
          Finding.error(
              "predefined-network",
              path + ".name",
              "'%s' is a network of the engine itself, which isolates nothing"
                  .formatted(nameOnEngine),
              "use another name"));
    }
    return settings.ownership().orElse(Ownership.OWNED) == Ownership.EXTERNAL
        ? external(nameOnEngine, settings, path, findings)
        : owned(nameOnEngine, settings, path, findings);
  }

  private Network owned(
      EngineName nameOnEngine, NetworkSettings settings, String path, List<Finding> findings) {
    String driver = settings.driver().orElse(Network.BRIDGE_DRIVER);
    List<Subnet> subnets = new ArrayList<>();
    addSubnet(path, settings.ipv4(), subnet, range -> !range.isIpv6(), subnets, findings);
    addSubnet(path + ".ipv6", settings.ipv6(), Optional.empty(), Cidr::isIpv6, subnets, findings);
    boolean bridged = driver.equals(Network.BRIDGE_DRIVER);
    if (!bridged && settings.bridge().isPresent()) {
      findings.add(
          Finding.error(
              "bridge-name-without-bridge",
              path + ".bridge",
              "a bridge name is set, but the driver is '%s'".formatted(driver),
              "remove the bridge name, or use the driver 'bridge'"));
    }
    return new Network(
        name,
        module,
        nameOnEngine,
        driver,
        settings.internal().orElse(internal),
        Ownership.OWNED,
        subnets,
        bridged ? settings.bridge().or(() -> bridge) : Optional.empty(),
        settings.options(),
        egressOf);
  }

  /** What an external network looks like is its owner's business; the engine is asked instead. */
  private Network external(
      EngineName nameOnEngine, NetworkSettings settings, String path, List<Finding> findings) {
    Map<String, Boolean> ignored = new LinkedHashMap<>();
    ignored.put("internal", settings.internal().isPresent());
    ignored.put("driver", settings.driver().isPresent());
    ignored.put("subnet", settings.ipv4().range().isPresent());
    ignored.put("gateway", settings.ipv4().gateway().isPresent());
    ignored.put("ipv6.subnet", settings.ipv6().range().isPresent());
    ignored.put("ipv6.gateway", settings.ipv6().gateway().isPresent());
    ignored.put("bridge", settings.bridge().isPresent());
    ignored.put("options", !settings.options().isEmpty());
    ignored.forEach(
        (setting, present) -> {
          if (present) {
            findings.add(
                Finding.error(
                    "external-network-setting",
                    path + "." + setting,
                    "has no effect on an external network, which somebody else makes",
                    "remove the setting, or remove %s.external".formatted(path)));
          }
        });
    return new Network(
        name,
        module,
        nameOnEngine,
        Network.BRIDGE_DRIVER,
        internal,
        Ownership.EXTERNAL,
        List.of(),
        Optional.empty(),
        Map.of(),
        egressOf);
  }

  private static void addSubnet(
      String path,
      SubnetSettings settings,
      Optional<Cidr> declared,
      Predicate<Cidr> family,
      List<Subnet> subnets,
      List<Finding> findings) {
    Optional<Cidr> range = settings.range().or(() -> declared);
    if (range.isEmpty()) {
      if (settings.gateway().isEmpty()) {
        return;
      }
      findings.add(
          Finding.error(
              "gateway-without-subnet",
              path + ".gateway",
              "a gateway is set, but no subnet",
              "set %s.subnet too".formatted(path)));
      return;
    }
    if (!family.test(range.get())) {
      findings.add(
          Finding.error(
              "wrong-address-family",
              path + ".subnet",
              "%s is of the other address family".formatted(range.get()),
              "write an IPv4 range as subnet, and an IPv6 range as ipv6.subnet"));
      return;
    }
    if (range.get().room() < 1) {
      findings.add(
          Finding.error(
              "subnet-too-small",
              path + ".subnet",
              "%s has no room for a gateway".formatted(range.get()),
              "choose a larger range"));
      return;
    }
    IpAddress gateway = settings.gateway().orElseGet(() -> range.get().firstHost());
    if (!range.get().isHost(gateway)) {
      findings.add(
          Finding.error(
              "gateway-outside-subnet",
              path + ".gateway",
              "%s is not a host address of %s".formatted(gateway, range.get()),
              "use an address of the subnet, such as %s, or leave the gateway out"
                  .formatted(range.get().firstHost())));
      return;
    }
    subnets.add(new Subnet(range.get(), gateway));
  }
}
