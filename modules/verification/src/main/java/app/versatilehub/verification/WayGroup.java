package app.versatilehub.verification;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ways that a reader takes for one thing: all of one source, or all to one destination. One
 * container on a wrong network opens dozens.
 *
 * @param ways the ways
 */
public record WayGroup(List<Way> ways) {

  /**
   * From a source to a destination.
   *
   * @param source the source
   * @param destination the destination
   */
  public record Way(String source, String destination) {

    /** The way of a cell, at whatever address. */
    static Way of(Cell cell) {
      return new Way(cell.source(), cell.destinationName());
    }
  }

  public WayGroup {
    ways = List.copyOf(ways);
  }

  /** Every way in one group, in as few groups as taking the largest first gives; sorted. */
  public static List<WayGroup> of(Collection<Way> ways) {
    Set<Way> left = new LinkedHashSet<>(ways);
    List<WayGroup> groups = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Way> largest = largest(left);
      groups.add(new WayGroup(largest));
      largest.forEach(left::remove);
    }
    groups.sort(Comparator.comparing(WayGroup::title));
    return groups;
  }

  private static List<Way> largest(Set<Way> ways) {
    return Stream.of(by(Way::source, ways), by(Way::destination, ways))
        .flatMap(groups -> groups.values().stream())
        .max(Comparator.comparing(List::size))
        .orElseThrow();
  }

  private static Map<String, List<Way>> by(Function<Way, String> key, Set<Way> ways) {
    return ways.stream().collect(groupingBy(key, TreeMap::new, toList()));
  }

  /** Sources and destinations: {@code agent, chat-web -> chat-postgres:5432}. */
  public String title() {
    return names(Way::source) + " -> " + names(Way::destination);
  }

  private String names(Function<Way, String> name) {
    return ways.stream().map(name).distinct().sorted().collect(Collectors.joining(", "));
  }
}
