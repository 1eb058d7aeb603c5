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
  private final Map<String, ModuleComponent> modules = new TreeMap<>();
  private final Registered registered = new Registered();

  private DockerResources(Topology topology, SecretValues secrets, JobAttempts attempts) {
    this.topology = topology;
    this.secrets = secrets;
    this.attempts = attempts;
  }

  /** Registers everything that {@code topology} declares, except external networks. */
  public static void register(Topology topology, SecretValues secrets, JobAttempts attempts) {
    new DockerResources(topology, secrets, attempts).register();
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
    Output<List<Resource>> needed = Output.all(service.needs().stream().map(this::ready).toList());
    registered.container(
        service.name(),
        new ContainerResource(topology, service, registered, secrets, attempts)
            .register(moduleOf(service.module()), needed));
  }

  /** The container of {@code name} when others may start: it is healthy, or has ended well. */
  private Output<Resource> ready(ServiceName name) {
    Service service = topology.service(name);
    Container container = registered.container(name);
    return service.kind() == ServiceKind.JOB
        ? JobResult.ofEnded(service, container)
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
