package app.versatilehub.firewall.host;

import static app.versatilehub.firewall.Hub.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.HostFacts.Ufw;
import app.versatilehub.firewall.Hub;
import app.versatilehub.firewall.MemberAddresses;
import app.versatilehub.firewall.RuleSet;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applying, confirming and taking back, on a host that is made up. */
class NftFirewallTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HostFacts HOST =
      new HostFacts(ports(22), ports(22), new TreeSet<>(), Optional.empty());
  private static final HostFacts WITH_UFW =
      new HostFacts(
          ports(22), ports(22), new TreeSet<>(), Optional.of(new Ufw("allow", new TreeSet<>())));
  private static final RuleSet RULES = RuleSet.of(Hub.with(), ports(), HOST);
  private static final RuleSet OTHER_RULES =
      RuleSet.of(Hub.with("gateway={\"httpsPort\":8443}"), ports(), HOST);

  private static final RuleSet HOLDING =
      RuleSet.of(Hub.with("firewall={\"policy\":\"enforce\"}"), ports(), HOST);

  @TempDir Path folder;

  private final FakeHost programs = new FakeHost();
  private final TestClock clock = new TestClock();
  private NftFirewall firewall;

  /** Another command, which remembers nothing but what is in files. */
  private NftFirewall of() {
    StateFolder state = new StateFolder(folder.resolve("state"));
    return new NftFirewall(
        programs,
        new HostReader(Path.of("/none"), programs, Map.of()),
        state,
        new Boot(programs, folder.resolve("run"), folder.resolve("units"), state.rules()),
        clock,
        () -> {
          throw new IllegalStateException("nobody needs the engine");
        });
  }

  @BeforeEach
  void begin() {
    firewall = of();
  }

  private Optional<Instant> apply(RuleSet rules) {
    return firewall.apply(rules, Optional.empty(), HOST, PATIENCE);
  }

  @Test
  void whatIsAppliedIsOnTrialWithItsWayBackArmedFirst() {
    assertThat(apply(RULES)).contains(clock.now.plus(PATIENCE));

    assertThat(programs.table().orElseThrow()).contains("elements = { 80, 443 }");
    assertThat(programs.started())
        .singleElement()
        .asString()
        .startsWith("sh ")
        .endsWith("roll-back");
    assertThat(firewall.status(RULES, HOST).trialUntil()).isPresent();
    assertThat(firewall.status(RULES, HOST).findings()).isEmpty();
  }

  @Test
  void whatIsConfirmedStaysAndNothingIsOnTrialAnyMore() {
    apply(RULES);

    assertThat(of().confirm()).contains("not of this host: it has no systemd");

    assertThat(firewall.status(RULES, HOST))
        .isEqualTo(new HostFirewall.Status(true, Optional.empty(), false, List.of()));
    assertThat(Files.exists(folder.resolve("state/current/rules.nft"))).isTrue();
    assertThatThrownBy(() -> of().confirm()).hasMessageContaining("[firewall-not-on-trial]");
  }

  @Test
  void applyingTheSameAgainChangesNothing() {
    apply(RULES);
    firewall.confirm();
    programs.ran().clear();

    assertThat(apply(RULES)).isEmpty();
    assertThat(programs.ran()).containsOnly("nft -s list table inet versatile_hub");
  }

  @Test
  void whatIsTakenBackIsWhatWasThereBefore() {
    apply(RULES);
    firewall.confirm();
    Optional<String> before = programs.table();

    apply(OTHER_RULES);
    assertThat(programs.table()).isNotEqualTo(before);
    firewall.rollBack();

    assertThat(programs.table()).isEqualTo(before);
    assertThat(firewall.status(RULES, HOST).findings()).isEmpty();
  }

  @Test
  void theFirstIsTakenBackToNothing() {
    apply(RULES);
    firewall.rollBack();

    assertThat(programs.table()).isEmpty();
    assertThat(ids(firewall.status(RULES, HOST))).containsExactly("firewall-missing");
  }

  /** By another process, which removes its notes one by one. */
  @Test
  void whatIsJustBeingTakenBackIsNotOnTrial() throws IOException {
    Instant until = apply(RULES).orElseThrow();
    Path trial = folder.resolve("state/trial-" + until.toEpochMilli());
    Files.delete(trial.resolve("until"));

    assertThat(firewall.status(RULES, HOST).trialUntil()).isEmpty();
  }

  @Test
  void whatWasTakenBackCanNoLongerBeDecided() {
    assertThat(new StateFolder(folder).decide(folder.resolve("trial-1"))).isFalse();
  }

  @Test
  void whileRulesAreOnTrialNoOthersAreApplied() {
    apply(RULES);

    assertThatThrownBy(() -> apply(OTHER_RULES)).hasMessageContaining("[firewall-on-trial]");
  }

  @Test
  void aTrialThatNobodyEndedIsTakenBackByTheNextCommand() {
    apply(RULES);
    clock.now = clock.now.plus(PATIENCE).plusSeconds(6);

    assertThat(ids(of().status(RULES, HOST))).contains("firewall-missing");
    assertThat(of().apply(OTHER_RULES, Optional.empty(), HOST, PATIENCE)).isPresent();
  }

  @Test
  void whatIsBeingTakenBackCannotBeConfirmed() throws IOException {
    apply(RULES);
    Path script = Path.of(programs.started().get(0).substring("sh ".length()));
    Files.createDirectory(script.resolveSibling("decided"));

    assertThatThrownBy(() -> firewall.confirm()).hasMessageContaining("[firewall-not-on-trial]");
  }

  @Test
  void aChangeThatFailsHalfwayLeavesNothing() {
    programs.refuse("nft -f -");

    assertThatThrownBy(() -> firewall.apply(RULES, Optional.empty(), WITH_UFW, PATIENCE))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining("[firewall-refused]")
        .hasMessageContaining("it does not want to");
    assertThat(programs.ran())
        .containsSubsequence(
            "ufw allow 22/tcp comment versatile-hub",
            "ufw default deny incoming",
            "nft -f -",
            "ufw delete allow 22/tcp",
            "ufw default allow incoming");
    assertThat(firewall.status(RULES, HOST).trialUntil()).isEmpty();
  }

  @Test
  void removingTakesEverythingAway() throws IOException {
    firewall.apply(RULES, Optional.empty(), WITH_UFW, PATIENCE);
    firewall.confirm();

    assertThat(firewall.remove()).isTrue();

    assertThat(programs.table()).isEmpty();
    assertThat(programs.ran()).contains("ufw delete allow 443/tcp", "ufw default allow incoming");
    try (var files = Files.list(folder.resolve("state"))) {
      assertThat(files).isEmpty();
    }
    assertThat(firewall.remove()).isFalse();
  }

  @Nested
  class Status {

    @Test
    void tellsThatTheRulesAreGone() {
      apply(RULES);
      firewall.confirm();
      programs.change(null);

      assertThat(firewall.status(RULES, HOST).inForce()).isFalse();
      assertThat(ids(firewall.status(RULES, HOST))).containsExactly("firewall-missing");
    }

    @Test
    void tellsThatSomebodyHasChangedThem() {
      apply(RULES);
      firewall.confirm();
      programs.change(programs.table().orElseThrow().replace("443", "444"));

      assertThat(ids(firewall.status(RULES, HOST))).containsExactly("firewall-changed");
      assertThat(apply(RULES)).isPresent();
    }

    @Test
    void tellsThatTheStackAsksForOthers() {
      apply(RULES);
      firewall.confirm();

      assertThat(ids(firewall.status(OTHER_RULES, HOST))).containsExactly("firewall-outdated");
    }
  }

  @Nested
  class WithSystemd {

    @BeforeEach
    void systemd() throws IOException {
      Files.createDirectories(folder.resolve("run/systemd/system"));
      Files.createDirectories(folder.resolve("units"));
    }

    @Test
    void theWayBackIsATimerThatOutlivesTheSession() {
      apply(RULES);

      assertThat(programs.started()).isEmpty();
      assertThat(programs.ran())
          .anySatisfy(
              line -> assertThat(line).startsWith("systemd-run").contains("--on-active=60s"));
    }

    @Test
    void aTimerThatCannotBeSetLeavesEverythingAsItWas() {
      firewall = of();
      programs.refuse(
          "systemd-run --collect --unit=versatile-hub-firewall-roll-back --on-active=60s"
              + " --timer-property=AccuracySec=1s sh "
              + folder.resolve("state/trial-" + clock.now.plus(PATIENCE).toEpochMilli())
              + "/roll-back now");

      assertThatThrownBy(() -> apply(RULES)).hasMessageContaining("could not be armed");
      assertThat(programs.table()).isEmpty();
      assertThat(firewall.status(RULES, HOST).trialUntil()).isEmpty();
    }

    @Test
    void whatIsConfirmedIsLoadedAtTheStart() throws IOException {
      apply(RULES);
      assertThat(firewall.status(RULES, HOST).survivesRestart()).isFalse();

      assertThat(firewall.confirm()).contains("of the engine and of this host");

      Path unit = folder.resolve("units/versatile-hub-firewall.service");
      assertThat(Files.readString(unit))
          .contains("ExecStart=/usr/sbin/nft -f " + folder.resolve("state/current/rules.nft"));
      assertThat(programs.ran()).contains("systemctl enable versatile-hub-firewall.service");
      assertThat(firewall.status(RULES, HOST).survivesRestart()).isTrue();
      firewall.remove();
      assertThat(Files.exists(unit)).isFalse();
    }

    private void applyHeldBy(List<String> follower) {
      MemberAddresses nobody =
          new MemberAddresses(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), Set.of());
      Optional<HostFirewall.Members> members =
          Optional.of(new HostFirewall.Members(nobody, follower));
      assertThat(firewall.apply(HOLDING, members, HOST, PATIENCE)).isPresent();
    }

    @Test
    void membersAreFollowedFromTheConfirmationToTheRemoval() throws IOException {
      Path unit = folder.resolve("units/versatile-hub-firewall-watch.service");
      applyHeldBy(List.of("/srv/my hub/versatile", "firewall", "watch", "--stack", "prod"));
      assertThat(unit).doesNotExist();

      assertThat(of().confirm()).contains("followed by versatile-hub-firewall-watch.service");

      assertThat(Files.readString(unit))
          .contains(
              "ExecStart=\"/srv/my hub/versatile\" \"firewall\" \"watch\" \"--stack\" \"prod\"")
          .contains("Restart=always");
      assertThat(programs.ran())
          .containsSubsequence(
              "systemctl daemon-reload",
              "systemctl enable versatile-hub-firewall-watch.service",
              "systemctl restart versatile-hub-firewall-watch.service");
      programs.ran().clear();
      firewall.remove();
      assertThat(unit).doesNotExist();
      assertThat(programs.ran())
          .containsSubsequence(
              "systemctl disable --now versatile-hub-firewall-watch.service", "nft -f -");
    }

    @Test
    void wordsOfACommandMeanNothingToSystemd() throws IOException {
      applyHeldBy(List.of("/srv/100%n/$HOME/\"a\\b\"/versatile"));
      firewall.confirm();

      assertThat(Files.readString(folder.resolve("units/versatile-hub-firewall-watch.service")))
          .contains("ExecStart=\"/srv/100%%n/$$HOME/\\\"a\\\\b\\\"/versatile\"\n");
    }

    @Test
    void whereNobodyIsHeldAnyMoreNobodyIsFollowed() {
      applyHeldBy(List.of("versatile"));
      firewall.confirm();

      apply(RULES);
      firewall.confirm();

      assertThat(folder.resolve("units/versatile-hub-firewall-watch.service")).doesNotExist();
      assertThat(folder.resolve("units/versatile-hub-firewall.service")).exists();
    }
  }

  private static List<String> ids(HostFirewall.Status status) {
    return status.findings().stream().map(Finding::id).toList();
  }

  private static final class TestClock extends Clock {

    private Instant now = Instant.parse("2026-12-01T12:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
