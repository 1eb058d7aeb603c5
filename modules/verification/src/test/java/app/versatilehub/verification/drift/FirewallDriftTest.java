package app.versatilehub.verification.drift;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Snapshots;
import app.versatilehub.verification.TestTopology;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that somebody has added to the host's packet filter, or taken from it. */
class FirewallDriftTest {

  private static final Topology TOPOLOGY = TestTopology.owned();
  private static final EngineSnapshot ENGINE = Snapshots.of(TOPOLOGY);
  private static final String FRONT =
      ENGINE.network("t-front").orElseThrow().bridge().orElseThrow();

  /** As Engine 20.10 to 27 write them. */
  private static final String UP_TO_27 =
      """
      *raw
      :PREROUTING ACCEPT [0:0]
      COMMIT
      *filter
      :INPUT ACCEPT [0:0]
      :FORWARD DROP [0:0]
      :DOCKER - [0:0]
      :DOCKER-USER - [0:0]
      -A FORWARD -j DOCKER-USER
      -A FORWARD -j DOCKER-ISOLATION-STAGE-1
      -A FORWARD -o FRONT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A FORWARD -o FRONT -j DOCKER
      -A FORWARD -i FRONT ! -o FRONT -j ACCEPT
      -A FORWARD -i FRONT -o FRONT -j ACCEPT
      -A FORWARD -i br-back -o br-back -j ACCEPT
      -A DOCKER -d 10.7.0.2/32 ! -i FRONT -o FRONT -p tcp -m tcp --dport 80 -j ACCEPT
      -A DOCKER-ISOLATION-STAGE-1 -i FRONT ! -o FRONT -j DOCKER-ISOLATION-STAGE-2
      -A DOCKER-ISOLATION-STAGE-1 ! -s 10.7.1.0/24 -o br-back -j DROP
      -A DOCKER-ISOLATION-STAGE-1 ! -d 10.7.1.0/24 -i br-back -j DROP
      -A DOCKER-ISOLATION-STAGE-1 -j RETURN
      -A DOCKER-USER -j RETURN
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
      -A POSTROUTING -s 10.7.0.0/24 ! -o FRONT -j MASQUERADE
      -A DOCKER ! -i FRONT -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.7.0.GATE:80
      COMMIT
      """
          .replace("FRONT", FRONT)
          .replace("GATE", gateHost());

  /** As Engine 28 writes them. */
  private static final String FROM_28 =
      """
      *raw
      -A PREROUTING -d 10.7.0.2/32 ! -i FRONT -j DROP
      COMMIT
      *filter
      :FORWARD ACCEPT [0:0]
      :DOCKER-FORWARD - [0:0]
      -A FORWARD -j DOCKER-USER
      -A FORWARD -j DOCKER-FORWARD
      -A DOCKER-FORWARD -j DOCKER-CT
      -A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1
      -A DOCKER-FORWARD -i FRONT -j ACCEPT
      -A DOCKER-ISOLATION-STAGE-1 ! -s 10.7.1.0/24 -o br-back -j DROP
      COMMIT
      """
          .replace("FRONT", FRONT);

  private static String gateHost() {
    String address =
        ENGINE.container("t-gate").orElseThrow().endpoints().get(0).addresses().get(0).value();
    return address.substring(address.lastIndexOf('.') + 1);
  }

  /** What an engine would have written for {@code topology}'s networks. */
  static Firewall untouched(Topology topology, EngineSnapshot engine) {
    StringBuilder rules = new StringBuilder("*filter\n:FORWARD DROP [0:0]\n");
    rules.append("-A FORWARD -j DOCKER-USER\n-A FORWARD -j DOCKER-ISOLATION-STAGE-1\n");
    topology
        .networks()
        .forEach(
            network ->
                engine
                    .network(network.engineName().value())
                    .flatMap(NetworkState::bridge)
                    .ifPresent(
                        bridge ->
                            rules.append(
                                "-A DOCKER-ISOLATION-STAGE-1 -o %s -j DROP\n".formatted(bridge))));
    return rules(rules.toString());
  }

  private static Firewall rules(String ipv4) {
    return new Firewall.Rules(Ruleset.parse(ipv4), Ruleset.EMPTY);
  }

  private static List<Finding> drift(String ipv4) {
    return Drift.between(TOPOLOGY, ENGINE, rules(ipv4));
  }

  /** The engine's rules with one line put before the first that begins with {@code before}. */
  private static String inserted(String before, String line) {
    assertThat(UP_TO_27).contains("\n" + before);
    return UP_TO_27.replaceFirst(
        "(?m)^" + Pattern.quote(before),
        Matcher.quoteReplacement(line.replace("FRONT", FRONT) + "\n" + before));
  }

  @Test
  void theEnginesOwnRulesAreNoDrift() {
    assertThat(drift(UP_TO_27)).isEmpty();
    assertThat(Drift.between(TOPOLOGY, release(28), rules(FROM_28))).isEmpty();
  }

  @Test
  void whatCouldNotBeReadIsSaidOnce() {
    assertThat(Drift.between(TOPOLOGY, ENGINE, Firewall.unknown("no root")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("firewall-unknown");
              assertThat(finding.severity()).isEqualTo(Severity.INFO);
              assertThat(finding.message()).isEqualTo("no root");
            });
  }

  @Test
  void forwardingByDefaultCountsBeforeEngine28() {
    String open = UP_TO_27.replace(":FORWARD DROP", ":FORWARD ACCEPT");

    assertThat(drift(open)).extracting(Finding::id).containsExactly("forward-policy");
  }

