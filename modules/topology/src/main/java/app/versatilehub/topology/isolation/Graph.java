package app.versatilehub.topology.isolation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A directed graph whose edges cost 0 or 1, in arrays, since a search is made for every zone. First
 * all vertices and edges, then {@link #freeze}, then searches.
 */
final class Graph {

  /** Marks what cannot be reached. */
  static final int UNREACHED = Integer.MAX_VALUE;

  /** What takes an edge. */
  enum Kind {
    /** Packets by themselves. */
    PACKETS,
    /** A gateway that passes on. */
    GATEWAY,
    /** Somebody with more than a network interface: the engine's socket, or frames of his own. */
    POWER
  }

  private record Edge(int from, int to, int cost, Kind kind, String label) {}

  private final List<String> labels = new ArrayList<>();
  private final List<Boolean> containers = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  /** The edges that leave vertex v are those from {@code first[v]} to before {@code first[v+1]}. */
  private int[] first = {};

  /** The edges in that order, and what a search needs of them beside. */
  private Edge[] ordered = {};

  private int[] to = {};
  private int[] cost = {};
  private Kind[] kind = {};

  /** A vertex that paths show as {@code label}; not at all if it is empty. */
  int vertex(String label) {
    labels.add(label);
    containers.add(false);
    return labels.size() - 1;
  }

  /** A container in somebody's hands. */
  int container(String name) {
    labels.add(name);
    containers.add(true);
    return labels.size() - 1;
  }

  void edge(int from, int to) {
    edge(from, to, "");
  }

  /** An edge that paths show as {@code label}. */
  void edge(int from, int to, String label) {
    edge(from, to, Kind.PACKETS, label);
  }

  void edge(int from, int to, Kind kind, String label) {
    edges.add(new Edge(from, to, 0, kind, label));
  }

  /** From a port of a container to the container, which costs one. */
  void takeover(int endpoint, int container) {
    edges.add(new Edge(endpoint, container, 1, Kind.PACKETS, ""));
  }

  void freeze() {
    first = new int[labels.size() + 1];
    edges.forEach(edge -> first[edge.from() + 1]++);
    for (int vertex = 0; vertex < labels.size(); vertex++) {
      first[vertex + 1] += first[vertex];
    }
    ordered = new Edge[edges.size()];
    int[] next = Arrays.copyOf(first, labels.size());
    edges.forEach(edge -> ordered[next[edge.from()]++] = edge);
    to = Arrays.stream(ordered).mapToInt(Edge::to).toArray();
    cost = Arrays.stream(ordered).mapToInt(Edge::cost).toArray();
    kind = Arrays.stream(ordered).map(Edge::kind).toArray(Kind[]::new);
    edges.clear();
  }

  Optional<String> container(int vertex) {
    return containers.get(vertex) ? Optional.of(labels.get(vertex)) : Optional.empty();
  }

  /**
   * Goes out from {@code start}, in rounds: first all that costs nothing, then what costs one, and
   * so on.
   *
   * @param kinds the kinds of edges to follow
   * @param most the cost above which nothing is looked at
   */
  Search search(int start, Set<Kind> kinds, int most) {
    int[] costs = new int[labels.size()];
    int[] parents = new int[labels.size()];
    Arrays.fill(costs, UNREACHED);
    Arrays.fill(parents, -1);
    int[] round = new int[labels.size()];
    int[] later = new int[labels.size()];
    round[0] = start;
    costs[start] = 0;
    int end = 1;
    for (int spent = 0; end > 0 && spent <= most; spent++) {
      int postponed = 0;
      for (int next = 0; next < end; next++) {
        int vertex = round[next];
        if (costs[vertex] < spent) {
          // Postponed, but then found at no cost.
          continue;
        }
        for (int i = first[vertex]; i < first[vertex + 1]; i++) {
          int reached = to[i];
          if (costs[reached] <= spent + cost[i] || !kinds.contains(kind[i])) {
            continue;
          }
          costs[reached] = spent + cost[i];
          parents[reached] = i;
          if (cost[i] == 0) {
            round[end++] = reached;
          } else {
            later[postponed++] = reached;
          }
        }
      }
      int[] swap = round;
      round = later;
      later = swap;
      end = postponed;
    }
    return new Search(this, costs, parents);
  }

  /** The costs from one vertex to all others, and the ways. */
  static final class Search {

    private final Graph graph;
    private final int[] costs;
    private final int[] parents;

    private Search(Graph graph, int[] costs, int[] parents) {
      this.graph = graph;
      this.costs = costs;
      this.parents = parents;
    }

    int cost(int vertex) {
      return costs[vertex];
    }

    /** The vertices on the cheapest way, the start first. */
    List<Integer> way(int vertex) {
      List<Integer> way = new ArrayList<>();
      way.add(vertex);
      for (int at = vertex; parents[at] >= 0; at = graph.ordered[parents[at]].from()) {
        way.add(graph.ordered[parents[at]].from());
      }
      Collections.reverse(way);
      return way;
    }

    /** The cheapest way in words. */
    Path path(int vertex) {
      List<String> steps = new ArrayList<>();
      for (int at : way(vertex)) {
        if (parents[at] >= 0) {
          add(steps, graph.ordered[parents[at]].label());
        }
        boolean takenOver = graph.containers.get(at) && !steps.isEmpty();
        add(steps, graph.labels.get(at) + (takenOver ? " taken over" : ""));
      }
      return new Path(steps);
    }

    private static void add(List<String> steps, String step) {
      if (!step.isEmpty() && (steps.isEmpty() || !steps.get(steps.size() - 1).equals(step))) {
        steps.add(step);
      }
    }
  }
}
