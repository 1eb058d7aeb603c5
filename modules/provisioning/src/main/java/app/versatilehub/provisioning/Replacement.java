package app.versatilehub.provisioning;

import app.versatilehub.topology.Service;
import com.pulumi.core.Output;
import com.pulumi.docker.Container;
import com.pulumi.resources.Resource;
import java.util.concurrent.CompletableFuture;

/** One replica's part in the replacement of all, one after the other. */
final class Replacement {

  private Replacement() {}

  /** The replica's container once it takes requests; fails with the reason if it does not. */
  static Output<Resource> whenAsked(Service replica, Container container, Rollout rollout) {
    return container
        .id()
        .apply(
            id ->
                Output.of(
                    CompletableFuture.supplyAsync(
                        () -> {
                          rollout.await(replica);
                          return (Resource) container;
                        },
                        // Not the pool that the SDK's own work has to share.
                        task -> thread(replica, task).start())));
  }

  private static Thread thread(Service replica, Runnable task) {
    Thread thread = new Thread(task, "rollout of " + replica.name());
    thread.setDaemon(true);
    return thread;
  }
}
