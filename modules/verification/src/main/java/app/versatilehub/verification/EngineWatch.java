package app.versatilehub.verification;

import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.WayGroup.Way;
import app.versatilehub.verification.drift.Drift;
import app.versatilehub.verification.drift.Firewall;
import app.versatilehub.verification.drift.FirewallReader;
import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.engine.EngineEvent;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Follows a running engine and tells when it ceases to be what a topology says, and when it is so
 * again. Networks and containers are looked at whenever the engine tells of an event; the host's
 * firewall, of which nobody tells, every second. Nothing is probed.
 */
public final class EngineWatch {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** One command causes several events; all of them are waited for, but not for long. */
  private static final Duration SETTLING = Duration.ofMillis(150);

  private static final String EXEC = "exec_";

  /**
   * What has changed.
   *
   * @param at when it was seen
   * @param appeared what is wrong now and was not before
   * @param gone what is no longer wrong
   */
  public record Change(Instant at, List<Finding> appeared, List<Finding> gone) {
    public Change {
      appeared = List.copyOf(appeared);
      gone = List.copyOf(gone);
    }
  }

  /** An event, or the end of them. */
  private sealed interface Sign {
    record Happened(EngineEvent event) implements Sign {}

    record Ended() implements Sign {}
  }

  private final Topology topology;
  private final Consumer<Change> told;
  private List<Finding> known = List.of();

  private EngineWatch(Topology topology, Consumer<Change> told) {
    this.topology = topology;
    this.told = told;
  }

  /**
   * Watches until the thread is interrupted. An engine that goes away is a finding, too, and is
   * looked for again.
   *
   * @param engines connects with the engine
   * @param topology what it should be
   * @param told of the first look, even if nothing is wrong, and then of every change
   */
  public static void follow(
      Supplier<DockerEngine> engines, Topology topology, Consumer<Change> told) {
    EngineWatch watch = new EngineWatch(topology, told);
    boolean first = true;
    while (!Thread.currentThread().isInterrupted()) {
      try (DockerEngine engine = engines.get()) {
        watch.follow(engine, first);
      } catch (EngineUnavailableException e) {
        watch.tell(List.of(unavailable(e)), first);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      first = false;
      pause(BETWEEN_LOOKS);
    }
  }

  private void follow(DockerEngine engine, boolean first) throws InterruptedException {
    BlockingQueue<Sign> signs = new LinkedBlockingQueue<>();
    AutoCloseable feed =
        engine.follow(
            event -> signs.add(new Sign.Happened(event)), end -> signs.add(new Sign.Ended()));
    try {
      EngineSnapshot snapshot = engine.snapshot();
      Firewall firewall = FirewallReader.read(snapshot);
      tell(findings(snapshot, firewall), first);
      while (true) {
        Sign sign = signs.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        if (sign instanceof Sign.Ended) {
          return;
        }
        boolean happened = sign instanceof Sign.Happened one && matters(one);
        if (happened) {
          Thread.sleep(SETTLING.toMillis());
          List<Sign> others = new ArrayList<>();
          signs.drainTo(others);
          if (others.stream().anyMatch(Sign.Ended.class::isInstance)) {
            return;
          }
          snapshot = engine.snapshot();
        }
        Firewall now = FirewallReader.read(snapshot);
        if (happened || !now.equals(firewall)) {
          firewall = now;
          tell(findings(snapshot, firewall), false);
        }
      }
    } finally {
      close(feed);
    }
  }

  /** Health checks come every few seconds, and change nothing but by an event of their own. */
  private static boolean matters(Sign.Happened sign) {
    return !sign.event().action().startsWith(EXEC);
  }

  private List<Finding> findings(EngineSnapshot snapshot, Firewall firewall) {
    List<Finding> findings = new ArrayList<>(Drift.between(topology, snapshot, firewall));
    List<Way> opened =
        Plan.of(topology, snapshot).cells().stream()
            .filter(planned -> planned.configured() && !planned.declared())
            .map(planned -> Way.of(planned.cell()))
            .toList();
    WayGroup.of(opened).forEach(group -> findings.add(opened(group)));
    return findings;
  }

  private static Finding opened(WayGroup group) {
    return Finding.error(
        "way-opened",
        group.title(),
        "open by the engine's configuration, but declared closed",
        "mend the drift that is reported beside this; versatile verify then probes it");
  }

  private static Finding unavailable(EngineUnavailableException failure) {
    return Finding.error(
        "engine-unavailable",
        "engine",
        String.valueOf(failure.getMessage()),
        "start it; it is looked for until then");
  }

  private void tell(List<Finding> findings, boolean always) {
    List<Finding> appeared = without(findings, known);
    List<Finding> gone = without(known, findings);
    known = List.copyOf(findings);
    if (always || !appeared.isEmpty() || !gone.isEmpty()) {
      told.accept(new Change(Instant.now(), appeared, gone));
    }
  }

  private static List<Finding> without(List<Finding> some, List<Finding> others) {
    return List.copyOf(
        new TreeSet<>(some.stream().filter(finding -> !others.contains(finding)).toList()));
  }

  private static void close(AutoCloseable feed) {
    try {
      feed.close();
    } catch (Exception e) {
      // Nothing more is expected of it.
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
