package app.versatilehub.firewall.host;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.MemberAddresses;
import app.versatilehub.firewall.NftScript;
import app.versatilehub.firewall.RollBackScript;
import app.versatilehub.firewall.RuleSet;
import app.versatilehub.firewall.Traces;
import app.versatilehub.firewall.host.Programs.Answer;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.DockerEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** By {@code nft}, beside ufw where that is active. */
final class NftFirewall implements HostFirewall {

  private static final String SUBJECT = "the firewall of this host";

  /** The script that is armed comes first. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Programs programs;
  private final HostReader reader;
  private final StateFolder state;
  private final Boot boot;
  private final Clock clock;
  private final Supplier<DockerEngine> engines;

  NftFirewall(
      Programs programs,
      HostReader reader,
      StateFolder state,
      Boot boot,
      Clock clock,
      Supplier<DockerEngine> engines) {
    this.programs = programs;
    this.reader = reader;
    this.state = state;
    this.boot = boot;
    this.clock = clock;
    this.engines = engines;
  }

  static NftFirewall here() {
    Programs programs = new SystemPrograms();
    StateFolder state = new StateFolder(Path.of("/var/lib/versatile-hub/firewall"));
    return new NftFirewall(
        programs,
        new HostReader(Path.of("/proc"), programs, System.getenv()),
        state,
        new Boot(programs, Path.of("/run"), Path.of("/etc/systemd/system"), state.rules()),
        Clock.systemUTC(),
        DockerEngine::connect);
  }

  @Override
  public HostFacts facts() {
    return reader.read();
  }

  @Override
  public Change plan(RuleSet rules, HostFacts host) {
    Traces before = state.current().map(StateFolder.Kept::traces).orElse(Traces.NONE);
    return new Change(NftScript.of(rules), before.to(Traces.of(rules, host, before)));
  }

  @Override
  public Optional<Instant> apply(
      RuleSet rules, Optional<Members> members, HostFacts host, Duration patience) {
    Optional<Instant> before = takeBackWhatIsOverdue();
    if (before.isPresent()) {
      throw refused(
          "firewall-on-trial",
          "other rules are on trial until " + before.get(),
          "keep them with: versatile firewall confirm; or wait");
    }
    Optional<StateFolder.Kept> current = state.current();
    Traces traces = current.map(StateFolder.Kept::traces).orElse(Traces.NONE);
    Change change = plan(rules, host);
    if (change.commands().isEmpty() && isInForce(current, change.script())) {
      members.map(Members::addresses).ifPresent(this::fill);
      return Optional.empty();
    }
    Traces wanted = Traces.of(rules, host, traces);
    Instant until = clock.instant().plus(patience);
    Path trial =
        state.begin(
            change.script(),
            wanted,
            until,
            members.map(Members::follower),
            folder ->
                RollBackScript.of(
                    folder,
                    patience,
                    current.map(StateFolder.Kept::script).orElseGet(NftScript::removal),
                    wanted.to(traces)));
    boot.arm(state.rollBack(trial), patience)
        .ifPresent(
            why -> {
              state.giveUp(trial);
              throw refused(
                  "firewall-roll-back",
                  "what takes the rules back could not be armed: " + why,
                  "nothing was changed; mend it, and run it again");
            });
    try {
      change.commands().forEach(this::must);
      // Kept without the addresses: where nobody fills them in, nobody is let through.
      load(
          change.script()
              + members.map(Members::addresses).map(MemberAddresses::script).orElse(""));
      state.note(trial, listing().orElse(""));
    } catch (FindingsException e) {
      rollBack();
      throw e;
    }
    return Optional.of(until);
  }

  @Override
  public void fill(MemberAddresses addresses) {
    load(addresses.script());
  }

  @Override
  public MemberAddresses addresses(Topology topology) {
    try (DockerEngine engine = engines.get()) {
      return MemberAddresses.of(topology, engine.snapshot());
    }
  }

  @Override
  public void watch(Topology topology, Consumer<MemberAddresses> told) {
    new MemberWatch(
            engines,
            topology,
            addresses -> {
              fill(addresses);
              told.accept(addresses);
            })
        .run();
  }

  private boolean isInForce(Optional<StateFolder.Kept> current, String script) {
    return current
        .filter(kept -> kept.script().equals(script))
        .filter(kept -> listing().filter(kept.listing()::equals).isPresent())
        .isPresent();
  }

  @Override
  public String confirm() {
    Path trial =
        state
            .trial()
            .filter(state::decide)
            .orElseThrow(
                () ->
                    refused(
                        "firewall-not-on-trial",
                        "no rules are on trial; if there were any, they were taken back",
                        "apply them: versatile firewall apply"));
    boot.disarm();
    state.keep(trial);
    return boot.enable(state.follower());
  }

  @Override
  public void rollBack() {
    state.trial().ifPresent(this::rollBack);
  }

  private void rollBack(Path trial) {
    boot.disarm();
    state.retry(trial);
    Answer answer = programs.run("sh", state.rollBack(trial).toString(), "now");
    if (!answer.succeeded()) {
      throw refused(
          "firewall-roll-back",
          "could not be taken back: " + answer.err().strip(),
          "run it again by hand: sh %s now".formatted(state.rollBack(trial)));
    }
  }

  /** After a restart of the host, or where the process that should have done it was ended. */
  private Optional<Instant> takeBackWhatIsOverdue() {
    Optional<Path> trial = state.trial();
    Optional<Instant> until = trial.flatMap(state::until);
    if (until.isPresent() && until.get().plus(GRACE).isBefore(clock.instant())) {
      rollBack(trial.get());
      return Optional.empty();
    }
    return until;
  }

