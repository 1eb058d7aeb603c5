package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Severity;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether each service's container is there, runs and is well. */
final class ContainerChecks {

  private final Deployed deployed;
  private final Observations observations;

  ContainerChecks(Deployed deployed, Observations observations) {
    this.deployed = deployed;
    this.observations = observations;
  }

  Stream<Diagnosis> check() {
    return deployed.topology().services().stream().flatMap(this::check);
  }

  private Stream<Diagnosis> check(Service service) {
    return deployed
        .container(service)
        .map(container -> state(service, container))
        .orElseGet(() -> missing(service));
  }

  private Stream<Diagnosis> missing(Service service) {
    String name = service.containerName().value();
    // Somebody else's container of that name is the cause, and the preflight tells of it.
    return deployed.snapshot().container(name).isPresent()
        ? Stream.empty()
        : Stream.of(
            Diagnosis.of(
                Finding.error(
                    "container-missing",
                    Deployed.subject(service),
                    "its container '%s' is not there".formatted(name),
                    "make it again: " + deployed.deployAgain()),
                deployed.whoMisses(service)));
  }

  private Stream<Diagnosis> state(Service service, ContainerState container) {
    return switch (container.status()) {
      case CREATED -> Stream.of(stopped(service, container, "was never started"));
      case EXITED -> exited(service, container);
      case DEAD, REMOVING -> Stream.of(broken(service, container));
      case PAUSED -> Stream.of(paused(service, container));
      case RESTARTING -> Stream.of(restarting(service, container));
      case RUNNING ->
          container.health().stream().flatMap(health -> health(service, container, health));
    };
  }

  private Stream<Diagnosis> exited(Service service, ContainerState container) {
    boolean done = service.kind() == ServiceKind.JOB && container.exitCode() == 0;
    return done
        ? Stream.empty()
        : Stream.of(
            stopped(
                service, container, "has stopped, exit code %d".formatted(container.exitCode())));
  }

  private Diagnosis stopped(Service service, ContainerState container, String how) {
    return Diagnosis.of(
            Finding.error(
                "service-stopped",
                Deployed.subject(service),
                "its container '%s' %s%s".formatted(container.name(), how, hint(container)),
                "docker start " + container.name()),
            evidence(service, container))
        .healedBy(new Fix.Start(container.name()));
  }

  /** What the usual exit codes mean. */
  private static String hint(ContainerState container) {
    if (container.status() != Status.EXITED) {
      return "";
    }
    return switch (container.exitCode()) {
      case 137 -> " (killed: by docker kill, or for want of memory)";
      case 139 -> " (it crashed)";
      case 143 -> " (asked to end, as docker stop does)";
      default -> "";
    };
  }

  private Diagnosis broken(Service service, ContainerState container) {
    return Diagnosis.of(
        Finding.error(
            "service-stopped",
            Deployed.subject(service),
            "its container '%s' is being removed, or could not be".formatted(container.name()),
            "docker rm --force %s, then %s".formatted(container.name(), deployed.deployAgain())),
        deployed.whoMisses(service));
  }

  private Diagnosis paused(Service service, ContainerState container) {
    return Diagnosis.of(
            Finding.error(
                "service-paused",
                Deployed.subject(service),
                "its container '%s' is paused: connections to it hang".formatted(container.name()),
                "docker unpause " + container.name()),
            deployed.whoMisses(service))
        .healedBy(new Fix.Unpause(container.name()));
  }

  private Diagnosis restarting(Service service, ContainerState container) {
    return Diagnosis.of(
        Finding.error(
            "service-restarting",
            Deployed.subject(service),
            "its container '%s' ends as soon as it is started, exit code %d"
                .formatted(container.name(), container.exitCode()),
            "mend what its log complains of: docker logs --tail 50 " + container.name()),
        evidence(service, container));
  }

  private Stream<Diagnosis> health(Service service, ContainerState container, Health health) {
    boolean routed = deployed.topology().routeTo(service.sharedName()).isPresent();
    return switch (health) {
      case HEALTHY -> Stream.empty();
      case STARTING ->
          Stream.of(
              Diagnosis.of(
                  new Finding(
                      "service-starting",
                      Severity.INFO,
                      Deployed.subject(service),
                      "its health check has not passed yet"
                          + (routed ? ", and until then the gateway leaves it out" : ""),
                      "wait, and ask again")));
      case UNHEALTHY ->
          Stream.of(
              Diagnosis.of(
                  Finding.error(
                      "service-unhealthy",
                      Deployed.subject(service),
                      "its container '%s' runs, but fails its health check"
                              .formatted(container.name())
                          + (routed ? ", so the gateway leaves it out" : ""),
                      "see what the check says: docker inspect --format '{{json .State.Health.Log}}' "
                          + container.name()),
                  evidence(service, container)));
    };
  }

  private List<String> evidence(Service service, ContainerState container) {
    List<String> lines = new ArrayList<>(deployed.whoMisses(service));
    observations.lastLines().of(container).stream().map("log: "::concat).forEach(lines::add);
    return lines;
  }
}
