package app.versatilehub.topology.isolation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Applies every {@link Rule} that is about one inventory; those about names have a class of their
 * own.
 */
final class Rules {

  private final Reachability reachability;
  private final Inventory inventory;
  private final int compromises;
  private final List<Finding> findings = new ArrayList<>();

  private Rules(Reachability reachability, int compromises) {
    this.reachability = reachability;
    this.inventory = reachability.inventory();
    this.compromises = compromises;
  }

  /** Everything that is broken, in no particular order. */
  static List<Finding> check(
      Reachability reachability, UndeclaredReach undeclared, int compromises) {
    Rules rules = new Rules(reachability, compromises);
    reachability.inventory().containers().forEach(rules::container);
    reachability.inventory().networks().forEach(rules::network);
    rules.datastores();
    rules.waysIn();
    rules.overlappingSubnets();
    reachability.inventory().routes().forEach(rules::route);
    rules.flows();
    rules.undeclaredReach(undeclared);
    rules.findings.addAll(NameRules.check(reachability));
    return rules.findings;
  }

  // --- Containers -------------------------------------------------------------------------------

  private void container(ContainerEntry container) {
    String subject = service(container);
    container.exposures().forEach(exposure -> exposure(container, exposure));
    if (container.isOnHostNetwork()) {
      report(Rule.HOST_NETWORK, subject, "is on the host's own network");
    }
    if (container.attachment() instanceof NetworkAttachment.SharedWith shared) {
      report(
          Rule.SHARED_NAMESPACE,
          subject,
          "uses the network namespace of %s".formatted(shared.container()));
    }
    PlainSecrets.in(container)
        .forEach(place -> report(Rule.PLAIN_SECRET, subject, "a secret stands in " + place));
    egress(container, subject);
  }

  private void egress(ContainerEntry container, String subject) {
    boolean meant = inventory.egress().contains(container.name());
    boolean couldBeDeclared =
        inventory.flows().isPresent() && container.kind() != ServiceKind.DATASTORE;
    if (!meant && !couldBeDeclared) {
      return;
    }
    boolean leaves =
        reachability.byPackets(new Zone.Container(container.name())).leavesForTheInternet();
    if (leaves && !meant) {
      as(
          egressIsOurs(container) ? Severity.WARNING : Severity.INFO,
          Rule.UNDECLARED_EGRESS,
          subject,
          "can open connections to the Internet, which is not declared");
    } else if (meant && !leaves) {
      report(
          Rule.EGRESS_WITHOUT_WAY,
          subject,
          "is to reach the Internet, but is on internal networks");
    }
  }

  /** Whether it leaves by a network that the inventory's owner makes, and could close. */
  private boolean egressIsOurs(ContainerEntry container) {
    return reachability.namespaceOwner(container).memberships().stream()
        .map(membership -> reachability.network(membership.network()))
        .anyMatch(network -> !network.internal() && !network.external());
  }

  private void exposure(ContainerEntry container, Exposure exposure) {
    String subject = service(container);
    boolean control = HostControl.isGivenBy(exposure);
    if (exposure instanceof Exposure.PublishedPort published) {
      publishedPort(container, published);
    } else if (exposure instanceof Exposure.EngineSocket) {
      engineSocket(container);
    } else if (exposure instanceof Exposure.Privileged) {
      report(Rule.PRIVILEGED, subject, "is privileged");
    } else if (exposure instanceof Exposure.Capability capability) {
      as(
          control ? Severity.ERROR : Severity.WARNING,
          Rule.ADDED_CAPABILITY,
          subject,
          "has the capability %s%s".formatted(capability.name(), meaning(control)));
    } else if (exposure instanceof Exposure.Device device) {
      as(
          control ? Severity.ERROR : Severity.WARNING,
          Rule.HOST_DEVICE,
          subject,
          "has the device %s%s".formatted(device.path(), meaning(control)));
    } else if (exposure instanceof Exposure.HostMount mount) {
      hostMount(subject, mount, control);
    } else if (exposure instanceof Exposure.HostNamespace namespace) {
      report(
          Rule.HOST_NAMESPACE,
          subject,
          "shares the %s namespace of the host".formatted(namespace.kind()));
    }
  }

