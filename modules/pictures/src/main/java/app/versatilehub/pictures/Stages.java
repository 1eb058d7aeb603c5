package app.versatilehub.pictures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Lays a directed graph out in stages, as Sugiyama does: the stage of a node is the longest way to
 * it, an edge over several stages has a bend in each, and the order within the stages is the best
 * that sweeps by the neighbours' middles find. The same graph gives the same layout.
 */
final class Stages {

  private static final int SWEEPS = 24;
  private static final int ROUNDS = 200;

  /**
   * An edge.
   *
   * @param from a node's number
   * @param to another's
   */
  record Edge(int from, int to) {}

  /** By node, and after those by bend. */
  private final List<Integer> stage = new ArrayList<>();

  private final List<List<Integer>> chains = new ArrayList<>();
  private final List<List<Integer>> before = new ArrayList<>();
  private final List<List<Integer>> after = new ArrayList<>();
  private final double[] position;
  private List<List<Integer>> order = new ArrayList<>();

  /**
   * Lays out.
   *
   * @param nodes how many nodes there are
   * @param edges the edges; those that close a circle are laid out the other way round
   * @param room how much a node needs along its stage, and {@code bendRoom} an edge that passes
   */
  Stages(int nodes, List<Edge> edges, double room, double bendRoom) {
    List<Edge> forward = withoutCircles(nodes, edges);
    int[] longest = longestWays(nodes, forward);
    for (int node = 0; node < nodes; node++) {
      add(longest[node]);
    }
    for (Edge edge : forward) {
      List<Integer> chain = new ArrayList<>(List.of(edge.from()));
      for (int at = longest[edge.from()] + 1; at < longest[edge.to()]; at++) {
        chain.add(add(at));
      }
      chain.add(edge.to());
      for (int i = 1; i < chain.size(); i++) {
        after.get(chain.get(i - 1)).add(chain.get(i));
        before.get(chain.get(i)).add(chain.get(i - 1));
      }
      chains.add(chain);
    }
    orderStages();
    position = new double[stage.size()];
    spread(nodes, room, bendRoom);
  }

  int stages() {
    return order.size();
  }

  int stage(int node) {
    return stage.get(node);
  }

  /** Where a node or bend is along its stage. */
  double position(int node) {
    return position[node];
  }

  /** What has edges to a node or bend, from the stage before. */
  List<Integer> before(int node) {
    return before.get(node);
  }

  /** What a node or bend has edges to, on the stage after. */
  List<Integer> after(int node) {
    return after.get(node);
  }

  /** The nodes and bends that edge {@code number} goes through, from the earliest stage on. */
  List<Integer> chain(int number) {
    return chains.get(number);
  }

  private int add(int at) {
    stage.add(at);
    before.add(new ArrayList<>());
    after.add(new ArrayList<>());
    return stage.size() - 1;
  }

  private static List<Edge> withoutCircles(int nodes, List<Edge> edges) {
    List<Edge> forward = new ArrayList<>();
    for (Edge edge : edges) {
      forward.add(
          leads(nodes, forward, edge.to(), edge.from()) ? new Edge(edge.to(), edge.from()) : edge);
    }
    return forward;
  }

  private static boolean leads(int nodes, List<Edge> edges, int from, int to) {
    boolean[] seen = new boolean[nodes];
    seen[from] = true;
    for (boolean changed = true; changed; ) {
      changed = false;
      for (Edge edge : edges) {
        if (seen[edge.from()] && !seen[edge.to()]) {
          seen[edge.to()] = true;
          changed = true;
        }
      }
    }
    return seen[to];
  }

  private static int[] longestWays(int nodes, List<Edge> edges) {
    int[] longest = new int[nodes];
    for (boolean changed = true; changed; ) {
      changed = false;
      for (Edge edge : edges) {
        if (longest[edge.to()] <= longest[edge.from()]) {
          longest[edge.to()] = longest[edge.from()] + 1;
          changed = true;
        }
      }
    }
    return longest;
  }

