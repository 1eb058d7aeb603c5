package app.versatilehub.verification;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.GatewaySettings;
import app.versatilehub.topology.Environment.NetworkSettings;
import app.versatilehub.topology.Environment.ServiceSettings;
import app.versatilehub.topology.Environment.SubnetSettings;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Ownership;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A small system with one of each: on {@code front} the gateway {@code gate} and {@code app}, on
 * the internal {@code back} (bridge {@code br-back}) {@code app} and the datastore {@code db}.
 * Names on the engine have {@code t-} before them.
 */
public final class TestTopology {

  private TestTopology() {}

  /** All networks are the stack's own. */
  public static Topology owned() {
    return of(Map.of());
  }

  /** {@code front} is somebody else's. */
  public static Topology withExternalFront() {
    return of(
        Map.of(
            NetworkName.of("front"),
            settings(Optional.of(Ownership.EXTERNAL), SubnetSettings.NONE, Map.of())));
  }

  /** Members are held to flows, and {@code front} has IPv6. */
  public static Topology withMembersHeldToFlows() {
    Environment environment =
        environment(
            Map.of(
                NetworkName.of("front"),
                settings(
                    Optional.empty(),
                    new SubnetSettings(Optional.of(Cidr.of("fd00:7::/64")), Optional.empty()),
                    Map.of())),
            Map.of());
    return builder(environment.withPolicy(MemberPolicy.ENFORCE)).build();
  }

  /** Members of {@code back} are not to reach each other. */
  public static Topology withMembersApart() {
    return of(
        Map.of(
            NetworkName.of("back"),
            settings(
                Optional.empty(),
                SubnetSettings.NONE,
                Map.of("com.docker.network.bridge.enable_icc", "false"))));
  }

  private static NetworkSettings settings(
      Optional<Ownership> ownership, SubnetSettings ipv6, Map<String, String> options) {
    return new NetworkSettings(
        Optional.empty(),
        ownership,
        Optional.empty(),
        Optional.empty(),
        SubnetSettings.NONE,
        ipv6,
        Optional.empty(),
        options);
  }

  /** With two of {@code app}. */
  public static Topology withReplicas() {
    return builder(
            Map.of(),
            Map.of(
                ServiceName.of("app"),
                new ServiceSettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(2),
                    Optional.empty())))
        .build();
  }

  /**
   * With {@code bell} on {@code front}, which listens on 8082 at {@code watch} alone, where {@code
   * watchman} asks it.
   */
  public static Topology withBoundPort() {
    TopologyBuilder topology = builder(Map.of(), Map.of());
    ModuleBuilder module = topology.module("watch");
    NetworkName watch = NetworkName.of("watch");
    module.network(watch).internal().subnet("10.7.2.0/24");
    module
        .app("bell")
        .runs(Workload.of("example/bell:1"))
        .on(NetworkName.of("front"))
        .listensOn(9090)
        .listensAt(watch, "figures", 8082);
    module
        .app("watchman")
        .runs(Workload.of("example/watchman:1"))
        .on(watch)
        .talksTo("bell", 8082, Protocol.HTTP);
    return topology.build();
  }

  /** With a task that runs once. */
  public static Topology withJob() {
    TopologyBuilder topology = builder(Map.of(), Map.of());
    topology
        .module("tasks")
        .job("task")
        .runs(Workload.of("example/app:1"))
        .on(NetworkName.of("back"));
    return topology.build();
  }

  private static Topology of(Map<NetworkName, NetworkSettings> networks) {
    return builder(networks, Map.of()).build();
  }

  private static TopologyBuilder builder(
      Map<NetworkName, NetworkSettings> networks, Map<ServiceName, ServiceSettings> services) {
    return builder(environment(networks, services));
  }

  private static TopologyBuilder builder(Environment environment) {
    TopologyBuilder topology = TopologyBuilder.of(environment);
    ModuleBuilder module = topology.module("small");
    NetworkName front = NetworkName.of("front");
    NetworkName back = NetworkName.of("back");
    module.network(front).subnet("10.7.0.0/24");
    module.network(back).internal().subnet("10.7.1.0/24").bridge("br-back");
    module
        .gateway("gate")
        .runs(Workload.of("traefik:v3.7.9"))
        .on(front)
        .listensOn(80, 443)
        .publishes(Port.of(80), 80)
        .publishes(Port.of(443), 443)
        .controlsEngine();
    ServiceBuilder db =
        module
            .datastore("db")
            .runs(Workload.of("postgres:16.4").healthyWhen("pg_isready"))
            .on(back)
            .listensOn(5432);
    module
        .app("app")
        .runs(Workload.of("example/app:1"))
        .on(front, back)
        .listensOn(8080)
        .routedAt("app", front)
        .talksTo(db)
        .needs(db);
    return topology;
  }

  private static Environment environment(
      Map<NetworkName, NetworkSettings> networks, Map<ServiceName, ServiceSettings> services) {
    return new Environment(
        StackId.of("project", "test"),
        NamePrefix.of("t"),
        HostName.of("example.org"),
        ImageSource.UPSTREAM,
        "1",
        HostIsolation.INHIBIT_IPV4,
        false,
        new HealthTiming(Duration.ofSeconds(10), Duration.ofSeconds(5), 5, Duration.ofMinutes(5)),
        new GatewaySettings(Port.of(80), Port.of(443), Optional.empty()),
        networks,
        services,
        Set.of());
  }
}
