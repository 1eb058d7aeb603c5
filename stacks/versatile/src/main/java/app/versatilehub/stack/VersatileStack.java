package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import app.versatilehub.provisioning.DockerResources;
import app.versatilehub.provisioning.Rollout;
import app.versatilehub.topology.JobAttempts;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Topology;
import com.pulumi.Context;
import com.pulumi.core.Output;
import java.util.Map;
import java.util.TreeMap;

/** Registers a stack's resources and outputs; all that could be refused has been judged before. */
final class VersatileStack {

  private VersatileStack() {}

  /**
   * Registers everything.
   *
   * @param topology what is to exist
   * @param secrets a value for each secret that the topology uses
   * @param attempts how often each job has failed
   * @param rollout watches over replicas that are made anew
   */
  static void define(
      Context context,
      Topology topology,
      Map<String, String> secrets,
      JobAttempts attempts,
      Rollout rollout) {
    DockerResources.register(
        topology,
        name -> Output.ofSecret(requireNonNull(secrets.get(name), name)),
        attempts,
        rollout);
    Map<String, String> urls = new TreeMap<>();
    topology
        .routes()
        .forEach(
            route -> urls.put(route.service().value(), topology.environment().url(route.host())));
    Map<String, String> networks = new TreeMap<>();
    for (Network network : topology.networks()) {
      networks.put(network.name().value(), network.engineName().value());
    }
    context.export("urls", urls).export("networks", networks);
  }
}
