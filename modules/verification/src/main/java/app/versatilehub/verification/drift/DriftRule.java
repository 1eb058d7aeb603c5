package app.versatilehub.verification.drift;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import java.util.Locale;

/**
 * The ways in which an engine differs from a topology. {@code docs/drift.md} is made from them.
 *
 * <p>A rule's id is its constant's name in lower case with hyphens, and never changes its meaning.
 */
public enum DriftRule {
  NETWORK_MISSING(
      Severity.ERROR,
      "Network missing",
      "Its members do not reach each other, and Pulumi, which does not look, will not make it.",
      Constants.NETWORK_AGAIN),
  EXTERNAL_NETWORK_MISSING(
      Severity.ERROR,
      "External network missing",
      "Somebody else was to make it; without it nothing comes up.",
      "docker network create {name}"),
  NETWORK_TWICE(
      Severity.ERROR,
      "Network name taken twice",
      "A container that joins it by name gets either of them.",
      "keep one: docker network ls --no-trunc --filter name={name}, then docker network rm the"
          + " identifier of the other"),
  NETWORK_OF_OTHERS(
      Severity.ERROR,
      "Network of somebody else",
      "It has the name of a network of the stack, but not the stack's label: what it isolates is"
          + " its maker's business.",
      Constants.NETWORK_OUT),
  NETWORK_UNKNOWN(
      Severity.WARNING,
      "Network that the topology does not know",
      "It carries the stack's label and is left over, or somebody has copied the label.",
      "docker network rm {name}"),
  NETWORK_DRIVER(
      Severity.ERROR,
      "Other network driver",
      "Another driver isolates in another way, or not at all.",
      Constants.NETWORK_OUT),
  NETWORK_OPENED(
      Severity.ERROR,
      "Internal network that is open",
      "Its members reach the Internet, and ports that they publish are reached.",
      Constants.NETWORK_OUT),
  NETWORK_CLOSED(
      Severity.WARNING,
      "Network that is internal",
      "Its members have no way out, and the ports that they publish are closed.",
      Constants.NETWORK_OUT),
  NETWORK_IPV6(
      Severity.ERROR,
      "IPv6 switched otherwise",
      "IPv6 that nobody declared is a second way to every member, past what is closed for IPv4.",
      Constants.NETWORK_OUT),
  NETWORK_SUBNET(
      Severity.WARNING,
      "Other address range",
      "Firewall rules and routes that were written for the declared range miss its members.",
      Constants.NETWORK_OUT),
  NETWORK_GATEWAY(
      Severity.WARNING,
      "Other gateway address",
      "Its members send to another address on their way out than the one declared.",
      Constants.NETWORK_OUT),
  NETWORK_WEAKENED(
      Severity.ERROR,
      "Options that isolate less",
      "The bridge has an address on the host, is routed to, or lets members meet, though it was"
          + " declared not to.",
      Constants.NETWORK_OUT),
  NETWORK_OPTIONS(
      Severity.WARNING,
      "Other options of the driver",
      "The network is not the one that was declared; the bridge's name, for one, may stand in the"
          + " host's firewall rules.",
      Constants.NETWORK_OUT),
  NETWORK_LABELS(
      Severity.WARNING,
      "Other labels of a network",
      "By its labels the stack's tools know what it is.",
      Constants.NETWORK_OUT),
  CONTAINER_MISSING(
      Severity.ERROR,
      "Container missing",
      "The service is not there, and Pulumi, which does not look, will not make it.",
      Cure.CONTAINER_AGAIN),
  CONTAINER_RENAMED(
      Severity.WARNING,
      "Container renamed",
      "It is no longer found by its name, and Pulumi would fail to replace it.",
      "docker rename {container} {expected}"),
  CONTAINER_OF_OTHERS(
      Severity.ERROR,
      "Container of somebody else",
      "It has the name of the service's container, but not the stack's label.",
      "docker rename {container} {container}-old, and then " + Cure.CONTAINER_AGAIN),
  CONTAINER_UNKNOWN(
      Severity.ERROR,
      "Container that the topology does not know",
      "It carries the stack's label and is left over, or somebody has copied the label, by which the"
          + " gateway routes to it.",
      "docker rm --force {container}"),
  SERVICE_TWICE(
      Severity.ERROR,
      "Service twice",
      "A second container carries the service's labels: the gateway and the engine's DNS send it a"
          + " part of the conversations.",
      "docker rm --force {container}"),
  CONTAINER_STOPPED(
      Severity.ERROR,
      "Container that does not run",
      "The service is not there; Pulumi does not look.",
      "docker start {container}; if it ends again: docker logs --tail 50 {container}"),
  JOB_FAILED(
      Severity.ERROR,
      "Job that failed",
      "What needs it was not started, or runs on what the job before it left.",
      "docker logs --tail 50 {container}; mend the cause; pulumi up --stack {stack}"),
  CONTAINER_PAUSED(
      Severity.WARNING,
      "Container paused",
      "It accepts connections and does not answer them.",
      "docker unpause {container}"),
  CONTAINER_RESTARTING(
      Severity.ERROR,
      "Container that restarts over and over",
      "Its process ends soon after it begins.",
      "docker logs --tail 50 {container}"),
  CONTAINER_UNHEALTHY(
      Severity.WARNING,
      "Container unhealthy",
      "Its health check fails, and the gateway sends it nothing.",
      "docker inspect --format '{{json .State.Health}}' {container}, then docker restart"
          + " {container}"),
  NETWORK_JOINED(
      Severity.ERROR,
      "On a network that is not declared",
      "Whoever is there reaches its every port, and it reaches them: the proof no longer holds."
          + " Pulumi does not see it.",
      "docker network disconnect {name} {container}"),
  NETWORK_LEFT(
      Severity.ERROR,
      "Not on a declared network",
      "Conversations that are declared cannot take place.",
      "docker network connect {aliases} {name} {container}"),
  NETWORK_MODE(
      Severity.ERROR,
      "Not on networks at all",
      "On the host's network no other isolates it; in another container's namespace it is wherever"
          + " that one is; on none it is nowhere.",
      Cure.CONTAINER_AGAIN),
  NAME_TAKEN(
      Severity.ERROR,
      "Name of a service taken by another container",
      "The engine's DNS answers with either of them: clients of the service, with their passwords,"
          + " end up at the other one.",
      "docker network disconnect {name} {container}{reconnect}"),
  ALIAS_ADDED(
      Severity.WARNING,
      "Name that is not declared",
      "Others find it by a name that the topology does not know.",
      Constants.NAMES_AGAIN),
  ALIAS_MISSING(
      Severity.ERROR,
      "Name missing",
      "Its clients do not find it; a stranger with that name would get the conversation.",
      Constants.NAMES_AGAIN),
  PORT_OPENED(
      Severity.ERROR,
      "Host port that is not declared",
      "It is reached from the Internet and from other networks by the host's address, past the"
          + " gateway.",
      Cure.CONTAINER_AGAIN),
  PORT_CLOSED(
      Severity.ERROR,
      "Host port missing",
      "Whoever was to come by it finds nobody.",
      Cure.CONTAINER_AGAIN),
  PORT_ADDRESS(
      Severity.ERROR,
      "Host port on another address",
      "It is reached from where it was not to be, or not from where it was.",
      Cure.CONTAINER_AGAIN),
  EXPOSURE_ADDED(
      Severity.ERROR,
      "Way around the networks",
      "Powers, devices, files or namespaces of the host that nobody declared: whoever takes the"
          + " container over may control the host.",
      Cure.CONTAINER_AGAIN),
  EXPOSURE_MISSING(
      Severity.WARNING,
      "Declared access missing",
      "The service lacks what it was given, such as the engine's socket.",
      Cure.CONTAINER_AGAIN),
  ROUTE_LABELS(
      Severity.ERROR,
      "Other labels for the gateway",
      "By these the gateway routes the Internet's requests: a host name may lead elsewhere, or"
          + " nowhere. Values that may be secrets are not shown.",
      Cure.CONTAINER_AGAIN),
  OWN_LABELS(
      Severity.WARNING,
      "Other labels of the stack",
      "By its labels the stack's tools know what a container is.",
      Cure.CONTAINER_AGAIN),
  IMAGE_REFERENCE(
      Severity.WARNING,
      "Other image",
      "Something else runs than what was declared.",
      Cure.CONTAINER_AGAIN),
  IMAGE_OUTDATED(
      Severity.WARNING,
      "Image older than its tag",
      "The tag means another image now than when the container was made.",
      Cure.CONTAINER_AGAIN),
  STRANGER_INSIDE(
      Severity.ERROR,
      "Stranger on an internal network",
      "It reaches every port of every member, databases among them.",
      "docker network disconnect {name} {container}"),
  STRANGER_BESIDE(
      Severity.WARNING,
      "Stranger on a network of the stack",
      "It reaches every port of every member.",
      "docker network disconnect {name} {container}; if it belongs there, make the network external"),
  STRANGERS_OUTSIDE(
      Severity.INFO,
      "Strangers on an external network",
      "That is what external networks are for; each of them reaches every port of every member.",
      "nothing, if all of them are trusted; else docker network disconnect {name} CONTAINER"),
  NAMESPACE_SHARED(
      Severity.ERROR,
      "Stranger in a service's network namespace",
      "It is wherever the service is, reads its traffic, and reaches what it keeps on loopback.",
      "docker rm --force {container}"),
  FIREWALL_UNKNOWN(
      Severity.INFO,
      "Firewall not read",
      "What the host's packet filter adds or takes away is not compared.",
      "run it as root on the engine's host, with iptables installed; what an engine keeps in nftables"
          + " is shown by nft list ruleset"),
  CHAINS_MISSING(
      Severity.ERROR,
      "The engine's firewall rules are gone",
      "Something has flushed the packet filter: networks no longer keep their members apart.",
      "restart the engine, which writes them anew: systemctl restart docker"),
  USER_CHAIN_UNHOOKED(
      Severity.WARNING,
      "DOCKER-USER without effect",
      "No packet passes the operator's own rules (moby#48560).",
      "{program} --insert FORWARD --jump DOCKER-USER"),
  FORWARD_POLICY(
      Severity.WARNING,
      "Host that forwards by default",
      "Before Engine 28, neighbours that route to a network by this host reach every port of its"
          + " members.",
      "iptables --policy FORWARD DROP"),
  ACCEPTED_FIRST(
      Severity.ERROR,
      "Rule that accepts before the engine's rules",
      "What it accepts is not kept apart any more: packets pass from network to network.",
      "{program} --delete {rule}"),
  USER_RULE(
      Severity.INFO,
      "Rule in DOCKER-USER",
      "The operator's own, and known to the topology in no way; a warning where it accepts, since"
          + " that comes before the engine's isolation.",
      "nothing, if it is meant; else {program} --delete {rule}"),
  PORT_FORWARDED(
      Severity.ERROR,
      "Port forwarded past the engine",
      "A rule of the host leads into a network by a port that no container publishes.",
      "{program} --table nat --delete {rule}"),
  RAW_RULE(
      Severity.WARNING,
      "Rule before all filtering",
      "It lets packets for a network past the engine's own first rules, which drop what comes from"
          + " outside (Engine 28).",
      "{program} --table raw --delete {rule}"),
  BRIDGES_UNFILTERED(
      Severity.ERROR,
      "Members that meet though they must not",
      "Packets between members of one bridge do not pass the packet filter, so that"
          + " enable_icc=false has no effect.",
      "modprobe br_netfilter && sysctl -w net.bridge.bridge-nf-call-iptables=1"),
  FORWARDING_OFF(
      Severity.WARNING,
      "Host that does not forward",
      "Members have no way out, and published ports are served by the engine's proxy alone.",
      "sysctl -w net.ipv4.ip_forward=1");

  private final Severity severity;
  private final String title;
  private final String reason;
  private final String cure;

  DriftRule(Severity severity, String title, String reason, String cure) {
    this.severity = severity;
    this.title = title;
    this.reason = reason;
    this.cure = cure;
  }

  /** The stable name, such as {@code network-joined}. */
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

  /** What mends it, with placeholders such as {@code {container}}. */
  public String cure() {
    return cure;
  }

  Finding found(String subject, String message, Cure words) {
    return found(severity, subject, message, words);
  }

  Finding found(Severity as, String subject, String message, Cure words) {
    return new Finding(id(), as, subject, message, words.fill(cure));
  }

  private static final class Constants {

    /** Those who are on it, too, since they join it when they are made. */
    private static final String NETWORK_AGAIN =
        "pulumi up --stack {stack} --target-replace '**Network::{network}' --target-dependents";

    /** The engine removes no network that has members. */
    private static final String NETWORK_OUT =
        "{disconnect}docker network rm {name} && " + NETWORK_AGAIN;

    private static final String NAMES_AGAIN =
        "docker network disconnect {name} {container} && docker network connect {aliases} {name}"
            + " {container}";
  }
}
