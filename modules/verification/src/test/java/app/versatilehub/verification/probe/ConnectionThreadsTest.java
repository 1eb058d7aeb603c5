package app.versatilehub.verification.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionThreadsTest {

  private final List<Throwable> printed = new ArrayList<>();

  /** Stands for the JVM, which prints what reaches the outermost group. */
  private final ThreadGroup jvm =
      new ThreadGroup("jvm") {
        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
          printed.add(failure);
        }
      };

  @Test
  void aConnectionThatBreaksIsNotPrinted() throws InterruptedException {
    dieOf(new IllegalStateException(new IOException("Connection is closed")));

    assertThat(printed).isEmpty();
  }

  @Test
  void whateverElseAThreadDiesOfIs() throws InterruptedException {
    IllegalStateException mistake = new IllegalStateException("a mistake");

    dieOf(mistake);

    assertThat(printed).containsExactly(mistake);
  }

  /** In a thread that another of the group has started. */
  private void dieOf(RuntimeException failure) throws InterruptedException {
    Runnable dies =
        () -> {
          throw failure;
        };
    Thread first = new Thread(new ConnectionThreads(jvm, "probes"), () -> startAndAwait(dies), "a");
    first.start();
    first.join();
  }

  private static void startAndAwait(Runnable task) {
    Thread second = new Thread(task, "b");
    second.start();
    try {
      second.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
