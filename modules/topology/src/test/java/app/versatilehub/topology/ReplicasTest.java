package app.versatilehub.topology;

import static app.versatilehub.topology.TestEnvironment.plain;
import static app.versatilehub.topology.TestEnvironment.replicas;
import static app.versatilehub.topology.TestEnvironment.withService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.RouteEntry;
import app.versatilehub.topology.isolation.TopologyInventory;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that the stack wants several of. */
class ReplicasTest {

  private static final NetworkName WEB = NetworkName.of("web");
  private static final NetworkName INSIDE = NetworkName.of("inside");
  private static final Workload SOMETHING = Workload.of("something:1");

  /** A door, a shop behind it with a worker that sends mail, and what keeps their data. */
  private static Topology shop(Environment environment) {
    TopologyBuilder topology = TopologyBuilder.of(environment);
    ModuleBuilder shop = topology.module("shop");
    shop.network(WEB).internal().subnet("10.0.1.0/28");
    shop.network(INSIDE).internal().subnet("10.0.2.0/24");
    shop.gateway("door").runs(SOMETHING).on(WEB).listensOn(80).publishes(Port.of(80), 80);
    shop.engineProxy("proxy").runs(SOMETHING).on(INSIDE).listensOn(2375);
    shop.job("migration").runs(SOMETHING).on(INSIDE);
    ServiceBuilder database = shop.datastore("database").runs(SOMETHING).on(INSIDE).listensOn(5432);
    ServiceBuilder till =
        shop.app("till")
            .runs(SOMETHING)
            .on(WEB, INSIDE)
            .listensOn(8080)
            .shares("pictures", "/pictures")
            .routedAt("shop", WEB)
            .talksTo(database)
            .needs(database);
    shop.app("mailer").runs(SOMETHING).on(INSIDE).reachesInternet("10.0.3.0/28").talksTo(till);
    shop.app("books").runs(SOMETHING).on(INSIDE).keeps("pages", "/pages");
    shop.app("clock").runs(SOMETHING).on(INSIDE).onlyOnce();
    return topology.build();
  }

  private static final Topology THREE = shop(withService("till", replicas(3)));

  private static Service service(String name) {
    return THREE.service(ServiceName.of(name));
  }

  @Test
  void haveNamesAfterTheFirstWhichKeepsItsOwn() {
    assertThat(THREE.replicas(ServiceName.of("till")))
        .extracting(service -> service.containerName().value())
        .containsExactly("versatile-till", "versatile-till-2", "versatile-till-3");
    assertThat(service("till")).isEqualTo(shop(plain()).service(ServiceName.of("till")));
  }

  @Test
  void answerToTheNameOfTheFirstAndEachToItsOwn() {
    assertThat(service("till-3").attachments())
        .containsExactly(
            new Attachment(INSIDE, List.of("till-3", "till")),
            new Attachment(WEB, List.of("till-3", "till")));
  }

  @Test
  void runTheSameAndShareWhatTheFirstShares() {
    assertThat(service("till-2").workload()).isEqualTo(service("till").workload());
    assertThat(service("till-2").volumes()).isEqualTo(service("till").volumes()).isNotEmpty();
  }

  @Test
  void startOneAfterTheOther() {
    assertThat(service("till-2").needs())
        .containsExactly(ServiceName.of("database"), ServiceName.of("till"));
    assertThat(service("till-3").needs())
        .containsExactly(ServiceName.of("database"), ServiceName.of("till-2"));
  }

  @Test
  void haveTheConversationsOfTheFirstInBothDirections() {
    assertThat(THREE.flows())
        .extracting(Flow::toString)
        .contains(
            "door -> till:8080",
            "door -> till-2:8080",
            "door -> till-3:8080",
            "mailer -> till-3:8080",
            "till-3 -> database:5432");
  }

  @Test
  void areEachSeenByTheRules() {
    Inventory inventory = TopologyInventory.of(THREE);

    assertThat(inventory.containers())
        .extracting(ContainerEntry::name)
        .contains("till", "till-2", "till-3");
    assertThat(inventory.routes())
        .extracting(RouteEntry::container)
        .containsExactly("till", "till-2", "till-3");
    assertThat(Judge.judge(inventory, Policy.strict(LocalDate.of(2026, 1, 1))).findings())
        .extracting(Finding::id)
        .doesNotContain("ambiguous-alias");
  }

  @Test
  void areOneRowOfTheMatrix() {
    assertThat(ConnectivityMatrix.of(THREE)).isEqualTo(ConnectivityMatrix.of(shop(plain())));
  }

  @Test
  void shareTheirWayToTheInternetWithNobodyElse() {
    Topology mailers = shop(withService("mailer", replicas(2)));

    assertThat(mailers.members(NetworkName.of("egress-mailer")))
        .extracting(Service::name)
        .containsExactly(ServiceName.of("mailer"), ServiceName.of("mailer-2"));
    assertThat(TopologyInventory.of(mailers).egress())
        .containsExactlyInAnyOrder("mailer", "mailer-2");
  }

  @Test
  void needAnAddressEach() {
    assertThat(refused("till", 20)).extracting(Finding::id).containsExactly("subnet-too-small");
  }

  @ParameterizedTest
  @CsvSource({
    "database, keeps data",
    "door, publishes ports of the host",
    "proxy, holds the engine's socket",
    "migration, is a job",
    "books, keeps the volume 'pages' of its own",
    "clock, is declared to run only once"
  })
  void areRefusedOfWhatHasToBeAlone(String service, String reason) {
    assertThat(refused(service, 2))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("not-replicable");
              assertThat(finding.subject()).isEqualTo("services." + service + ".replicas");
              assertThat(finding.message()).contains("'2', but " + service, reason);
            });
  }

  private static List<Finding> refused(String service, int count) {
    return catchThrowableOfType(
            FindingsException.class, () -> shop(withService(service, replicas(count))))
        .findings();
  }

  @Test
  void oneIsAlwaysRight() {
    assertThat(shop(withService("database", replicas(1))).services())
        .isEqualTo(shop(plain()).services());
  }
}
