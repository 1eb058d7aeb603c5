package app.versatilehub.topology.isolation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What members of a network reach of each other though no flow between them is declared: the gap to
 * least privilege. Ports that nobody knows do not count, since no flow could name them.
 */
final class UndeclaredReach {

  private record Pair(String source, Endpoint destination) {}

  /** How many pairs of a member and another member's port a network opens. */
  record Gap(int open, int undeclared) {}

  private final Reachability reachability;
  private final Set<Pair> declared = new HashSet<>();
  private final Set<Pair> undeclared = new HashSet<>();
  private final Map<String, Gap> gaps = new HashMap<>();

  UndeclaredReach(Reachability reachability) {
    this.reachability = reachability;
    Inventory inventory = reachability.inventory();
    for (FlowEntry flow : inventory.flows().orElse(List.of())) {
      flow.source()
          .ifPresent(
              source ->
                  declared.add(
                      new Pair(source, Endpoint.of(flow.destination(), flow.port().number()))));
    }
    Map<String, Set<ContainerEntry>> members = new HashMap<>();
    for (ContainerEntry container : inventory.containers()) {
      reachability
          .namespaceOwner(container)
          .memberships()
          .forEach(
              membership ->
                  members
                      .computeIfAbsent(membership.network(), name -> new HashSet<>())
                      .add(container));
    }
    for (NetworkEntry network : inventory.networks()) {
      gaps.put(network.name(), gap(network, members.getOrDefault(network.name(), Set.of())));
    }
  }

  /** Each pair once, also where two networks open it. */
  int total() {
    return undeclared.size();
  }

  Gap gap(String network) {
    return gaps.getOrDefault(network, new Gap(0, 0));
  }

  private Gap gap(NetworkEntry network, Set<ContainerEntry> members) {
    if (!network.bridge().membersMeet()) {
      return new Gap(0, 0);
    }
    int open = 0;
    int missing = 0;
    for (ContainerEntry destination : members) {
      for (Endpoint endpoint : reachability.endpointsOf(destination.name())) {
        if (endpoint.port().isEmpty()) {
          continue;
        }
        for (ContainerEntry source : members) {
          if (source.name().equals(destination.name())) {
            continue;
          }
          open++;
          Pair pair = new Pair(source.name(), endpoint);
          if (!declared.contains(pair)) {
            missing++;
            undeclared.add(pair);
          }
        }
      }
    }
    return new Gap(open, missing);
  }
}
