package app.versatilehub.pictures;

import app.versatilehub.pictures.NetworkPlan.Group;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import java.util.List;
import java.util.stream.Collectors;

/** A network plan as a flow chart: lines are nodes, boxes are subgraphs. */
final class MermaidMap {

  private static final int STACKED = 3;

  private final NetworkPlan plan;
  private final boolean detailed;
  private final StringBuilder text = new StringBuilder("flowchart TB\n");

  private MermaidMap(NetworkPlan plan, boolean detailed) {
    this.plan = plan;
    this.detailed = detailed;
  }

  static String draw(NetworkPlan plan, boolean detailed) {
    return new MermaidMap(plan, detailed).draw();
  }

  private String draw() {
    boolean published =
        plan.topology().services().stream()
            .anyMatch(service -> service.publishedPorts().findAny().isPresent());
    if (published) {
      text.append("  internet([Internet]):::internet\n");
    }
    plan.entrance().forEach(this::group);
    plan.above().forEach(this::line);
    plan.groups().forEach(this::group);
    plan.below().forEach(this::line);
    if (published) {
      plan.topology().services().forEach(this::fromTheInternet);
    }
    plan.topology().services().forEach(this::attachments);
    return MermaidText.finish(text);
  }

  private void line(Network network) {
    text.append("  %s{{\"%s\"}}:::network\n".formatted(id(network.name()), label(network)));
  }

  private void group(Group group) {
    String indent = group.network().isPresent() ? "    " : "  ";
    group
        .network()
        .ifPresent(
            network ->
                text.append(
                    "  subgraph %s [\"%s\"]\n".formatted(id(network.name()), label(network))));
    List<Service> inside = group.services().stream().filter(this::isListed).toList();
    group.services().stream()
        .filter(service -> !isListed(service))
        .forEach(
            service ->
                text.append(indent)
                    .append(MermaidText.node(service, detailed ? note(service) : ""))
                    .append('\n'));
    if (!inside.isEmpty()) {
      text.append(
          "%s%s_inside[\"%s\"]:::app\n"
              .formatted(
                  indent,
                  id(group.network().orElseThrow().name()),
                  inside.stream()
                      .map(service -> MermaidText.escape(service.name().value()))
                      .collect(Collectors.joining("<br/>"))));
    }
    if (group.network().isPresent()) {
      stack(group, indent);
      text.append("  end\n");
    }
  }

  /** Those inside below those on lines: links that are not shown say so. */
  private void stack(Group group, String indent) {
    if (!detailed) {
      return;
    }
    List<Service> stacked = group.services().stream().filter(plan::isInside).toList();
    List<Service> heads =
        group.services().stream().filter(service -> !plan.isInside(service)).toList();
    for (int i = 0; i < stacked.size(); i++) {
      boolean begins = i % STACKED == 0;
      if (!begins || !heads.isEmpty()) {
        Service above = begins ? heads.get(i / STACKED % heads.size()) : stacked.get(i - 1);
        text.append(
            "%s%s ~~~ %s\n"
                .formatted(
                    indent, MermaidText.id(above.name()), MermaidText.id(stacked.get(i).name())));
      }
    }
  }

  /** In an overview, those that only their box tells of are one list. */
  private boolean isListed(Service service) {
    return !detailed && service.kind() != ServiceKind.GATEWAY && plan.isInside(service);
  }

  private String note(Service service) {
    String what = service.kind() == ServiceKind.JOB ? "runs once" : NodeShape.ports(service);
    return plan.leaving().contains(service.name()) ? (what + " ↗ Internet").strip() : what;
  }

  private String label(Network network) {
    String ranges =
        network.subnets().stream()
            .map(subnet -> subnet.range().toString())
            .collect(Collectors.joining(" "));
    return MermaidText.escape(network.name().value())
        + (detailed && !ranges.isEmpty() ? " " + MermaidText.escape(ranges) : "");
  }

  private void fromTheInternet(Service service) {
    String ports =
        service
            .publishedPorts()
            .map(published -> published.hostPort().toString())
            .collect(Collectors.joining(", "));
    if (!ports.isEmpty()) {
      text.append("  internet -->|%s| %s\n".formatted(ports, MermaidText.id(service.name())));
    }
  }

  /** What the gateway passes on is an arrow; being on a line is none. */
  private void attachments(Service service) {
    for (Network line : NetworkPlan.on(service, plan.lines().toList())) {
      String id = MermaidText.id(service.name());
      boolean upwards = plan.above().contains(line);
      boolean routed =
          plan.topology()
              .routeTo(service.name())
              .filter(route -> route.network().equals(line.name()))
              .isPresent();
      boolean enters =
          plan.entrance().stream().anyMatch(group -> group.services().contains(service));
      if (routed) {
        text.append("  %s --> %s\n".formatted(id(line.name()), id));
      } else if (upwards && !enters) {
        text.append("  %s --- %s\n".formatted(id(line.name()), id));
      } else {
        text.append("  %s --- %s\n".formatted(id, id(line.name())));
      }
    }
  }

  private static String id(NetworkName network) {
    return "n_" + network.value();
  }
}
