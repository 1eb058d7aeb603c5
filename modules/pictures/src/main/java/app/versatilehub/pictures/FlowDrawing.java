package app.versatilehub.pictures;

import static java.util.Objects.requireNonNull;

import app.versatilehub.pictures.Conversations.Edge;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Draws conversations from left to right: the client, the gateway, and then stage by stage. */
final class FlowDrawing {

  private static final double MARGIN = 16;
  private static final double NODE_HEIGHT = NodeShape.HEIGHT;
  private static final double ROOM = NODE_HEIGHT + 14;
  private static final double BEND_ROOM = 20;
  private static final double STAGE_GAP = 56;
  private static final double MOST_BETWEEN_ENDS = 9;

  private final Conversations conversations;
  private final Svg svg = new Svg();
  private final NetworkPlan plan;
  private final Stages stages;
  private final double[] width;
  private final double[] left;
  private final Map<ServiceName, Integer> numbers = new HashMap<>();
  private final List<NetworkName> networks;

  private FlowDrawing(Conversations conversations) {
    this.conversations = conversations;
    plan = NetworkPlan.of(conversations.topology());
    List<Service> services = conversations.services();
    // Number 0 is the client.
    services.forEach(service -> numbers.put(service.name(), numbers.size() + 1));
    stages =
        new Stages(
            services.size() + 1,
            conversations.edges().stream()
                .map(edge -> new Stages.Edge(source(edge), number(edge.destination())))
                .toList(),
            ROOM,
            BEND_ROOM);
    width = new double[stages.stages()];
    width[0] = NodeShape.width("Client", "");
    services.forEach(
        service -> {
          int stage = stages.stage(number(service.name()));
          width[stage] =
              Math.max(width[stage], NodeShape.width(service.name().value(), note(service)));
        });
    left = new double[stages.stages()];
    double x = MARGIN;
    for (int stage = 0; stage < left.length; stage++) {
      left[stage] = x;
      x += width[stage] + STAGE_GAP;
    }
    Set<NetworkName> used = new LinkedHashSet<>();
    conversations.edges().forEach(edge -> conversations.network(edge).ifPresent(used::add));
    networks =
        conversations.topology().networks().stream()
            .map(Network::name)
            .filter(used::contains)
            .toList();
  }

  static String draw(Conversations conversations) {
    return new FlowDrawing(conversations).draw();
  }

  private int number(ServiceName name) {
    return requireNonNull(numbers.get(name));
  }

  private int source(Edge edge) {
    return edge.source().map(this::number).orElse(0);
  }

  private static String note(Service service) {
    return service.kind() == ServiceKind.GATEWAY ? ":443 TLS ends here" : NodeShape.ports(service);
  }

  private double top(int node) {
    return MARGIN + stages.position(node) - NODE_HEIGHT / 2;
  }

  private String draw() {
    for (int i = 0; i < conversations.edges().size(); i++) {
      drawEdge(conversations.edges().get(i), stages.chain(i));
    }
    svg.rectangle("internet", left[0], top(0) + 6, width[0], 28, 14);
    svg.centred("name", left[0] + width[0] / 2, top(0) + 24, "Client");
    if (conversations.edges().isEmpty()) {
      svg.text("note", left[0] + width[0] + 10, top(0) + 24, conversations.nothing());
      return svg.finish(
          left[0]
              + width[0]
              + 10
              + Svg.width(conversations.nothing(), NodeShape.NOTE_SIZE)
              + MARGIN,
          top(0) + NODE_HEIGHT + MARGIN,
          title(),
          conversations.nothing());
    }
    svg.centred(
        "note",
        left[0] + width[0] + STAGE_GAP / 2 - 4,
        top(0) + 12,
        conversations.protocol() == Protocol.WEBSOCKET ? "WSS" : "HTTPS");
    double bottom = top(0) + NODE_HEIGHT;
    for (Service service : conversations.services()) {
      int node = number(service.name());
      int stage = stages.stage(node);
      NodeShape.draw(
          svg, service, note(service), left[stage], top(node), width[stage], NODE_HEIGHT);
      bottom = Math.max(bottom, top(node) + NODE_HEIGHT);
    }
    int last = left.length - 1;
    double right = left[last] + width[last];
    Extent legend = drawLegend(bottom + 24, right);
    return svg.finish(
        Math.max(right, legend.right()) + MARGIN,
        legend.bottom() + MARGIN,
        title(),
        conversations.edges().stream()
            .map(
                edge ->
                    "%s to %s"
                        .formatted(
                            edge.source().map(ServiceName::value).orElse("client"),
                            edge.destination()))
            .collect(Collectors.joining(", ")));
  }

