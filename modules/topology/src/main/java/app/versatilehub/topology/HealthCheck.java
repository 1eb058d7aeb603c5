package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How the engine finds out whether a service works.
 *
 * @param test the command, run inside the service; exit code 0 means healthy
 * @param startPeriod how long failures do not count after the start
 */
public record HealthCheck(List<String> test, Duration startPeriod) {

  public HealthCheck {
    test = List.copyOf(test);
    requireNonNull(startPeriod, "startPeriod");
    if (test.isEmpty()) {
      throw new IllegalArgumentException("a health check needs a command");
    }
  }
}
