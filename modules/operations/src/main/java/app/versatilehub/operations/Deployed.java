package app.versatilehub.operations;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The services beside their containers.
 *
 * @param topology what is declared
 * @param snapshot what is there
 */
record Deployed(Topology topology, EngineSnapshot snapshot) {

  /** The service's own container; somebody else's of the same name is none. */
  Optional<ContainerState> container(Service service) {
    return snapshot.container(topology.stack(), service);
  }

  boolean runs(Service service) {
    return container(service).filter(found -> found.status() == Status.RUNNING).isPresent();
  }

  /** Why the data of {@code sets} cannot be reached. */
  List<Finding> obstacles(Collection<DataSet> sets) {
    List<Finding> findings = new ArrayList<>();
    for (DataSet set : sets) {
      Optional<ContainerState> container = container(set.service());
      if (container.isEmpty()) {
        findings.add(
            Finding.error(
                "container-missing",
                "service " + set.service().name(),
                "has no container %s of this stack on the engine".formatted(set.container()),
                "bring the stack up: ./versatile up --stack " + topology.stack().stack()));
      } else if (set.needsServer() && container.get().status() != Status.RUNNING) {
        findings.add(
            Finding.error(
                "container-not-running",
                "service " + set.service().name(),
                "its container %s is %s, and only a server that runs can be asked for its data"
                    .formatted(
                        set.container(), container.get().status().name().toLowerCase(Locale.ROOT)),
                "docker start " + set.container()));
      }
    }
    return findings.stream().distinct().toList();
  }

  /** An image with a shell: those of the databases have one, an application's may not. */
  Optional<String> shell() {
    return topology.services().stream()
        .filter(service -> service.data().filter(Deployed::hasShell).isPresent())
        .flatMap(service -> container(service).stream())
        .map(ContainerState::imageId)
        .findFirst();
  }

  private static boolean hasShell(DataFormat format) {
    return switch (format) {
      case POSTGRESQL, MARIADB, REDIS -> true;
      case FILES, CACHE -> false;
    };
  }
}
