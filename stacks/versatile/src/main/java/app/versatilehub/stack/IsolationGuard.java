package app.versatilehub.stack;

import app.versatilehub.provisioning.RegistrationGate;
import app.versatilehub.readers.DockerResource;
import app.versatilehub.readers.DockerResourceReader;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.FlowEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Proof;
import app.versatilehub.topology.isolation.ReachDiff;
import app.versatilehub.topology.isolation.TopologyInventory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Judges twice by the same analysis: the topology, before anything is registered; and what really
 * was registered, by whomever, before it is let through to the engine. What is not known until some
 * of it has been created, such as the name that the engine gives to a network, is judged as soon as
 * it is.
 */
final class IsolationGuard {

  private static final int MOST_CHANGES = 20;

  private final Topology topology;
  private final Optional<EngineVersion> engine;
  private final Policy policy;
  private final Consumer<String> warn;
  private final Set<Finding> told = new HashSet<>();
  private Inventory registered;

  /**
   * Guards one run.
   *
   * @param topology what is declared
   * @param engine the engine's release, where it is known
   * @param policy the measure
   * @param warn told each warning once
   */
  IsolationGuard(
      Topology topology, Optional<EngineVersion> engine, Policy policy, Consumer<String> warn) {
    this.topology = topology;
    this.engine = engine;
    this.policy = policy;
    this.warn = warn;
    this.registered = TopologyInventory.of(topology);
  }

  /**
   * Judges what is declared.
   *
   * @throws FindingsException if it breaks a rule
   */
  void judgeTopology() {
    judge(registered, "the isolation of stack " + topology.stack());
  }

  /**
   * Judges what waits at {@code gate}, and opens it.
   *
   * @return the proof, as the stack tells it to others
   * @throws FindingsException if it breaks a rule
   */
  Map<String, Object> judgeRegistered(RegistrationGate gate) {
    String title = "the isolation of what stack %s registers".formatted(topology.stack());
    List<RegistrationGate.Asked> asked = gate.asked();
    registered = inventory(title, asked);
    Judgement judgement = judge(registered, title);
    gate.open();
    if (asked.stream().allMatch(RegistrationGate.Asked::complete)) {
      return summary(judgement);
    }
    try {
      registered = inventory(title, gate.whole().join());
      return summary(judge(registered, title));
    } catch (CompletionException e) {
      // A resource could not be made, which Pulumi reports itself.
      return summary(judgement);
    }
  }

  /**
   * What the run opens and closes, in words.
   *
   * @param before what was there before
   */
  String changesSince(Inventory before) {
    ReachDiff diff = ReachDiff.between(before.onEngine(engine), registered.onEngine(engine));
    if (diff.opened().isEmpty() && diff.closed().isEmpty()) {
      return "reach: nothing opens or closes";
    }
    List<String> lines = new ArrayList<>();
    diff.opened().forEach(change -> lines.add("opens " + change));
    diff.closed().forEach(change -> lines.add("closes " + change));
    String more =
        lines.size() > MOST_CHANGES
            ? "\n  and %d more; ./versatile diff lists all".formatted(lines.size() - MOST_CHANGES)
            : "";
    return "reach: %d open, %d close\n  ".formatted(diff.opened().size(), diff.closed().size())
        + String.join("\n  ", lines.subList(0, Math.min(MOST_CHANGES, lines.size())))
        + more;
  }

  private Judgement judge(Inventory inventory, String title) {
    Judgement judgement = Judge.judge(inventory.onEngine(engine), policy);
    List<Finding> errors = judgement.atLeast(Severity.ERROR);
    if (!errors.isEmpty()) {
      throw new FindingsException(title, errors);
    }
    judgement.atLeast(Severity.WARNING).stream()
        .filter(told::add)
        .forEach(finding -> warn.accept(finding.text()));
    return judgement;
  }

  private Inventory inventory(String title, List<RegistrationGate.Asked> asked) {
    Inventory registered =
        DockerResourceReader.read(title, asked.stream().map(IsolationGuard::resource).toList());
    Set<String> names = new HashSet<>();
    registered.containers().forEach(container -> names.add(container.name()));
    List<FlowEntry> flows =
        TopologyInventory.flows(topology).stream()
            .filter(flow -> names.contains(flow.destination()))
            .filter(flow -> flow.source().map(names::contains).orElse(true))
            .toList();
    Set<String> egress = new HashSet<>(TopologyInventory.egress(topology));
    egress.retainAll(names);
    return registered.intending(flows, egress).under(topology.environment().policy());
  }

  private static DockerResource resource(RegistrationGate.Asked asked) {
    Map<String, Object> inputs = new TreeMap<>(asked.inputs());
    if (!asked.complete() && !inputs.containsKey("networksAdvanced")) {
      // Not known yet is not the same as not set, which would be the engine's default network.
      inputs.putIfAbsent("networkMode", "none");
    }
    return new DockerResource(
        asked.key(), asked.type(), asked.name(), inputs, asked.dependencies());
  }

  private static Map<String, Object> summary(Judgement judgement) {
    Proof proof = judgement.proof();
    Map<String, Object> summary = new TreeMap<>();
    summary.put("networks", proof.networks());
    summary.put("services", proof.containers());
    summary.put("pairs", proof.pairs());
    summary.put("open", proof.open());
    summary.put("openByCompromise", proof.byCompromise());
    summary.put("closed", proof.closed());
    summary.put("undeclared", proof.undeclared());
    proof
        .compromisesToDatastore()
        .ifPresent(needed -> summary.put("compromisesToDatastore", needed));
    summary.put(
        "waived",
        judgement.waived().stream()
            .map(
                waived ->
                    "%s (%s) until %s: %s"
                        .formatted(
                            waived.finding().id(),
                            waived.finding().subject(),
                            waived.waiver().expires(),
                            waived.waiver().reason()))
            .toList());
    summary.put("hash", proof.hash());
    return summary;
  }
}
