package app.versatilehub.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests at a steady rate, from several clients at once, until it is closed. */
final class SteadyLoad implements AutoCloseable {

  /** How many there are, each of which waits for an answer before it asks again. */
  static final int CLIENTS = 8;

  /** Below what the gateway lets one client do; no request is made up for later. */
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);
  private final Answers answers = new Answers();
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final long start = System.nanoTime();

  private SteadyLoad() {}

  /** Asks for {@code url} from now on. */
  static SteadyLoad on(String url) {
    SteadyLoad load = new SteadyLoad();
    for (int number = 0; number < CLIENTS; number++) {
      Client client = new Client();
      ScheduledFuture<?> ignored =
          load.clients.scheduleWithFixedDelay(
              () -> load.ask(client, url),
              number * BETWEEN.toMillis() / CLIENTS,
              BETWEEN.toMillis(),
              TimeUnit.MILLISECONDS);
    }
    return load;
  }

  private void ask(Client client, String url) {
    if (over.get()) {
      return;
    }
    long asked = System.nanoTime();
    try {
      int status = client.get(url).statusCode();
      if (status == 200) {
        answers.another();
      } else {
        failed(asked, "status " + status);
      }
    } catch (RuntimeException e) {
      failed(asked, e.getMessage() + ": " + e.getCause());
    }
  }

  private void failed(long asked, String how) {
    failures.add(
        "%.1f s after the start, for %d ms: %s"
            .formatted(
                (asked - start) / 1e9,
                Duration.ofNanos(System.nanoTime() - asked).toMillis(),
                how));
  }

  /** Those that were good. */
  private static final class Answers {

    private int count;
    private long last = System.nanoTime();
    private long silence;

    synchronized void another() {
      long now = System.nanoTime();
      silence = Math.max(silence, now - last);
      last = now;
      count++;
    }

    synchronized int count() {
      return count;
    }

    synchronized Duration silence() {
      return Duration.ofNanos(silence);
    }
  }

  /** How many requests were answered well. */
  int answered() {
    return answers.count();
  }

  /** The longest time between two good answers. */
  Duration silence() {
    return answers.silence();
  }

  /** How the others went. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** How long it has been going on. */
  Duration lasted() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Waits until it has been going on for {@code time}. */
  void lastFor(Duration time) {
    try {
      Thread.sleep(Math.max(0, time.minus(lasted()).toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    over.set(true);
    clients.shutdown();
    try {
      if (!clients.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the load does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