  private void engineSocket(ContainerEntry container) {
    if (container.kind() != ServiceKind.ENGINE_PROXY) {
      report(Rule.ENGINE_SOCKET, service(container), "has the engine's socket");
      return;
    }
    reachability.namespaceOwner(container).memberships().stream()
        .map(membership -> reachability.network(membership.network()))
        .filter(network -> !network.internal() || network.external())
        .forEach(
            network ->
                report(
                    Rule.ENGINE_SOCKET,
                    service(container),
                    "is a proxy of the engine on network %s, %s"
                        .formatted(
                            network.name(),
                            network.external()
                                ? "which strangers may join"
                                : "which is not internal")));
  }

  private static String meaning(boolean control) {
    return control ? ", which is control of the host" : "";
  }

  private void hostMount(String subject, Exposure.HostMount mount, boolean control) {
    Severity severity =
        control
            ? Severity.ERROR
            : HostControl.isSystemFolder(mount.path()) ? Severity.WARNING : Severity.INFO;
    as(
        severity,
        Rule.HOST_MOUNT,
        subject,
        "%s %s of the host%s"
            .formatted(mount.readOnly() ? "reads" : "writes", mount.path(), meaning(control)));
  }

  private void publishedPort(ContainerEntry container, Exposure.PublishedPort published) {
    if (published.isLoopback()) {
      report(
          Rule.LOOPBACK_PORT,
          service(container),
          "publishes its port %s on %s%s"
              .formatted(
                  published.port(),
                  published,
                  reachability.protectsLoopback() ? "" : ", which neighbours reach, too"));
    } else if (container.kind() != ServiceKind.GATEWAY) {
      report(
          Rule.PUBLISHED_PORT,
          service(container),
          "publishes its port %s on the host's port %s".formatted(published.port(), published));
    } else if (isDeclaredClosed(container, published.port())) {
      report(
          Rule.PUBLISHED_PORT,
          service(container),
          "publishes its port %s on the host's port %s, to which no flow from the Internet leads"
              .formatted(published.port(), published));
    }
  }

  /** A gateway, too, publishes only what it is meant to. */
  private boolean isDeclaredClosed(ContainerEntry gateway, Port port) {
    return inventory.flows().isPresent()
        && inventory.flows().get().stream()
            .noneMatch(
                flow ->
                    flow.source().isEmpty()
                        && flow.destination().equals(gateway.name())
                        && flow.port().equals(port));
  }

  // --- Datastores and ways in -------------------------------------------------------------------

  private void datastores() {
    Reach internet = reachability.from(Zone.INTERNET);
    inventory.containers().stream()
        .filter(container -> container.kind() == ServiceKind.DATASTORE)
        .forEach(
            datastore -> {
              reachability.namespaceOwner(datastore).memberships().stream()
                  .map(membership -> reachability.network(membership.network()))
                  .forEach(network -> exposedDatastore(datastore, network));
              nearest(internet, datastore)
                  .filter(endpoint -> internet.compromises(endpoint) <= compromises)
                  .ifPresent(endpoint -> reachedDatastore(datastore, internet, endpoint));
            });
  }

  private void exposedDatastore(ContainerEntry datastore, NetworkEntry network) {
    whyExposed(network)
        .ifPresent(
            why ->
                report(
                    Rule.DATASTORE_EXPOSED,
                    service(datastore),
                    "a datastore is on network %s, %s".formatted(network.name(), why)));
  }

  private Optional<String> whyExposed(NetworkEntry network) {
    if (hasGateway(network)) {
      return Optional.of("which the gateway shares");
    }
    if (network.external()) {
      return Optional.of("which strangers may join");
    }
    if (network.isOnTheWire()) {
      return Optional.of("which is on the wire of the host");
    }
    return network.internal() ? Optional.empty() : Optional.of("which is not internal");
  }

  private boolean hasGateway(NetworkEntry network) {
    return gateways()
        .anyMatch(gateway -> reachability.namespaceOwner(gateway).isOn(network.name()));
  }

  private Optional<Endpoint> nearest(Reach internet, ContainerEntry datastore) {
    return reachability.endpointsOf(datastore.name()).stream()
        .filter(endpoint -> internet.compromises(endpoint) != Graph.UNREACHED)
        .min(Comparator.comparingInt(internet::compromises));
  }

