package app.versatilehub.provisioning;

import static java.util.stream.Collectors.toMap;

import app.versatilehub.dockerplan.ContainerLabels;
import app.versatilehub.dockerplan.Traefik;
import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Confinement;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.HealthCheck;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.JobAttempts;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import com.pulumi.core.Output;
import com.pulumi.docker.Container;
import com.pulumi.docker.ContainerArgs;
import com.pulumi.docker.inputs.ContainerCapabilitiesArgs;
import com.pulumi.docker.inputs.ContainerHealthcheckArgs;
import com.pulumi.docker.inputs.ContainerLabelArgs;
import com.pulumi.docker.inputs.ContainerNetworksAdvancedArgs;
import com.pulumi.docker.inputs.ContainerPortArgs;
import com.pulumi.docker.inputs.ContainerUploadArgs;
import com.pulumi.docker.inputs.ContainerVolumeArgs;
import com.pulumi.resources.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Registers the container of one service. */
final class ContainerResource {

  private static final String ENGINE_SOCKET = "/var/run/docker.sock";
  private static final String IN_MEMORY = "rw,noexec,nosuid,nodev,size=64m";

  /** Without it a log grows until the disk is full. */
  private static final Map<String, Object> LOG_ROTATION =
      Map.of("max-size", "10m", "max-file", "3");

  private final Topology topology;
  private final Service service;
  private final Workload workload;
  private final Registered registered;
  private final SecretValues secrets;
  private final JobAttempts attempts;

  ContainerResource(
      Topology topology,
      Service service,
      Registered registered,
      SecretValues secrets,
      JobAttempts attempts) {
    this.topology = topology;
    this.service = service;
    this.workload = Traefik.workload(topology, service);
    this.registered = registered;
    this.secrets = secrets;
    this.attempts = attempts;
  }

  Container register(ModuleComponent module, Output<List<Resource>> needed) {
    ContainerArgs.Builder args =
        ContainerArgs.builder()
            .name(service.containerName().value())
            .image(workload.image().value())
            .restart(isJob() ? "no" : "unless-stopped")
            .labels(labels())
            .envs(environment())
            .networksAdvanced(service.attachments().stream().map(this::attachment).toList())
            .volumes(mounts())
            .uploads(files())
            .logDriver("json-file")
            .logOpts(LOG_ROTATION);
    confine(args);
    if (isJob()) {
      args.mustRun(false).attach(true).logs(true);
    }
    if (!workload.entrypoint().isEmpty()) {
      args.entrypoints(workload.entrypoint());
    }
    if (!workload.command().isEmpty()) {
      args.command(workload.command());
    }
    List<ContainerPortArgs> ports = publishedPorts();
    if (!ports.isEmpty()) {
      args.ports(ports);
    }
    workload.health().ifPresent(check -> healthCheck(args, check));
    return new Container(
        service.name().value(),
        args.build(),
        module
            .child(needed)
            // The name is fixed, so the old container must go before the new one comes, unless it
            // gives its name up.
            .deleteBeforeReplace(!topology.handsOver(service))
            // The provider would report an update of these and leave the container as it is.
            .replaceOnChanges(List.of("healthcheck", "tmpfs", "init"))
            // A job's log may hold what it was given.
            .additionalSecretOutputs(isJob() ? List.of("containerLogs") : List.of())
            .build());
  }

  private boolean isJob() {
    return service.kind() == ServiceKind.JOB;
  }

  private void confine(ContainerArgs.Builder args) {
    Confinement confinement = workload.confinement();
    args.capabilities(
            ContainerCapabilitiesArgs.builder()
                .drops("ALL")
                // As the engine spells them, or a refresh would see a difference.
                .adds(confinement.capabilities().stream().map(name -> "CAP_" + name).toList())
                .build())
        .securityOpts("no-new-privileges")
        .readOnly(workload.hasReadOnlyRoot())
        .init(confinement.init())
        .stopTimeout((int) confinement.grace().toSeconds())
        .destroyGraceSeconds((int) confinement.grace().toSeconds());
    if (!confinement.writable().isEmpty()) {
      args.tmpfs(
          confinement.writable().stream()
              .collect(toMap(folder -> folder, folder -> (Object) IN_MEMORY)));
    }
    // As much swap as memory would let it grow to twice its limit.
    confinement.memory().ifPresent(limit -> args.memory(limit).memorySwap(limit));
    confinement.sharedMemory().ifPresent(args::shmSize);
  }

