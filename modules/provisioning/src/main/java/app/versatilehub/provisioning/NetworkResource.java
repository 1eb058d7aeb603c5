package app.versatilehub.provisioning;

import app.versatilehub.dockerplan.NetworkOptions;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Topology;
import com.pulumi.docker.NetworkArgs;
import com.pulumi.docker.inputs.NetworkIpamConfigArgs;
import com.pulumi.docker.inputs.NetworkLabelArgs;
import java.util.Map;

/** Registers one network. */
final class NetworkResource {

  private NetworkResource() {}

  static com.pulumi.docker.Network register(
      Topology topology, Network network, ModuleComponent module) {
    Map<String, Object> options =
        Map.copyOf(NetworkOptions.of(network, topology.environment().hostIsolation()));
    NetworkArgs.Builder args =
        NetworkArgs.builder()
            .name(network.engineName().value())
            .driver(network.driver())
            .internal(network.internal())
            .ipv6(network.hasIpv6())
            .ipamConfigs(
                network.subnets().stream()
                    .map(
                        subnet ->
                            NetworkIpamConfigArgs.builder()
                                .subnet(subnet.range().value())
                                .gateway(subnet.gateway().value())
                                .build())
                    .toList())
            .labels(
                Labels.of(topology.stack(), network).entrySet().stream()
                    .map(
                        label ->
                            NetworkLabelArgs.builder()
                                .label(label.getKey())
                                .value(label.getValue())
                                .build())
                    .toList());
    if (!options.isEmpty()) {
      args.options(options);
    }
    return new com.pulumi.docker.Network(
        network.name().value(),
        args.build(),
        // Name, subnet and bridge are fixed, so the old network must go before the new one comes.
        module.child().deleteBeforeReplace(true).build());
  }
}
