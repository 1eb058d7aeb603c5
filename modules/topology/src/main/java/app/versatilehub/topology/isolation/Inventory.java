package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.MemberPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Networks and containers as some source describes them, reduced to what isolation depends on.
 * Every reader ends in one, and {@link Judge} judges nothing else.
 *
 * @param title where it comes from, as the reader of a report knows it: {@code stack
 *     versatile-hub/dev}, {@code compose.yaml}
 * @param engine the engine's release; absent when it is not known, and then the weakest of the
 *     supported releases is assumed
 * @param networks the networks that some container is on, or that the source makes
 * @param containers the containers; replicas as one where the source itself knows them by number
 * @param routes the public host names that lead through a gateway
 * @param flows the intended conversations; absent when the source has no way to declare any
 * @param egress the containers that are meant to open connections to the Internet
 * @param policy what members of one bridge network may do among themselves; where it is enforced,
 *     by the host's firewall, {@link #flows} are all that they reach of each other
 */
public record Inventory(
    String title,
    Optional<EngineVersion> engine,
    List<NetworkEntry> networks,
    List<ContainerEntry> containers,
    List<RouteEntry> routes,
    Optional<List<FlowEntry>> flows,
    Set<String> egress,
    MemberPolicy policy) {

  /**
   * Checks that names are unique and that whatever is named is there.
   *
   * @throws IllegalArgumentException if not, which is a reader's defect
   */
  public Inventory {
    requireNonNull(title, "title");
    requireNonNull(policy, "policy");
    requireNonNull(engine, "engine");
    networks = List.copyOf(networks);
    containers = List.copyOf(containers);
    routes = List.copyOf(routes);
    flows = flows.map(List::copyOf);
    egress = Set.copyOf(egress);
    Set<String> networkNames = unique("network", networks, NetworkEntry::name);
    Set<String> containerNames = unique("container", containers, ContainerEntry::name);
    for (ContainerEntry container : containers) {
      container
          .memberships()
          .forEach(
              membership -> known("network", membership.network(), networkNames, container.name()));
      if (container.attachment() instanceof NetworkAttachment.SharedWith shared) {
        known("container", shared.container(), containerNames, container.name());
      }
    }
    routes.forEach(
        route -> known("container", route.container(), containerNames, "route " + route.host()));
    egress.forEach(name -> known("container", name, containerNames, "egress"));
    flows
        .orElse(List.of())
        .forEach(
            flow -> {
              known("container", flow.destination(), containerNames, "flow " + flow);
              flow.source()
                  .ifPresent(source -> known("container", source, containerNames, "flow " + flow));
            });
  }

  /** One whose members of a network meet at every port. */
  public Inventory(
      String title,
      Optional<EngineVersion> engine,
      List<NetworkEntry> networks,
      List<ContainerEntry> containers,
      List<RouteEntry> routes,
      Optional<List<FlowEntry>> flows,
      Set<String> egress) {
    this(title, engine, networks, containers, routes, flows, egress, MemberPolicy.OPEN);
  }

  /** Without egress that is meant. */
  public Inventory(
      String title,
      Optional<EngineVersion> engine,
      List<NetworkEntry> networks,
      List<ContainerEntry> containers,
      List<RouteEntry> routes,
      Optional<List<FlowEntry>> flows) {
    this(title, engine, networks, containers, routes, flows, Set.of());
  }

  /** The same with another engine release. */
  public Inventory onEngine(Optional<EngineVersion> version) {
    return new Inventory(title, version, networks, containers, routes, flows, egress, policy);
  }

  /** The same with what whoever knows it intends: conversations, and egress. */
  public Inventory intending(List<FlowEntry> conversations, Set<String> egressOf) {
    return new Inventory(
        title, engine, networks, containers, routes, Optional.of(conversations), egressOf, policy);
  }

  /** The same where the host's firewall holds members to the flows, or does not. */
  public Inventory under(MemberPolicy other) {
    return new Inventory(title, engine, networks, containers, routes, flows, egress, other);
  }

  private static <T> Set<String> unique(String what, List<T> all, Function<T, String> name) {
    Set<String> names = new HashSet<>();
    for (T one : all) {
      if (!names.add(name.apply(one))) {
        throw new IllegalArgumentException(
            "two entries for the %s '%s'".formatted(what, name.apply(one)));
      }
    }
    return names;
  }

  private static void known(String what, String name, Set<String> names, String user) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "%s names the %s '%s', which has no entry".formatted(user, what, name));
    }
  }
}
