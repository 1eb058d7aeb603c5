package app.versatilehub.live;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * What has become of a container.
 *
 * @param container its name at that moment
 * @param kind what has happened
 */
public record ContainerEvent(String container, Kind kind) {

  /** What may happen. */
  public enum Kind {
    STARTED,
    HEALTHY,
    UNHEALTHY,
    /** Was sent a signal, mostly to end. */
    SIGNALLED,
    ENDED
  }

  private static final Map<String, Kind> ACTIONS =
      Map.of(
          "start", Kind.STARTED,
          "health_status: healthy", Kind.HEALTHY,
          "health_status: unhealthy", Kind.UNHEALTHY,
          "kill", Kind.SIGNALLED,
          "die", Kind.ENDED);

  public ContainerEvent {
    requireNonNull(container, "container");
    requireNonNull(kind, "kind");
  }

  /** Reads one from the engine's words; absent where they tell of something else. */
  static Optional<ContainerEvent> of(JsonNode words) {
    return Optional.ofNullable(ACTIONS.get(words.path("Action").asText()))
        .map(
            kind ->
                new ContainerEvent(
                    words.path("Actor").path("Attributes").path("name").asText(), kind));
  }
}