  private void reachedDatastore(ContainerEntry datastore, Reach internet, Endpoint endpoint) {
    int needed = internet.compromises(endpoint);
    report(
        Rule.DATASTORE_WITHIN_REACH,
        service(datastore),
        "the Internet reaches it %s: %s"
            .formatted(
                needed == 0 ? "as things are" : "after %d takeovers".formatted(needed),
                internet.path(endpoint)));
  }

  /** Without routes, since what comes by a route came through a gateway. */
  private void waysIn() {
    Reach internet = reachability.directlyWithoutRoutes(Zone.INTERNET);
    List<String> gatewaysReached = new ArrayList<>();
    for (ContainerEntry container : inventory.containers()) {
      Optional<Endpoint> reached =
          reachability.endpointsOf(container.name()).stream()
              .filter(endpoint -> internet.compromises(endpoint) == 0)
              .findFirst();
      if (reached.isEmpty()) {
        continue;
      }
      if (container.kind() == ServiceKind.GATEWAY) {
        gatewaysReached.add(container.name());
      } else if (container.publishedPorts().noneMatch(published -> !published.isLoopback())
          && !comesByUnfilteredIpv6(container)) {
        report(
            Rule.SECOND_WAY_IN,
            service(container),
            "the Internet reaches it past the gateway: " + internet.path(reached.get()));
      }
    }
    gatewaysReached.stream()
        .skip(1)
        .forEach(
            name ->
                report(
                    Rule.SECOND_WAY_IN,
                    "service " + name,
                    "is a gateway beside %s, and the Internet reaches both"
                        .formatted(gatewaysReached.get(0))));
  }

  private boolean comesByUnfilteredIpv6(ContainerEntry container) {
    return reachability.namespaceOwner(container).memberships().stream()
        .map(membership -> reachability.network(membership.network()))
        .anyMatch(network -> reachability.letsIpv6Through(network) && !network.isOnTheWire());
  }

  private Stream<ContainerEntry> gateways() {
    return inventory.containers().stream()
        .filter(container -> container.kind() == ServiceKind.GATEWAY);
  }

  // --- Networks ---------------------------------------------------------------------------------

  private void network(NetworkEntry network) {
    String subject = "network " + network.name();
    if (network.internal() && Reachability.touchesHostByIpv4(network)) {
      as(
          holdsDatastore(network) && network.isBridge() ? Severity.ERROR : Severity.WARNING,
          Rule.INTERNAL_OPEN_TO_HOST,
          subject,
          network.isBridge()
              ? "is internal, but the host has an address on it"
              : "is internal, but whether its driver %s closes it towards the host is not known"
                  .formatted(network.driver()));
    }
    if (network.internal() && Reachability.touchesHostByIpv6(network)) {
      report(
          Rule.IPV6_OPEN_TO_HOST,
          subject,
          "is internal and has IPv6, and the host has an IPv6 address on it");
    }
    if (reachability.letsIpv6Through(network)) {
      report(
          Rule.UNFILTERED_IPV6,
          subject,
          "has IPv6, which %s does not filter"
              .formatted(
                  inventory
                      .engine()
                      .map(version -> "Engine " + version)
                      .orElse("an engine before 27")));
    }
    if (network.isRoutedTo()) {
      report(Rule.DIRECT_ROUTING, subject, "other hosts route to its members past published ports");
    }
  }

  private boolean holdsDatastore(NetworkEntry network) {
    return inventory.containers().stream()
        .anyMatch(
            container ->
                container.kind() == ServiceKind.DATASTORE
                    && reachability.namespaceOwner(container).isOn(network.name()));
  }

  /** Ranges in CIDR notation lie in each other or apart, so that sorted ones need one pass. */
  private void overlappingSubnets() {
    record Used(Cidr range, String network) {}
    List<Used> sorted =
        inventory.networks().stream()
            .flatMap(
                network -> network.subnets().stream().map(range -> new Used(range, network.name())))
            .sorted(Comparator.comparing(Used::range))
            .toList();
    Deque<Used> around = new ArrayDeque<>();
    for (Used used : sorted) {
      while (!around.isEmpty() && !around.peek().range().overlaps(used.range())) {
        around.pop();
      }
      around.stream()
          .filter(outer -> !outer.network().equals(used.network()))
          .forEach(
              outer ->
                  report(
                      Rule.SUBNET_OVERLAP,
                      "network " + used.network(),
                      "%s overlaps %s of network %s"
                          .formatted(used.range(), outer.range(), outer.network())));
      around.push(used);
    }
  }

