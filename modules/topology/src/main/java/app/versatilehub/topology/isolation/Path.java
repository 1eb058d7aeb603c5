package app.versatilehub.topology.isolation;

import java.util.List;

/**
 * The way from a zone to an endpoint.
 *
 * @param steps what leads there, from the zone to the endpoint, such as {@code Internet}, {@code
 *     host port 443}, {@code traefik:443}, {@code route chat.example.org}, {@code chat-web:3000}
 */
public record Path(List<String> steps) {

  public Path {
    steps = List.copyOf(steps);
  }

  @Override
  public String toString() {
    return String.join(" -> ", steps);
  }
}
