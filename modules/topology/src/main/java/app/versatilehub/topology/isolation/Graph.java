package app.versatilehub.topology.isolation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A directed graph whose edges cost 0 or 1, in arrays, since a search is made for every zone. First
 * all vertices and edges, then {@link #freeze}, then searches.
 */
final class Graph {

  /** Marks what cannot be reached. */
  static final int UNREACHED = Integer.MAX_VALUE;

  private record Edge(int from, int to, int cost, boolean route, String label) {}

  private final List<String> labels = new ArrayList<>();
  private final List<Boolean> containers = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  /** The edges that leave vertex v are those from {@code first[v]} to before {@code first[v+1]}. */
  private int[] first = {};

  private Edge[] ordered = {};

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
    edges.add(new Edge(from, to, 0, false, label));
  }

  /** An edge that a gateway makes. */
  void route(int from, int to, String label) {
    edges.add(new Edge(from, to, 0, true, label));
  }

  /** From a port of a container to the container, which costs one. */
  void takeover(int endpoint, int container) {
    edges.add(new Edge(endpoint, container, 1, false, ""));
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
    edges.clear();
  }

  Optional<String> container(int vertex) {
    return containers.get(vertex) ? Optional.of(labels.get(vertex)) : Optional.empty();
  }

  /** Breadth first by cost: edges that cost nothing go on at once, the others wait their turn. */
  Search search(int start, boolean routes) {
    int[] cost = new int[labels.size()];
    int[] parent = new int[labels.size()];
    Arrays.fill(cost, UNREACHED);
    Arrays.fill(parent, -1);
    boolean[] done = new boolean[labels.size()];
    Deque<Integer> queue = new ArrayDeque<>();
    cost[start] = 0;
    queue.add(start);
    while (!queue.isEmpty()) {
      int vertex = queue.removeFirst();
      if (done[vertex]) {
        continue;
      }
      done[vertex] = true;
      for (int i = first[vertex]; i < first[vertex + 1]; i++) {
        Edge edge = ordered[i];
        int reached = cost[vertex] + edge.cost();
        if (reached < cost[edge.to()] && (routes || !edge.route())) {
          cost[edge.to()] = reached;
          parent[edge.to()] = i;
          if (edge.cost() == 0) {
            queue.addFirst(edge.to());
          } else {
            queue.addLast(edge.to());
          }
        }
      }
    }
    return new Search(this, cost, parent);
  }

  /** The costs from one vertex to all others, and the ways. */
  static final class Search {

    private final Graph graph;
    private final int[] cost;
    private final int[] parent;

    private Search(Graph graph, int[] cost, int[] parent) {
      this.graph = graph;
      this.cost = cost;
      this.parent = parent;
    }

    int cost(int vertex) {
      return cost[vertex];
    }

    /** The vertices on the cheapest way, the start first. */
    List<Integer> way(int vertex) {
      List<Integer> way = new ArrayList<>();
      way.add(vertex);
      for (int at = vertex; parent[at] >= 0; at = graph.ordered[parent[at]].from()) {
        way.add(graph.ordered[parent[at]].from());
      }
      Collections.reverse(way);
      return way;
    }

    /** The cheapest way in words. */
    Path path(int vertex) {
      List<String> steps = new ArrayList<>();
      for (int at : way(vertex)) {
        if (parent[at] >= 0) {
          add(steps, graph.ordered[parent[at]].label());
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
