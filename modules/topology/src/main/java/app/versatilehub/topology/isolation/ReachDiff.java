package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the reach of two inventories differs. A zone or an endpoint that only one of them has is
 * closed in the other. All lists are sorted by zone and endpoint.
 *
 * @param opened what is open only afterwards
 * @param closed what was open only before
 * @param nearer what is open on neither side, and needs fewer compromises afterwards
 * @param farther what is open on neither side, and needs more compromises afterwards
 */
public record ReachDiff(
    List<Change> opened, List<Change> closed, List<Shift> nearer, List<Shift> farther) {

  private static final Comparator<Zone> ORDER =
      Comparator.comparing(ReachDiff::rank).thenComparing(Zone::toString);

  public ReachDiff {
    opened = List.copyOf(opened);
    closed = List.copyOf(closed);
    nearer = List.copyOf(nearer);
    farther = List.copyOf(farther);
  }

  /**
   * A pair that is open on one side only.
   *
   * @param source the zone
   * @param destination the endpoint
   * @param path the shortest way on the side where it is open
   * @param compromises how many containers must fall on the other side; absent if none will do
   */
  public record Change(Zone source, Endpoint destination, Path path, OptionalInt compromises) {
    public Change {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(path, "path");
      requireNonNull(compromises, "compromises");
    }

    /** What comes last on the way before the endpoint, most often a network. */
    public String by() {
      List<String> steps = path.steps();
      return steps.get(Math.max(0, steps.size() - 2));
    }

    @Override
    public String toString() {
      return "%s -> %s (by %s)".formatted(source, destination, by());
    }
  }

  /**
   * A pair that is open on neither side.
   *
   * @param source the zone
   * @param destination the endpoint
   * @param before how many containers had to fall; absent if none would have done
   * @param after how many must fall now; absent if none will do
   */
  public record Shift(Zone source, Endpoint destination, OptionalInt before, OptionalInt after) {
    public Shift {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(before, "before");
      requireNonNull(after, "after");
    }
  }

  /** What changes from {@code before} to {@code after}. */
  public static ReachDiff between(Inventory before, Inventory after) {
    Side was = new Side(before);
    Side is = new Side(after);
    SortedSet<Zone> zones = new TreeSet<>(ORDER);
    zones.addAll(was.zones);
    zones.addAll(is.zones);
    SortedSet<Endpoint> endpoints = new TreeSet<>(was.endpoints);
    endpoints.addAll(is.endpoints);
    List<Change> opened = new ArrayList<>();
    List<Change> closed = new ArrayList<>();
    List<Shift> nearer = new ArrayList<>();
    List<Shift> farther = new ArrayList<>();
    for (Zone zone : zones) {
      Row then = was.row(zone);
      Row now = is.row(zone);
      for (Endpoint endpoint : endpoints) {
        int needed = then.compromises(endpoint);
        int needs = now.compromises(endpoint);
        if (needed == needs) {
          continue;
        }
        if (needs == 0) {
          opened.add(new Change(zone, endpoint, now.path(endpoint), optional(needed)));
        } else if (needed == 0) {
          closed.add(new Change(zone, endpoint, then.path(endpoint), optional(needs)));
        } else {
          (needs < needed ? nearer : farther)
              .add(new Shift(zone, endpoint, optional(needed), optional(needs)));
        }
      }
    }
    return new ReachDiff(opened, closed, nearer, farther);
  }

  private static OptionalInt optional(int compromises) {
    return compromises == Graph.UNREACHED ? OptionalInt.empty() : OptionalInt.of(compromises);
  }

  /** One of the two inventories. */
  private static final class Side {

    private final Reachability reachability;
    private final Set<Zone> zones;
    private final Set<Endpoint> endpoints;

    Side(Inventory inventory) {
      reachability = Reachability.of(inventory);
      zones = new HashSet<>(reachability.zones());
      endpoints = new HashSet<>(reachability.endpoints());
    }

    Row row(Zone zone) {
      return new Row(zones.contains(zone) ? reachability.from(zone) : null, endpoints);
    }
  }

  /** What a zone reaches on one side, where it may not be there at all. */
  private record Row(@Nullable Reach reach, Set<Endpoint> endpoints) {

    int compromises(Endpoint endpoint) {
      return reach == null || !endpoints.contains(endpoint)
          ? Graph.UNREACHED
          : reach.compromises(endpoint);
    }

    Path path(Endpoint endpoint) {
      return requireNonNull(reach).path(endpoint);
    }
  }

  private static int rank(Zone zone) {
    return zone instanceof Zone.Container ? 2 : zone instanceof Zone.Network ? 1 : 0;
  }
}
