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
 * Cells that a reader takes for one thing: all of one source, or all towards one destination. One
 * container on a wrong network opens dozens of cells.
 *
 * @param title sources and destinations: {@code agent, chat-web -> chat-postgres:5432}
 * @param cells the cells
 */
record CellGroup(String title, List<Cell> cells) {

  CellGroup {
    cells = List.copyOf(cells);
  }

  /** Every cell in one group, in as few groups as taking the largest first gives. */
  static List<CellGroup> of(Collection<Cell> cells) {
    Set<Cell> left = new LinkedHashSet<>(cells);
    List<CellGroup> groups = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Cell> largest = largest(left);
      groups.add(new CellGroup(title(largest), largest));
      largest.forEach(left::remove);
    }
    groups.sort(Comparator.comparing(CellGroup::title));
    return groups;
  }

  private static List<Cell> largest(Set<Cell> cells) {
    return Stream.of(by(Cell::source, cells), by(Cell::destinationName, cells))
        .flatMap(groups -> groups.values().stream())
        .max(Comparator.comparing(group -> titles(group).count()))
        .orElseThrow();
  }

  private static Map<String, List<Cell>> by(Function<Cell, String> key, Set<Cell> cells) {
    return cells.stream().collect(groupingBy(key, TreeMap::new, toList()));
  }

  /** The same destination at several addresses counts once. */
  private static Stream<String> titles(List<Cell> cells) {
    return cells.stream().map(Cell::title).distinct();
  }

  private static String title(List<Cell> cells) {
    return names(Cell::source, cells) + " -> " + names(Cell::destinationName, cells);
  }

  private static String names(Function<Cell, String> name, List<Cell> cells) {
    return cells.stream().map(name).distinct().sorted().collect(Collectors.joining(", "));
  }
}
