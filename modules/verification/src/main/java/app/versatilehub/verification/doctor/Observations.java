package app.versatilehub.verification.doctor;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.HostName;
import java.time.Instant;
import java.util.Map;

/**
 * What was seen besides the engine's own snapshot.
 *
 * @param host the engine's host
 * @param listening who listens where
 * @param lastLines what containers wrote
 * @param answers what the gateway answered; only hosts that were asked for
 * @param now the time by which certificates are judged
 */
public record Observations(
    HostFacts host,
    Listening listening,
    LastLines lastLines,
    Map<HostName, RouteAnswer> answers,
    Instant now) {

  public Observations {
    requireNonNull(host, "host");
    requireNonNull(listening, "listening");
    requireNonNull(lastLines, "lastLines");
    answers = Map.copyOf(answers);
    requireNonNull(now, "now");
  }
}
