package app.versatilehub.live;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a container is, by the engine's own words.
 *
 * @param status such as {@code running} or {@code exited}
 * @param health {@code starting} and so on; absent where there is no health check
 * @param healthySince the end of the first of the health checks that have all been passed since;
 *     the engine remembers five
 * @param complaint what the last health check has written, if that was not passed
 */
public record ContainerCondition(
    String status,
    Optional<String> health,
    Optional<Instant> healthySince,
    Optional<String> complaint) {

  public ContainerCondition {
    requireNonNull(status, "status");
    requireNonNull(health, "health");
    requireNonNull(healthySince, "healthySince");
    requireNonNull(complaint, "complaint");
  }

  /** Whether it passes its health check, or runs where it has none. */
  public boolean isWell() {
    return health.map("healthy"::equals).orElse(status.equals("running"));
  }

  /** What is known of it, in words. */
  @Override
  public String toString() {
    return health.map(state -> status + ", " + state).orElse(status);
  }

  /** Reads the {@code State} of an inspection. */
  static ContainerCondition of(JsonNode state) {
    JsonNode health = state.path("Health");
    Optional<Instant> since = Optional.empty();
    List<JsonNode> log = new ArrayList<>();
    health.path("Log").forEach(log::add);
    for (int last = log.size() - 1; last >= 0; last--) {
      if (!isPassed(log.get(last))) {
        break;
      }
      since = time(log.get(last).path("End").asText());
    }
    return new ContainerCondition(
        state.path("Status").asText("unknown"),
        Optional.of(health.path("Status").asText()).filter(text -> !text.isEmpty()),
        since,
        log.stream()
            .skip(Math.max(0, log.size() - 1))
            .filter(check -> !isPassed(check))
            .map(check -> check.path("Output").asText().strip())
            .filter(text -> !text.isEmpty())
            .findFirst());
  }

  private static boolean isPassed(JsonNode check) {
    return check.path("ExitCode").asInt(-1) == 0;
  }

  /** What the engine says of the container of that name, by {@code connection}. */
  static Optional<ContainerCondition> read(EngineConnection connection, String name)
      throws IOException {
    HttpAnswer answer =
        HttpAnswer.parse(
            connection.exchange(EngineConnection.get("/containers/%s/json".formatted(name))));
    return answer.status() == 404
        ? Optional.empty()
        : Optional.of(of(answer.json(new JsonMapper()).path("State")));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
