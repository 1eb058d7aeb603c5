package app.versatilehub.firewall;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.BridgeName;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Subnet;
import app.versatilehub.topology.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the host lets in. All else that others open is dropped, IPv4 and IPv6: to the host itself,
 * to ports that any container publishes, to containers' own addresses, and from containers to the
 * host.
 *
 * @param ssh the ports of SSH, open to all but containers
 * @param published the ports of the host that the topology publishes, open to everybody
 * @param interfaces the names of containers' interfaces, beside all that begin with {@link
 *     #ENGINES_PREFIX}
 * @param besideUfw whether ufw decides about the host's own ports
 * @param members what members of the stack's networks may do among themselves; without it, all
 */
public record RuleSet(
    SortedSet<Port> ssh,
    SortedSet<Port> published,
    SortedSet<String> interfaces,
    boolean besideUfw,
    Optional<Members> members) {

  /** Engines call the bridges of networks so, unless the network names one itself. */
  public static final String ENGINES_PREFIX = "br-";

  private static final List<String> ENGINES_OWN = List.of("docker0", "docker_gwbridge");

  public RuleSet {
    ssh = Collections.unmodifiableSortedSet(new TreeSet<>(ssh));
    published = Collections.unmodifiableSortedSet(new TreeSet<>(published));
    interfaces = Collections.unmodifiableSortedSet(new TreeSet<>(interfaces));
    requireNonNull(members, "members");
  }

  /**
   * Members of networks who reach the declared flows only.
   *
   * @param ranges the address ranges of the networks, as far as the settings give them
   */
  public record Members(SortedSet<Cidr> ranges) {
    public Members {
      ranges = Collections.unmodifiableSortedSet(new TreeSet<>(ranges));
    }
  }

  /**
   * Makes the rules.
   *
   * @param configuredSsh the ports of SSH that the settings name; with none, they are as found
   * @throws FindingsException if they would cut off who is logged in, or the host itself
   */
  public static RuleSet of(Topology topology, SortedSet<Port> configuredSsh, HostFacts host) {
    TreeSet<Port> ssh = new TreeSet<>(configuredSsh);
    if (ssh.isEmpty()) {
      ssh.addAll(host.sshPorts());
      ssh.addAll(host.sessions());
    }
    TreeSet<String> interfaces = new TreeSet<>(ENGINES_OWN);
    topology.networks().stream()
        .filter(Network::usesBridgeDriver)
        .flatMap(network -> network.bridge().stream())
        .map(BridgeName::value)
        .forEach(interfaces::add);
    RuleSet rules =
        new RuleSet(
            ssh,
            topology.services().stream()
                .flatMap(service -> service.publishedPorts())
                .filter(published -> !published.isLoopback())
                .map(PublishedPort::hostPort)
                .collect(Collectors.toCollection(TreeSet::new)),
            interfaces,
            host.ufw().isPresent(),
            members(topology));
    List<Finding> findings = new ArrayList<>();
    if (rules.members().isPresent()) {
      topology.networks().stream()
          .filter(network -> !network.usesBridgeDriver())
          .forEach(network -> findings.add(notABridge(network)));
    }
    rules.cutOff(host, findings);
    if (!findings.isEmpty()) {
      throw new FindingsException("the firewall of this host", findings);
    }
    return rules;
  }

  private static Optional<Members> members(Topology topology) {
    return topology.environment().policy() == MemberPolicy.ENFORCE
        ? Optional.of(
            new Members(
                topology.networks().stream()
                    .flatMap(network -> network.subnets().stream())
                    .map(Subnet::range)
                    .collect(Collectors.toCollection(TreeSet::new))))
        : Optional.empty();
  }

  private static Finding notABridge(Network network) {
    return Finding.error(
        "firewall-driver",
        "network " + network.name(),
        "has the driver '%s', whose packets this host does not see".formatted(network.driver()),
        "use the driver bridge, or set firewall.policy to open");
  }

  /** Whether an interface of that name is taken for containers'. */
  public boolean isContainers(String name) {
    return name.startsWith(ENGINES_PREFIX) || interfaces.contains(name);
  }

  private void cutOff(HostFacts host, List<Finding> findings) {
    host.sessions().stream()
        .filter(port -> !ssh.contains(port))
        .forEach(
            port ->
                findings.add(
                    Finding.error(
                        "firewall-cuts-ssh",
                        "firewall.sshPorts",
                        "somebody is logged in at port %s, and the settings open %s only"
                            .formatted(port, ssh),
                        "add %s to firewall.sshPorts, or log in at one of those".formatted(port))));
    host.uplinks().stream()
        .filter(this::isContainers)
        .forEach(
            name ->
                findings.add(
                    Finding.error(
                        "firewall-uplink-name",
                        "interface " + name,
                        "is a way of this host to others, but has a name that is taken for"
                            + " containers'",
                        "give it one that neither begins with '%s' nor is one of %s"
                            .formatted(ENGINES_PREFIX, interfaces))));
  }
}
