package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Flow;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is declared beside what is there.
 *
 * @param topology what is declared
 * @param snapshot what is there
 */
record Deployed(Topology topology, EngineSnapshot snapshot) {

  /** Whether anything on the engine is the stack's own. */
  boolean isAnything() {
    return snapshot.containers().stream()
            .anyMatch(container -> container.belongsTo(topology.stack()))
        || snapshot.networks().stream().anyMatch(network -> network.belongsTo(topology.stack()));
  }

  /** The service's own container; somebody else's of the same name is none. */
  Optional<ContainerState> container(Service service) {
    return snapshot.container(topology.stack(), service);
  }

  boolean runs(Service service) {
    return container(service).filter(found -> found.status() == Status.RUNNING).isPresent();
  }

  Optional<Service> gateway() {
    return topology.servicesOfKind(ServiceKind.GATEWAY).findFirst();
  }

  String engineName(NetworkName network) {
    return topology.network(network).engineName().value();
  }

  Optional<EndpointState> endpoint(Service service, Attachment attachment) {
    return container(service).flatMap(container -> container.on(engineName(attachment.network())));
  }

  /** Whether the containers of both ends are on one network, whatever is declared. */
  boolean meet(Service one, Service other) {
    return container(one).stream()
        .flatMap(container -> container.endpoints().stream())
        .anyMatch(
            endpoint ->
                container(other)
                    .flatMap(container -> container.on(endpoint.network()))
                    .isPresent());
  }

  /** The service that opens {@code flow}; absent for the Internet. */
  Optional<Service> source(Flow flow) {
    return flow.source() instanceof Flow.Source.Service service
        ? topology.findService(service.name())
        : Optional.empty();
  }

  Stream<Flow> flowsTo(Service service) {
    return topology.flows().stream().filter(flow -> flow.destination().equals(service.name()));
  }

  Stream<Flow> flowsOf(Service service) {
    return topology.flows().stream()
        .filter(
            flow -> flow.destination().equals(service.name()) || flow.comesFrom(service.name()));
  }

  /** Who misses {@code service} when it does not answer, as a line of evidence; maybe none. */
  List<String> whoMisses(Service service) {
    String sources =
        flowsTo(service)
            .map(Flow::source)
            .map(Flow.Source::toString)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return sources.isEmpty() ? List.of() : List.of("wanted by: " + sources);
  }

  /** How the stack's resources are made again when they are gone behind Pulumi's back. */
  String deployAgain() {
    return "pulumi up --refresh --stack " + topology.stack().stack();
  }

  static String subject(Service service) {
    return "service " + service.name();
  }
}
