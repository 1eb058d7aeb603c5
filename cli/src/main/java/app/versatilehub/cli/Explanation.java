package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.isolation.Endpoint;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Path;
import app.versatilehub.topology.isolation.Reachability;
import app.versatilehub.topology.isolation.Verdict;
import app.versatilehub.topology.isolation.Zone;
import java.util.List;

/** Whether one reaches the other, and how. */
final class Explanation {

  private static final int MOST_SHOWN = 40;

  private Explanation() {}

  /**
   * Explains one pair.
   *
   * @param source a zone as reports write it: {@code Internet}, {@code network web}, {@code agent}
   * @param destination a container and its port with a colon between
   * @throws IllegalArgumentException if there is no such zone or endpoint
   */
  static String of(Inventory inventory, String source, String destination) {
    Reachability reachability = Reachability.of(inventory);
    Zone zone = find("source", source, reachability.zones());
    Endpoint endpoint = find("destination", destination, reachability.endpoints());
    if (zone.equals(new Zone.Container(endpoint.container()))) {
      return "%s is %s itself.\n".formatted(endpoint, zone);
    }
    return sentence(zone, endpoint, reachability.from(zone).to(endpoint));
  }

  private static String sentence(Zone zone, Endpoint endpoint, Verdict verdict) {
    if (verdict instanceof Verdict.Open open) {
      return "%s reaches %s as things are.\n%s".formatted(zone, endpoint, way(open.path()));
    }
    if (verdict instanceof Verdict.ByCompromise by) {
      return "%s reaches %s only by taking over %s.\n%s"
          .formatted(zone, endpoint, String.join(", ", by.compromised()), way(by.path()));
    }
    return "%s does not reach %s, whatever is taken over.\n".formatted(zone, endpoint);
  }

  private static String way(Path path) {
    return "    %s\n".formatted(path);
  }

  /** By what it is written as; the first, should a container have the name of a zone. */
  private static <T> T find(String what, String text, List<T> all) {
    return all.stream()
        .filter(one -> one.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no %s there\n    -> use one of: %s%s"
                        .formatted(
                            text,
                            what,
                            all.stream()
                                .limit(MOST_SHOWN)
                                .map(Object::toString)
                                .collect(joining(", ")),
                            all.size() > MOST_SHOWN ? ", ..." : "")));
  }
}
