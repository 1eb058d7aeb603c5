package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often health is looked at.
 *
 * @param interval between two checks
 * @param timeout how long one check may take
 * @param retries failures in a row that mean unhealthy
 * @param patience how long {@code pulumi up} waits for one service to become healthy
 */
public record HealthTiming(Duration interval, Duration timeout, int retries, Duration patience) {

  public HealthTiming {
    requireNonNull(interval, "interval");
    requireNonNull(timeout, "timeout");
    requireNonNull(patience, "patience");
    if (retries < 1) {
      throw new IllegalArgumentException("%d retries; allowed: 1 or more".formatted(retries));
    }
  }
}
