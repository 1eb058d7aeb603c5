package app.versatilehub.verification.drift;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The host's packet filter compared with what an engine puts there. The engine's chains differ from
 * release to release, so that only what all of them have in common is asked for.
 */
final class FirewallDrift {

  private static final String FILTER = "filter";
  private static final String FORWARD = "FORWARD";
  private static final String USER = "DOCKER-USER";
  private static final String ACCEPT = "ACCEPT";
  private static final String ENGINES = "DOCKER";

  /** Where the engine keeps networks apart: up to 27, and from 28 on. */
  private static final Set<String> ISOLATING = Set.of("DOCKER-ISOLATION-STAGE-1", "DOCKER-FORWARD");

  /** It drops packets for members that do not come from their own bridge. */
  private static final EngineVersion FIRST_WITHOUT_DIRECT_ROUTING = new EngineVersion(28, 0, 0);

  private static final EngineVersion FIRST_WITH_IPV6_FILTER = new EngineVersion(27, 0, 0);

  private final Topology topology;
  private final EngineSnapshot engine;
  private final Firewall firewall;
  private final List<NetworkState> networks;
  private final Set<String> bridges;
  private final Set<Cidr> ranges;
  private final List<Finding> findings = new ArrayList<>();

  FirewallDrift(Topology topology, EngineSnapshot engine, Firewall firewall) {
    this.topology = topology;
    this.engine = engine;
    this.firewall = firewall;
    this.networks =
        topology.networks().stream()
            .flatMap(network -> engine.network(network.engineName().value()).stream())
            .filter(network -> network.bridge().isPresent())
            .toList();
    this.bridges =
        networks.stream().flatMap(network -> network.bridge().stream()).collect(Collectors.toSet());
    this.ranges =
        networks.stream()
            .flatMap(network -> network.subnets().stream())
            .map(SubnetState::range)
            .collect(Collectors.toSet());
  }

  Stream<Finding> find() {
    if (firewall instanceof Firewall.Unknown unknown) {
      report(DriftRule.FIREWALL_UNKNOWN, unknown.reason(), Cure.of("program", "iptables"));
    } else if (firewall instanceof Firewall.Rules rules) {
      forwardPolicy(rules.ipv4());
      compare("iptables", rules.ipv4());
      if (networks.stream().anyMatch(NetworkState::ipv6) && isAtLeast(FIRST_WITH_IPV6_FILTER)) {
        compare("ip6tables", rules.ipv6());
      }
    }
    kernel();
    return findings.stream();
  }

  private boolean isAtLeast(EngineVersion release) {
    return engine.engine().version().filter(version -> !version.isBefore(release)).isPresent();
  }

  private void forwardPolicy(Ruleset rules) {
    boolean routesDirectly =
        engine
            .engine()
            .version()
            .filter(version -> version.isBefore(FIRST_WITHOUT_DIRECT_ROUTING))
            .isPresent();
    if (routesDirectly && rules.policy(FILTER, FORWARD).filter(ACCEPT::equals).isPresent()) {
      report(
          DriftRule.FORWARD_POLICY,
          "the policy of the chain FORWARD is ACCEPT",
          Cure.of("program", "iptables"));
    }
  }

  private void compare(String program, Ruleset rules) {
    if (networks.isEmpty()) {
      return;
    }
    List<Ruleset.Rule> forward = rules.chain(FILTER, FORWARD);
    List<Ruleset.Rule> first =
        forward.stream().takeWhile(rule -> !ISOLATING.contains(rule.target())).toList();
    if (first.size() == forward.size()) {
      report(
          DriftRule.CHAINS_MISSING,
          "the chain FORWARD of %s does not lead to the engine's".formatted(program),
          Cure.of("program", program));
      return;
    }
    unguarded(program, rules);
    if (first.stream().noneMatch(rule -> rule.target().equals(USER))
        && !rules.chain(FILTER, USER).stream().allMatch(rule -> rule.target().equals("RETURN"))) {
      report(
          DriftRule.USER_CHAIN_UNHOOKED,
          "the chain FORWARD of %s does not lead to DOCKER-USER first".formatted(program),
          Cure.of("program", program));
    }
    first.stream()
        .filter(rule -> !rule.target().startsWith(ENGINES))
        .filter(rule -> accepts(rules, rule, new HashSet<>()))
        .forEach(rule -> report(DriftRule.ACCEPTED_FIRST, program, rule));
    userRules(program, rules);
    forwardedPorts(program, rules);
    rules.rules().stream()
        .filter(rule -> rule.table().equals("raw"))
        .filter(rule -> !Set.of("DROP", "RETURN", "").contains(rule.target()))
        .filter(this::mentionsUs)
        .forEach(rule -> report(DriftRule.RAW_RULE, program, rule));
  }

  /** The engine drops what enters or leaves an internal network, in a chain of its own. */
  private void unguarded(String program, Ruleset rules) {
    networks.stream()
        .filter(NetworkState::internal)
        .filter(network -> program.equals("iptables") || network.ipv6())
        .filter(
            network ->
                rules.rules().stream()
                    .filter(rule -> rule.table().equals(FILTER))
                    .filter(rule -> rule.chain().startsWith(ENGINES) && !rule.chain().equals(USER))
                    .filter(rule -> rule.target().equals("DROP"))
                    .noneMatch(rule -> network.bridge().filter(rule.words()::contains).isPresent()))
        .forEach(
            network ->
                report(
                    DriftRule.CHAINS_MISSING,
                    "no rule of %s closes the internal network '%s' (%s)"
                        .formatted(program, network.name(), network.bridge().orElse("?")),
                    Cure.of("program", program)));
  }

