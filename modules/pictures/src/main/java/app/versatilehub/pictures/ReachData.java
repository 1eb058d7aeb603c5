package app.versatilehub.pictures;

import app.versatilehub.pictures.LiveResults.Cell;
import app.versatilehub.topology.isolation.Endpoint;
import app.versatilehub.topology.isolation.FlowEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Path;
import app.versatilehub.topology.isolation.Reach;
import app.versatilehub.topology.isolation.Reachability;
import app.versatilehub.topology.isolation.Verdict;
import app.versatilehub.topology.isolation.Zone;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every verdict with its path, for the script of the page. Paths end alike: one is a step and the
 * rest of another, so that those of 200 services take a few hundred kilobytes.
 *
 * <ul>
 *   <li>{@code sources}, {@code targets}: the zones and endpoints, as reports write them.
 *   <li>{@code costs}: for each source a text with a character for each target: how many containers
 *       must be taken over (9 stands for more, too), {@code .} where none will do, {@code -} for
 *       its own.
 *   <li>{@code paths}: for each source and target the number of the rest of its path after the
 *       source, from 1; 0 where there is none.
 *   <li>{@code rests}: in turn the number of a step in {@code steps}, and that of what follows; 0
 *       where nothing does.
 *   <li>{@code flows}: for each source the numbers of the targets that a flow declares, null unless
 *       it is a container, since those of the Internet end at the gateway; absent where the source
 *       of the inventory has no way to declare any.
 *   <li>{@code live}: what was observed, with numbers of source and target, if that was asked.
 * </ul>
 */
final class ReachData {

  private static final int MOST = 9;

  private final Reachability reachability;
  private final Map<String, Integer> steps = new HashMap<>();
  private final Map<List<Integer>, Integer> rests = new HashMap<>();
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ArrayNode stepTexts = root.putArray("steps");
  private final ArrayNode restNumbers = root.putArray("rests");

  private ReachData(Reachability reachability) {
    this.reachability = reachability;
  }

  /** As JSON that may stand inside a script element. */
  static String of(Reachability reachability, Inventory inventory, Optional<LiveResults> live) {
    ReachData data = new ReachData(reachability);
    data.verdicts();
    inventory.flows().ifPresent(data::flows);
    live.ifPresent(data::live);
    // Nothing in it ends the element, or begins a comment.
    return data.root.toString().replace("<", "\\u003c");
  }

  private void verdicts() {
    ArrayNode targets = root.putArray("targets");
    reachability.endpoints().forEach(endpoint -> targets.add(endpoint.toString()));
    ArrayNode sources = root.putArray("sources");
    ArrayNode costs = root.putArray("costs");
    ArrayNode paths = root.putArray("paths");
    for (Zone zone : reachability.zones()) {
      sources.add(zone.toString());
      Reach reach = reachability.from(zone);
      StringBuilder row = new StringBuilder();
      ArrayNode rowPaths = paths.addArray();
      for (Endpoint endpoint : reachability.endpoints()) {
        Verdict verdict = reach.to(endpoint);
        if (verdict instanceof Verdict.Open open) {
          row.append('0');
          rowPaths.add(rest(open.path()));
        } else if (verdict instanceof Verdict.ByCompromise by) {
          row.append(Math.min(by.compromised().size(), MOST));
          rowPaths.add(rest(by.path()));
        } else {
          row.append(zone.equals(new Zone.Container(endpoint.container())) ? '-' : '.');
          rowPaths.add(0);
        }
      }
      costs.add(row.toString());
    }
  }

  /** The number of what follows a path's first step, which is its source. */
  private int rest(Path path) {
    int rest = 0;
    for (int i = path.steps().size() - 1; i > 0; i--) {
      int step = steps.computeIfAbsent(path.steps().get(i), this::newStep);
      rest = rests.computeIfAbsent(List.of(step, rest), this::newRest);
    }
    return rest;
  }

  private int newStep(String text) {
    stepTexts.add(text);
    return steps.size();
  }

  private int newRest(List<Integer> pair) {
    pair.forEach(restNumbers::add);
    return rests.size() + 1;
  }

  private void flows(List<FlowEntry> flows) {
    Set<String> declared = new HashSet<>();
    flows.forEach(flow -> declared.add(flow.toString()));
    ArrayNode rows = root.putArray("flows");
    for (Zone zone : reachability.zones()) {
      if (!(zone instanceof Zone.Container)) {
        rows.addNull();
        continue;
      }
      ArrayNode row = rows.addArray();
      int number = 0;
      for (Endpoint endpoint : reachability.endpoints()) {
        if (declared.contains(zone + " -> " + endpoint)) {
          row.add(number);
        }
        number++;
      }
    }
  }

  /** Of several answers about one pair, the worst. */
  private void live(LiveResults results) {
    Map<String, Integer> sources = numbers(root.withArray("sources"));
    Map<String, Integer> targets = numbers(root.withArray("targets"));
    Map<List<Integer>, Cell> worst = new LinkedHashMap<>();
    for (Cell cell : results.cells()) {
      Integer source = sources.get(cell.source());
      Integer target = targets.get(cell.destination());
      if (source != null && target != null) {
        worst.merge(
            List.of(source, target),
            cell,
            (one, other) -> one.status().compareTo(other.status()) >= 0 ? one : other);
      }
    }
    ArrayNode live = root.putArray("live");
    worst.forEach(
        (pair, cell) ->
            live.addArray()
                .add(pair.get(0))
                .add(pair.get(1))
                .add(cell.status().name().toLowerCase(Locale.ROOT))
                .add(cell.observed()));
  }

  private static Map<String, Integer> numbers(Iterable<JsonNode> all) {
    Map<String, Integer> numbers = new HashMap<>();
    all.forEach(one -> numbers.putIfAbsent(one.asText(), numbers.size()));
    return numbers;
  }
}
