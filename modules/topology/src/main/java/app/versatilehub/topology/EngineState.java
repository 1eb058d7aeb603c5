package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is on an engine and its host already, whoever made it.
 *
 * @param version the engine's release; empty when it does not say one that can be read, as engines
 *     built from a branch do
 * @param apiVersion the newest API that it speaks, such as {@code 1.41}
 * @param local whether the engine runs on this host, so that the host's routes are its own
 * @param networks the networks, the engine's built-in ones too
 * @param containers the containers, stopped ones too
 * @param volumes the volumes that have been looked at
 * @param routes the routes of this host, without default routes
 */
public record EngineState(
    Optional<EngineVersion> version,
    String apiVersion,
    boolean local,
    List<ExistingNetwork> networks,
    List<ExistingContainer> containers,
    List<ExistingVolume> volumes,
    List<HostRoute> routes) {

  public EngineState {
    requireNonNull(version, "version");
    requireNonNull(apiVersion, "apiVersion");
    networks = List.copyOf(networks);
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
    routes = List.copyOf(routes);
  }

  /**
   * A network that is there.
   *
   * @param id the engine's identifier
   * @param name its name
   * @param driver its driver
   * @param internal true when it has no way out
   * @param subnets its address ranges
   * @param bridge its interface on the host, when it has one
   * @param labels its labels
   */
  public record ExistingNetwork(
      String id,
      String name,
      String driver,
      boolean internal,
      List<Cidr> subnets,
      Optional<String> bridge,
      Map<String, String> labels) {

    public ExistingNetwork {
      requireNonNull(id, "id");
      requireNonNull(name, "name");
      requireNonNull(driver, "driver");
      subnets = List.copyOf(subnets);
      requireNonNull(bridge, "bridge");
      labels = Map.copyOf(labels);
    }

    /** The stack that its label names. */
    public Optional<String> owner() {
      return Optional.ofNullable(labels.get(Labels.STACK));
    }

    public boolean belongsTo(StackId stack) {
      return owner().filter(stack.value()::equals).isPresent();
    }
  }

  /**
   * A container that is there, running or not.
   *
   * @param name its name, without the slash that the engine puts before it
   * @param labels its labels
   * @param publishedPorts the host's TCP ports that it holds; none while it is stopped
   * @param exitCode how it ended; absent while it runs, or when it never did
   */
  public record ExistingContainer(
      String name,
      Map<String, String> labels,
      Set<Port> publishedPorts,
      Optional<Integer> exitCode) {

    public ExistingContainer {
      requireNonNull(name, "name");
      labels = Map.copyOf(labels);
      publishedPorts = Set.copyOf(publishedPorts);
      requireNonNull(exitCode, "exitCode");
    }

    /** The stack that its label names. */
    public Optional<String> owner() {
      return Optional.ofNullable(labels.get(Labels.STACK));
    }

    public boolean belongsTo(StackId stack) {
      return owner().filter(stack.value()::equals).isPresent();
    }
  }

  /**
   * A volume that is there.
   *
   * @param name its name
   * @param labels its labels
   * @param users the names of the containers that have it and have not ended
   */
  public record ExistingVolume(String name, Map<String, String> labels, Set<String> users) {

    public ExistingVolume {
      requireNonNull(name, "name");
      labels = Map.copyOf(labels);
      users = Set.copyOf(users);
    }

    /** The stack that its label names. */
    public Optional<String> owner() {
      return Optional.ofNullable(labels.get(Labels.STACK));
    }
  }

  /**
   * A way on which the host sends packets.
   *
   * @param destination the addresses it is for
   * @param interfaceName the interface it leaves by
   */
  public record HostRoute(Cidr destination, String interfaceName) {
    public HostRoute {
      requireNonNull(destination, "destination");
      requireNonNull(interfaceName, "interfaceName");
    }
  }
}
