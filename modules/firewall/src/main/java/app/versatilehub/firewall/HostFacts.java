package app.versatilehub.firewall;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Port;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a rule set depends on beside the topology.
 *
 * @param sshPorts where sshd listens, or is configured to
 * @param sessions the ports of this host at which somebody is logged in by SSH now
 * @param uplinks the interfaces by which this host reaches others, or is reached now
 * @param ufw the firewall that the host already has, where it is active
 * @param bridgeFilter the kernel's settings by which packets between members of one bridge pass the
 *     firewall, with their values; empty where the kernel has not loaded what they are about
 */
public record HostFacts(
    SortedSet<Port> sshPorts,
    SortedSet<Port> sessions,
    SortedSet<String> uplinks,
    Optional<Ufw> ufw,
    SortedMap<String, String> bridgeFilter) {

  /** The settings of {@link #bridgeFilter}. */
  public static final List<String> BRIDGE_FILTER =
      List.of("net.bridge.bridge-nf-call-ip6tables", "net.bridge.bridge-nf-call-iptables");

  private static final String ON = "1";

  public HostFacts {
    sshPorts = Collections.unmodifiableSortedSet(new TreeSet<>(sshPorts));
    sessions = Collections.unmodifiableSortedSet(new TreeSet<>(sessions));
    uplinks = Collections.unmodifiableSortedSet(new TreeSet<>(uplinks));
    requireNonNull(ufw, "ufw");
    bridgeFilter = Collections.unmodifiableSortedMap(new TreeMap<>(bridgeFilter));
  }

  /** Of a kernel that has loaded nothing for bridges. */
  public HostFacts(
      SortedSet<Port> sshPorts,
      SortedSet<Port> sessions,
      SortedSet<String> uplinks,
      Optional<Ufw> ufw) {
    this(sshPorts, sessions, uplinks, ufw, new TreeMap<>());
  }

  /** Whether the firewall sees packets between members of one bridge. */
  public boolean seesBridges() {
    return BRIDGE_FILTER.stream().allMatch(setting -> ON.equals(bridgeFilter.get(setting)));
  }

  /**
   * An active ufw.
   *
   * @param incoming what becomes of incoming packets that no rule is about: {@code deny}, {@code
   *     reject} or {@code allow}
   * @param rules the rules that were added, as {@code ufw show added} prints them, without comments
   */
  public record Ufw(String incoming, SortedSet<String> rules) {
    public Ufw {
      requireNonNull(incoming, "incoming");
      rules = Collections.unmodifiableSortedSet(new TreeSet<>(rules));
    }
  }
}
