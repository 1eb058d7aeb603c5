package app.versatilehub.pictures;

import static java.util.Objects.requireNonNull;

import app.versatilehub.pictures.NetworkPlan.Group;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws a network plan. From above: the Internet, the entrance, the lines that the gateways are on,
 * the groups, the other lines. Where the groups do not fit beside each other, groups and lines go
 * on in a further row, and rails join what is one line: on the left those of the lines above, on
 * the right those of the lines below, so that they do not cross.
 */
final class MapDrawing {

  private static final double MARGIN = 16;
  private static final double WIDEST_ROW = 1000;
  private static final double COLUMN_GAP = 12;
  private static final double ROW_GAP = 12;
  private static final double GROUP_GAP = 18;
  private static final double PADDING = 10;

  /** From the right edge of a service to what hangs it on lines; left of that is room for words. */
  private static final double CONNECTOR = 24;

  private static final double LINE_HEIGHT = 22;
  private static final double LINE_GAP = 10;
  private static final double RAIL = 12;
  private static final double CONNECTOR_GAP = 14;
  private static final double LIST_ROW = 16;

  private final NetworkPlan plan;
  private final boolean detailed;
  private final Svg svg = new Svg();
  private final double nodeWidth;
  private final double nodeHeight;
  private final double boxLabel;
  private final Map<ServiceName, Double> connectors = new HashMap<>();
  private double entranceTop;

  /** Down to where it is drawn. */
  private double y = MARGIN;

  private MapDrawing(NetworkPlan plan, boolean detailed) {
    this.plan = plan;
    this.detailed = detailed;
    this.nodeHeight = detailed ? NodeShape.HEIGHT : 28;
    this.boxLabel = detailed ? 34 : 22;
    this.nodeWidth =
        Stream.concat(
                plan.topology().services().stream()
                    .map(service -> NodeShape.width(service.name().value(), note(service))),
                detailed
                    ? plan.topology().routes().stream()
                        .flatMap(route -> hostLines(route).stream())
                        .map(
                            line -> Math.ceil(Svg.width(line, NodeShape.NOTE_SIZE) + 8 + CONNECTOR))
                    : Stream.empty())
            .max(Double::compare)
            .orElse(0.0);
  }

  static String draw(NetworkPlan plan, boolean detailed) {
    return new MapDrawing(plan, detailed).draw();
  }

  private static Predicate<Service> isOn(List<Network> lines) {
    return service -> !NetworkPlan.on(service, lines).isEmpty();
  }

  private static boolean isPublished(Service service) {
    return service.publishedPorts().findAny().isPresent();
  }

  private Grid grid(Group group, Predicate<Service> up, Predicate<Service> down) {
    return Grid.of(group, up, down, !detailed);
  }

  private double width(Grid grid) {
    return grid.columns() * (nodeWidth + COLUMN_GAP)
        - COLUMN_GAP
        + (grid.isBoxed() ? 2 * PADDING : 0);
  }

  private double height(Grid grid) {
    double rows = 0;
    for (int row = 0; row < grid.rows(); row++) {
      rows += height(grid, row) + (row == 0 ? 0 : ROW_GAP);
    }
    return rows + (grid.isBoxed() ? boxLabel + PADDING : 0);
  }

  private double height(Grid grid, int row) {
    return grid.cells().stream()
        .filter(cell -> cell.row() == row)
        .mapToDouble(this::height)
        .max()
        .orElse(nodeHeight);
  }

  private double height(Grid.Cell cell) {
    return cell.services().size() == 1 ? nodeHeight : cell.services().size() * LIST_ROW + PADDING;
  }

