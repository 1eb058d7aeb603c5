package app.versatilehub.verification.engine;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.EngineVersion;
import java.util.List;
import java.util.Optional;

/**
 * What an engine says of itself and its host.
 *
 * @param version its release; absent when it does not say one that can be read
 * @param apiVersion the newest API that it speaks, such as {@code 1.41}
 * @param architecture its processor as Go names it, such as {@code amd64}
 * @param kernel the host's kernel, such as {@code 6.1.0-18-amd64}
 * @param local whether it runs on this host, so that the host's files and processes are its own
 * @param firewallBackend {@code iptables} or {@code nftables}, with a detail after a plus sign;
 *     absent before 28.1, which do not say
 * @param forwardsIpv4 whether the host forwards IPv4 packets
 * @param bridgesFilterIpv4 whether packets between members of one bridge pass the host's IPv4
 *     filter; absent since 29, which do not say
 * @param securityOptions such as {@code name=rootless}, {@code name=userns}
 * @param warnings what it warns of
 */
public record EngineFacts(
    Optional<EngineVersion> version,
    String apiVersion,
    String architecture,
    String kernel,
    boolean local,
    Optional<String> firewallBackend,
    boolean forwardsIpv4,
    Optional<Boolean> bridgesFilterIpv4,
    List<String> securityOptions,
    List<String> warnings) {

  public EngineFacts {
    requireNonNull(version, "version");
    requireNonNull(apiVersion, "apiVersion");
    requireNonNull(architecture, "architecture");
    requireNonNull(kernel, "kernel");
    requireNonNull(firewallBackend, "firewallBackend");
    requireNonNull(bridgesFilterIpv4, "bridgesFilterIpv4");
    securityOptions = List.copyOf(securityOptions);
    warnings = List.copyOf(warnings);
  }

  /** Whether rules are kept by nftables itself, without Docker's chains in iptables. */
  public boolean usesNftables() {
    return firewallBackend.filter(backend -> backend.startsWith("nftables")).isPresent();
  }
}
