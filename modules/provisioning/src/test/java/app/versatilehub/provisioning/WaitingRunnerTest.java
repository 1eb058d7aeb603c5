package app.versatilehub.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.pulumi.deployment.internal.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WaitingRunnerTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Told told = new Told();
  private final WaitingRunner runner = new WaitingRunner(told);

  @Test
  void theSdkHearsOnlyOfTasksThatHaveFailed() {
    CompletableFuture<String> good = new CompletableFuture<>();
    CompletableFuture<String> bad = new CompletableFuture<>();

    runner.registerTask("good", good);
    runner.registerTask("bad", bad);
    good.complete("value");
    assertThat(told.descriptions).isEmpty();

    bad.completeExceptionally(new IllegalStateException("broken"));
    assertThat(told.descriptions).containsExactly("bad");
  }

  @Test
  void aProgramEndsWhenItsLastTaskDoes() {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();

    CompletableFuture<Runner.Result<String>> run =
        runner.runAsync(
            () -> {
              runner.registerTask("first", first);
              runner.registerTask("second", second);
              return "result";
            });
    first.complete("");
    assertThat(run).isNotCompleted();

    second.complete("");
    assertThat(run).succeedsWithin(SOON);
    assertThat(run.join().result()).contains("result");
  }

  @Test
  void aTaskThatATaskBringsIsWaitedForToo() {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    CompletableFuture<Runner.Result<String>> run =
        runner.runAsync(
            () -> {
              runner.registerTask(
                  "first", first.thenAccept(value -> runner.registerTask("second", second)));
              return "result";
            });
    first.complete("");
    assertThat(run).isNotCompleted();

    second.complete("");
    assertThat(run).succeedsWithin(SOON);
  }

  @Test
  void afterAFailureNothingElseIsWaitedFor() {
    CompletableFuture<String> failing = new CompletableFuture<>();

    CompletableFuture<Runner.Result<String>> run =
        runner.runAsync(
            () -> {
              runner.registerTask("never", new CompletableFuture<>());
              runner.registerTask("failing", failing);
              return "result";
            });
    failing.completeExceptionally(new IllegalStateException("broken"));

    assertThat(run).succeedsWithin(SOON);
    assertThat(told.descriptions).containsExactly("failing");
  }

  @Test
  void whatComesAfterTheEndIsLeftToTheSdk() {
    assertThat(runner.runAsync(() -> "result")).succeedsWithin(SOON);

    runner.registerTask("straggler", new CompletableFuture<>());

    assertThat(told.descriptions).containsExactly("straggler");
  }

  @Test
  void aProgramThatFailsIsNotWaitedFor() {
    runner.registerTask("never", new CompletableFuture<>());

    CompletableFuture<Runner.Result<String>> run =
        runner.runAsync(
            () -> {
              throw new IllegalStateException("broken");
            });

    assertThatThrownBy(run::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("broken");
  }

  /** Stands for the SDK's runner. */
  private static final class Told implements Runner {

    private final List<String> descriptions = new CopyOnWriteArrayList<>();

    @Override
    public <T> void registerTask(String description, CompletableFuture<T> task) {
      descriptions.add(description);
    }

    @Override
    public <T> CompletableFuture<Result<T>> runAsync(Supplier<T> program) {
      return CompletableFuture.supplyAsync(program).thenApply(Ended::new);
    }
  }

  private static final class Ended<T> extends Runner.Result<T> {
    Ended(T result) {
      super(Runner.ProcessExitedSuccessfully, List.of(), Optional.of(result));
    }
  }
}
