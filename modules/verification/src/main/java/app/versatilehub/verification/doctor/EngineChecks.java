package app.versatilehub.verification.doctor;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.EngineFacts;
import java.util.stream.Stream;

/** What the engine's own release and settings do to networks. */
final class EngineChecks {

  private static final String SUBJECT = "engine";

  private EngineChecks() {}

  static Stream<Diagnosis> of(Topology topology, EngineFacts engine) {
    return Stream.of(
            forwarding(engine),
            nftables(engine),
            bridgeFilter(engine),
            forwardedNames(topology, engine))
        .flatMap(found -> found);
  }

  private static Stream<Diagnosis> forwarding(EngineFacts engine) {
    return engine.forwardsIpv4()
        ? Stream.empty()
        : Stream.of(
            Diagnosis.of(
                Finding.error(
                    "forwarding-off",
                    SUBJECT,
                    "its host forwards no IPv4 packets: no container has a way out, and published"
                        + " ports do not work from other machines",
                    "sysctl -w net.ipv4.ip_forward=1, and keep it on in /etc/sysctl.d"),
                "the engine says: IPv4Forwarding is false"));
  }

  private static Stream<Diagnosis> nftables(EngineFacts engine) {
    return engine.usesNftables()
        ? Stream.of(
            Diagnosis.of(
                info(
                    "nftables-backend",
                    "it keeps its rules in nftables, where the chain DOCKER-USER of iptables does"
                        + " not exist: own rules written for it have no effect; and who drops what"
                        + " is forwarded, as ufw does, closes published ports and ways out",
                    "keep own rules in an nftables table of their own; where ufw is active: ufw"
                        + " default allow routed, once versatile firewall apply closes what must"
                        + " be"),
                "the engine says: firewall backend " + engine.firewallBackend().orElse("nftables")))
        : Stream.empty();
  }

  private static Stream<Diagnosis> bridgeFilter(EngineFacts engine) {
    return engine.bridgesFilterIpv4().filter(filters -> !filters).stream()
        .map(
            off ->
                Diagnosis.of(
                    info(
                        "bridge-filter-off",
                        "packets between members of one network do not pass its host's filter, so"
                            + " rules between members have no effect",
                        "nothing, unless there are such rules; then: modprobe br_netfilter &&"
                            + " sysctl -w net.bridge.bridge-nf-call-iptables=1"),
                    "the engine says: BridgeNfIptables is false"));
  }

  /** Mended in 23.0.11, 25.0.5 and 26.0.0, as their release notes say; never in 24. */
  private static Stream<Diagnosis> forwardedNames(Topology topology, EngineFacts engine) {
    return topology.networks().stream().anyMatch(Network::internal)
        ? engine.version().stream()
            .filter(EngineChecks::forwardsNamesOfInternalNetworks)
            .map(
                version ->
                    Diagnosis.of(
                        info(
                            "internal-names-forwarded",
                            "where its host's name server is on a loopback address, it passes on"
                                + " DNS queries of containers that are on internal networks only, a"
                                + " way out for data (CVE-2024-29018)",
                            "upgrade to 26.0.0, 25.0.5 or 23.0.11, unless your distribution has"
                                + " mended it in its own package"),
                        "the engine says: version " + version))
        : Stream.empty();
  }

  private static boolean forwardsNamesOfInternalNetworks(EngineVersion version) {
    return switch (version.major()) {
      case 25 -> version.isBefore(new EngineVersion(25, 0, 5));
      case 24 -> true;
      default -> version.isBefore(new EngineVersion(23, 0, 11));
    };
  }

  private static Finding info(String id, String message, String cure) {
    return new Finding(id, Severity.INFO, SUBJECT, message, cure);
  }
}
