package app.versatilehub.verification.doctor;

import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.EngineState.ExistingNetwork;
import app.versatilehub.topology.EngineState.HostRoute;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A snapshot as the preflight looks at engines. */
final class EngineStates {

  private static final String BRIDGE_NAME = "com.docker.network.bridge.name";
  private static final int SHORT_ID = 12;

  private EngineStates() {}

  static EngineState of(EngineSnapshot snapshot, List<HostRoute> routes) {
    return new EngineState(
        snapshot.engine().version(),
        snapshot.engine().apiVersion(),
        snapshot.engine().local(),
        snapshot.networks().stream().map(EngineStates::network).toList(),
        snapshot.containers().stream().map(EngineStates::container).toList(),
        // What is deployed has its volumes already.
        List.of(),
        routes);
  }

  private static ExistingNetwork network(NetworkState network) {
    return new ExistingNetwork(
        network.id(),
        network.name(),
        network.driver(),
        network.internal(),
        network.subnets().stream().map(SubnetState::range).toList(),
        bridge(network),
        network.labels());
  }

  /** The engine names an interface after its network when nobody else does. */
  private static Optional<String> bridge(NetworkState network) {
    return network.driver().equals(Network.BRIDGE_DRIVER)
        ? Optional.of(
            network
                .options()
                .getOrDefault(
                    BRIDGE_NAME,
                    "br-" + network.id().substring(0, Math.min(SHORT_ID, network.id().length()))))
        : Optional.empty();
  }

  private static ExistingContainer container(ContainerState container) {
    return new ExistingContainer(
        container.name(),
        container.labels(),
        heldPorts(container),
        container.status().hasNamespace() ? Optional.empty() : Optional.of(container.exitCode()));
  }

  /** The host's ports that {@code container} holds; none while it is stopped. */
  static Set<Port> heldPorts(ContainerState container) {
    return container.status().hasNamespace()
        ? Exposure.publishedPorts(container.exposures())
            .map(Exposure.PublishedPort::hostPort)
            .collect(Collectors.toSet())
        : Set.of();
  }
}
