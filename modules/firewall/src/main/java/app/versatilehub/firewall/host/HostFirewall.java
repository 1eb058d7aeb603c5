package app.versatilehub.firewall.host;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.MemberAddresses;
import app.versatilehub.firewall.RuleSet;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The firewall of this host. */
public interface HostFirewall {

  /** What rules depend on beside the topology. */
  HostFacts facts();

  /**
   * What would be done.
   *
   * @param script the table, in the language of {@code nft}
   * @param commands what is done beside it
   */
  record Change(String script, List<List<String>> commands) {
    public Change {
      commands = List.copyOf(commands);
    }
  }

  /** What {@link #apply} would do; nothing is done. */
  Change plan(RuleSet rules, HostFacts host);

  /**
   * Those of the stack's networks, where they are held to flows.
   *
   * @param addresses who is who now
   * @param follower the command that keeps that so: one that runs {@link #watch}
   */
  record Members(MemberAddresses addresses, List<String> follower) {
    public Members {
      follower = List.copyOf(follower);
    }
  }

  /**
   * Puts the rules in force, and arms what takes them back.
   *
   * @param members who is held to flows, if anybody is
   * @param patience how long it waits to be confirmed
   * @return until when; absent if these rules were in force already
   * @throws app.versatilehub.topology.FindingsException if it cannot be done; then all is as before
   */
  Optional<Instant> apply(
      RuleSet rules, Optional<Members> members, HostFacts host, Duration patience);

  /**
   * Lets members be known by these addresses, and by no others.
   *
   * @throws app.versatilehub.topology.FindingsException if there are no rules that hold members to
   *     flows
   */
  void fill(MemberAddresses addresses);

  /**
   * Keeps what is on trial, and lets the host follow members' addresses from now on.
   *
   * @return what the user is to know: whether it survives a restart of the host
   * @throws app.versatilehub.topology.FindingsException if nothing is on trial
   */
  String confirm();

  /** Takes back what is on trial, at once. */
  void rollBack();

  /**
   * Takes everything away.
   *
   * @return whether there was anything
   */
  boolean remove();

  /**
   * How it is.
   *
   * @param inForce whether there are rules
   * @param trialUntil until when they are on trial, if they are
   * @param survivesRestart whether they are there after a restart of the host
   * @param findings what is not as it should be
   */
  record Status(
      boolean inForce,
      Optional<Instant> trialUntil,
      boolean survivesRestart,
      List<Finding> findings) {
    public Status {
      findings = List.copyOf(findings);
    }
  }

  /** Compares what is in force with {@code rules}. */
  Status status(RuleSet rules, HostFacts host);

  /**
   * Asks the engine who is who.
   *
   * @throws app.versatilehub.live.EngineUnavailableException if none answers
   */
  MemberAddresses addresses(Topology topology);

  /**
   * Keeps members' addresses as the engine says, until the thread is interrupted. An engine that
   * goes away is looked for again; who was known meanwhile stays known.
   *
   * @param told of each change, after it is made
   * @throws app.versatilehub.topology.FindingsException if there are no rules that hold members to
   *     flows
   */
  void watch(Topology topology, Consumer<MemberAddresses> told);

  /** The one of the machine on which this runs. */
  static HostFirewall here() {
    return NftFirewall.here();
  }
}
