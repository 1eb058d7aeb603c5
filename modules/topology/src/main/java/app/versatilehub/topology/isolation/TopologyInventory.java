package app.versatilehub.topology.isolation;

import app.versatilehub.topology.BoundPort;
import app.versatilehub.topology.Flow;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Subnet;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a topology as an inventory. */
public final class TopologyInventory {

  private TopologyInventory() {}

  /** The whole of {@code topology}, for an engine of any release. */
  public static Inventory of(Topology topology) {
    HostIsolation isolation = topology.environment().hostIsolation();
    return new Inventory(
        "stack " + topology.stack(),
        Optional.empty(),
        topology.networks().stream().map(network -> network(network, isolation)).toList(),
        topology.services().stream().map(TopologyInventory::container).toList(),
        topology.routes().stream()
            .flatMap(
                route ->
                    topology
                        .replicas(route.service())
                        .map(
                            service ->
                                new RouteEntry(
                                    route.host().value(),
                                    service.name().value(),
                                    Optional.of(route.port()),
                                    Optional.of(route.network().value()))))
            .toList(),
        Optional.of(flows(topology)),
        egress(topology),
        topology.environment().policy());
  }

  /** The conversations that {@code topology} declares. */
  public static List<FlowEntry> flows(Topology topology) {
    return topology.flows().stream()
        .map(flow -> new FlowEntry(source(flow), flow.destination().value(), flow.port()))
        .toList();
  }

  /** The services of {@code topology} that are meant to reach the Internet. */
  public static Set<String> egress(Topology topology) {
    return topology.leaving().stream().map(ServiceName::value).collect(Collectors.toSet());
  }

  private static Optional<String> source(Flow flow) {
    return flow.source() instanceof Flow.Source.Service service
        ? Optional.of(service.name().value())
        : Optional.empty();
  }

  private static NetworkEntry network(Network network, HostIsolation isolation) {
    return new NetworkEntry(
        network.name().value(),
        network.driver(),
        // Of an external network only its owner knows.
        network.internal() && !network.isExternal(),
        network.isExternal(),
        network.hasIpv6(),
        network.subnets().stream().map(Subnet::range).toList(),
        bridge(network, isolation));
  }

  private static BridgeOptions bridge(Network network, HostIsolation isolation) {
    BridgeOptions set = BridgeOptions.of(network.options());
    if (!network.internal() || !network.usesBridgeDriver() || network.isExternal()) {
      return set;
    }
    return switch (isolation) {
      case INHIBIT_IPV4 -> new BridgeOptions(Gateway.ABSENT, set.ipv6(), set.membersMeet());
      case GATEWAY_MODE -> new BridgeOptions(Gateway.ABSENT, Gateway.ABSENT, set.membersMeet());
    };
  }

  private static ContainerEntry container(Service service) {
    return new ContainerEntry(
        service.name().value(),
        service.sharedName().value(),
        service.kind(),
        new NetworkAttachment.Networks(
            service.attachments().stream()
                .map(
                    attachment -> {
                      TreeSet<String> names = new TreeSet<>(attachment.aliases());
                      names.add(service.containerName().value());
                      return new Membership(attachment.network().value(), names);
                    })
                .toList()),
        new TreeSet<>(service.ports()),
        service.bound().stream()
            .collect(Collectors.toMap(BoundPort::port, bound -> bound.network().value())),
        true,
        service.exposures(),
        settings(service.workload()));
  }

  private static List<Setting> settings(Workload workload) {
    List<Setting> settings = new ArrayList<>();
    workload
        .environment()
        .forEach((name, value) -> settings.add(new Setting(Place.ENVIRONMENT, name, value)));
    List<String> words = new ArrayList<>(workload.entrypoint());
    words.addAll(workload.command());
    for (int i = 0; i < words.size(); i++) {
      settings.add(new Setting(Place.COMMAND, Integer.toString(i), words.get(i)));
    }
    return settings;
  }
}