  private String draw() {
    List<Grid> entrance =
        plan.entrance().stream()
            .map(group -> grid(group, MapDrawing::isPublished, isOn(plan.above())))
            .toList();
    List<List<Grid>> rows =
        rows(
            plan.groups().stream()
                .map(group -> grid(group, isOn(plan.above()), isOn(plan.below())))
                .toList());
    List<Network> lines = plan.lines().toList();
    boolean goesOn = rows.size() > 1;
    double left = MARGIN + (goesOn ? plan.above().size() * RAIL : 0);
    double right =
        left
            + Math.max(
                rows.stream().mapToDouble(this::width).max().orElse(0),
                Math.max(width(entrance), legendWidth()));
    drawEntrance(entrance, left, right);
    Map<String, Double> rails = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      drawRow(rows.get(row), row == 0 ? entrance : List.of(), lines, rails, left, right);
      y += GROUP_GAP;
    }
    drawLegend(left);
    return svg.finish(
        right + MARGIN + (goesOn ? plan.below().size() * RAIL : 0),
        y + MARGIN,
        "%s of stack %s"
            .formatted(
                detailed ? Picture.MAP.title() : Picture.OVERVIEW.title(), plan.topology().stack()),
        description());
  }

  private List<List<Grid>> rows(List<Grid> grids) {
    List<List<Grid>> rows = new ArrayList<>();
    List<Grid> last = new ArrayList<>();
    rows.add(last);
    for (Grid grid : grids) {
      if (!last.isEmpty() && width(last) + GROUP_GAP + width(grid) > WIDEST_ROW) {
        last = new ArrayList<>();
        rows.add(last);
      }
      last.add(grid);
    }
    return rows;
  }

  private double width(List<Grid> grids) {
    return grids.stream().mapToDouble(grid -> width(grid) + GROUP_GAP).sum() - GROUP_GAP;
  }

  private void drawEntrance(List<Grid> entrance, double left, double right) {
    if (entrance.isEmpty()) {
      return;
    }
    List<Service> published =
        plan.entrance().stream()
            .flatMap(group -> group.services().stream())
            .filter(MapDrawing::isPublished)
            .toList();
    double cloud = y;
    if (!published.isEmpty()) {
      y += 28 + 34;
    }
    entranceTop = y;
    double x = left + (right - left - width(entrance)) / 2;
    double tallest = 0;
    for (Grid grid : entrance) {
      drawGroup(grid, x, y);
      x += width(grid) + GROUP_GAP;
      tallest = Math.max(tallest, height(grid));
    }
    for (Service service : published) {
      double at = connector(service);
      double label = grouped(service) ? boxLabel : 0;
      svg.rectangle("internet", at - 50, cloud, 100, 28, 14);
      svg.centred("name", at, cloud + 18, "Internet");
      svg.path("way", Svg.at("M", at, cloud + 28, "V", y + label));
      svg.text("note", at + 8, cloud + 28 + 20, hostPorts(service));
    }
    y += tallest;
  }

  /** Where it hangs on lines, once it is drawn. */
  private double connector(Service service) {
    return requireNonNull(connectors.get(service.name()));
  }

  private boolean grouped(Service service) {
    return plan.entrance().stream()
        .anyMatch(group -> group.network().isPresent() && group.services().contains(service));
  }

  private static String hostPorts(Service service) {
    return service
        .publishedPorts()
        .map(Exposure.PublishedPort::hostPort)
        .map(Object::toString)
        .collect(Collectors.joining(", ", "ports ", " of the host"));
  }

  private void drawRow(
      List<Grid> row,
      List<Grid> entrance,
      List<Network> lines,
      Map<String, Double> rails,
      double left,
      double right) {
    Map<String, Double> at = new HashMap<>();
    y += entrance.isEmpty() ? 0 : GROUP_GAP;
    for (Network line : plan.above()) {
      at.put(line.name().value(), y);
      y += LINE_HEIGHT + LINE_GAP;
    }
    y += detailed ? 24 : 14;
    double top = y;
    double tallest = row.stream().mapToDouble(this::height).max().orElse(0);
    y += tallest + GROUP_GAP;
    for (Network line : plan.below()) {
      at.put(line.name().value(), y);
      y += LINE_HEIGHT + LINE_GAP;
    }
    for (Network line : lines) {
      drawLine(line, requireNonNull(at.get(line.name().value())), rails, left, right);
    }
    for (Grid grid : entrance) {
      for (Service service : grid.group().services()) {
        connect(
            service, plan.above(), at, bottomOf(service, grid, entranceTop + height(grid)), true);
      }
    }
    double x = left;
    for (Grid grid : row) {
      drawGroup(grid, x, top);
      for (Service service : grid.group().services()) {
        double offset = grid.isBoxed() ? boxLabel : 0;
        connect(service, plan.above(), at, top + offset, false);
        connect(service, plan.below(), at, bottomOf(service, grid, top + height(grid)), true);
      }
      x += width(grid) + GROUP_GAP;
    }
  }

  /** The lower edge of a service that stands in the last row, or alone in its column. */
  private double bottomOf(Service service, Grid grid, double bottom) {
    Grid.Cell cell =
        grid.cells().stream()
            .filter(one -> one.services().contains(service))
            .findFirst()
            .orElseThrow();
    double below = grid.isBoxed() ? PADDING : 0;
    double up = bottom - below;
    for (int row = grid.rows() - 1; row > cell.row(); row--) {
      up -= height(grid, row) + ROW_GAP;
    }
    return up - height(grid, cell.row()) + height(cell);
  }

  private void drawLine(
      Network line, double top, Map<String, Double> rails, double left, double right) {
    String colour = colour(line);
    boolean isAbove = plan.above().contains(line);
    double edge = isAbove ? left : right;
    double rail =
        isAbove
            ? left - RAIL * (plan.above().indexOf(line) + 0.5)
            : right + RAIL * (plan.below().indexOf(line) + 0.5);
    double middle = top + LINE_HEIGHT / 2;
    Double before = rails.put(line.name().value(), middle);
    svg.begin("network " + colour, "network " + line.name(), "network " + line.name());
    if (before != null) {
      svg.path("rail", Svg.at("M", edge, before, "H", rail, "V", middle, "H", edge));
    }
    svg.rectangle("line", left, top, right - left, LINE_HEIGHT, 5);
    svg.text("label", left + 10, top + 15, label(line));
    svg.end();
  }

  /** What connects a service to lines; {@code edge} is its own edge towards them. */
  private void connect(
      Service service, List<Network> lines, Map<String, Double> at, double edge, boolean down) {
    List<Network> on = NetworkPlan.on(service, lines);
    for (int i = 0; i < on.size(); i++) {
      Network line = on.get(i);
      double x = connector(service) - (on.size() - 1 - i) * CONNECTOR_GAP;
      double end = requireNonNull(at.get(line.name().value())) + (down ? 0 : LINE_HEIGHT);
      Optional<Route> route =
          plan.topology()
              .routeTo(service.name())
              .filter(one -> !down && one.network().equals(line.name()));
      String style = "hang " + colour(line);
      if (route.isPresent()) {
        svg.path(style + " way", Svg.at("M", x, end, "V", edge));
        if (detailed) {
          drawHost(route.get(), x, bottomOf(lines, at));
        }
      } else {
        svg.path(style, Svg.at("M", x, edge, "V", end));
      }
      svg.circle("stop " + colour(line), x, end, 3.5);
    }
  }

  /** Of the last of {@code lines}, where only the arrows' names are between it and the services. */
  private static double bottomOf(List<Network> lines, Map<String, Double> at) {
    return requireNonNull(at.get(lines.get(lines.size() - 1).name().value())) + LINE_HEIGHT;
  }

  /** On the left of its arrow. */
  private void drawHost(Route route, double x, double line) {
    List<String> words = hostLines(route);
    for (int i = 0; i < words.size(); i++) {
      svg.endingAt("note", x - 8, line + 15 + i * 12, words.get(i));
    }
  }

  /** A host name on two lines: its own label, and the domain. */
  private static List<String> hostLines(Route route) {
    String host = route.host().value();
    int dot = host.indexOf('.');
    return dot < 0 ? List.of(host) : List.of(host.substring(0, dot), host.substring(dot));
  }

  private void drawGroup(Grid grid, double x, double top) {
    Optional<Network> network = grid.group().network();
    double inside = network.isPresent() ? PADDING : 0;
    double at = top + (network.isPresent() ? boxLabel : 0);
    network.ifPresent(
        box -> {
          svg.begin("network " + colour(box), "network " + box.name(), "network " + box.name());
          svg.rectangle("box", x, top, width(grid), height(grid), 8);
          svg.text("label", x + PADDING, top + 15, box.name().value());
          if (detailed) {
            svg.text("note", x + PADDING, top + 28, ranges(box));
          }
          svg.end();
        });
    for (int row = 0; row < grid.rows(); row++) {
      for (Grid.Cell cell : grid.cells()) {
        if (cell.row() == row) {
          drawCell(cell, x + inside + cell.column() * (nodeWidth + COLUMN_GAP), at);
        }
      }
      at += height(grid, row) + ROW_GAP;
    }
  }

  private void drawCell(Grid.Cell cell, double x, double top) {
    if (cell.services().size() == 1) {
      Service service = cell.services().get(0);
      NodeShape.draw(svg, service, note(service), x, top, nodeWidth, nodeHeight);
      connectors.put(service.name(), x + nodeWidth - CONNECTOR);
      return;
    }
    svg.rectangle("inside", x, top, nodeWidth, height(cell), 6);
    for (int i = 0; i < cell.services().size(); i++) {
      Service service = cell.services().get(i);
      svg.centred(
          "note " + service.kind().text(),
          x + nodeWidth / 2,
          top + PADDING + 7 + i * LIST_ROW,
          service.name().value());
    }
  }

  private String note(Service service) {
    if (!detailed) {
      return "";
    }
    String what = service.kind() == ServiceKind.JOB ? "runs once" : NodeShape.ports(service);
    return plan.leaving().contains(service.name()) ? (what + " ↗ Internet").strip() : what;
  }

  private String label(Network network) {
    if (!detailed) {
      return network.name().value();
    }
    String ranges = ranges(network);
    String kind =
        network.isExternal() ? " · external" : network.internal() ? "" : " · not internal";
    return network.name() + (ranges.isEmpty() ? "" : " · " + ranges) + kind;
  }

  private static String ranges(Network network) {
    return network.subnets().stream()
        .map(Subnet::range)
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  private String colour(Network network) {
    return plan.colour(network.name());
  }

  private List<String> legend() {
    List<String> legend = new ArrayList<>();
    legend.add("In one box, or on one line: they reach each other. Else they do not.");
    if (!plan.topology().routes().isEmpty()) {
      legend.add("Arrow: what the Internet reaches, through the gateway.");
    }
    if (detailed && !plan.leaving().isEmpty()) {
      legend.add("↗ Internet: has a way out, alone on a network of its own.");
    }
    return legend;
  }

  private double legendWidth() {
    return legend().stream()
        .mapToDouble(line -> Svg.width(line, NodeShape.NOTE_SIZE))
        .max()
        .orElse(0);
  }

  private void drawLegend(double left) {
    for (String line : legend()) {
      svg.text("note", left, y + NodeShape.NOTE_SIZE, line);
      y += 16;
    }
  }

  private String description() {
    return plan.topology().networks().stream()
        .filter(network -> network.egressOf().isEmpty())
        .map(
            network ->
                plan.topology()
                    .members(network.name())
                    .map(service -> service.name().value())
                    .collect(Collectors.joining(", ", network.name() + ": ", ".")))
        .collect(Collectors.joining(" "));
  }
}