  @Test
  void aFlushedFilterIsFound() {
    assertThat(drift("*filter\n:FORWARD DROP [0:0]\nCOMMIT\n"))
        .extracting(Finding::id)
        .containsExactly("chains-missing");
  }

  @Test
  void aFlushedChainOfTheEngineIsFound() {
    assertThat(drift(UP_TO_27.replaceAll("(?m)^-A DOCKER-ISOLATION.*\n", "")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("chains-missing");
              assertThat(finding.message()).contains("br-back");
            });
  }

  @Test
  void rulesOfTheOperatorThatNoPacketPassesAreFound() {
    String unhooked =
        inserted("-A DOCKER-USER -j RETURN", "-A DOCKER-USER -i eth0 -j DROP")
            .replaceFirst("-A FORWARD -j DOCKER-USER\n", "");

    assertThat(drift(unhooked)).extracting(Finding::id).contains("user-chain-unhooked");
    assertThat(drift(UP_TO_27.replaceFirst("-A FORWARD -j DOCKER-USER\n", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A FORWARD -j ACCEPT",
        "-A FORWARD -i eth0 -j ACCEPT",
        "-A FORWARD -d 10.7.1.5/32 -j ACCEPT",
        "-A FORWARD -i br-+ -o eth0 -j ACCEPT",
        "-A FORWARD -j mine\n-A mine -j more\n-A more -s 10.7.0.0/16 -j ACCEPT"
      })
  void whatAcceptsBeforeTheEngineIsFound(String line) {
    assertThat(drift(inserted("-A FORWARD -j DOCKER-USER", line)))
        .extracting(Finding::id)
        .containsExactly("accepted-first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A FORWARD -i virbr0 -o eth0 -j ACCEPT",
        "-A FORWARD -s 192.168.9.0/24 -d 192.168.8.0/24 -j ACCEPT",
        "-A FORWARD -i eth0 -j DROP",
        "-A FORWARD -j loop\n-A loop -j loop"
      })
  void whatDoesNotOpenOurNetworksIsNoDrift(String line) {
    assertThat(drift(inserted("-A FORWARD -j DOCKER-USER", line))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-A DOCKER-USER -i eth0 -j ACCEPT, WARNING",
    "-A DOCKER-USER -i eth0 -j DROP, INFO",
    "'-A DOCKER-USER -i br-back -o br-back -m comment --comment \"a b\" -j DROP', INFO"
  })
  void theOperatorsRulesAreShown(String line, Severity severity) {
    assertThat(drift(inserted("-A DOCKER-USER -j RETURN", line)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("user-rule");
              assertThat(finding.severity()).isEqualTo(severity);
              assertThat(finding.cure())
                  .endsWith("iptables --delete " + line.substring(3).replace('"', '\''));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A PREROUTING -p tcp --dport 5432 -j DNAT --to-destination 10.7.1.4:5432",
        "-A DOCKER -p tcp --dport 5432 -j DNAT --to-destination 10.7.1.2:5432"
      })
  void aPortForwardedByHandIsFound(String line) {
    assertThat(drift(inserted("-A POSTROUTING", line)))
        .extracting(Finding::id)
        .containsExactly("port-forwarded");
  }

  @Test
  void aPortForwardedElsewhereIsNoDrift() {
    assertThat(
            drift(
                inserted(
                    "-A POSTROUTING",
                    "-A PREROUTING -p tcp --dport 22 -j DNAT --to-destination 192.168.9.4:22")))
        .isEmpty();
  }

  @Test
  void aRuleBeforeAllFilteringIsFound() {
    assertThat(drift("*raw\n-A PREROUTING -d 10.7.1.4/32 -j ACCEPT\nCOMMIT\n" + UP_TO_27))
        .extracting(Finding::id)
        .containsExactly("raw-rule");
  }

  @Test
  void aHostThatDoesNotForwardIsFound() {
    EngineFacts facts = Snapshots.ENGINE;
    EngineFacts still =
        new EngineFacts(
            facts.version(),
            facts.apiVersion(),
            facts.architecture(),
            facts.kernel(),
            true,
            facts.firewallBackend(),
            false,
            Optional.of(false),
            facts.securityOptions(),
            facts.warnings());

    // Whether bridges filter plays no part where members may meet.
    assertThat(Drift.between(TOPOLOGY, Snapshots.withEngine(ENGINE, still), rules(UP_TO_27)))
        .extracting(Finding::id)
        .containsExactly("forwarding-off");
  }

  @Test
  void bridgesThatDoNotFilterLetMembersMeet() {
    Topology apart = TestTopology.withMembersApart();
    EngineFacts facts = Snapshots.ENGINE;
    EngineFacts unfiltered =
        new EngineFacts(
            facts.version(),
            facts.apiVersion(),
            facts.architecture(),
            facts.kernel(),
            true,
            facts.firewallBackend(),
            true,
            Optional.of(false),
            facts.securityOptions(),
            facts.warnings());
    EngineSnapshot engine = Snapshots.withEngine(Snapshots.of(apart), unfiltered);

    assertThat(Drift.between(apart, engine, untouched(apart, engine)))
        .extracting(Finding::id)
        .containsExactly("bridges-unfiltered");
  }

  private static EngineSnapshot release(int major) {
    EngineFacts facts = Snapshots.ENGINE;
    return Snapshots.withEngine(
        ENGINE,
        new EngineFacts(
            Optional.of(new EngineVersion(major, 5, 2)),
            "1.51",
            facts.architecture(),
            facts.kernel(),
            true,
            Optional.of("iptables"),
            true,
            Optional.empty(),
            facts.securityOptions(),
            facts.warnings()));
  }
}
