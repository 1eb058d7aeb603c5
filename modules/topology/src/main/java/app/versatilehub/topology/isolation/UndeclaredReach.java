package app.versatilehub.topology.isolation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What members of a network reach of each other though no flow between them is declared: the gap to
 * least privilege. Ports that nobody knows do not count, since no flow could name them; nor does
 * anything where the source has no way to declare a flow.
 */
final class UndeclaredReach {

  /** How many pairs of a member and another member's port a network opens. */
  record Gap(int open, int undeclared) {}

  private final Reachability reachability;

  /** By source, the numbers of the endpoints. */
  private final Map<String, BitSet> declared = new HashMap<>();

  private final Map<String, BitSet> undeclared = new HashMap<>();
  private final Map<String, Gap> gaps = new HashMap<>();

  UndeclaredReach(Reachability reachability) {
    this.reachability = reachability;
    Inventory inventory = reachability.inventory();
    if (inventory.flows().isEmpty()) {
      return;
    }
    Map<Endpoint, Integer> numbers = new HashMap<>();
    reachability.endpoints().forEach(endpoint -> numbers.put(endpoint, numbers.size()));
    for (FlowEntry flow : inventory.flows().get()) {
      Integer number = numbers.get(Endpoint.of(flow.destination(), flow.port().number()));
      if (number != null) {
        flow.source().ifPresent(source -> bits(declared, source).set(number));
      }
    }
    Map<String, List<ContainerEntry>> members = new HashMap<>();
    for (ContainerEntry container : inventory.containers()) {
      reachability
          .namespaceOwner(container)
          .memberships()
          .forEach(
              membership ->
                  members
                      .computeIfAbsent(membership.network(), name -> new ArrayList<>())
                      .add(container));
    }
    for (NetworkEntry network : inventory.networks()) {
      if (reachability.membersMeet(network)) {
        gaps.put(
            network.name(),
            gap(network.name(), members.getOrDefault(network.name(), List.of()), numbers));
      }
    }
  }

  /** Each pair once, also where two networks open it. */
  int total() {
    return undeclared.values().stream().mapToInt(BitSet::cardinality).sum();
  }

  Gap gap(String network) {
    return gaps.getOrDefault(network, new Gap(0, 0));
  }

  private Gap gap(String network, List<ContainerEntry> members, Map<Endpoint, Integer> numbers) {
    BitSet all = new BitSet();
    Map<String, BitSet> own = new HashMap<>();
    for (ContainerEntry member : members) {
      for (Endpoint endpoint : reachability.endpointsOf(member.name())) {
        if (endpoint.port().isPresent()
            && reachability.listens(endpoint, reachability.namespaceOwner(member), network)) {
          Integer number = numbers.get(endpoint);
          if (number != null) {
            all.set(number);
            bits(own, member.name()).set(number);
          }
        }
      }
    }
    int open = 0;
    int missing = 0;
    for (ContainerEntry member : members) {
      BitSet reached = (BitSet) all.clone();
      reached.andNot(bits(own, member.name()));
      open += reached.cardinality();
      reached.andNot(bits(declared, member.name()));
      missing += reached.cardinality();
      bits(undeclared, member.name()).or(reached);
    }
    return new Gap(open, missing);
  }

  private static BitSet bits(Map<String, BitSet> by, String name) {
    return by.computeIfAbsent(name, n -> new BitSet());
  }
}
