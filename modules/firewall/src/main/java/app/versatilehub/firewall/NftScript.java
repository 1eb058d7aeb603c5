package app.versatilehub.firewall;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Port;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rule set in the language of {@code nft}: one table, which replaces itself in one transaction.
 *
 * <p>In nftables, to accept ends a chain and to drop ends the packet. This table can therefore only
 * close what others leave open, wherever the engine has its own rules.
 */
public final class NftScript {

  /** The table, with its family. */
  public static final String TABLE = "inet versatile_hub";

  static final String RANGE4 = "ipv4_addr; flags interval";
  static final String RANGE6 = "ipv6_addr; flags interval";

  private NftScript() {}

  /** What makes the host's rules be {@code rules}, whatever they were. */
  public static String of(RuleSet rules) {
    return Stream.of(
            List.of(removal().strip(), "table %s {".formatted(TABLE)),
            sets(rules),
            input(rules),
            fromContainersChain(),
            forward(rules),
            rules.members().isPresent() ? members() : List.<String>of(),
            List.of("}", ""))
        .flatMap(List::stream)
        .collect(Collectors.joining("\n"));
  }

  /** What takes the table away; it does no harm where there is none. */
  public static String removal() {
    // Only what is there can be deleted, and to add it once more is no mistake.
    return "table %s\ndelete table %s\n".formatted(TABLE, TABLE);
  }

  private static List<String> sets(RuleSet rules) {
    return Stream.concat(
            Stream.of(
                set("ssh", "inet_service", ports(rules.ssh())),
                set("published", "inet_service", ports(rules.published())),
                set(
                    "containers",
                    "ifname",
                    rules.interfaces().stream().map(NftScript::quoted).toList())),
            rules.members().stream().flatMap(NftScript::memberSets))
        .toList();
  }

  /** The last of them are empty here: only the engine knows what is in them. */
  private static Stream<String> memberSets(RuleSet.Members members) {
    return Stream.concat(
        Stream.of(
            set("ranges4", RANGE4, ranges(members.ranges(), false)),
            set("ranges6", RANGE6, ranges(members.ranges(), true))),
        MemberAddresses.SETS.entrySet().stream()
            .map(entry -> set(entry.getKey(), entry.getValue(), List.of())));
  }

  private static List<String> input(RuleSet rules) {
    List<String> own =
        rules.besideUfw()
            ? List.of()
            : List.of(
                "    iifname \"lo\" accept",
                "    meta l4proto { icmp, ipv6-icmp } accept",
                "    udp sport 67 udp dport 68 accept",
                "    udp sport 547 udp dport 546 accept",
                "    tcp dport @ssh accept",
                "    tcp dport @published accept",
                "    drop");
    return Stream.of(
            List.of(
                "  chain input {",
                "    type filter hook input priority filter - 10; policy accept;",
                "    ct state established,related accept"),
            fromContainers("goto from_containers"),
            own,
            List.of("  }"))
        .flatMap(List::stream)
        .toList();
  }

  /** The names of services are answered inside each container, so that nothing is needed here. */
  private static List<String> fromContainersChain() {
    return List.of(
        "  chain from_containers {",
        "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept",
        "    tcp dport @published accept",
        "    drop",
        "  }");
  }

  private static List<String> forward(RuleSet rules) {
    return Stream.of(
            List.of(
                "  chain forward {",
                "    type filter hook forward priority filter - 10; policy accept;",
                // Of packets in both directions, so that it ends what was open before.
                "    meta l4proto tcp ct status dnat ct original proto-dst != @published drop",
                "    meta l4proto != tcp ct status dnat drop",
                "    ct status dnat accept"),
            rules.members().isPresent() ? fromContainers("jump to_members") : List.<String>of(),
            List.of("    ct state established,related accept"),
            fromContainers("accept"),
            List.of(
                "    oifname @containers drop",
                "    oifname \"%s*\" drop".formatted(RuleSet.ENGINES_PREFIX),
                "  }"))
        .flatMap(List::stream)
        .toList();
  }

  /** What members of the stack's networks send to each other, whether routed or bridged. */
  private static List<String> members() {
    return List.of(
        "  chain to_members {",
        "    ip daddr @ranges4 goto members",
        "    ip daddr @found4 goto members",
        "    ip6 daddr @ranges6 goto members",
        "    ip6 daddr @found6 goto members",
        "    iifname @bridges ip6 daddr fe80::/10 goto members",
        "  }",
        "  chain members {",
        "    ct state established,related accept",
        "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept",
        "    ip saddr . ip daddr . tcp dport @flows4 accept",
        "    ip6 saddr . ip6 daddr . tcp dport @flows6 accept",
        "    ip saddr @strangers4 ip daddr @strangers4 accept",
        "    ip6 saddr @strangers6 ip6 daddr @strangers6 accept",
        "    drop",
        "  }");
  }

  private static List<String> fromContainers(String verdict) {
    return List.of(
        "    iifname @containers " + verdict,
        "    iifname \"%s*\" %s".formatted(RuleSet.ENGINES_PREFIX, verdict));
  }

  private static String set(String name, String type, Collection<String> elements) {
    String list =
        elements.isEmpty() ? "" : " elements = { %s };".formatted(String.join(", ", elements));
    return "  set %s { type %s;%s }".formatted(name, type, list);
  }

  private static List<String> ports(Collection<Port> ports) {
    return ports.stream().map(Port::toString).toList();
  }

  private static List<String> ranges(Collection<Cidr> ranges, boolean ipv6) {
    return ranges.stream().filter(range -> range.isIpv6() == ipv6).map(Cidr::value).toList();
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