  // --- Routes and flows -------------------------------------------------------------------------

  private void route(RouteEntry route) {
    String subject = "route " + route.host();
    ContainerEntry container = reachability.container(route.container());
    List<ContainerEntry> gateways = gateways().toList();
    if (route
        .port()
        .map(port -> Endpoint.of(container.name(), port.number()))
        .filter(endpoint -> !reachability.endpointsOf(container.name()).contains(endpoint))
        .filter(endpoint -> container.portsComplete())
        .isPresent()) {
      report(
          Rule.ROUTE_TO_NOWHERE,
          subject,
          "%s does not listen on %s".formatted(container.name(), route.port().get()));
    } else if (gateways.isEmpty()) {
      report(Rule.ROUTE_TO_NOWHERE, subject, "there is no gateway that could follow it");
    } else if (gateways.stream()
        .allMatch(gateway -> reachability.targets(gateway, route).isEmpty())) {
      report(
          Rule.ROUTE_TO_NOWHERE,
          subject,
          "the gateway and %s do not meet%s"
              .formatted(
                  container.name(), route.network().map(name -> " on network " + name).orElse("")));
    } else if (route.network().isEmpty() && isMetByChance(container, gateways)) {
      report(
          Rule.ROUTE_BY_CHANCE,
          subject,
          "%s is on %s, and only some of them lead there from the gateway"
              .formatted(
                  container.name(),
                  container.memberships().stream()
                      .map(NetworkAttachment.Membership::network)
                      .collect(joining(", "))));
    }
  }

  private static boolean isMetByChance(ContainerEntry container, List<ContainerEntry> gateways) {
    return container.memberships().stream()
        .map(NetworkAttachment.Membership::network)
        .anyMatch(network -> gateways.stream().noneMatch(gateway -> gateway.isOn(network)));
  }

  private void flows() {
    inventory.flows().orElse(List.of()).stream()
        .collect(groupingBy(Rules::zone, LinkedHashMap::new, toList()))
        .forEach(
            (zone, flows) -> {
              // Only who comes from outside asks the gateway; the others ask for the service.
              Reach reach =
                  zone.equals(Zone.INTERNET)
                      ? reachability.directlyFrom(zone)
                      : reachability.directlyWithoutRoutes(zone);
              flows.forEach(flow -> flow(flow, reach));
            });
  }

  private void flow(FlowEntry flow, Reach reach) {
    ContainerEntry destination = reachability.container(flow.destination());
    Endpoint endpoint = new Endpoint(flow.destination(), Optional.of(flow.port()));
    if (!reachability.endpointsOf(flow.destination()).contains(endpoint)) {
      if (destination.portsComplete()) {
        report(
            Rule.FLOW_TO_NOBODY,
            "flow " + flow,
            "%s does not listen on %s".formatted(flow.destination(), flow.port()));
      }
    } else if (reach.compromises(endpoint) != 0) {
      report(
          Rule.FLOW_WITHOUT_NETWORK,
          "flow " + flow,
          flow.source().isPresent()
              ? "the two are on no common network"
              : "nothing leads there from the Internet");
    }
  }

  private static Zone zone(FlowEntry flow) {
    return flow.source().<Zone>map(Zone.Container::new).orElse(Zone.INTERNET);
  }

  private void undeclaredReach(UndeclaredReach reach) {
    for (NetworkEntry network : inventory.networks()) {
      UndeclaredReach.Gap gap = reach.gap(network.name());
      if (gap.undeclared() > 0) {
        report(
            Rule.UNDECLARED_REACH,
            "network " + network.name(),
            "opens %d pairs of a service and another one's port, of which no flow declares %d"
                .formatted(gap.open(), gap.undeclared()));
      }
    }
  }

  private static String service(ContainerEntry container) {
    return "service " + container.name();
  }

  private void report(Rule rule, String subject, String message) {
    findings.add(rule.broken(subject, message));
  }

  private void as(Severity severity, Rule rule, String subject, String message) {
    findings.add(rule.broken(severity, subject, message));
  }
}