  private List<ContainerLabelArgs> labels() {
    SortedMap<String, String> labels = new TreeMap<>(ContainerLabels.of(topology, service));
    int failures = isJob() ? attempts.failures(topology.stack(), service) : 0;
    if (failures > 0) {
      labels.put(Labels.ATTEMPT, Integer.toString(failures));
    }
    return labels.entrySet().stream()
        .map(
            label ->
                ContainerLabelArgs.builder().label(label.getKey()).value(label.getValue()).build())
        .toList();
  }

  private Output<List<String>> environment() {
    List<Output<String>> variables = new ArrayList<>();
    workload
        .environment()
        .forEach((variable, value) -> variables.add(Output.of(variable + "=" + value)));
    for (SecretUse use : workload.secrets()) {
      if (use instanceof SecretUse.Variable variable) {
        variables.add(
            secrets
                .value(variable.secret())
                .applyValue(value -> variable.variable() + "=" + value));
      }
    }
    return Output.all(variables);
  }

  private List<ContainerUploadArgs> files() {
    List<ContainerUploadArgs> files = new ArrayList<>();
    workload
        .files()
        .forEach(
            (path, content) ->
                files.add(ContainerUploadArgs.builder().file(path).content(content).build()));
    for (SecretUse use : workload.secrets()) {
      if (use instanceof SecretUse.File file) {
        files.add(
            ContainerUploadArgs.builder()
                .file(file.path())
                .content(secrets.value(file.secret()).applyValue(value -> file.before() + value))
                .build());
      } else if (use instanceof SecretUse.HashFile hash) {
        PasswordHash hashing = new PasswordHash(topology.stack(), hash.secret());
        files.add(
            ContainerUploadArgs.builder()
                .file(hash.path())
                .content(
                    secrets
                        .value(hash.secret())
                        .applyValue(value -> hash.user() + ":" + hashing.of(value)))
                .build());
      }
    }
    return files;
  }

  private ContainerNetworksAdvancedArgs attachment(Attachment attachment) {
    return ContainerNetworksAdvancedArgs.builder()
        .name(registered.network(attachment.network()))
        .aliases(attachment.aliases())
        .build();
  }

  private List<ContainerVolumeArgs> mounts() {
    List<ContainerVolumeArgs> mounts = new ArrayList<>();
    service
        .volumes()
        .forEach(
            mount ->
                mounts.add(
                    ContainerVolumeArgs.builder()
                        .volumeName(registered.volumeName(mount.volume()))
                        .containerPath(mount.path())
                        .build()));
    if (service.controlsEngine()) {
      mounts.add(ofHost(ENGINE_SOCKET, true));
    }
    for (Exposure exposure : service.exposures()) {
      if (exposure instanceof Exposure.HostMount mount) {
        mounts.add(ofHost(mount.path(), mount.readOnly()));
      }
    }
    return mounts;
  }

  private static ContainerVolumeArgs ofHost(String path, boolean readOnly) {
    return ContainerVolumeArgs.builder()
        .hostPath(path)
        .containerPath(path)
        .readOnly(readOnly)
        .build();
  }

  private List<ContainerPortArgs> publishedPorts() {
    return service
        .publishedPorts()
        .map(
            published ->
                ContainerPortArgs.builder()
                    .internal(published.port().number())
                    .external(published.hostPort().number())
                    .build())
        .toList();
  }

  private void healthCheck(ContainerArgs.Builder args, HealthCheck check) {
    HealthTiming timing = topology.environment().health();
    args.healthcheck(
            ContainerHealthcheckArgs.builder()
                .tests(check.test())
                .interval(seconds(timing.interval()))
                .timeout(seconds(timing.timeout()))
                .retries(timing.retries())
                .startPeriod(seconds(check.startPeriod()))
                .build())
        .wait_(true)
        .waitTimeout((int) timing.patience().toSeconds());
  }

  /** The provider normalises durations, and would see a difference in any other spelling. */
  private static String seconds(Duration duration) {
    long minutes = duration.toMinutes();
    return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
  }
}
