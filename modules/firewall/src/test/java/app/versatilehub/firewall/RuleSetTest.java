package app.versatilehub.firewall;

import static app.versatilehub.firewall.Hub.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.documents.Generated;
import app.versatilehub.firewall.HostFacts.Ufw;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RuleSetTest {

  private static final Ufw UFW = new Ufw("deny", new TreeSet<>());

  private static HostFacts host(SortedSet<Port> sshd, SortedSet<Port> sessions, String... uplinks) {
    return new HostFacts(sshd, sessions, new TreeSet<>(Arrays.asList(uplinks)), Optional.empty());
  }

  private static RuleSet of(HostFacts host) {
    return RuleSet.of(Hub.with(), ports(), host);
  }

  @Test
  void theGatewaysPortsAreOpenAndSshWhereItListens() {
    RuleSet rules = of(host(ports(22), ports(), "eth0"));

    assertThat(rules.published()).containsExactlyElementsOf(ports(80, 443));
    assertThat(rules.ssh()).containsExactlyElementsOf(ports(22));
    assertThat(rules.besideUfw()).isFalse();
  }

  @Test
  void thePortsAreTheStacks() {
    RuleSet rules =
        RuleSet.of(
            Hub.with("gateway={\"httpPort\":8080,\"httpsPort\":8443}"),
            ports(),
            host(ports(), ports()));

    assertThat(rules.published()).containsExactlyElementsOf(ports(8080, 8443));
    assertThat(rules.ssh()).isEmpty();
  }

  @Test
  void whoIsLoggedInStaysEvenWhereSshdIsNotSeen() {
    assertThat(of(host(ports(), ports(2222))).ssh()).containsExactlyElementsOf(ports(2222));
  }

  @Test
  void settingsTakeThePlaceOfWhatIsFound() {
    RuleSet rules = RuleSet.of(Hub.with(), ports(2222), host(ports(22), ports()));

    assertThat(rules.ssh()).containsExactlyElementsOf(ports(2222));
  }

  @Test
  void settingsThatWouldCutOffWhoIsLoggedInAreRefused() {
    assertThatThrownBy(() -> RuleSet.of(Hub.with(), ports(2222), host(ports(22), ports(22))))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining("[firewall-cuts-ssh]")
        .hasMessageContaining("logged in at port 22")
        .hasMessageContaining("add 22 to firewall.sshPorts");
  }

  @Test
  void anUplinkThatLooksLikeAContainersInterfaceIsRefused() {
    assertThat(of(host(ports(22), ports(), "bridge0")).ssh()).isNotEmpty();
    for (String name : Set.of("br-lan", "docker0", "br-hub")) {
      assertThatThrownBy(() -> of(host(ports(22), ports(), name)))
          .isInstanceOf(FindingsException.class)
          .hasMessageContaining("interface " + name)
          .hasMessageContaining("[firewall-uplink-name]");
    }
  }

  @Test
  void bridgesThatTheSettingsNameAreContainers() {
    RuleSet rules =
        RuleSet.of(
            Hub.with("networks={\"shared\":{\"bridge\":\"inner\"}}"),
            ports(),
            host(ports(22), ports()));

    assertThat(rules.isContainers("inner")).isTrue();
    assertThat(rules.isContainers("br-1234567890ab")).isTrue();
    assertThat(rules.isContainers("eth0")).isFalse();
  }

  @Test
  void membersOfNetworksThatThisHostDoesNotSeeCannotBeHeldToFlows() {
    assertThatThrownBy(
            () ->
                RuleSet.of(
                    Hub.with(
                        "firewall={\"policy\":\"enforce\"}",
                        "networks={\"shared\":{\"driver\":\"overlay\"}}"),
                    ports(),
                    host(ports(22), ports())))
        .hasMessageContaining("network shared")
        .hasMessageContaining("[firewall-driver]");
  }

  @Nested
  class AsText {

    @Test
    void alone() throws IOException {
      assertGolden("alone.nft", NftScript.of(of(host(ports(22), ports(), "eth0"))));
    }

    @Test
    void besideUfwItLeavesTheHostsOwnPortsToThat() throws IOException {
      HostFacts host =
          new HostFacts(ports(22), ports(), new TreeSet<>(Set.of("eth0")), Optional.of(UFW));

      assertGolden("beside-ufw.nft", NftScript.of(of(host)));
    }

    @Test
    void membersAreHeldToFlows() throws IOException {
      assertGolden(
          "enforce.nft",
          NftScript.of(
              RuleSet.of(
                  Hub.with("firewall={\"policy\":\"enforce\"}"),
                  ports(),
                  host(ports(22), ports(), "eth0"))));
    }

    @Test
    void theScriptThatTakesAChangeBack() throws IOException {
      Traces before = Traces.NONE;
      Traces after =
          Traces.of(
              of(host(ports(22), ports())),
              new HostFacts(ports(22), ports(), new TreeSet<>(), Optional.of(UFW)),
              before);

      assertGolden(
          "roll-back.sh",
          RollBackScript.of(
              Path.of("/var/lib/versatile-hub/firewall/trial-1"),
              Duration.ofSeconds(60),
              NftScript.removal(),
              after.to(before)));
    }

    private static void assertGolden(String name, String text) {
      Generated.assertFile("modules/firewall/src/test/resources/golden/" + name, text);
    }
  }

  /** Nobody's port stands in the text but those that are asked for, each once in its set. */
  @Property(tries = 200)
  void whatIsOpenIsWhatWasAskedFor(
      @ForAll Set<@IntRange(min = 1, max = 65_535) Integer> ssh,
      @ForAll Set<@IntRange(min = 1, max = 65_535) Integer> published,
      @ForAll boolean besideUfw) {
    String script =
        NftScript.of(
            new RuleSet(
                sorted(ssh), sorted(published), new TreeSet<>(), besideUfw, Optional.empty()));

    assertThat(elements(script, "ssh")).isEqualTo(sorted(ssh).toString());
    assertThat(elements(script, "published")).isEqualTo(sorted(published).toString());
    assertThat(script.contains("tcp dport @ssh accept")).isEqualTo(!besideUfw);
  }

  private static SortedSet<Port> sorted(Set<Integer> numbers) {
    return numbers.stream().map(Port::of).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String elements(String script, String set) {
    String line =
        script
            .lines()
            .filter(each -> each.startsWith("  set " + set + " "))
            .findFirst()
            .orElseThrow();
    return line.contains("elements") ? line.replaceAll(".*elements = \\{ (.*) }; }", "[$1]") : "[]";
  }
}
