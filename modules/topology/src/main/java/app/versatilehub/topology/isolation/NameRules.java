package app.versatilehub.topology.isolation;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.ServiceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules about names that the engine's DNS resolves. */
final class NameRules {

  /** Who answers to a name, by network; replicas as one. */
  private final SortedMap<String, SortedMap<String, Set<String>>> answering = new TreeMap<>();

  private final Reachability reachability;
  private final Inventory inventory;
  private final List<Finding> findings = new ArrayList<>();

  private NameRules(Reachability reachability) {
    this.reachability = reachability;
    this.inventory = reachability.inventory();
    for (ContainerEntry container : inventory.containers()) {
      for (NetworkAttachment.Membership membership : container.memberships()) {
        for (String name : membership.names()) {
          answering
              // The engine's DNS does not tell cases apart.
              .computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new TreeMap<>())
              .computeIfAbsent(membership.network(), n -> new TreeSet<>())
              .add(container.sharedName());
        }
      }
    }
  }

  static List<Finding> check(Reachability reachability) {
    NameRules rules = new NameRules(reachability);
    rules.answering.forEach(rules::ambiguous);
    rules.strangers();
    return rules.findings;
  }

  private void ambiguous(String name, SortedMap<String, Set<String>> byNetwork) {
    byNetwork.forEach(
        (network, names) -> {
          if (names.size() > 1) {
            report(
                "network " + network,
                "the name '%s' leads to %s".formatted(name, String.join(" and ", names)));
          }
        });
    Set<String> all = new TreeSet<>();
    byNetwork.values().forEach(all::addAll);
    if (all.size() > 1) {
      inventory.containers().forEach(client -> ambiguousFor(client, name, byNetwork));
    }
  }

  /** A client on two networks, where the name leads to another container on each. */
  private void ambiguousFor(
      ContainerEntry client, String name, SortedMap<String, Set<String>> byNetwork) {
    SortedMap<String, String> seen = new TreeMap<>();
    reachability
        .namespaceOwner(client)
        .memberships()
        .forEach(
            membership -> {
              Set<String> names = byNetwork.getOrDefault(membership.network(), Set.of());
              // More than one on the same network has been reported there.
              if (names.size() == 1) {
                seen.put(membership.network(), names.iterator().next());
              }
            });
    if (Set.copyOf(seen.values()).size() > 1) {
      report(
          "service " + client.name(),
          "asks for the name '%s' and gets %s"
              .formatted(
                  name,
                  seen.entrySet().stream()
                      .map(entry -> "%s on network %s".formatted(entry.getValue(), entry.getKey()))
                      .collect(joining(", "))));
    }
  }

  private void report(String subject, String message) {
    findings.add(Rule.AMBIGUOUS_ALIAS.broken(subject, message));
  }

  /** Destinations of flows that a client asks for by name, by client and external network. */
  private void strangers() {
    Map<String, Set<String>> asked = new TreeMap<>();
    for (FlowEntry flow : inventory.flows().orElse(List.of())) {
      flow.source()
          // A gateway goes by addresses, which it has from the engine.
          .filter(source -> reachability.container(source).kind() != ServiceKind.GATEWAY)
          .ifPresent(
              source ->
                  asked.computeIfAbsent(source, s -> new TreeSet<>()).add(flow.destination()));
    }
    asked.forEach(
        (client, destinations) ->
            reachability.namespaceOwner(reachability.container(client)).memberships().stream()
                .map(membership -> reachability.network(membership.network()))
                .filter(NetworkEntry::external)
                .forEach(
                    network ->
                        findings.add(
                            Rule.STRANGERS_ALIAS.broken(
                                "service " + client,
                                "asks network %s, too, for %s"
                                    .formatted(network.name(), String.join(", ", destinations))))));
  }
}
