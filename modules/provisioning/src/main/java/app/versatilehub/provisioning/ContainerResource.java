package app.versatilehub.provisioning;

import app.versatilehub.dockerplan.ContainerLabels;
import app.versatilehub.dockerplan.Traefik;
import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.HealthCheck;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import com.pulumi.core.Output;
import com.pulumi.docker.Container;
import com.pulumi.docker.ContainerArgs;
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

/** Registers the container of one service. */
final class ContainerResource {

  private static final String ENGINE_SOCKET = "/var/run/docker.sock";

  private final Topology topology;
  private final Service service;
  private final Workload workload;
  private final Registered registered;
  private final SecretValues secrets;

  ContainerResource(
      Topology topology, Service service, Registered registered, SecretValues secrets) {
    this.topology = topology;
    this.service = service;
    this.workload = Traefik.runs(service) ? Traefik.gateway(topology, service) : service.workload();
    this.registered = registered;
    this.secrets = secrets;
  }

  Container register(ModuleComponent module, List<Resource> needed) {
    ContainerArgs.Builder args =
        ContainerArgs.builder()
            .name(service.containerName().value())
            .image(workload.image().value())
            .restart("unless-stopped")
            .labels(labels())
            .envs(environment())
            .networksAdvanced(service.attachments().stream().map(this::attachment).toList())
            .volumes(mounts())
            .uploads(secretFiles());
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
            // The name is fixed, so the old container must go before the new one comes.
            .deleteBeforeReplace(true)
            // The provider would report an update of these and leave the container as it is.
            .replaceOnChanges(List.of("healthcheck"))
            .build());
  }

  private List<ContainerLabelArgs> labels() {
    return ContainerLabels.of(topology, service).entrySet().stream()
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

  private List<ContainerUploadArgs> secretFiles() {
    List<ContainerUploadArgs> files = new ArrayList<>();
    for (SecretUse use : workload.secrets()) {
      if (use instanceof SecretUse.File file) {
        files.add(
            ContainerUploadArgs.builder()
                .file(file.path())
                .content(secrets.value(file.secret()).applyValue(value -> file.before() + value))
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
      mounts.add(
          ContainerVolumeArgs.builder()
              .hostPath(ENGINE_SOCKET)
              .containerPath(ENGINE_SOCKET)
              .readOnly(true)
              .build());
    }
    return mounts;
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
