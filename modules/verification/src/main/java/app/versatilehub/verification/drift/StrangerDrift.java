package app.versatilehub.verification.drift;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Containers that are not a service's own, where they meet the stack. */
final class StrangerDrift {

  private static final String NAMESPACE_OF = "container:";

  private final Topology topology;
  private final EngineSnapshot engine;
  private final List<Finding> findings = new ArrayList<>();

  StrangerDrift(Topology topology, EngineSnapshot engine) {
    this.topology = topology;
    this.engine = engine;
  }

  Stream<Finding> find() {
    topology.networks().forEach(this::strangersOn);
    for (ContainerState container : engine.containers()) {
      topology.networks().forEach(network -> takenNames(network, container));
      if (isUnknown(container)) {
        report(
            DriftRule.CONTAINER_UNKNOWN,
            container,
            container
                .service()
                .map(
                    service ->
                        "carries the stack's label and names the service '%s'".formatted(service))
                .orElse("carries the stack's label and names no service"),
            Cure.of("container", container.name()));
      } else if (isStranger(container)) {
        sharedNamespace(container);
      }
    }
    return findings.stream();
  }

  private void strangersOn(Network network) {
    String name = network.engineName().value();
    List<ContainerState> strangers =
        engine.containers().stream()
            .filter(this::isStranger)
            .filter(container -> container.on(name).isPresent())
            .toList();
    if (network.isExternal()) {
      if (!strangers.isEmpty()) {
        findings.add(
            DriftRule.STRANGERS_OUTSIDE.found(
                "network " + network.name(),
                "is shared with %s"
                    .formatted(
                        strangers.stream()
                            .map(stranger -> "'" + stranger.name() + "'")
                            .sorted()
                            .collect(joining(", "))),
                Cure.of("name", name)));
      }
      return;
    }
    for (ContainerState stranger : strangers) {
      report(
          network.internal() ? DriftRule.STRANGER_INSIDE : DriftRule.STRANGER_BESIDE,
          stranger,
          "is on network %s and not of this stack".formatted(network.name()),
          Cure.of("name", name).with("container", stranger.name()));
    }
  }

  private void takenNames(Network network, ContainerState container) {
    Optional<EndpointState> endpoint = container.on(network.engineName().value());
    endpoint.stream()
        .flatMap(there -> there.names().stream())
        .forEach(
            name ->
                Names.owner(topology, network.name(), name)
                    .filter(
                        owner ->
                            topology
                                .replicas(owner.sharedName())
                                .noneMatch(replica -> isOf(replica, container)))
                    .ifPresent(owner -> taken(owner, name, network, container)));
  }

  private void taken(Service owner, String name, Network network, ContainerState container) {
    report(
        DriftRule.NAME_TAKEN,
        container,
        "answers to '%s' on network %s, the name of service %s"
            .formatted(name, network.name(), owner.name()),
        Cure.of("name", network.engineName().value())
            .with("container", container.name())
            .withWords("reconnect", reconnect(network, container)));
  }

  /** A service's own container belongs there, with other names. */
  private String reconnect(Network network, ContainerState container) {
    return topology.services().stream()
        .filter(service -> isCalledLike(service, container))
        .flatMap(service -> service.attachments().stream())
        .filter(attachment -> attachment.network().equals(network.name()))
        .map(
            attachment ->
                " && docker network connect %s %s %s"
                    .formatted(
                        Cure.aliases(attachment),
                        Cure.quoted(network.engineName().value()),
                        Cure.quoted(container.name())))
        .collect(joining());
  }

  private void sharedNamespace(ContainerState container) {
    if (!container.networkMode().startsWith(NAMESPACE_OF)) {
      return;
    }
    String host = container.networkMode().substring(NAMESPACE_OF.length());
    engine.containers().stream()
        .filter(other -> other.belongsTo(topology.stack()))
        .filter(other -> other.id().equals(host) || other.name().equals(host))
        .findFirst()
        .ifPresent(
            other ->
                report(
                    DriftRule.NAMESPACE_SHARED,
                    container,
                    "is in the network namespace of '%s'".formatted(other.name()),
                    Cure.of("container", container.name())));
  }

  /** One that has a service's name is reported as that. */
  private boolean isStranger(ContainerState container) {
    return !container.belongsTo(topology.stack())
        && topology.services().stream().noneMatch(service -> isCalledLike(service, container));
  }

  private boolean isUnknown(ContainerState container) {
    return container.belongsTo(topology.stack())
        && topology.services().stream().noneMatch(service -> isOf(service, container));
  }

  private boolean isOf(Service service, ContainerState container) {
    return isCalledLike(service, container)
        || (container.belongsTo(topology.stack())
            && container.service().equals(Optional.of(service.name().value())));
  }

  private static boolean isCalledLike(Service service, ContainerState container) {
    return container.name().equals(service.containerName().value());
  }

  private void report(DriftRule rule, ContainerState container, String message, Cure words) {
    findings.add(rule.found(subject(container), message, words));
  }

  private String subject(ContainerState container) {
    return topology.services().stream()
        .filter(service -> isCalledLike(service, container))
        .map(Service::name)
        .map(ServiceName::value)
        .findFirst()
        .map(service -> "service " + service)
        .orElseGet(() -> "container " + container.name());
  }
}