  private void userRules(String program, Ruleset rules) {
    rules.chain(FILTER, USER).stream()
        .filter(rule -> !Set.of("RETURN", "").contains(rule.target()))
        .filter(this::mayConcernUs)
        .forEach(
            rule ->
                report(
                    accepts(rules, rule, new HashSet<>()) ? Severity.WARNING : Severity.INFO,
                    DriftRule.USER_RULE,
                    program,
                    rule));
  }

  /** Whether it, or a chain that it leads to, accepts packets from or to our networks. */
  private boolean accepts(Ruleset rules, Ruleset.Rule rule, Set<String> seen) {
    if (!mayConcernUs(rule) || rule.onlyAnswers()) {
      return false;
    }
    if (rule.target().equals(ACCEPT)) {
      return true;
    }
    return !rule.target().startsWith(ENGINES)
        && seen.add(rule.target())
        && rules.chain(FILTER, rule.target()).stream()
            .anyMatch(inner -> accepts(rules, inner, seen));
  }

  /** Not one whose packets come from elsewhere and go elsewhere. */
  private boolean mayConcernUs(Ruleset.Rule rule) {
    return !(isElsewhere(rule, "-i", "-s") && isElsewhere(rule, "-o", "-d"));
  }

  private boolean isElsewhere(Ruleset.Rule rule, String interfaceOption, String rangeOption) {
    return rule.value(interfaceOption).filter(name -> !matchesBridge(name)).isPresent()
        || rule.range(rangeOption).filter(range -> !overlapsUs(range)).isPresent();
  }

  private boolean mentionsUs(Ruleset.Rule rule) {
    return Stream.of("-i", "-o")
            .flatMap(option -> rule.value(option).stream())
            .anyMatch(this::matchesBridge)
        || Stream.of("-s", "-d")
            .flatMap(option -> rule.range(option).stream())
            .anyMatch(this::overlapsUs);
  }

  /** A plus sign at the end of an interface's name stands for any rest. */
  private boolean matchesBridge(String name) {
    return name.endsWith("+")
        ? bridges.stream()
            .anyMatch(bridge -> bridge.startsWith(name.substring(0, name.length() - 1)))
        : bridges.contains(name);
  }

  private boolean overlapsUs(Cidr range) {
    return ranges.stream().anyMatch(range::overlaps);
  }

  private void forwardedPorts(String program, Ruleset rules) {
    rules.rules().stream()
        .filter(rule -> rule.table().equals("nat") && rule.target().equals("DNAT"))
        .filter(rule -> destination(rule).filter(this::isOurs).isPresent())
        .filter(rule -> !isPublished(rule))
        .forEach(rule -> report(DriftRule.PORT_FORWARDED, program, rule));
  }

  private boolean isOurs(IpAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** The address before the port; of an IPv6 address without its brackets. */
  private static Optional<IpAddress> destination(Ruleset.Rule rule) {
    return rule.value("--to-destination")
        .map(text -> text.replaceFirst("^\\[(.*)].*$", "$1"))
        .map(text -> text.contains(".") ? text.replaceFirst("[:-].*$", "") : text)
        .flatMap(
            text -> {
              try {
                return Optional.of(IpAddress.of(text));
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            });
  }

  /** Of a stranger's container only the engine knows which ports it has chosen. */
  private boolean isPublished(Ruleset.Rule rule) {
    if (!rule.chain().startsWith(ENGINES)) {
      return false;
    }
    Optional<ContainerState> owner =
        destination(rule)
            .flatMap(
                address ->
                    engine.containers().stream()
                        .filter(
                            container ->
                                container.endpoints().stream()
                                    .anyMatch(there -> there.addresses().contains(address)))
                        .findFirst());
    return owner
        .map(
            container ->
                !container.belongsTo(topology.stack())
                    // What is published beyond the declared is reported of the container.
                    || Exposure.publishedPorts(container.exposures())
                        .map(port -> port.hostPort().toString())
                        .anyMatch(port -> rule.value("--dport").filter(port::equals).isPresent()))
        .orElse(false);
  }

  private void kernel() {
    boolean membersMustNotMeet =
        topology.networks().stream()
            .filter(Network::usesBridgeDriver)
            .anyMatch(FirewallDrift::separatesMembers);
    if (membersMustNotMeet
        && engine.engine().bridgesFilterIpv4().filter(filtered -> !filtered).isPresent()) {
      report(
          DriftRule.BRIDGES_UNFILTERED,
          "net.bridge.bridge-nf-call-iptables is off",
          Cure.of("program", "sysctl"));
    }
    if (!engine.engine().forwardsIpv4()
        && topology.networks().stream().anyMatch(network -> !network.internal())) {
      report(DriftRule.FORWARDING_OFF, "net.ipv4.ip_forward is 0", Cure.of("program", "sysctl"));
    }
  }

  private static boolean separatesMembers(Network network) {
    try {
      return !BridgeOptions.of(network.options()).membersMeet();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void report(DriftRule rule, String program, Ruleset.Rule found) {
    report(rule.severity(), rule, program, found);
  }

  private void report(Severity severity, DriftRule rule, String program, Ruleset.Rule found) {
    findings.add(
        rule.found(
            severity,
            subject(),
            "%s, table %s: %s".formatted(program, found.table(), found.commandLine()),
            Cure.of("program", program).withWords("rule", found.commandLine())));
  }

  private void report(DriftRule rule, String message, Cure words) {
    findings.add(rule.found(subject(), message, words));
  }

  private static String subject() {
    return "firewall";
  }
}
