package app.versatilehub.verification.drift;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What on an engine differs from what a topology declares, though nothing in the settings does:
 * changes by hand, which Pulumi does not see. What other projects have on the engine is no
 * difference, unless it meets the stack.
 */
public final class Drift {

  private Drift() {}

  /** Every difference, the most severe first; none on an engine that nobody has touched. */
  public static List<Finding> between(Topology declared, EngineSnapshot engine, Firewall firewall) {
    return Stream.of(
            new NetworkDrift(declared, engine).find(),
            new ContainerDrift(declared, engine).find(),
            new StrangerDrift(declared, engine).find(),
            new FirewallDrift(declared, engine, firewall).find())
        .flatMap(Function.identity())
        .distinct()
        .sorted()
        .toList();
  }
}
