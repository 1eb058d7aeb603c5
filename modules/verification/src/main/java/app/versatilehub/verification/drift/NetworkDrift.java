package app.versatilehub.verification.drift;

import static java.util.stream.Collectors.joining;

import app.versatilehub.dockerplan.NetworkOptions;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Subnet;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The declared networks compared with the engine's. */
final class NetworkDrift {

  private final Topology topology;
  private final EngineSnapshot engine;
  private final List<Finding> findings = new ArrayList<>();

  NetworkDrift(Topology topology, EngineSnapshot engine) {
    this.topology = topology;
    this.engine = engine;
  }

  Stream<Finding> find() {
    topology.networks().forEach(this::compare);
    leftOver();
    return findings.stream();
  }

  private void compare(Network network) {
    List<NetworkState> found =
        engine.networks().stream()
            .filter(state -> state.name().equals(network.engineName().value()))
            .toList();
    if (found.isEmpty()) {
      DriftRule rule =
          network.isExternal() ? DriftRule.EXTERNAL_NETWORK_MISSING : DriftRule.NETWORK_MISSING;
      report(rule, network, "the engine has no network '%s'".formatted(network.engineName()));
    } else if (found.size() > 1) {
      report(
          DriftRule.NETWORK_TWICE,
          network,
          "the engine has %d networks '%s'".formatted(found.size(), network.engineName()));
    } else if (!network.isExternal()) {
      compareOwned(network, found.get(0));
    }
  }

  private void compareOwned(Network network, NetworkState state) {
    if (!state.belongsTo(topology.stack())) {
      report(
          DriftRule.NETWORK_OF_OTHERS,
          network,
          "the engine's network '%s' does not carry the label %s=%s"
              .formatted(state.name(), Labels.STACK, topology.stack()));
      return;
    }
    if (!state.driver().equals(network.driver())) {
      report(
          DriftRule.NETWORK_DRIVER,
          network,
          "its driver is '%s', not '%s'".formatted(state.driver(), network.driver()));
      return;
    }
    if (state.internal() != network.internal()) {
      report(
          network.internal() ? DriftRule.NETWORK_OPENED : DriftRule.NETWORK_CLOSED,
          network,
          network.internal() ? "is not internal" : "is internal, and was not to be");
    }
    if (state.ipv6() != network.hasIpv6()) {
      report(
          DriftRule.NETWORK_IPV6,
          state.ipv6() ? Severity.ERROR : Severity.WARNING,
          network,
          state.ipv6() ? "has IPv6, which is not declared" : "has no IPv6");
    }
    compareRanges(network, state);
    compareOptions(network, state);
    compareLabels(network, state);
  }

  private void compareRanges(Network network, NetworkState state) {
    Set<Cidr> declared = network.subnets().stream().map(Subnet::range).collect(sorted());
    Set<Cidr> actual = state.subnets().stream().map(SubnetState::range).collect(sorted());
    // Without a declared range the engine chooses.
    if (!declared.isEmpty() && !declared.equals(actual)) {
      report(
          DriftRule.NETWORK_SUBNET,
          network,
          "its range is %s, not %s".formatted(listed(actual), listed(declared)));
    }
    for (Subnet subnet : network.subnets()) {
      state.subnets().stream()
          .filter(other -> other.range().equals(subnet.range()))
          .map(SubnetState::gateway)
          .flatMap(Optional::stream)
          .filter(gateway -> !gateway.equals(subnet.gateway()))
          .forEach(
              gateway ->
                  report(
                      DriftRule.NETWORK_GATEWAY,
                      network,
                      "its gateway is %s, not %s".formatted(gateway, subnet.gateway())));
    }
  }

  private void compareOptions(Network network, NetworkState state) {
    SortedMap<String, String> declared =
        NetworkOptions.of(network, topology.environment().hostIsolation());
    SortedMap<String, String> actual = new TreeMap<>(state.options());
    if (!network.usesBridgeDriver()) {
      // Other drivers keep notes of their own among the options.
      actual.keySet().retainAll(declared.keySet());
    }
    List<String> differences =
        Differences.of("option", declared, actual, (name, value) -> "'" + value + "'");
    if (differences.isEmpty()) {
      return;
    }
    boolean weaker = network.usesBridgeDriver() && isolatesLess(network, declared, actual);
    report(
        weaker ? DriftRule.NETWORK_WEAKENED : DriftRule.NETWORK_OPTIONS,
        network,
        String.join(", ", differences));
  }

  private static boolean isolatesLess(
      Network network, Map<String, String> declared, Map<String, String> actual) {
    try {
      BridgeOptions wanted = BridgeOptions.of(declared);
      BridgeOptions found = BridgeOptions.of(actual);
      return openness(found.ipv4()) > openness(wanted.ipv4())
          || (network.hasIpv6() && openness(found.ipv6()) > openness(wanted.ipv6()))
          || (found.membersMeet() && !wanted.membersMeet());
    } catch (IllegalArgumentException e) {
      // A mode that is not known here may open anything.
      return true;
    }
  }

  private static int openness(Gateway gateway) {
    return switch (gateway) {
      case ABSENT -> 0;
      case NAT -> 1;
      case NAT_UNPROTECTED -> 2;
      case ROUTED -> 3;
    };
  }

  private void compareLabels(Network network, NetworkState state) {
    SortedMap<String, String> declared = Labels.of(topology.stack(), network);
    SortedMap<String, String> actual = new TreeMap<>(state.labels());
    actual.keySet().removeIf(label -> !Labels.isOwn(label));
    List<String> differences = Differences.ofLabels(declared, actual);
    if (!differences.isEmpty()) {
      report(DriftRule.NETWORK_LABELS, network, String.join(", ", differences));
    }
  }

  private void leftOver() {
    Set<String> known =
        topology.networks().stream()
            .map(network -> network.engineName().value())
            .collect(Collectors.toSet());
    engine.networks().stream()
        .filter(state -> state.belongsTo(topology.stack()) && !known.contains(state.name()))
        .forEach(
            state ->
                findings.add(
                    DriftRule.NETWORK_UNKNOWN.found(
                        "network " + state.name(),
                        "carries the label of stack %s, which declares no such network"
                            .formatted(topology.stack()),
                        Cure.of("name", state.name()))));
  }

  private void report(DriftRule rule, Network network, String message) {
    report(rule, rule.severity(), network, message);
  }

  private void report(DriftRule rule, Severity severity, Network network, String message) {
    String name = network.engineName().value();
    String disconnect =
        engine.containers().stream()
            .filter(container -> container.on(name).isPresent())
            .map(
                container ->
                    "docker network disconnect %s %s && "
                        .formatted(Cure.quoted(name), Cure.quoted(container.name())))
            .collect(joining());
    findings.add(
        rule.found(
            severity,
            "network " + network.name(),
            message,
            Cure.of("name", name)
                .with("network", network.name().value())
                .with("stack", topology.stack().stack())
                .withWords("disconnect", disconnect)));
  }

  private static <T extends Comparable<T>> Collector<T, ?, Set<T>> sorted() {
    return Collectors.toCollection(TreeSet::new);
  }

  private static String listed(Collection<?> values) {
    return values.isEmpty()
        ? "none"
        : values.stream().map(Object::toString).collect(joining(" and "));
  }
}
