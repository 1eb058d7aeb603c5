package app.versatilehub.configuration;

import app.versatilehub.chat.ChatModule;
import app.versatilehub.hub.HubModule;
import app.versatilehub.shared.SharedModule;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.TopologyBuilder;

/** The whole system: what the three modules declare, as one topology. */
public final class VersatileHub {

  private VersatileHub() {}

  /**
   * Composes the topology for one environment.
   *
   * @throws app.versatilehub.topology.FindingsException with every contradiction at once
   */
  public static Topology topology(Environment environment) {
    TopologyBuilder topology = TopologyBuilder.of(environment);
    SharedModule.declare(topology);
    ChatModule.declare(topology);
    HubModule.declare(topology);
    return topology.build();
  }
}
