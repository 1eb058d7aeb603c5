package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Preflight;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.doctor.HostFacts.Holder;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the causes for which services of a stack do not reach each other, or clients do not reach
 * them. What is only the consequence of a cause stands with it as evidence.
 */
public final class Doctor {

  private final Deployed deployed;
  private final Observations observations;

  private Doctor(Deployed deployed, Observations observations) {
    this.deployed = deployed;
    this.observations = observations;
  }

  /** Everything that ails {@code topology} on the engine of {@code snapshot}, worst first. */
  public static List<Diagnosis> diagnose(
      Topology topology, EngineSnapshot snapshot, Observations observations) {
    return new Doctor(new Deployed(topology, snapshot), observations).diagnose();
  }

  /** What to say where no engine answers: {@code reason} ends with what to do about it. */
  public static Diagnosis noEngine(String reason) {
    String[] parts = reason.split("\n\\s*-> ", 2);
    List<String> lines = parts[0].lines().map(String::strip).toList();
    return Diagnosis.of(
        Finding.error(
            "engine-unavailable",
            "engine",
            lines.isEmpty() ? "no Docker Engine answers" : lines.get(0),
            parts.length == 2 ? parts[1] : "start it: ./versatile setup"),
        lines.stream().skip(1).toList());
  }

  private List<Diagnosis> diagnose() {
    List<Diagnosis> causes =
        Stream.concat(around(), deployed.isAnything() ? inside() : notDeployed()).toList();
    return new RouteChecks(deployed, observations).answers(causes).stream().sorted().toList();
  }

  private Stream<Diagnosis> around() {
    return Stream.of(
            preflight(),
            hostPorts(),
            EngineChecks.of(deployed.topology(), deployed.snapshot().engine()))
        .flatMap(found -> found);
  }

  private Stream<Diagnosis> inside() {
    return Stream.of(
            new ContainerChecks(deployed, observations).check(),
            new MeetingChecks(deployed, observations).check(),
            new RouteChecks(deployed, observations).labels())
        .flatMap(found -> found);
  }

  private Stream<Diagnosis> notDeployed() {
    Topology topology = deployed.topology();
    return Stream.of(
        Diagnosis.of(
            Finding.error(
                "not-deployed",
                "stack " + topology.stack(),
                "nothing of it is on this engine",
                "./versatile up --stack " + topology.stack().stack())));
  }

  private Stream<Diagnosis> preflight() {
    return Preflight.check(
            deployed.topology(), EngineStates.of(deployed.snapshot(), observations.host().routes()))
        .stream()
        .map(
            finding ->
                missingExternal(finding)
                    .map(
                        network ->
                            Diagnosis.of(finding)
                                .healedBy(new Fix.CreateNetwork(network.engineName().value())))
                    .findFirst()
                    .orElseGet(() -> Diagnosis.of(finding)));
  }

  /** Only a bridge is made by a name alone. */
  private Stream<Network> missingExternal(Finding finding) {
    return deployed.topology().networks().stream()
        .filter(network -> finding.id().equals("external-network-missing"))
        .filter(network -> finding.subject().equals("networks." + network.name()))
        .filter(Network::usesBridgeDriver);
  }

  private Stream<Diagnosis> hostPorts() {
    return deployed.topology().services().stream()
        .filter(service -> !deployed.runs(service))
        .flatMap(service -> service.publishedPorts().flatMap(port -> held(service, port)));
  }

  /** A container that holds the port is the preflight's. */
  private Stream<Diagnosis> held(Service service, PublishedPort published) {
    List<Holder> holders =
        observations.host().holders().getOrDefault(published.hostPort(), List.of());
    boolean byContainer =
        deployed.snapshot().containers().stream()
            .map(EngineStates::heldPorts)
            .anyMatch(ports -> ports.contains(published.hostPort()));
    if (byContainer || holders.isEmpty()) {
      return Stream.empty();
    }
    return Stream.of(
        Diagnosis.of(
            Finding.error(
                "host-port-held",
                Deployed.subject(service),
                "port %s of the host, which it publishes, is held by %s"
                    .formatted(published.hostPort(), holders.get(0)),
                "end that process, or publish another port: pulumi config set --stack %s --path"
                        .formatted(deployed.topology().stack().stack())
                    + " 'versatile-hub:%s' PORT".formatted(setting(published))),
            Stream.concat(
                    holders.stream()
                        .map(
                            holder ->
                                "listens on port %s: %s".formatted(published.hostPort(), holder)),
                    deployed.container(service).map(ContainerState::status).stream()
                        .map(status -> "its container is not running: " + status))
                .toList()));
  }

  private String setting(PublishedPort published) {
    return published.hostPort().equals(deployed.topology().environment().gateway().httpPort())
        ? "gateway.httpPort"
        : "gateway.httpsPort";
  }
}
