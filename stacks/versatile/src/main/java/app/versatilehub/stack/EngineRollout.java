package app.versatilehub.stack;

import app.versatilehub.live.ContainerCondition;
import app.versatilehub.live.EngineReader;
import app.versatilehub.provisioning.Rollout;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Service;
import com.pulumi.exceptions.RunException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Watches over the replacement of replicas by asking the engine how each container is. */
final class EngineRollout implements Rollout {

  /**
   * From a container's health until the gateway surely sends it requests: the gateway hears of it
   * by an event, reads all containers, and takes over what it has read every quarter of a second.
   */
  static final Duration NOTICE = Duration.ofMillis(1500);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Duration patience;
  private final Clock clock;

  /**
   * For one run.
   *
   * @param patience how long a container may take to become healthy
   */
  EngineRollout(Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public void await(Service replica) {
    Instant deadline = clock.instant().plus(patience);
    while (true) {
      Optional<ContainerCondition> found = condition(replica.containerName());
      if (found.filter(ContainerCondition::isWell).isPresent()) {
        pause(left(found.get()));
        return;
      }
      if (found.isEmpty() || clock.instant().isAfter(deadline)) {
        throw new RunException(why(replica, found));
      }
      pause(PAUSE);
    }
  }

  private static Optional<ContainerCondition> condition(EngineName container) {
    return EngineReader.condition(container.value());
  }

  /** How long until the gateway asks it. */
  private Duration left(ContainerCondition condition) {
    Duration healthy =
        condition
            .healthySince()
            .map(since -> Duration.between(since, clock.instant()))
            .orElse(Duration.ZERO);
    return healthy.isNegative() ? NOTICE : NOTICE.minus(healthy);
  }

  private static void pause(Duration time) {
    if (time.isNegative()) {
      return;
    }
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("interrupted while waiting for a container");
    }
  }

  private static String why(Service replica, Optional<ContainerCondition> found) {
    return """
        the container %s does not take requests (%s); the replicas after it were not touched, and serve as before
        %s
          mend the cause and run 'pulumi up' again, which goes on from there\
        """
        .formatted(
            replica.containerName(),
            LastWords.text(found),
            LastWords.of(replica.containerName(), found));
  }
}
