package app.versatilehub.verification;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where names are said to lead, and where they lead by what the engine says. */
class PlannedNamesTest {

  private final Topology topology = TestTopology.owned();
  private final EngineSnapshot untouched = Snapshots.of(topology);

  @Test
  void aNameMayLeadToTheServiceOnAnyOfItsNetworks() {
    EngineSnapshot joined =
        Snapshots.withContainer(
            untouched, "t-db", db -> on(db, "t-front", IpAddress.of("10.7.0.9"), "t-db"));

    assertThat(name(joined, "app", "t-db"))
        .satisfies(
            planned -> {
              assertThat(planned.configured()).isTrue();
              assertThat(((Cell.Name) planned.cell()).addresses())
                  .contains(IpAddress.of("10.7.0.9"));
            });
  }

  @Test
  void aNameThatAnotherContainerAnswersToIsNotAsDeclared() {
    EngineSnapshot taken =
        Snapshots.plusContainer(
            untouched, on(Snapshots.stranger("other"), "t-back", IpAddress.of("10.7.1.9"), "DB"));

    assertThat(name(taken, "app", "db").configured()).isFalse();
    assertThat(name(taken, "app", "t-db").configured()).isTrue();
  }

  @Test
  void aNameThatIsMissingIsNotAsDeclared() {
    EngineSnapshot nameless =
        Snapshots.withContainer(
            untouched,
            "t-db",
            db -> on(with(db, List.of()), "t-back", IpAddress.of("10.7.1.3"), "t-db"));

    assertThat(name(nameless, "app", "db").configured()).isFalse();
  }

  @Test
  void aNameThatReplicasShareMayLeadToAnyOfThemAndToNobodyElse() {
    Topology two = TestTopology.withReplicas();
    EngineSnapshot both = Snapshots.of(two);
    EngineSnapshot taken =
        Snapshots.plusContainer(
            both, on(Snapshots.stranger("other"), "t-back", IpAddress.of("10.7.1.9"), "app"));

    assertThat(name(two, both, "db", "app"))
        .satisfies(
            planned -> {
              assertThat(planned.configured()).isTrue();
              assertThat(((Cell.Name) planned.cell()).addresses())
                  .contains(IpAddress.of("10.7.1.3"), IpAddress.of("10.7.1.4"));
            });
    assertThat(name(two, both, "db", "t-app-2"))
        .satisfies(
            planned -> {
              assertThat(planned.configured()).isTrue();
              assertThat(((Cell.Name) planned.cell()).addresses())
                  .doesNotContain(IpAddress.of("10.7.1.3"));
            });
    assertThat(name(two, taken, "db", "app").configured()).isFalse();
  }

  private PlannedCell name(EngineSnapshot engine, String source, String name) {
    return name(topology, engine, source, name);
  }

  private static PlannedCell name(
      Topology topology, EngineSnapshot engine, String source, String name) {
    return Plan.of(topology, engine).cells().stream()
        .filter(planned -> planned.cell().title().equals(source + " -> name " + name))
        .findFirst()
        .orElseThrow();
  }

  private static ContainerState on(
      ContainerState container, String network, IpAddress address, String... names) {
    List<EndpointState> endpoints = new ArrayList<>(container.endpoints());
    endpoints.add(new EndpointState(network, new TreeSet<>(List.of(names)), List.of(address)));
    return with(container, endpoints);
  }

  private static ContainerState with(ContainerState container, List<EndpointState> endpoints) {
    return new ContainerState(
        container.id(),
        container.name(),
        container.image(),
        container.imageId(),
        container.status(),
        container.health(),
        container.exitCode(),
        container.networkMode(),
        endpoints,
        container.exposures(),
        container.labels());
  }
}