  private void orderStages() {
    int count = stage.stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    List<List<Integer>> current = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      current.add(new ArrayList<>());
    }
    Set<Integer> seen = new HashSet<>();
    IntStream.range(0, stage.size()).forEach(node -> visit(node, seen, current));
    order = copy(current);
    long fewest = crossings(current);
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 1; i < count; i++) {
        int at = down ? i : count - 1 - i;
        List<Integer> fixed = current.get(down ? at - 1 : at + 1);
        List<List<Integer>> neighbours = down ? before : after;
        double[] middle = new double[stage.size()];
        for (int place = 0; place < current.get(at).size(); place++) {
          int node = current.get(at).get(place);
          middle[node] =
              neighbours.get(node).stream().mapToInt(fixed::indexOf).average().orElse(place);
        }
        current.get(at).sort(Comparator.comparingDouble(node -> middle[node]));
      }
      long crossings = crossings(current);
      if (crossings < fewest) {
        fewest = crossings;
        order = copy(current);
      }
    }
  }

  private void visit(int node, Set<Integer> seen, List<List<Integer>> into) {
    if (seen.add(node)) {
      into.get(stage.get(node)).add(node);
      after.get(node).forEach(next -> visit(next, seen, into));
    }
  }

  private static List<List<Integer>> copy(List<List<Integer>> lists) {
    List<List<Integer>> copy = new ArrayList<>();
    lists.forEach(list -> copy.add(List.copyOf(list)));
    return copy;
  }

  /** How many pairs of edges between neighbouring stages cross. */
  private long crossings(List<List<Integer>> stages) {
    long crossings = 0;
    for (int at = 0; at + 1 < stages.size(); at++) {
      List<Integer> next = stages.get(at + 1);
      List<Integer> ends = new ArrayList<>();
      for (int node : stages.get(at)) {
        after.get(node).stream().map(next::indexOf).sorted().forEach(ends::add);
      }
      for (int i = 0; i < ends.size(); i++) {
        for (int j = i + 1; j < ends.size(); j++) {
          crossings += ends.get(j) < ends.get(i) ? 1 : 0;
        }
      }
    }
    return crossings;
  }

  /** Moves everything as near to the middle of its neighbours as the others on its stage let it. */
  private void spread(int nodes, double room, double bendRoom) {
    double[] half = new double[stage.size()];
    Arrays.setAll(half, node -> (node < nodes ? room : bendRoom) / 2);
    for (List<Integer> list : order) {
      double at = 0;
      for (int node : list) {
        position[node] = at + half[node];
        at += 2 * half[node];
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      boolean down = round % 2 == 0;
      for (int i = 0; i < order.size(); i++) {
        List<Integer> list = order.get(down ? i : order.size() - 1 - i);
        double[] wanted = new double[list.size()];
        for (int place = 0; place < wanted.length; place++) {
          int node = list.get(place);
          wanted[place] =
              IntStream.concat(
                      before.get(node).stream().mapToInt(Integer::intValue),
                      after.get(node).stream().mapToInt(Integer::intValue))
                  .mapToDouble(neighbour -> position[neighbour])
                  .average()
                  .orElse(position[node]);
        }
        settle(list, wanted, half);
      }
    }
    double first =
        Arrays.stream(order.stream().flatMap(List::stream).mapToInt(i -> i).toArray())
            .mapToDouble(node -> position[node] - half[node])
            .min()
            .orElse(0);
    Arrays.setAll(position, node -> position[node] - first);
  }

  /** As near to what is wanted as can be in this order: those that touch move together. */
  private void settle(List<Integer> list, double[] wanted, double[] half) {
    List<double[]> blocks = new ArrayList<>();
    double offset = 0;
    double[] offsets = new double[list.size()];
    for (int i = 0; i < list.size(); i++) {
      offsets[i] = offset + half[list.get(i)];
      offset += 2 * half[list.get(i)];
      // Where the block would begin, and of how many it is the mean.
      blocks.add(new double[] {wanted[i] - offsets[i], 1});
      while (blocks.size() > 1
          && blocks.get(blocks.size() - 2)[0] > blocks.get(blocks.size() - 1)[0]) {
        double[] last = blocks.remove(blocks.size() - 1);
        double[] one = blocks.get(blocks.size() - 1);
        one[0] = (one[0] * one[1] + last[0] * last[1]) / (one[1] + last[1]);
        one[1] += last[1];
      }
    }
    int i = 0;
    for (double[] block : blocks) {
      for (int n = 0; n < block[1]; n++, i++) {
        position[list.get(i)] = block[0] + offsets[i];
      }
    }
  }
}
