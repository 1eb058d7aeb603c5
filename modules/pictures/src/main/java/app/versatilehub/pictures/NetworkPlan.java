package app.versatilehub.pictures;

import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A topology as a network plan is drawn: a network that several modules share is a line across, one
 * that a module has to itself is a box around its services. A network that only is somebody's way
 * to the Internet is neither; it is told with the service.
 *
 * @param topology what is drawn
 * @param above the lines that somebody of the entrance is on, which come first
 * @param below all other lines
 * @param entrance what stands above the lines: the gateways, and who shares a box with one
 * @param groups what stands between them
 * @param leaving the services with a way to the Internet of their own
 */
record NetworkPlan(
    Topology topology,
    List<Network> above,
    List<Network> below,
    List<Group> entrance,
    List<Group> groups,
    Set<ServiceName> leaving) {

  /** How many colours networks have, in turn. */
  static final int COLOURS = 6;

  /** As services stand in a group. */
  private static final Comparator<Service> ORDER =
      Comparator.comparing(NetworkPlan::rank).thenComparing(Service::name);

  /**
   * Services that stand together.
   *
   * @param network the box around them; absent for a service that is on lines only
   * @param services who they are
   */
  record Group(Optional<Network> network, List<Service> services) {
    Group {
      services = services.stream().sorted(ORDER).toList();
    }

    private boolean hasGateway() {
      return services.stream().anyMatch(service -> service.kind() == ServiceKind.GATEWAY);
    }
  }

  static NetworkPlan of(Topology topology) {
    List<Network> lines = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    Set<ServiceName> boxed = new HashSet<>();
    for (Network network : topology.networks()) {
      if (network.egressOf().isPresent()) {
        continue;
      }
      List<Service> members = topology.members(network.name()).toList();
      boolean shared = members.stream().map(Service::module).distinct().count() > 1;
      if (shared || members.stream().anyMatch(member -> boxed.contains(member.name()))) {
        lines.add(network);
      } else {
        groups.add(new Group(Optional.of(network), members));
        members.forEach(member -> boxed.add(member.name()));
      }
    }
    // On the left, where the line above begins.
    groups.addAll(
        0,
        topology.services().stream()
            .filter(service -> !boxed.contains(service.name()))
            .sorted(ORDER)
            .map(service -> new Group(Optional.empty(), List.of(service)))
            .toList());
    List<Group> entrance = groups.stream().filter(Group::hasGateway).toList();
    Set<NetworkName> met =
        entrance.stream()
            .flatMap(group -> group.services().stream())
            .flatMap(Service::networks)
            .collect(Collectors.toSet());
    return new NetworkPlan(
        topology,
        lines.stream()
            .filter(line -> met.contains(line.name()))
            // Whom few hang on goes first, so that few edges cross another line.
            .sorted(Comparator.comparing(line -> topology.members(line.name()).count()))
            .toList(),
        lines.stream().filter(line -> !met.contains(line.name())).toList(),
        entrance,
        groups.stream().filter(group -> !group.hasGateway()).toList(),
        topology.networks().stream()
            .flatMap(network -> network.egressOf().stream())
            .collect(Collectors.toSet()));
  }

  /** The lines, those above first. */
  Stream<Network> lines() {
    return Stream.concat(above.stream(), below.stream());
  }

  /** The style of a network's colour, the same in every picture. */
  String colour(NetworkName network) {
    List<NetworkName> all =
        Stream.concat(
                lines(),
                Stream.concat(entrance.stream(), groups.stream())
                    .flatMap(group -> group.network().stream()))
            .map(Network::name)
            .toList();
    return "n" + all.indexOf(network) % COLOURS;
  }

  /** Those of {@code lines} that the service is on. */
  static List<Network> on(Service service, List<Network> lines) {
    Set<NetworkName> names =
        service.attachments().stream().map(Attachment::network).collect(Collectors.toSet());
    return lines.stream().filter(line -> names.contains(line.name())).toList();
  }

  /** Whether it is on no line, so that only its box tells where it is. */
  boolean isInside(Service service) {
    return on(service, lines().toList()).isEmpty();
  }

  private static int rank(Service service) {
    return switch (service.kind()) {
      case GATEWAY -> 0;
      case APP -> 1;
      case ENGINE_PROXY -> 2;
      case JOB -> 3;
      case DATASTORE -> 4;
    };
  }
}
