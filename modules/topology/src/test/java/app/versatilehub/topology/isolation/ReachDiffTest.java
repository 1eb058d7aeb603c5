package app.versatilehub.topology.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.ReachDiff.Change;
import app.versatilehub.topology.isolation.ReachDiff.Shift;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReachDiffTest {

  private static final ContainerEntry CLIENT = container("client", 80, "front");
  private static final ContainerEntry BRIDGE = container("bridge", 4000, "front", "back");
  private static final ContainerEntry DB = container("db", 5432, "back");

  @Test
  void isEmptyBetweenEquals() {
    ReachDiff diff =
        ReachDiff.between(inventory(CLIENT, BRIDGE, DB), inventory(DB, BRIDGE, CLIENT));

    assertThat(diff).isEqualTo(new ReachDiff(List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void saysWhatANetworkMoreOpensAndByWhichWay() {
    Inventory before = inventory(CLIENT, BRIDGE, DB);
    Inventory after = inventory(container("client", 80, "front", "back"), BRIDGE, DB);

    ReachDiff diff = ReachDiff.between(before, after);

    assertThat(diff.opened())
        .containsExactly(
            new Change(
                new Zone.Network("back"),
                Endpoint.of("client", 80),
                new Path(List.of("network back", "client:80")),
                OptionalInt.of(1)),
            new Change(
                new Zone.Container("client"),
                Endpoint.of("db", 5432),
                new Path(List.of("client", "network back", "db:5432")),
                OptionalInt.of(1)),
            new Change(
                new Zone.Container("db"),
                Endpoint.of("client", 80),
                new Path(List.of("db", "network back", "client:80")),
                OptionalInt.of(1)));
    assertThat(diff.opened()).extracting(Change::by).contains("network back");
    assertThat(diff.closed()).isEmpty();
    assertThat(diff.nearer()).isEmpty();
    assertThat(diff.farther()).isEmpty();
  }

  @Test
  void closesBackwardsWhatItOpensForwards() {
    Inventory before = inventory(CLIENT, BRIDGE, DB);
    Inventory after =
        inventory(container("client", 80, "front", "back"), DB, container("cache", 6379, "back"));

    ReachDiff forwards = ReachDiff.between(before, after);
    ReachDiff backwards = ReachDiff.between(after, before);

    assertThat(forwards.opened()).isNotEmpty().isEqualTo(backwards.closed());
    assertThat(forwards.closed()).isNotEmpty().isEqualTo(backwards.opened());
    assertThat(forwards.nearer()).isEqualTo(turned(backwards.farther()));
    assertThat(forwards.farther()).isEqualTo(turned(backwards.nearer()));
  }

  @Test
  void takesForClosedWhatIsNotThere() {
    ReachDiff diff = ReachDiff.between(inventory(CLIENT, BRIDGE), inventory(CLIENT, BRIDGE, DB));

    assertThat(diff.opened())
        .extracting(change -> change.source() + " " + change.destination())
        .containsExactly("network back db:5432", "bridge db:5432", "db bridge:4000");
    assertThat(diff.nearer())
        .containsExactly(
            new Shift(
                new Zone.Network("front"),
                Endpoint.of("db", 5432),
                OptionalInt.empty(),
                OptionalInt.of(1)),
            new Shift(
                new Zone.Container("client"),
                Endpoint.of("db", 5432),
                OptionalInt.empty(),
                OptionalInt.of(1)),
            new Shift(
                new Zone.Container("db"),
                Endpoint.of("client", 80),
                OptionalInt.empty(),
                OptionalInt.of(1)));
  }

  @Test
  void ofAThousandServicesIsFast() {
    List<ContainerEntry> services =
        IntStream.range(0, 1000)
            .mapToObj(
                i -> container("service-%03d".formatted(i), 80, "net-" + i / 10, "net-" + i % 100))
            .toList();
    List<ContainerEntry> changed = new ArrayList<>(services);
    changed.set(0, container("service-000", 80, "net-0", "net-99"));

    long start = System.nanoTime();
    ReachDiff diff = ReachDiff.between(inventory(services), inventory(changed));
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(diff.opened()).isNotEmpty();
    assertThat(took).isLessThan(Duration.ofSeconds(10));
  }

  private static List<Shift> turned(List<Shift> shifts) {
    return shifts.stream()
        .map(shift -> new Shift(shift.source(), shift.destination(), shift.after(), shift.before()))
        .toList();
  }

  private static Inventory inventory(ContainerEntry... containers) {
    return inventory(Arrays.asList(containers));
  }

  private static Inventory inventory(List<ContainerEntry> containers) {
    List<NetworkEntry> networks =
        Stream.concat(
                Stream.of("back", "front"),
                containers.stream().flatMap(c -> c.memberships().stream()).map(Membership::network))
            .distinct()
            .map(
                name ->
                    new NetworkEntry(
                        name,
                        "bridge",
                        true,
                        false,
                        false,
                        List.of(),
                        new BridgeOptions(Gateway.ABSENT, Gateway.ABSENT, true)))
            .toList();
    return new Inventory(
        "test", Optional.empty(), networks, containers, List.of(), Optional.empty());
  }

  private static ContainerEntry container(String name, int port, String... networks) {
    return new ContainerEntry(
        name,
        ServiceKind.APP,
        new NetworkAttachment.Networks(
            Stream.of(networks)
                .distinct()
                .map(network -> new Membership(network, Collections.emptySortedSet()))
                .toList()),
        new TreeSet<>(List.of(Port.of(port))),
        true,
        List.of(),
        List.of());
  }
}
