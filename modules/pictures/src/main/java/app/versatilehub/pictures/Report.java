package app.versatilehub.pictures;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Reachability;
import java.util.Optional;

/**
 * What a page tells of a stack.
 *
 * @param topology the stack
 * @param reachability who reaches whom in it
 * @param judgement what is wrong with that
 * @param policy by what measure
 * @param live what was found on a running engine, if that was asked
 */
public record Report(
    Topology topology,
    Reachability reachability,
    Judgement judgement,
    Policy policy,
    Optional<LiveResults> live) {

  public Report {
    requireNonNull(topology, "topology");
    requireNonNull(reachability, "reachability");
    requireNonNull(judgement, "judgement");
    requireNonNull(policy, "policy");
    requireNonNull(live, "live");
  }

  /** One page of HTML that needs nothing beside itself. */
  public String html() {
    return ReportPage.of(this);
  }
}
