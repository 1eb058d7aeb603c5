package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between one stack and the next. Modules declare the system; this says under which
 * names, in which subnets and from which images it is to exist.
 *
 * @param stack who owns the resources
 * @param prefix stands before the names of containers, networks and volumes
 * @param domain the domain below which the routes' host names stand
 * @param images where images come from
 * @param localTag the tag of the project's own images
 * @param hostIsolation how internal networks are closed towards the host
 * @param protectData whether volumes are protected from removal
 * @param health how often health is looked at
 * @param gateway the gateway's settings
 * @param networks settings of single networks
 * @param services settings of single services
 * @param secrets the names of the secrets that are set, for those that exist only later than others
 * @param policy what members of one network may do among themselves
 */
public record Environment(
    StackId stack,
    NamePrefix prefix,
    HostName domain,
    ImageSource images,
    String localTag,
    HostIsolation hostIsolation,
    boolean protectData,
    HealthTiming health,
    GatewaySettings gateway,
    Map<NetworkName, NetworkSettings> networks,
    Map<ServiceName, ServiceSettings> services,
    Set<String> secrets,
    MemberPolicy policy) {

  public Environment {
    requireNonNull(stack, "stack");
    requireNonNull(prefix, "prefix");
    requireNonNull(domain, "domain");
    requireNonNull(images, "images");
    requireNonNull(localTag, "localTag");
    requireNonNull(hostIsolation, "hostIsolation");
    requireNonNull(health, "health");
    requireNonNull(gateway, "gateway");
    networks = Map.copyOf(networks);
    services = Map.copyOf(services);
    secrets = Set.copyOf(secrets);
    requireNonNull(policy, "policy");
  }

  /** One whose members of a network meet at every port. */
  public Environment(
      StackId stack,
      NamePrefix prefix,
      HostName domain,
      ImageSource images,
      String localTag,
      HostIsolation hostIsolation,
      boolean protectData,
      HealthTiming health,
      GatewaySettings gateway,
      Map<NetworkName, NetworkSettings> networks,
      Map<ServiceName, ServiceSettings> services,
      Set<String> secrets) {
    this(
        stack,
        prefix,
        domain,
        images,
        localTag,
        hostIsolation,
        protectData,
        health,
        gateway,
        networks,
        services,
        secrets,
        MemberPolicy.OPEN);
  }

  /** The same with another policy. */
  public Environment withPolicy(MemberPolicy other) {
    return new Environment(
        stack,
        prefix,
        domain,
        images,
        localTag,
        hostIsolation,
        protectData,
        health,
        gateway,
        networks,
        services,
        secrets,
        other);
  }

  /** The name on the engine of what is called {@code name} here. */
  public EngineName engineName(String name) {
    return EngineName.of(prefix + "-" + name);
  }

  /** Whether the stack switches the optional {@code service} on. */
  public boolean switchesOn(ServiceName service) {
    return services.getOrDefault(service, ServiceSettings.NONE).enabled().orElse(false);
  }

  /** The host name of {@code service}: as set, or {@code label} below the stack's domain. */
  public HostName host(ServiceName service, String label) {
    return services
        .getOrDefault(service, ServiceSettings.NONE)
        .host()
        .orElseGet(() -> HostName.of(label).under(domain));
  }

  /** The address that a client types to reach {@code host} through the gateway. */
  public String url(HostName host) {
    int port = gateway.httpsPort().number();
    return "https://" + host + (port == 443 ? "" : ":" + port);
  }

  /**
   * The gateway's settings.
   *
   * @param httpPort the host's port for HTTP, which only redirects
   * @param httpsPort the host's port for HTTPS
   * @param acme where its certificates come from; without it the gateway signs one itself
   */
  public record GatewaySettings(Port httpPort, Port httpsPort, Optional<Acme> acme) {
    public GatewaySettings {
      requireNonNull(httpPort, "httpPort");
      requireNonNull(httpsPort, "httpsPort");
      requireNonNull(acme, "acme");
    }
  }

  /**
   * Settings of one network; whatever is absent stays as its module declares it.
   *
   * @param engineName its name on the engine
   * @param ownership whether the stack makes it or finds it
   * @param internal whether it has no way out
   * @param driver the network driver
   * @param ipv4 its IPv4 range
   * @param ipv6 its IPv6 range; without it the network has no IPv6
   * @param bridge the name of its interface on the host
   * @param options further options of the driver
   */
  public record NetworkSettings(
      Optional<EngineName> engineName,
      Optional<Ownership> ownership,
      Optional<Boolean> internal,
      Optional<String> driver,
      SubnetSettings ipv4,
      SubnetSettings ipv6,
      Optional<BridgeName> bridge,
      Map<String, String> options) {

    public static final NetworkSettings NONE =
        new NetworkSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            SubnetSettings.NONE,
            SubnetSettings.NONE,
            Optional.empty(),
            Map.of());

    public NetworkSettings {
      options = Map.copyOf(options);
    }
  }

  /**
   * An address range and its gateway, either of which may be left to the module.
   *
   * @param range the range
   * @param gateway an address inside it
   */
  public record SubnetSettings(Optional<Cidr> range, Optional<IpAddress> gateway) {
    public static final SubnetSettings NONE =
        new SubnetSettings(Optional.empty(), Optional.empty());
  }

  /**
   * Settings of one service; whatever is absent stays as its module declares it.
   *
   * @param enabled whether an optional service is switched on
   * @param image its image
   * @param host the whole host name of its route
   * @param memory the most memory it may use, in MiB
   * @param replicas how many there are to be of it, at least 1
   * @param upload the most that one request by its route may bring, in MiB
   */
  public record ServiceSettings(
      Optional<Boolean> enabled,
      Optional<ImageReference> image,
      Optional<HostName> host,
      Optional<Integer> memory,
      Optional<Integer> replicas,
      Optional<Integer> upload) {

    public static final ServiceSettings NONE =
        new ServiceSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }
}
