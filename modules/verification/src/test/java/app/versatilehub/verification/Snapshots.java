package app.versatilehub.verification;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.dockerplan.ContainerLabels;
import app.versatilehub.dockerplan.NetworkOptions;
import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Subnet;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What an engine that nobody has touched says of itself after a topology was deployed on it. */
public final class Snapshots {

  /** The engine that they are of. */
  public static final EngineFacts ENGINE =
      new EngineFacts(
          Optional.of(new EngineVersion(20, 10, 24)),
          "1.41",
          "amd64",
          "6.1.0-18-amd64",
          true,
          Optional.empty(),
          true,
          Optional.of(true),
          List.of("name=seccomp,profile=default"),
          List.of());

  private static final List<String> BUILT_IN = List.of("bridge", "host", "null");

  private Snapshots() {}

  /** Everything there, running and healthy; external networks as somebody else would make them. */
  public static EngineSnapshot of(Topology topology) {
    SortedMap<String, String> images = new TreeMap<>();
    topology
        .services()
        .forEach(service -> images.put(image(service), "sha256:" + digest(image(service))));
    return new EngineSnapshot(
        ENGINE,
        Stream.concat(
                BUILT_IN.stream().map(Snapshots::builtIn),
                topology.networks().stream().map(network -> network(topology, network)))
            .toList(),
        topology.services().stream().map(service -> container(topology, service)).toList(),
        images);
  }

  /** {@code snapshot} of another engine. */
  public static EngineSnapshot withEngine(EngineSnapshot snapshot, EngineFacts engine) {
    return new EngineSnapshot(
        engine, snapshot.networks(), snapshot.containers(), snapshot.images());
  }

  /** {@code snapshot} with the network {@code name} changed. */
  public static EngineSnapshot withNetwork(
      EngineSnapshot snapshot, String name, UnaryOperator<NetworkState> change) {
    assertThat(snapshot.network(name)).as(name).isPresent();
    return new EngineSnapshot(
        snapshot.engine(),
        snapshot.networks().stream()
            .map(network -> network.name().equals(name) ? change.apply(network) : network)
            .toList(),
        snapshot.containers(),
        snapshot.images());
  }

  /** {@code snapshot} with one network more. */
  public static EngineSnapshot plusNetwork(EngineSnapshot snapshot, NetworkState network) {
    return new EngineSnapshot(
        snapshot.engine(),
        plus(snapshot.networks(), network),
        snapshot.containers(),
        snapshot.images());
  }

  /** {@code snapshot} without the network {@code name}. */
  public static EngineSnapshot withoutNetwork(EngineSnapshot snapshot, String name) {
    assertThat(snapshot.network(name)).as(name).isPresent();
    return new EngineSnapshot(
        snapshot.engine(),
        snapshot.networks().stream().filter(network -> !network.name().equals(name)).toList(),
        snapshot.containers(),
        snapshot.images());
  }

  /** {@code snapshot} with the container {@code name} changed. */
  public static EngineSnapshot withContainer(
      EngineSnapshot snapshot, String name, UnaryOperator<ContainerState> change) {
    assertThat(snapshot.container(name)).as(name).isPresent();
    return new EngineSnapshot(
        snapshot.engine(),
        snapshot.networks(),
        snapshot.containers().stream()
            .map(container -> container.name().equals(name) ? change.apply(container) : container)
            .toList(),
        snapshot.images());
  }

  /** {@code snapshot} with one container more. */
  public static EngineSnapshot plusContainer(EngineSnapshot snapshot, ContainerState container) {
    return new EngineSnapshot(
        snapshot.engine(),
        snapshot.networks(),
        plus(snapshot.containers(), container),
        snapshot.images());
  }

  /** {@code snapshot} without the container {@code name}. */
  public static EngineSnapshot withoutContainer(EngineSnapshot snapshot, String name) {
    assertThat(snapshot.container(name)).as(name).isPresent();
    return new EngineSnapshot(
        snapshot.engine(),
        snapshot.networks(),
        snapshot.containers().stream().filter(container -> !container.name().equals(name)).toList(),
        snapshot.images());
  }

  /** A container of somebody else on these networks of the engine, known there by its name only. */
  public static ContainerState stranger(String name, String... networks) {
    return new ContainerState(
        digest("container " + name),
        name,
        "example/stranger:1",
        "sha256:" + digest("example/stranger:1"),
        Status.RUNNING,
        Optional.empty(),
        0,
        networks.length == 0 ? "bridge" : networks[0],
        Stream.of(networks)
            .map(network -> new EndpointState(network, new TreeSet<>(List.of(name)), List.of()))
            .toList(),
        List.of(),
        new TreeMap<>());
  }

  private static NetworkState builtIn(String driver) {
    String name = driver.equals("null") ? "none" : driver;
    return new NetworkState(
        digest("network " + name),
        name,
        driver,
        false,
        false,
        driver.equals("bridge")
            ? List.of(
                new SubnetState(Cidr.of("172.17.0.0/16"), Optional.of(IpAddress.of("172.17.0.1"))))
            : List.of(),
        driver.equals("bridge")
            ? new TreeMap<>(Map.of("com.docker.network.bridge.name", "docker0"))
            : new TreeMap<>(),
        new TreeMap<>());
  }

  private static NetworkState network(Topology topology, Network network) {
    return new NetworkState(
        digest("network " + network.engineName()),
        network.engineName().value(),
        network.driver(),
        network.internal() && !network.isExternal(),
        network.hasIpv6(),
        network.subnets().stream()
            .map(subnet -> new SubnetState(subnet.range(), Optional.of(subnet.gateway())))
            .toList(),
        network.isExternal()
            ? new TreeMap<>()
            : NetworkOptions.of(network, topology.environment().hostIsolation()),
        network.isExternal() ? new TreeMap<>() : Labels.of(topology.stack(), network));
  }

  private static ContainerState container(Topology topology, Service service) {
    String id = digest("container " + service.containerName());
    return new ContainerState(
        id,
        service.containerName().value(),
        image(service),
        "sha256:" + digest(image(service)),
        Status.RUNNING,
        service.workload().health().map(check -> Health.HEALTHY),
        0,
        topology.network(service.attachments().get(0).network()).engineName().value(),
        service.attachments().stream()
            .map(attachment -> endpoint(topology, service, attachment))
            .toList(),
        service.exposures(),
        ContainerLabels.of(topology, service));
  }

  private static EndpointState endpoint(Topology topology, Service service, Attachment attachment) {
    TreeSet<String> names = new TreeSet<>(attachment.aliases());
    names.add(service.containerName().value());
    Network network = topology.network(attachment.network());
    int number = topology.members(network.name()).toList().indexOf(service) + 1;
    return new EndpointState(
        network.engineName().value(),
        names,
        network.subnets().stream().map(Subnet::range).map(range -> member(range, number)).toList());
  }

  /** The address of the member of that number, after the gateway's. */
  private static IpAddress member(Cidr range, int number) {
    String first = range.firstHost().value();
    int end = first.lastIndexOf(range.isIpv6() ? ':' : '.') + 1;
    int radix = range.isIpv6() ? 16 : 10;
    int last = Integer.parseInt(first.substring(end), radix) + number;
    return IpAddress.of(first.substring(0, end) + Integer.toString(last, radix));
  }

  private static String image(Service service) {
    return service.workload().image().value();
  }

  private static <T> List<T> plus(List<T> list, T one) {
    List<T> more = new ArrayList<>(list);
    more.add(one);
    return more;
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
