package app.versatilehub.provisioning;

import app.versatilehub.topology.JobAttempts;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import com.pulumi.core.Output;
import com.pulumi.docker.Container;
import com.pulumi.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Registers the resources of a topology: first all networks and volumes, then the containers, each
 * after those it needs.
 */
public final class DockerResources {

  private final Topology topology;
  private final SecretValues secrets;
  private final JobAttempts attempts;
  private final Rollout rollout;
  private final Map<String, ModuleComponent> modules = new TreeMap<>();
  private final Registered registered = new Registered();

  private DockerResources(
      Topology topology, SecretValues secrets, JobAttempts attempts, Rollout rollout) {
    this.topology = topology;
    this.secrets = secrets;
    this.attempts = attempts;
    this.rollout = rollout;
  }

  /** Registers everything that {@code topology} declares, except external networks. */
  public static void register(
      Topology topology, SecretValues secrets, JobAttempts attempts, Rollout rollout) {
    new DockerResources(topology, secrets, attempts, rollout).register();
  }

  private void register() {
    topology.networks().forEach(this::registerNetwork);
    topology.services().forEach(this::registerVolumes);
    topology.services().forEach(this::registerContainer);
    modules.forEach((name, module) -> module.finish(containerNames(name)));
  }

  private void registerNetwork(Network network) {
    registered.network(
        network.name(),
        network.isExternal()
            ? Output.of(network.engineName().value())
            : Registered.nameOf(
                NetworkResource.register(topology, network, moduleOf(network.module())),
                network.engineName()));
  }

  private void registerVolumes(Service service) {
    service
        .volumes()
        .forEach(
            mount ->
                registered.volume(
                    mount.volume(),
                    volume ->
                        VolumeResource.register(
                            topology, volume, service.module(), moduleOf(service.module()))));
  }

  private void registerContainer(Service service) {
    Output<List<Resource>> needed =
        Output.all(service.needs().stream().map(need -> ready(need, service)).toList());
    registered.container(
        service.name(),
        new ContainerResource(topology, service, registered, secrets, attempts)
            .register(moduleOf(service.module()), needed));
  }

  /**
   * The container of {@code name} when {@code next} may start: it is healthy, or has ended well. A
   * replica waits until the one before it is asked, since it may have to go itself.
   */
  private Output<Resource> ready(ServiceName name, Service next) {
    Service service = topology.service(name);
    Container container = registered.container(name);
    if (service.kind() == ServiceKind.JOB) {
      return JobResult.ofEnded(service, container);
    }
    return service.isReplicaOf(next)
        ? Replacement.whenAsked(service, container, rollout)
        : Output.of(container);
  }

  private ModuleComponent moduleOf(String name) {
    return modules.computeIfAbsent(name, ModuleComponent::new);
  }

  private Map<String, Output<?>> containerNames(String module) {
    Map<String, Output<?>> names = new TreeMap<>();
    topology.services().stream()
        .filter(service -> service.module().equals(module))
        .map(Service::name)
        .forEach(service -> names.put(service.value(), registered.container(service).name()));
    return names;
  }
}
