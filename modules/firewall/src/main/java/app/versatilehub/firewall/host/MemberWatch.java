package app.versatilehub.firewall.host;

import app.versatilehub.firewall.MemberAddresses;
import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.engine.EngineEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Follows a running engine, and tells of members' addresses when they change. */
final class MemberWatch {

  /** Between attempts to reach an engine that is away. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Events may be missed; by then it is looked anyway. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

  /** They change no address: health checks, which come every few seconds, and commands. */
  private static final Pattern IDLE = Pattern.compile("exec_.*|health_status.*|top|archive-path");

  private static final String END = "";
  private static final String LOOK = "look";

  private final Supplier<DockerEngine> engines;
  private final Topology topology;
  private final Consumer<MemberAddresses> told;
  private Optional<MemberAddresses> known = Optional.empty();

  MemberWatch(Supplier<DockerEngine> engines, Topology topology, Consumer<MemberAddresses> told) {
    this.engines = engines;
    this.topology = topology;
    this.told = told;
  }

  /** Until the thread is interrupted. */
  void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try (DockerEngine engine = engines.get()) {
        follow(engine);
      } catch (EngineUnavailableException e) {
        // Looked for again below; until then nobody new is let through.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void follow(DockerEngine engine) throws InterruptedException {
    BlockingQueue<String> signs = new LinkedBlockingQueue<>();
    AutoCloseable feed = engine.follow(event -> offer(signs, event), end -> signs.add(END));
    try {
      while (true) {
        look(engine);
        List<String> come = new ArrayList<>();
        Optional.ofNullable(signs.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS))
            .ifPresent(come::add);
        signs.drainTo(come);
        if (come.contains(END)) {
          return;
        }
      }
    } finally {
      close(feed);
    }
  }

  private static void offer(BlockingQueue<String> signs, EngineEvent event) {
    if (!IDLE.matcher(event.action()).matches()) {
      signs.add(LOOK);
    }
  }

  private void look(DockerEngine engine) {
    MemberAddresses now = MemberAddresses.of(topology, engine.snapshot());
    if (!known.equals(Optional.of(now))) {
      told.accept(now);
      known = Optional.of(now);
    }
  }

  private static void close(AutoCloseable feed) {
    try {
      feed.close();
    } catch (Exception e) {
      // Nothing more is expected of it.
    }
  }
}
