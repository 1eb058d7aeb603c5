package app.versatilehub.verification.engine;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Service;
import app.versatilehub.topology.StackId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is on an engine at one moment, whoever made it. Values of environment variables and commands
 * are left out on purpose: they may be secrets, and nothing here needs them.
 *
 * @param engine the engine itself
 * @param networks its networks, the built-in ones too
 * @param containers its containers, stopped ones too
 * @param images what each reference means on it now: the image's own digest by every tag ({@code
 *     name:tag}) and repository digest ({@code name@sha256:…})
 */
public record EngineSnapshot(
    EngineFacts engine,
    List<NetworkState> networks,
    List<ContainerState> containers,
    SortedMap<String, String> images) {

  public EngineSnapshot {
    requireNonNull(engine, "engine");
    networks = List.copyOf(networks);
    containers = List.copyOf(containers);
    images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
  }

  /** The network of this name; the first where the engine has several. */
  public Optional<NetworkState> network(String name) {
    return networks.stream().filter(network -> network.name().equals(name)).findFirst();
  }

  /** The container of this name. */
  public Optional<ContainerState> container(String name) {
    return containers.stream().filter(container -> container.name().equals(name)).findFirst();
  }

  /** The container of {@code service} in this stack; somebody else's of the same name is none. */
  public Optional<ContainerState> container(StackId stack, Service service) {
    return container(service.containerName().value())
        .filter(container -> container.belongsTo(stack));
  }
}