  private String title() {
    Picture picture =
        conversations.protocol() == Protocol.WEBSOCKET ? Picture.WEBSOCKET : Picture.HTTP;
    return "%s in stack %s".formatted(picture.title(), conversations.topology().stack());
  }

  private void drawEdge(Edge edge, List<Integer> chain) {
    boolean turned = chain.get(0) != source(edge);
    List<Double> xs = new ArrayList<>();
    List<Double> ys = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      int node = chain.get(i);
      int stage = stages.stage(node);
      if (i > 0) {
        xs.add(left[stage]);
        ys.add(end(node, chain, Stages::before));
      }
      if (i < chain.size() - 1) {
        xs.add(left[stage] + width[stage]);
        ys.add(end(node, chain, Stages::after));
      }
    }
    StringBuilder commands = new StringBuilder(Svg.at("M", xs.get(0), ys.get(0)));
    for (int i = 1; i < xs.size(); i++) {
      double middle = (xs.get(i - 1) + xs.get(i)) / 2;
      boolean bends = i % 2 == 1;
      commands.append(
          bends
              ? Svg.at(" C", middle, ys.get(i - 1), middle, ys.get(i), xs.get(i), ys.get(i))
              : Svg.at(" H", xs.get(i)));
    }
    String style = "flow " + colour(conversations.network(edge)) + style(edge.protocol());
    if (turned) {
      svg.path(style + " back", commands.toString());
    } else {
      svg.path(style + " way" + (edge.both() ? " both" : ""), commands.toString());
    }
  }

  /** Where an edge meets a node: several on one side do so in the order of where they come from. */
  private double end(
      int node, List<Integer> chain, BiFunction<Stages, Integer, List<Integer>> neighbours) {
    List<Integer> ordered =
        neighbours.apply(stages, node).stream()
            .sorted(Comparator.comparingDouble(stages::position))
            .toList();
    double between =
        Math.min(MOST_BETWEEN_ENDS, (NODE_HEIGHT - 14) / Math.max(1, ordered.size() - 1));
    int place =
        ordered.stream().filter(chain::contains).findFirst().map(ordered::indexOf).orElse(0);
    return MARGIN + stages.position(node) + (place - (ordered.size() - 1) / 2.0) * between;
  }

  private static String style(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> "";
      case WEBSOCKET -> " ws";
      case TCP -> " tcp";
    };
  }

  private String colour(Optional<NetworkName> network) {
    return network.map(plan::colour).orElse("");
  }

  /** How far a drawing goes. */
  private record Extent(double right, double bottom) {}

  /** Draws what the edges mean. */
  private Extent drawLegend(double y, double right) {
    double x = MARGIN;
    double most = x;
    double at = y;
    List<String[]> entries = new ArrayList<>();
    networks.forEach(
        network ->
            entries.add(new String[] {colour(Optional.of(network)), "on " + network.value()}));
    conversations.edges().stream()
        .map(Edge::protocol)
        .distinct()
        .sorted()
        .forEach(protocol -> entries.add(new String[] {style(protocol), word(protocol)}));
    for (String[] entry : entries) {
      double length = 34 + Svg.width(entry[1], NodeShape.NOTE_SIZE) + 12;
      if (x > MARGIN && x + length > Math.max(right, 300)) {
        x = MARGIN;
        at += 18;
      }
      svg.path("flow " + entry[0], Svg.at("M", x, at - 4, "H", x + 28));
      svg.text("note", x + 34, at, entry[1]);
      x += length;
      most = Math.max(most, x);
    }
    return new Extent(most, at);
  }

  private static String word(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> "HTTP";
      case WEBSOCKET -> "WebSocket";
      case TCP -> "other TCP";
    };
  }
}
