package app.versatilehub.verification.access;

import app.versatilehub.topology.Topology;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the lines of Traefik's access log in JSON. Headers of requests are never looked at, nor the
 * query.
 */
public final class AccessLog {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String PROVIDER = "@docker";
  private static final int LONGEST = 300;

  private final Map<String, String> services;

  /** For the log of the gateway of {@code topology}. */
  public AccessLog(Topology topology) {
    services =
        topology.services().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    service -> service.containerName().value() + PROVIDER,
                    service -> service.name().value()));
  }

  /** The request of {@code line}; none if the line tells of something else. */
  public Optional<AccessEntry> entry(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return entry(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private Optional<AccessEntry> entry(JsonNode line) {
    // Traefik's other lines are JSON, too, when its own log is.
    if (!line.path("DownstreamStatus").isInt() || !line.path("RequestMethod").isTextual()) {
      return Optional.empty();
    }
    return time(line.path("StartUTC").asText())
        .map(
            time ->
                new AccessEntry(
                    time,
                    line.path("DownstreamStatus").asInt(),
                    text(line, "RequestMethod"),
                    text(line, "RequestHost"),
                    harmless(withoutQuery(line.path("RequestPath").asText())),
                    service(line.path("ServiceName").asText()),
                    Duration.ofNanos(line.path("Duration").asLong()),
                    text(line, "ClientHost")));
  }

  private String service(String name) {
    return name.isEmpty() ? AccessEntry.NO_SERVICE : services.getOrDefault(name, harmless(name));
  }

  private static String withoutQuery(String path) {
    int end = path.indexOf('?');
    return end < 0 ? path : path.substring(0, end);
  }

  private static String text(JsonNode line, String field) {
    return harmless(line.path(field).asText());
  }

  /** Neither control characters nor such as turn the direction of writing or are not seen. */
  private static String harmless(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
