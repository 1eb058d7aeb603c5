package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Flow;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Service;
import app.versatilehub.verification.engine.ContainerState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether those who talk find each other: on a common network, by the right name, on an open port.
 */
final class MeetingChecks {

  private final Deployed deployed;
  private final Observations observations;

  MeetingChecks(Deployed deployed, Observations observations) {
    this.deployed = deployed;
    this.observations = observations;
  }

  Stream<Diagnosis> check() {
    return Stream.of(
            missingNetworks(),
            missingAttachments(),
            missingAliases(),
            otherAnswers(),
            silentPorts())
        .flatMap(found -> found);
  }

  /** External ones are the preflight's. */
  private Stream<Diagnosis> missingNetworks() {
    return deployed.topology().networks().stream()
        .filter(network -> !network.isExternal())
        .filter(network -> deployed.snapshot().network(network.engineName().value()).isEmpty())
        .map(
            network ->
                Diagnosis.of(
                    Finding.error(
                        "network-missing",
                        "networks." + network.name(),
                        "the network '%s' is not there".formatted(network.engineName()),
                        "make it again: " + deployed.deployAgain()),
                    "its members: " + members(network)));
  }

  private String members(Network network) {
    return deployed
        .topology()
        .members(network.name())
        .map(service -> service.name().value())
        .collect(Collectors.joining(", "));
  }

  private Stream<Diagnosis> missingAttachments() {
    return deployed.topology().services().stream()
        .filter(service -> deployed.container(service).isPresent())
        .flatMap(
            service ->
                service.attachments().stream()
                    .filter(attachment -> deployed.endpoint(service, attachment).isEmpty())
                    .filter(
                        attachment ->
                            deployed
                                .snapshot()
                                .network(deployed.engineName(attachment.network()))
                                .isPresent())
                    .map(attachment -> notAttached(service, attachment)));
  }

  private Diagnosis notAttached(Service service, Attachment attachment) {
    String container = service.containerName().value();
    String network = deployed.engineName(attachment.network());
    return Diagnosis.of(
            Finding.error(
                "network-not-joined",
                Deployed.subject(service),
                "its container '%s' is not on the network '%s'".formatted(container, network),
                "docker network connect %s%s %s"
                    .formatted(aliases(attachment), network, container)),
            deployed.flowsOf(service).flatMap(this::withoutMeeting).toList())
        .healedBy(new Fix.Connect(container, network, attachment.aliases()));
  }

  private Stream<String> withoutMeeting(Flow flow) {
    return deployed.source(flow).stream()
        .filter(source -> !deployed.meet(source, deployed.topology().service(flow.destination())))
        .map(source -> flow + ": they have no network in common");
  }

  private static String aliases(Attachment attachment) {
    return attachment.aliases().stream()
        .map("--alias %s "::formatted)
        .collect(Collectors.joining());
  }

  private Stream<Diagnosis> missingAliases() {
    return deployed.topology().services().stream()
        .flatMap(
            service ->
                service.attachments().stream()
                    .flatMap(attachment -> missingAliases(service, attachment)));
  }

  private Stream<Diagnosis> missingAliases(Service service, Attachment attachment) {
    return deployed.endpoint(service, attachment).stream()
        .flatMap(
            endpoint -> {
              List<String> missing =
                  attachment.aliases().stream()
                      .filter(alias -> !endpoint.names().contains(alias))
                      .toList();
              return missing.isEmpty()
                  ? Stream.empty()
                  : Stream.of(
                      Diagnosis.of(
                          Finding.error(
                              "alias-missing",
                              Deployed.subject(service),
                              "on the network '%s' nobody finds it as %s"
                                  .formatted(endpoint.network(), quoted(missing)),
                              "docker network disconnect %s %s && docker network connect %s%s %s"
                                  .formatted(
                                      endpoint.network(),
                                      service.containerName(),
                                      aliases(attachment),
                                      endpoint.network(),
                                      service.containerName())),
                          Stream.concat(
                                  Stream.of(
                                      "its names there: " + String.join(", ", endpoint.names())),
                                  deployed.whoMisses(service).stream())
                              .toList()));
            });
  }

  private static String quoted(List<String> names) {
    return names.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
  }

  /** The engine's name server answers from every network that the asker is on. */
  private Stream<Diagnosis> otherAnswers() {
    Map<String, Diagnosis> found = new TreeMap<>();
    for (Flow flow : deployed.topology().flows()) {
      deployed
          .source(flow)
          .flatMap(deployed::container)
          .ifPresent(source -> otherAnswers(flow, source, found));
    }
    return found.values().stream();
  }

  private void otherAnswers(Flow flow, ContainerState source, Map<String, Diagnosis> found) {
    Service destination = deployed.topology().service(flow.destination());
    String name = destination.name().value();
    Set<String> replicas =
        deployed
            .topology()
            .replicas(destination.sharedName())
            .map(replica -> replica.containerName().value())
            .collect(Collectors.toSet());
    for (ContainerState.EndpointState endpoint : source.endpoints()) {
      deployed.snapshot().containers().stream()
          .filter(other -> !replicas.contains(other.name()))
          .filter(other -> other.status().hasNamespace())
          .filter(
              other ->
                  other
                      .on(endpoint.network())
                      .filter(there -> there.names().contains(name))
                      .isPresent())
          .forEach(
              other ->
                  found.merge(
                      name + " " + other.name() + " " + endpoint.network(),
                      answeredBy(destination, other, endpoint.network()).with(flow.toString()),
                      (before, again) -> before.with(flow.toString())));
    }
  }

  private static Diagnosis answeredBy(Service destination, ContainerState other, String network) {
    return Diagnosis.of(
        Finding.error(
            "name-answered-by-another",
            Deployed.subject(destination),
            "on the network '%s' the container '%s' answers to its name, too"
                .formatted(network, other.name()),
            "docker network disconnect %s %s, or connect it again without that alias"
                .formatted(network, other.name())));
  }

  private Stream<Diagnosis> silentPorts() {
    return deployed.topology().services().stream()
        .filter(deployed::runs)
        .flatMap(
            service ->
                service.ports().stream()
                    .filter(
                        port ->
                            observations.listening().at(service.name(), port)
                                == Listening.Answer.SILENT)
                    .map(
                        port ->
                            Diagnosis.of(
                                Finding.error(
                                    "port-silent",
                                    Deployed.subject(service),
                                    "nobody in its container listens on port %s, as is declared"
                                        .formatted(port),
                                    "let what runs there listen on 0.0.0.0:%s, or declare the port"
                                            .formatted(port)
                                        + " that it listens on"),
                                deployed
                                    .flowsTo(service)
                                    .filter(flow -> flow.port().equals(port))
                                    .map(Flow::toString)
                                    .toList())));
  }
}
