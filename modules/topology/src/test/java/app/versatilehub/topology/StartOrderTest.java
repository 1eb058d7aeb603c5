package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StartOrderTest {

  private static Service service(String name, List<String> needs) {
    return new Service(
        ServiceName.of(name),
        "module",
        EngineName.of("versatile-" + name),
        ServiceKind.APP,
        Workload.of("something:1"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        needs.stream().map(ServiceName::of).toList());
  }

  private static List<String> order(List<Service> services, List<Finding> findings) {
    return StartOrder.of(services, findings).stream().map(s -> s.name().value()).toList();
  }

  @Property(tries = 300)
  void putsEachServiceAfterThoseItNeeds(
      @ForAll @IntRange(max = 12) int size, @ForAll Random random) {
    List<Service> services = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<String> needs =
          IntStream.range(0, i).filter(j -> random.nextInt(3) == 0).mapToObj(j -> "s" + j).toList();
      services.add(random.nextInt(services.size() + 1), service("s" + i, needs));
    }
    List<Finding> findings = new ArrayList<>();

    List<Service> ordered = StartOrder.of(services, findings);

    assertThat(findings).isEmpty();
    assertThat(ordered).containsExactlyInAnyOrderElementsOf(services);
    List<ServiceName> started = new ArrayList<>();
    for (Service service : ordered) {
      assertThat(started).containsAll(service.needs());
      started.add(service.name());
    }
  }

  @Test
  void keepsTheOrderOfDeclarationOtherwise() {
    List<Service> services =
        List.of(
            service("c", List.of()),
            service("a", List.of("b")),
            service("d", List.of()),
            service("b", List.of()));

    assertThat(order(services, new ArrayList<>())).containsExactly("c", "d", "b", "a");
  }

  @Test
  void doesNotWaitForAServiceThatIsNotThere() {
    List<Finding> findings = new ArrayList<>();

    assertThat(order(List.of(service("a", List.of("ghost"))), findings)).containsExactly("a");
    assertThat(findings).isEmpty();
  }

  @Test
  void reportsThoseThatWaitForEachOtherAndLosesNone() {
    List<Finding> findings = new ArrayList<>();
    List<Service> services =
        List.of(
            service("a", List.of("b")),
            service("b", List.of("a")),
            service("c", List.of()),
            service("d", List.of("d")));

    assertThat(order(services, findings)).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(findings)
        .extracting(Finding::id, Finding::subject)
        .containsExactly(tuple("needs-cycle", "services [a, b, d]"));
  }

  @Test
  void losesNoneOfTwoWithTheSameName() {
    List<Service> services = List.of(service("a", List.of()), service("a", List.of("ghost")));

    assertThat(StartOrder.of(services, new ArrayList<>())).isEqualTo(services);
  }
}
