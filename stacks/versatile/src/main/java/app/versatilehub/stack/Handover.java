package app.versatilehub.stack;

import app.versatilehub.live.ContainerNames;
import app.versatilehub.provisioning.Rollout;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.Predecessors;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Has the containers behind routes serve until their successors do. Before a successor is made the
 * container gives its name up. Once the successor is healthy the proxy of the engine hides the
 * predecessor from the gateway, so that nothing more comes to it; then it is stopped, and what it
 * has begun it ends in its own time. Pulumi removes it at the end of the run. If the successor does
 * not become healthy, the predecessor serves on.
 */
final class Handover {

  private final Map<String, Service> services;
  private final Rollout rollout;

  private Handover(Map<String, Service> services, Rollout rollout) {
    this.services = services;
    this.rollout = rollout;
  }

  /**
   * From now on hands over whatever may be in {@code topology}. What a run that was killed has left
   * without its name and without a successor has it again.
   *
   * @param engine what is there
   * @param hooks by which Pulumi tells what it is about to make
   * @param rollout knows when the gateway asks a container
   */
  static void begin(Topology topology, EngineState engine, CreationHooks hooks, Rollout rollout) {
    Map<String, Service> services =
        topology.services().stream()
            .filter(topology::handsOver)
            .collect(Collectors.toMap(service -> service.name().value(), Function.identity()));
    Handover handover = new Handover(services, rollout);
    List<String> names =
        engine.containers().stream()
            .filter(container -> container.belongsTo(topology.stack()))
            .map(ExistingContainer::name)
            .toList();
    for (Service service : services.values()) {
      EngineName name = service.containerName();
      if (!names.contains(name.value())) {
        names.stream()
            .filter(other -> Predecessors.isOf(name, other))
            .findFirst()
            .ifPresent(before -> ContainerNames.takeBack(before, name));
      }
    }
    hooks.around("handover", services.keySet(), handover::makeWay, handover::retire);
  }

  private void makeWay(String name) {
    ContainerNames.giveUp(service(name).containerName());
  }

  private void retire(String name) {
    Service service = service(name);
    List<String> predecessors = ContainerNames.predecessors(service.containerName());
    if (!predecessors.isEmpty()) {
      rollout.await(service);
      predecessors.forEach(
          container -> ContainerNames.stop(container, service.workload().confinement().grace()));
    }
  }

  private Service service(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("'%s' hands nothing over".formatted(name));
    }
    return service;
  }
}
