package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.pictures.NetworkPlan.Group;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

  private static final List<Service> SERVICES = services(Topologies.large());

  /** So many that hang on lines above, on both, on lines below, and on none. */
  @ParameterizedTest
  @CsvSource({
    "0,0,0,1",
    "1,0,0,0",
    "0,1,0,0",
    "0,0,1,0",
    "1,0,1,0",
    "1,1,1,8",
    "3,0,0,2",
    "0,0,4,1",
    "5,2,5,0",
    "1,1,1,3",
    "2,0,2,25",
    "0,3,0,9"
  })
  void hasNothingInTheWayOfWhatHangsOnLines(int up, int through, int down, int inner) {
    Group group = new Group(Optional.empty(), SERVICES.subList(0, up + through + down + inner));
    Predicate<Service> isUp = among(group, 0, up + through);
    Predicate<Service> isDown = among(group, up, up + through + down);
    for (boolean listed : new boolean[] {false, true}) {
      Grid grid = Grid.of(group, isUp, isDown, listed);

      assertThat(grid.cells().stream().flatMap(cell -> cell.services().stream()))
          .containsExactlyInAnyOrderElementsOf(group.services());
      assertThat(grid.cells().stream().map(cell -> cell.column() + "/" + cell.row()))
          .doesNotHaveDuplicates();
      assertThat(grid.cells())
          .allMatch(cell -> cell.column() < grid.columns() && cell.row() < grid.rows());
      for (Grid.Cell cell : grid.cells()) {
        if (cell.services().stream().anyMatch(isUp)) {
          assertThat(inColumn(grid, cell.column(), 0, cell.row())).as("above").isEmpty();
        }
        if (cell.services().stream().anyMatch(isDown)) {
          assertThat(inColumn(grid, cell.column(), cell.row() + 1, grid.rows()))
              .as("below")
              .isEmpty();
        }
      }
    }
  }

  private static List<Grid.Cell> inColumn(Grid grid, int column, int from, int to) {
    Set<Integer> rows = IntStream.range(from, to).boxed().collect(Collectors.toSet());
    return grid.cells().stream()
        .filter(cell -> cell.column() == column && rows.contains(cell.row()))
        .toList();
  }

  private static Predicate<Service> among(Group group, int from, int to) {
    Set<Service> some = Set.copyOf(group.services().subList(from, to));
    return some::contains;
  }

  private static List<Service> services(Topology topology) {
    return topology.services().stream().sorted(Comparator.comparing(Service::name)).toList();
  }
}
