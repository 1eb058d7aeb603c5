package app.versatilehub.pictures;

import app.versatilehub.pictures.NetworkPlan.Group;
import app.versatilehub.topology.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where the services of a group stand, so that whatever hangs them on lines passes no other: those
 * on lines above in the first row, those on lines below in the last one, and those on both in a
 * column of their own.
 *
 * @param group the group
 * @param cells where they stand
 * @param columns how many columns there are
 * @param rows how many rows there are
 */
record Grid(Group group, List<Cell> cells, int columns, int rows) {

  private static final int MOST_IN_TWO_COLUMNS = 10;

  /**
   * A place.
   *
   * @param column from 0
   * @param row from 0
   * @param services who stands there; more than one where they are listed only
   */
  record Cell(int column, int row, List<Service> services) {}

  /**
   * Places a group.
   *
   * @param up who hangs on lines above
   * @param down who hangs on lines below
   * @param listed whether those on no line stand in one cell
   */
  static Grid of(Group group, Predicate<Service> up, Predicate<Service> down, boolean listed) {
    List<Service> through = select(group, up.and(down));
    List<Service> top = select(group, up.and(down.negate()));
    List<Service> bottom = select(group, down.and(up.negate()));
    List<Service> inner = select(group, up.or(down).negate());
    List<Cell> cells = new ArrayList<>();
    place(cells, through, 0, 0);
    int first = through.size();
    int count = top.size() + inner.size() + bottom.size();
    int least = Math.max(top.size(), bottom.size());
    if (listed && !inner.isEmpty()) {
      int row = top.isEmpty() ? 0 : 1;
      place(cells, top, first, 0);
      cells.add(new Cell(first, row, inner));
      place(cells, bottom, first, row + 1);
      return new Grid(
          group, cells, first + Math.max(least, 1), row + 1 + (bottom.isEmpty() ? 0 : 1));
    }
    if (count == 0) {
      return new Grid(group, cells, first, 1);
    }
    int columns = Math.max(least, wanted(count));
    int rows = Math.max((count + columns - 1) / columns, top.isEmpty() || bottom.isEmpty() ? 1 : 2);
    place(cells, top, first, 0);
    for (int i = 0; i < inner.size(); i++) {
      int at = top.size() + i;
      cells.add(new Cell(first + at % columns, at / columns, List.of(inner.get(i))));
    }
    place(cells, bottom, first + columns - bottom.size(), rows - 1);
    return new Grid(group, cells, first + columns, rows);
  }

  boolean isBoxed() {
    return group.network().isPresent();
  }

  private static List<Service> select(Group group, Predicate<Service> which) {
    return group.services().stream().filter(which).toList();
  }

  private static void place(List<Cell> cells, List<Service> services, int column, int row) {
    for (int i = 0; i < services.size(); i++) {
      cells.add(new Cell(column + i, row, List.of(services.get(i))));
    }
  }

  /** Pictures are to be about as wide as a page. */
  private static int wanted(int count) {
    return count <= MOST_IN_TWO_COLUMNS
        ? Math.min(count, 2)
        : (int) Math.ceil(Math.sqrt(count * 0.6));
  }
}
