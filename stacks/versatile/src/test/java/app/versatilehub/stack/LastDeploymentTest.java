package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LastDeploymentTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final AtomicInteger asked = new AtomicInteger();

  /** What can be read from the n-th time on. */
  private CompletableFuture<String> question(int readable) {
    return asked.incrementAndGet() < readable
        ? CompletableFuture.failedFuture(
            new IllegalStateException("failed to load checkpoint: EOF"))
        : CompletableFuture.completedFuture("state");
  }

  @Test
  void aStateThatIsBeingWrittenIsReadAgain() {
    assertThat(LastDeployment.attempt(() -> question(3), LastDeployment.ATTEMPTS))
        .succeedsWithin(SOON)
        .isEqualTo("state");
    assertThat(asked).hasValue(3);
  }

  @Test
  void oneThatCannotBeReadIsGivenUp() {
    assertThat(LastDeployment.attempt(() -> question(1000), LastDeployment.ATTEMPTS))
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("failed to load checkpoint: EOF");
    assertThat(asked).hasValue(LastDeployment.ATTEMPTS);
  }
}