  @Override
  public boolean remove() {
    boolean any = state.trial().isPresent();
    rollBack();
    Optional<StateFolder.Kept> current = state.current();
    boot.disable();
    if (listing().isPresent()) {
      load(NftScript.removal());
      any = true;
    }
    if (current.isPresent()) {
      current.get().traces().to(Traces.NONE).forEach(this::must);
      state.forget();
      any = true;
    }
    return any;
  }

  @Override
  public Status status(RuleSet rules, HostFacts host) {
    Optional<Instant> until = takeBackWhatIsOverdue();
    Optional<String> listing = listing();
    Optional<StateFolder.Kept> kept = until.isPresent() ? state.tried() : state.current();
    List<Finding> findings = new ArrayList<>();
    if (kept.isEmpty() || listing.isEmpty()) {
      findings.add(
          finding(
              "firewall-missing",
              kept.isEmpty() ? "was not applied" : "was applied, but is gone",
              "versatile firewall apply"));
    } else {
      if (!kept.get().listing().equals(listing.get())) {
        findings.add(
            finding(
                "firewall-changed",
                "somebody has changed the table " + NftScript.TABLE,
                "put it back with: versatile firewall apply"));
      }
      Traces traces = kept.get().traces();
      if (!kept.get().script().equals(NftScript.of(rules))
          || !traces.to(Traces.of(rules, host, traces)).isEmpty()) {
        findings.add(
            finding(
                "firewall-outdated",
                "differs from what the stack and this host ask for now",
                "see: versatile firewall plan; then: versatile firewall apply"));
      }
    }
    if (rules.members().isPresent() && !host.seesBridges()) {
      findings.add(
          finding(
              "firewall-blind",
              "packets between members of one network do not pass it: not all of %s are 1"
                  .formatted(HostFacts.BRIDGE_FILTER),
              "versatile firewall apply"));
    }
    return new Status(listing.isPresent(), until, boot.isEnabled(), findings);
  }

  /** The table as it is, but for members' addresses, which come and go; absent if there is none. */
  private Optional<String> listing() {
    List<String> command = new ArrayList<>(List.of("nft", "-s", "list", "table"));
    command.addAll(List.of(NftScript.TABLE.split(" ", -1)));
    Answer answer = programs.run("", command);
    if (answer.succeeded()) {
      return Optional.of(MemberAddresses.without(answer.out()));
    }
    if (answer.err().contains("No such file or directory")) {
      return Optional.empty();
    }
    throw refused(
        "firewall-unreadable", "nft says: " + answer.err().strip(), "run it as root on the host");
  }

  private void must(List<String> command) {
    checked(command, programs.run("", command));
  }

  private void load(String script) {
    List<String> command = List.of("nft", "-f", "-");
    checked(command, programs.run(script, command));
  }

  private static void checked(List<String> command, Answer answer) {
    if (!answer.succeeded()) {
      throw refused(
          "firewall-refused",
          "%s says: %s".formatted(String.join(" ", command), (answer.err() + answer.out()).strip()),
          "nothing is left of the change; mend what it says, and run it again as root");
    }
  }

  private static Finding finding(String id, String message, String cure) {
    return Finding.error(id, SUBJECT, message, cure);
  }

  private static FindingsException refused(String id, String message, String cure) {
    return new FindingsException(SUBJECT, List.of(finding(id, message, cure)));
  }
}
