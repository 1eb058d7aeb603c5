package app.versatilehub.provisioning;

import com.pulumi.deployment.internal.Runner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for outstanding tasks, where the SDK's own runner asks for them again and again.
 *
 * <p>While any task is outstanding, {@code DeploymentImpl.DefaultRunner} of SDK 1.36.1 looks at all
 * of them without a pause and writes them out for a log level that is off: a whole processor's
 * time. And where tasks share few threads, its looks are always first in the queue, and what they
 * wait for is never run. It is therefore told only of tasks that have failed: what a failure means
 * is still its business.
 */
public final class WaitingRunner implements Runner {

  private final Runner runner;
  // The program itself is the first.
  private final AtomicInteger outstanding = new AtomicInteger(1);
  private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();

  /** One that leaves everything but the waiting to {@code runner}. */
  public WaitingRunner(Runner runner) {
    this.runner = runner;
  }

  @Override
  public <T> void registerTask(String description, CompletableFuture<T> task) {
    if (settled.isDone()) {
      runner.registerTask(description, task);
      return;
    }
    outstanding.incrementAndGet();
    var unused =
        task.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                runner.registerTask(description, task);
                // Others may wait for it in vain.
                settled.complete(null);
              }
              done();
            });
  }

  @Override
  public <T> CompletableFuture<Result<T>> runAsync(Supplier<T> program) {
    return runner.runAsync(
        () -> {
          T result = program.get();
          done();
          settled.join();
          return result;
        });
  }

  private void done() {
    if (outstanding.decrementAndGet() == 0) {
      settled.complete(null);
    }
  }
}
