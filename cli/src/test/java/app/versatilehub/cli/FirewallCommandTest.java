package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.MemberAddresses;
import app.versatilehub.firewall.NftScript;
import app.versatilehub.firewall.RuleSet;
import app.versatilehub.firewall.host.HostFirewall;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code firewall}, on a host that is made up. */
class FirewallCommandTest {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private record Result(int exitCode, String out, String err) {}

  @TempDir Path directory;

  private final List<String> done = new ArrayList<>();
  private boolean unchanged;
  private List<Finding> findings = List.of();
  private Optional<Instant> trial = Optional.empty();

  @BeforeEach
  void aStack() throws IOException {
    settings("domain: example.org");
  }

  private void settings(String setting) throws IOException {
    Files.writeString(
        directory.resolve("Pulumi.dev.yaml"), "config:\n  versatile-hub:" + setting + "\n");
  }

  private Result run(Optional<Boolean> answer, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), Ansi.OFF);
    Confirmation confirmation =
        new Confirmation() {
          @Override
          public boolean isPossible() {
            return answer.isPresent();
          }

          @Override
          public boolean of(String question) {
            done.add("asked");
            return answer.orElseThrow();
          }
        };
    FirewallCommand command =
        new FirewallCommand(console, new Noting(), confirmation, Clock.fixed(NOW, ZoneOffset.UTC));
    List<String> words = new ArrayList<>(List.of(arguments));
    if (!Set.of("confirm", "remove").contains(words.get(0))) {
      words.addAll(List.of("--directory", directory.toString()));
    }
    int exitCode =
        Main.configured(new CommandLine(command), console).execute(words.toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }

  @Test
  void aPlanSaysWhatIsOpenAndShowsTheRules() {
    Result result = run(Optional.empty(), "plan");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith(
            """
            SSH                 22, but not from containers
            gateway             80, 443, from everywhere
            anything else       closed
            containers' ports   closed, whoever publishes them
            inside networks     open
            """)
        .contains("table inet versatile_hub {", "ufw allow 22/tcp");
    assertThat(done).isEmpty();
  }

  @Test
  void whatIsAgreedToIsKept() {
    Result result = run(Optional.of(true), "apply");

    assertThat(result.exitCode()).isZero();
    assertThat(done).containsExactly("apply 60, followed by nobody", "asked", "confirm");
    assertThat(result.out()).contains("The rules stay. For ever.");
  }

  @Test
  void whatIsNotAgreedToIsTakenBack() {
    Result result = run(Optional.of(false), "apply", "--confirm-within", "90s");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(done).containsExactly("apply 90, followed by nobody", "asked", "roll back");
  }

  @Test
  void withoutATerminalItSaysHowToKeepThem() {
    Result result = run(Optional.empty(), "apply");

    assertThat(result.exitCode()).isZero();
    assertThat(done).containsExactly("apply 60, followed by nobody");
    assertThat(result.out())
        .contains("In force until 2026-12-01T12:01:00Z", "versatile firewall confirm");
  }

  @Test
  void yesKeepsThemWithoutAsking() {
    assertThat(run(Optional.empty(), "apply", "--yes").exitCode()).isZero();
    assertThat(done).containsExactly("apply 60, followed by nobody", "confirm");
  }

  @Test
  void whatIsInForceIsLeftAlone() {
    unchanged = true;

    Result result = run(Optional.of(true), "apply");

    assertThat(result.out()).contains("in force already");
    assertThat(done).containsExactly("apply 60, followed by nobody");
  }

  @Test
  void membersAreAskedForWhereTheyAreHeldToFlows() throws IOException {
    settings("firewall: {policy: enforce}");

    Result result = run(Optional.empty(), "apply");

    assertThat(done)
        .containsExactly(
            "apply 60, followed by %s firewall watch --stack dev"
                .formatted(directory.resolve("versatile")));
    assertThat(result.out()).contains("inside networks     the declared flows");
  }

  /** As {@code ./versatile up} asks. */
  @Test
  void nothingIsAppliedUnlessTheSettingsSaySo() throws IOException {
    settings("firewall: {policy: enforce}");
    assertThat(run(Optional.empty(), "apply", "--as-set")).isEqualTo(new Result(0, "", ""));
    settings("domain: example.org");
    assertThat(run(Optional.empty(), "watch", "--as-set")).isEqualTo(new Result(0, "", ""));
    assertThat(done).isEmpty();

    settings("firewall: {apply: true}");
    run(Optional.empty(), "apply", "--as-set");
    assertThat(done).containsExactly("apply 60, followed by nobody");
  }

  @Test
  void settingsThatWouldCutOffWhoIsLoggedInChangeNothing() throws IOException {
    settings("firewall: {sshPorts: [2222]}");

    Result result = run(Optional.of(true), "apply");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("[firewall-cuts-ssh]");
    assertThat(done).isEmpty();
  }

  @Test
  void whatIsTooShortToConfirmIsRefused() {
    assertThat(run(Optional.of(true), "apply", "--confirm-within", "1s").err())
        .contains("5s to 10m");
    assertThat(done).isEmpty();
  }

  @Test
  void theStatusTellsWhatIsNotAsItShouldBe() {
    trial = Optional.of(NOW.plusSeconds(42));
    assertThat(run(Optional.empty(), "status"))
        .satisfies(
            result -> {
              assertThat(result.exitCode()).isZero();
              assertThat(result.out()).contains("on trial            42 s more");
              assertThat(result.out()).contains("after a restart     gone");
            });

    findings = List.of(Finding.error("firewall-changed", "the firewall", "is other", "mend it"));
    Result result = run(Optional.empty(), "status");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("error: the firewall: is other [firewall-changed]");
  }

  @Test
  void removingSaysWhetherThereWasAnything() {
    assertThat(run(Optional.empty(), "remove").out()).contains("gone");
    assertThat(run(Optional.empty(), "confirm").out()).contains("For ever");
    assertThat(done).containsExactly("remove", "confirm");
  }

  @Test
  void whatToDoMustBeSaid() {
    Result result = run(Optional.empty(), "confirm", "extra");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  private static SortedSet<Port> ports(int number) {
    return new TreeSet<>(Set.of(Port.of(number)));
  }

  private final class Noting implements HostFirewall {

    @Override
    public HostFacts facts() {
      return new HostFacts(ports(22), ports(22), new TreeSet<>(), Optional.empty());
    }

    @Override
    public Change plan(RuleSet rules, HostFacts host) {
      return new Change(NftScript.of(rules), List.of(List.of("ufw", "allow", "22/tcp")));
    }

    @Override
    public Optional<Instant> apply(
        RuleSet rules, Optional<Members> members, HostFacts host, Duration patience) {
      done.add(
          "apply %d, followed by %s"
              .formatted(
                  patience.toSeconds(),
                  members.map(held -> String.join(" ", held.follower())).orElse("nobody")));
      return unchanged ? Optional.empty() : Optional.of(NOW.plus(patience));
    }

    @Override
    public void fill(MemberAddresses addresses) {
      throw new IllegalStateException("nobody fills");
    }

    @Override
    public String confirm() {
      done.add("confirm");
      return "For ever.";
    }

    @Override
    public void rollBack() {
      done.add("roll back");
    }

    @Override
    public boolean remove() {
      done.add("remove");
      return true;
    }

    @Override
    public Status status(RuleSet rules, HostFacts host) {
      return new Status(true, trial, false, findings);
    }

    @Override
    public MemberAddresses addresses(Topology topology) {
      return new MemberAddresses(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), Set.of());
    }

    @Override
    public void watch(Topology topology, Consumer<MemberAddresses> told) {
      throw new IllegalStateException("nobody watches");
    }
  }
}
