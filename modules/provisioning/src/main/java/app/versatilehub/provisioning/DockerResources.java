package app.versatilehub.provisioning;

import app.versatilehub.topology.Network;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import com.pulumi.core.Output;
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
  private final Map<String, ModuleComponent> modules = new TreeMap<>();
  private final Registered registered = new Registered();

  private DockerResources(Topology topology, SecretValues secrets) {
    this.topology = topology;
    this.secrets = secrets;
  }

  /** Registers everything that {@code topology} declares, except external networks. */
  public static void register(Topology topology, SecretValues secrets) {
    new DockerResources(topology, secrets).register();
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
    List<Resource> needed = service.needs().stream().<Resource>map(registered::container).toList();
    registered.container(
        service.name(),
        new ContainerResource(topology, service, registered, secrets)
            .register(moduleOf(service.module()), needed));
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
