package app.versatilehub.topology.isolation;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules of isolation. {@code docs/rules.md} is made from them.
 *
 * <p>A rule's id is its constant's name in lower case with hyphens, and never changes its meaning.
 */
public enum Rule {
  DATASTORE_EXPOSED(
      Severity.ERROR,
      "Datastore on an exposed network",
      "A database belongs on internal networks that neither a gateway nor strangers share: on any"
          + " other, one mistake or one neighbour is enough to reach it.",
      "take it off that network; its clients reach it on an internal one"),
  DATASTORE_WITHIN_REACH(
      Severity.ERROR,
      "Datastore too near the Internet",
      "An attacker from the Internet reaches it after taking over no more containers than the setting"
          + " isolation.compromises allows for (0 unless set: it is reached as things are).",
      "put another service between, or take one of the services on the path off its network"),
  PUBLISHED_PORT(
      Severity.ERROR,
      "Host port outside the gateway",
      "A published port is reached from the Internet and from every network that reaches the host,"
          + " past ufw and past the gateway (moby#4737).",
      "remove the published port; route it through the gateway if the Internet must reach it"),
  LOOPBACK_PORT(
      Severity.WARNING,
      "Host port on the loopback address",
      "Every process of the host reaches it, and before Engine 28 also neighbours on the wire"
          + " (moby#45610).",
      "remove the published port"),
  SECOND_WAY_IN(
      Severity.ERROR,
      "Second way in",
      "The gateway is to be the only way from the Internet; here is another one.",
      "close it, and route through the gateway what the Internet must reach"),
  ENGINE_SOCKET(
      Severity.ERROR,
      "Engine socket in a container",
      "Whoever takes over this container controls the engine, and with it every container and the"
          + " host; read-only mounts do not limit what is asked of the socket. A proxy that lets"
          + " through only what is needed may hold it, on internal networks.",
      "take the socket away, or put such a proxy between"),
  PRIVILEGED(
      Severity.ERROR,
      "Privileged container",
      "It has every power and device of the host, so that no network isolates it.",
      "remove 'privileged', and add the one capability or device that it needs"),
  HOST_NETWORK(
      Severity.ERROR,
      "Container on the host's network",
      "It listens on the host's addresses, reaches everything that the host reaches, and can send"
          + " raw frames to members of every network: none isolates it.",
      "give it a network of its own, and publish or route what it serves"),
  HOST_NAMESPACE(
      Severity.ERROR,
      "Namespace of the host",
      "Processes, memory segments or users of the host are not separated from the container's.",
      "remove the setting, so that it gets a namespace of its own"),
  SHARED_NAMESPACE(
      Severity.WARNING,
      "Network namespace of another container",
      "It is on every network of the other one, and each reaches what the other keeps on loopback.",
      "give it networks of its own"),
  ADDED_CAPABILITY(
      Severity.WARNING,
      "Added capability",
      "A power of the kernel beyond the engine's default set; some of them lead to control of the"
          + " host, which makes this an error.",
      "remove the capability, or waive the rule with the reason for it"),
  HOST_DEVICE(
      Severity.WARNING,
      "Device of the host",
      "A device is shared with the host; one that holds its storage or memory is control of the"
          + " host, which makes this an error.",
      "remove the device, or waive the rule with the reason for it"),
  HOST_MOUNT(
      Severity.INFO,
      "Folder of the host",
      "Files of the host are visible inside; in a folder of the system that is a leak (a warning),"
          + " and when it may write there it is control of the host (an error).",
      "use a named volume, or mount only the one file that is needed, read-only"),
  INTERNAL_OPEN_TO_HOST(
      Severity.WARNING,
      "Internal network open to the host",
      "'internal' leaves the bridge's address on the host: its members reach host services there,"
          + " and the host's processes reach every member (libnetwork#1151). An error where a"
          + " datastore is on it.",
      "set the option com.docker.network.bridge.inhibit_ipv4=true, or gateway_mode_ipv4=isolated"
          + " from Engine 28 on"),
  IPV6_OPEN_TO_HOST(
      Severity.ERROR,
      "Internal network open to the host by IPv6",
      "An internal network with IPv6 stays open towards the host when only IPv4 is inhibited.",
      "remove the IPv6 range, or set hostIsolation to gateway-mode (Engine 28 or later;"
          + " gateway_mode_ipv6=isolated)"),
  UNFILTERED_IPV6(
      Severity.WARNING,
      "IPv6 that nobody filters",
      "Before Engine 27 the engine does not filter IPv6 unless told to: every port of every member"
          + " is reached by neighbours, and from the Internet where the range is global"
          + " (moby#21951, moby#48492).",
      "use Engine 27 or later, start the engine with --experimental --ip6tables, set firewall.policy"
          + " to enforce, or remove the IPv6 range"),
  DIRECT_ROUTING(
      Severity.WARNING,
      "Network that other hosts route to",
      "The gateway mode, or trusted_host_interfaces, lets other hosts reach members at their own"
          + " addresses, also where a port is published on loopback only.",
      "remove the option gateway_mode_ipv4, gateway_mode_ipv6 or trusted_host_interfaces"),
  UNDECLARED_REACH(
      Severity.INFO,
      "Reach that no flow declares",
      "Members of one network reach each other's every port; what no flow declares is the gap to"
          + " least privilege.",
      "declare the flows that are meant, and split the network where services need not meet"),
  UNDECLARED_EGRESS(
      Severity.INFO,
      "Way to the Internet",
      "Its network is not internal, so that it can open connections to anywhere: to send data away,"
          + " or to reach the host's neighbours. A warning where the network is the stack's own.",
      "put it on internal networks only (an external one is made so by 'docker network create"
          + " --internal'), or declare that it reaches the Internet"),
  EGRESS_WITHOUT_WAY(
      Severity.ERROR,
      "Egress without a way",
      "It is declared to reach the Internet, and cannot.",
      "do not make the network of its egress internal"),
  FLOW_TO_NOBODY(
      Severity.ERROR,
      "Flow to a port where nobody listens",
      "A declared conversation cannot take place.",
      "use one of the destination's ports, or declare the port there"),
  FLOW_WITHOUT_NETWORK(
      Severity.ERROR,
      "Flow without a way",
      "A declared conversation cannot take place.",
      "put both on one network, or remove the flow"),
  AMBIGUOUS_ALIAS(
      Severity.ERROR,
      "Name that leads to two containers",
      "The engine's DNS answers with either of them, by turns or by chance (compose#8223,"
          + " moby#41961): a client may end up at the wrong database.",
      "give each a name of its own on every network where one client could see both"),
  STRANGERS_ALIAS(
      Severity.INFO,
      "Name that a stranger could take",
      "A client on an external network asks for a name there, too; a stranger who takes the name"
          + " gets the conversation.",
      "keep clients of internal services off external networks, or trust who is on them"),
  SUBNET_OVERLAP(
      Severity.ERROR,
      "Overlapping subnets",
      "The engine refuses the second of them, or packets go to the wrong network.",
      "choose ranges that do not meet, for one of the two networks"),
  ROUTE_TO_NOWHERE(
      Severity.ERROR,
      "Route to nowhere",
      "The gateway cannot deliver what the route promises: clients see errors.",
      "put the gateway and the service on the route's network, and name a port it listens on"),
  ROUTE_BY_CHANCE(
      Severity.WARNING,
      "Route by chance",
      "The service is on several networks and the route names none: Traefik takes any of them, also"
          + " one that it is not on (traefik#1156).",
      "set the label traefik.docker.network to the network that both are on"),
  PLAIN_SECRET(
      Severity.ERROR,
      "Secret in the clear",
      "Whoever reads the state, the preview or 'docker inspect' reads the secret.",
      "hand it over as a file in /run/secrets, or mark it as a secret where only a variable works"),
  WAIVER_EXPIRED(
      Severity.WARNING,
      "Expired waiver",
      "The day until which somebody wanted to live with a finding has passed.",
      "mend what it waived, or set a new date with a reason that still holds"),
  WAIVER_UNUSED(
      Severity.WARNING,
      "Unused waiver",
      "It matches no finding: what it waived is mended, or its rule or subject is misspelt.",
      "remove it, or correct its rule and subject");

  private final Severity severity;
  private final String title;
  private final String reason;
  private final String cure;

  Rule(Severity severity, String title, String reason, String cure) {
    this.severity = severity;
    this.title = title;
    this.reason = reason;
    this.cure = cure;
  }

  /** The rule with that id. */
  public static Optional<Rule> find(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** The stable name, such as {@code datastore-exposed}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How severe its findings are, unless the finding says otherwise. */
  public Severity severity() {
    return severity;
  }

  public String title() {
    return title;
  }

  public String reason() {
    return reason;
  }

  public String cure() {
    return cure;
  }

  Finding broken(String subject, String message) {
    return broken(severity, subject, message);
  }

  Finding broken(Severity as, String subject, String message) {
    return new Finding(id(), as, subject, message, cure);
  }
}
