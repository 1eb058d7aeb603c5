package app.versatilehub.verification.access;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A request that the gateway has answered. The texts come from clients; whatever would steer a
 * terminal is taken out of them.
 *
 * @param time when it came
 * @param status the status that the client got
 * @param method its method
 * @param host the host that it asked for
 * @param path its path, without the query: tokens travel there
 * @param service the service's name in the topology, or the gateway's own name for a service that
 *     is not in it; {@code -} where no route led to one
 * @param duration how long it took
 * @param client the client's address
 */
public record AccessEntry(
    Instant time,
    int status,
    String method,
    String host,
    String path,
    String service,
    Duration duration,
    String client) {

  /** In place of a service where there is none. */
  public static final String NO_SERVICE = "-";

  public AccessEntry {
    requireNonNull(time, "time");
    requireNonNull(method, "method");
    requireNonNull(host, "host");
    requireNonNull(path, "path");
    requireNonNull(service, "service");
    requireNonNull(duration, "duration");
    requireNonNull(client, "client");
  }
}
