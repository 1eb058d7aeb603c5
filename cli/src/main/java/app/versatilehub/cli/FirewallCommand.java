package app.versatilehub.cli;

import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.RuleSet;
import app.versatilehub.firewall.host.HostFirewall;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.Port;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firewall}: what the host lets in, made from the stack's topology. */
@Command(
    name = "firewall",
    description = "Let only SSH and the gateway's ports into this host.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It is done, or all is as it should be.",
      "1:Something is not as it should be; it is listed.",
      "2:It could not be done, or not be found out; then all is as before."
    },
    exitCodeOnExecutionException = FirewallCommand.FAILED)
final class FirewallCommand implements Runnable {

  static final int DONE = 0;
  static final int NOT_AS_IT_SHOULD_BE = 1;
  static final int FAILED = 2;

  private static final String AS_SET = "--as-set";
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Spec private CommandSpec spec;

  private final Console console;
  private final HostFirewall firewall;
  private final Confirmation confirmation;
  private final Clock clock;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  FirewallCommand(Console console, HostFirewall firewall, Confirmation confirmation, Clock clock) {
    this.console = console;
    this.firewall = firewall;
    this.confirmation = confirmation;
    this.clock = clock;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "firewall needs to be told what: plan, apply, confirm, status, watch or remove");
  }

  /** The rules that a stack asks of this host. */
  private static RuleSet rules(StackOptions options, HostFacts host) {
    StackConfiguration configuration = options.configuration();
    return RuleSet.of(
        VersatileHub.topology(configuration.environment()),
        configuration.firewall().sshPorts(),
        host);
  }

  @Command(
      name = "plan",
      description = "Show what would be open, and the rules; nothing is changed.",
      exitCodeOnExecutionException = FAILED)
  void plan(@Mixin StackOptions options) {
    HostFacts host = firewall.facts();
    RuleSet rules = rules(options, host);
    HostFirewall.Change change = firewall.plan(rules, host);
    console.write(summary(rules) + "\n" + change.script());
    if (!change.commands().isEmpty()) {
      console.write(
          change.commands().stream()
              .map(words -> String.join(" ", words) + "\n")
              .collect(Collectors.joining("", "\n", "")));
    }
  }

  /** Whom the engine has, where that matters. */
  private Optional<HostFirewall.Members> members(StackOptions options, RuleSet rules) {
    return rules
        .members()
        .map(
            members ->
                new HostFirewall.Members(
                    firewall.addresses(options.topology()),
                    List.of(
                        options.program().toString(),
                        "firewall",
                        "watch",
                        "--stack",
                        options.stack())));
  }

  private static String summary(RuleSet rules) {
    return """
        SSH                 %s, but not from containers
        gateway             %s, from everywhere
        anything else       closed%s
        containers' ports   closed, whoever publishes them
        inside networks     %s
        """
        .formatted(
            ports(rules.ssh(), "closed: no sshd was found, and firewall.sshPorts is not set"),
            ports(rules.published(), "closed: the topology publishes nothing"),
            rules.besideUfw() ? ", but what ufw allows" : "",
            rules.members().isPresent() ? "the declared flows" : "open");
  }

  private static String ports(Collection<Port> ports, String none) {
    return ports.isEmpty()
        ? none
        : ports.stream().map(Port::toString).collect(Collectors.joining(", "));
  }

  @Command(
      name = "apply",
      description = "Put the rules in force; they are taken back unless they are confirmed.",
      exitCodeOnExecutionException = FAILED)
  int apply(
      @Mixin StackOptions options,
      @Option(
              names = "--confirm-within",
              paramLabel = "DURATION",
              defaultValue = "60s",
              description = "How long the rules wait to be confirmed (default: 60s).")
          Duration patience,
      @Option(names = "--yes", description = "Confirm them at once, without asking.") boolean yes,
      @Option(names = AS_SET, hidden = true, description = "Only if the settings say so.")
          boolean asSet) {
    if (asSet && !options.configuration().firewall().apply()) {
      return DONE;
    }
    if (patience.compareTo(SHORTEST) < 0 || patience.compareTo(LONGEST) > 0) {
      throw new ParameterException(spec.commandLine(), "--confirm-within: allowed are 5s to 10m");
    }
    HostFacts host = firewall.facts();
    RuleSet rules = rules(options, host);
    Optional<Instant> until = firewall.apply(rules, members(options, rules), host, patience);
    if (until.isEmpty()) {
      console.write("These rules are in force already.\n");
      return DONE;
    }
    console.write(summary(rules));
    if (!yes && !confirmation.isPossible()) {
      console.write(
          "In force until %s, then taken back. Log in anew, and keep them with: versatile firewall confirm%n"
              .formatted(until.get().truncatedTo(ChronoUnit.SECONDS)));
      return DONE;
    }
    if (yes
        || confirmation.of(
            "In force; taken back in %d s. Log in anew in another window. Shall they stay?"
                .formatted(patience.toSeconds()))) {
      return confirm();
    }
    firewall.rollBack();
    console.write("They are taken back.\n");
    return NOT_AS_IT_SHOULD_BE;
  }

  @Command(
      name = "confirm",
      description = "Keep the rules that were applied last.",
      exitCodeOnExecutionException = FAILED)
  int confirm() {
    console.write("The rules stay. %s%n".formatted(firewall.confirm()));
    return DONE;
  }

  @Command(
      name = "remove",
      description = "Take all rules away; what others have made is as it was.",
      exitCodeOnExecutionException = FAILED)
  int remove() {
    console.write(firewall.remove() ? "The rules are gone.\n" : "There were none.\n");
    return DONE;
  }

  @Command(
      name = "watch",
      description = "Keep members' addresses as the engine says, until it is interrupted.",
      exitCodeOnExecutionException = FAILED)
  void watch(
      @Mixin StackOptions options,
      @Option(names = AS_SET, hidden = true, description = "Only if the settings say so.")
          boolean asSet) {
    if (asSet && options.configuration().environment().policy() == MemberPolicy.OPEN) {
      return;
    }
    firewall.watch(
        options.topology(),
        addresses ->
            console.write(
                "%s %d flows between addresses are open%n"
                    .formatted(
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        addresses.flows().size())));
  }

  @Command(
      name = "status",
      description = "Tell whether the rules are in force, and as the stack asks for.",
      exitCodeOnExecutionException = FAILED)
  int status(@Mixin StackOptions options) {
    HostFacts host = firewall.facts();
    RuleSet rules = rules(options, host);
    HostFirewall.Status status = firewall.status(rules, host);
    if (status.inForce()) {
      console.write(
          summary(rules)
              + status
                  .trialUntil()
                  .map(
                      until ->
                          "on trial            %d s more%n"
                              .formatted(
                                  Math.max(
                                      0, Duration.between(clock.instant(), until).toSeconds())))
                  .orElse("")
              + "after a restart     %s\n"
                  .formatted(status.survivesRestart() ? "in force" : "gone"));
    }
    console.write(findings(status.findings()));
    return status.findings().isEmpty() ? DONE : NOT_AS_IT_SHOULD_BE;
  }

  private static String findings(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                "%s: %s%n"
                    .formatted(finding.severity().name().toLowerCase(Locale.ROOT), finding.text()))
        .collect(Collectors.joining());
  }
}
