package app.versatilehub.configuration;

import app.versatilehub.topology.Port;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a stack asks of its host's firewall.
 *
 * @param apply whether {@code ./versatile up} applies it
 * @param sshPorts the ports of SSH; empty when they are as found on the host
 */
public record FirewallSettings(boolean apply, SortedSet<Port> sshPorts) {

  public FirewallSettings {
    sshPorts = Collections.unmodifiableSortedSet(new TreeSet<>(sshPorts));
  }
}
