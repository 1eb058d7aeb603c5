package app.versatilehub.firewall;

import static app.versatilehub.firewall.Hub.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.firewall.HostFacts.Ufw;
import app.versatilehub.topology.Port;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TracesTest {

  private static RuleSet rules(SortedSet<Port> ssh, SortedSet<Port> published) {
    return new RuleSet(ssh, published, new TreeSet<>(), true, Optional.empty());
  }

  private static HostFacts host(Ufw ufw) {
    return new HostFacts(ports(), ports(), new TreeSet<>(), Optional.of(ufw));
  }

  @Test
  void ufwGetsARuleForEachPortAndIsToldToDenyTheRest() {
    Traces after =
        Traces.of(
            rules(ports(22), ports(80, 443)), host(new Ufw("allow", new TreeSet<>())), Traces.NONE);

    assertThat(Traces.NONE.to(after))
        .map(words -> String.join(" ", words))
        .containsExactly(
            "ufw allow 22/tcp comment versatile-hub",
            "ufw allow 443/tcp comment versatile-hub",
            "ufw allow 80/tcp comment versatile-hub",
            "ufw default deny incoming");
    assertThat(after.to(Traces.NONE))
        .map(words -> String.join(" ", words))
        .containsExactly(
            "ufw delete allow 22/tcp",
            "ufw delete allow 443/tcp",
            "ufw delete allow 80/tcp",
            "ufw default allow incoming");
  }

  @Test
  void aRuleThatSomebodyElseGaveUfwStaysTheirs() {
    Traces after =
        Traces.of(
            rules(ports(22), ports(443)),
            host(new Ufw("deny", new TreeSet<>(Set.of("allow 22/tcp", "allow 25/tcp")))),
            Traces.NONE);

    assertThat(after.rules()).containsExactly("allow 443/tcp");
    assertThat(after.incoming()).isEmpty();
  }

  @Test
  void whatIsOursStaysOursWhenItIsAppliedAgain() {
    Ufw ufw = new Ufw("allow", new TreeSet<>());
    Traces first = Traces.of(rules(ports(22), ports(443)), host(ufw), Traces.NONE);
    Ufw now = new Ufw("deny", first.rules());

    Traces second = Traces.of(rules(ports(22), ports(443)), host(now), first);

    assertThat(second).isEqualTo(first);
    assertThat(first.to(second)).isEmpty();
  }

  @Test
  void theKernelIsToldToShowBridgesAndIsAsItWasAfterwards() {
    RuleSet rules =
        new RuleSet(
            ports(),
            ports(),
            new TreeSet<>(),
            false,
            Optional.of(new RuleSet.Members(new TreeSet<>())));
    HostFacts host =
        new HostFacts(
            ports(),
            ports(),
            new TreeSet<>(),
            Optional.empty(),
            new TreeMap<>(
                Map.of(
                    "net.bridge.bridge-nf-call-iptables", "1",
                    "net.bridge.bridge-nf-call-ip6tables", "0")));

    Traces after = Traces.of(rules, host, Traces.NONE);

    assertThat(Traces.NONE.to(after))
        .map(words -> String.join(" ", words))
        .containsExactly(
            "modprobe br_netfilter", "sysctl -q -w net.bridge.bridge-nf-call-ip6tables=1");
    assertThat(Traces.parse(after.text()).to(Traces.NONE))
        .map(words -> String.join(" ", words))
        .containsExactly("sysctl -q -w net.bridge.bridge-nf-call-ip6tables=0");
  }

  @Test
  void whatIsNoTraceIsRefused() {
    assertThatThrownBy(() -> Traces.parse("rm -rf /\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'rm -rf /'");
  }

  /** From whatever was there to whatever is wanted, and back: ufw is as it was. */
  @Property(tries = 300)
  void theWayBackLeadsToWhereItBegan(
      @ForAll @Size(max = 5) Set<@IntRange(min = 1, max = 9) Integer> theirs,
      @ForAll @Size(max = 5) Set<@IntRange(min = 1, max = 9) Integer> first,
      @ForAll @Size(max = 5) Set<@IntRange(min = 1, max = 9) Integer> second,
      @ForAll boolean allows) {
    FakeUfw ufw = new FakeUfw(allows ? "allow" : "deny");
    theirs.forEach(port -> ufw.rules.put("allow " + port + "/tcp", ""));
    Map<String, String> before = new HashMap<>(ufw.rules);

    Traces one = Traces.of(rules(sorted(first), ports()), host(ufw.state()), Traces.NONE);
    ufw.run(Traces.NONE.to(one));
    Map<String, String> between = new HashMap<>(ufw.rules);
    assertThat(ufw.incoming).isEqualTo("deny");
    Traces two = Traces.of(rules(ports(), sorted(second)), host(ufw.state()), one);
    ufw.run(one.to(two));
    assertThat(ufw.rules.keySet()).containsAll(rulesOf(second)).containsAll(rulesOf(theirs));

    ufw.run(two.to(one));
    assertThat(ufw.rules).isEqualTo(between);
    ufw.run(Traces.parse(one.text()).to(Traces.NONE));
    assertThat(ufw.rules).isEqualTo(before);
    assertThat(ufw.incoming).isEqualTo(allows ? "allow" : "deny");
  }

  private static Set<String> rulesOf(Set<Integer> numbers) {
    return numbers.stream().map(number -> "allow " + number + "/tcp").collect(Collectors.toSet());
  }

  private static SortedSet<Port> sorted(Set<Integer> numbers) {
    return numbers.stream().map(Port::of).collect(Collectors.toCollection(TreeSet::new));
  }

  /** As ufw behaves: a comment takes the place of another, and nothing is there twice. */
  private static final class FakeUfw {

    private final Map<String, String> rules = new TreeMap<>();
    private String incoming;

    FakeUfw(String incoming) {
      this.incoming = incoming;
    }

    Ufw state() {
      return new Ufw(incoming, new TreeSet<>(rules.keySet()));
    }

    void run(List<List<String>> commands) {
      for (List<String> words : commands) {
        assertThat(words.get(0)).isEqualTo("ufw");
        switch (words.get(1)) {
          case "allow" -> rules.put("allow " + words.get(2), words.get(4));
          case "delete" -> assertThat(rules.remove("allow " + words.get(3))).isNotNull();
          case "default" -> incoming = words.get(2);
          default -> throw new AssertionError(words);
        }
      }
    }
  }
}
