package app.versatilehub.verification.drift;

import static app.versatilehub.verification.Snapshots.plusContainer;
import static app.versatilehub.verification.Snapshots.plusNetwork;
import static app.versatilehub.verification.Snapshots.stranger;
import static app.versatilehub.verification.Snapshots.withContainer;
import static app.versatilehub.verification.Snapshots.withNetwork;
import static app.versatilehub.verification.Snapshots.withoutContainer;
import static app.versatilehub.verification.Snapshots.withoutNetwork;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Snapshots;
import app.versatilehub.verification.TestTopology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change by hand is found as what it is; nothing is found where nobody changed anything. */
class DriftTest {

  private static final Topology TOPOLOGY = TestTopology.owned();
  private static final EngineSnapshot UNTOUCHED = Snapshots.of(TOPOLOGY);
  private static final Topology WITH_JOB = TestTopology.withJob();
  private static final Topology SHARING = TestTopology.withExternalFront();

  /** The engine after somebody did {@code what}, and the one rule that this breaks. */
  record Sabotage(String what, DriftRule rule, Topology topology, EngineSnapshot engine) {
    @Override
    public String toString() {
      return what;
    }
  }

  @Test
  void replicasOfOneServiceAreNoDrift() {
    Topology two = TestTopology.withReplicas();

    assertThat(drift(two, Snapshots.of(two))).isEmpty();
    assertThat(drift(TOPOLOGY, Snapshots.of(two)))
        .extracting(Finding::id)
        .containsOnly(DriftRule.CONTAINER_UNKNOWN.id(), DriftRule.NAME_TAKEN.id());
    assertThat(drift(two, UNTOUCHED))
        .extracting(Finding::id)
        .containsOnly(DriftRule.CONTAINER_MISSING.id());
  }

  static Stream<Sabotage> sabotages() {
    String bridge = "com.docker.network.bridge.";
    return Stream.of(
        with(
            "removes a network",
            DriftRule.NETWORK_MISSING,
            withoutNetwork(
                container(
                    "t-app",
                    c -> Changes.left(c, "t-front"),
                    container("t-gate", c -> Changes.left(c, "t-front"), UNTOUCHED)),
                "t-front")),
        new Sabotage(
            "removes an external network",
            DriftRule.EXTERNAL_NETWORK_MISSING,
            SHARING,
            withoutNetwork(Snapshots.of(SHARING), "t-front")),
        with(
            "makes a second network of one name",
            DriftRule.NETWORK_TWICE,
            plusNetwork(UNTOUCHED, UNTOUCHED.network("t-back").orElseThrow())),
        network(
            "takes a network's label",
            DriftRule.NETWORK_OF_OTHERS,
            n -> Changes.label(n, Labels.STACK, null)),
        with(
            "leaves a network behind",
            DriftRule.NETWORK_UNKNOWN,
            plusNetwork(
                UNTOUCHED, Changes.named(UNTOUCHED.network("t-back").orElseThrow(), "t-old"))),
        network("changes the driver", DriftRule.NETWORK_DRIVER, n -> Changes.driver(n, "macvlan")),
        network(
            "opens an internal network",
            DriftRule.NETWORK_OPENED,
            n -> Changes.network(n, false, false)),
        with(
            "closes a network",
            DriftRule.NETWORK_CLOSED,
            withNetwork(UNTOUCHED, "t-front", n -> Changes.network(n, true, false))),
        network("switches IPv6 on", DriftRule.NETWORK_IPV6, n -> Changes.network(n, true, true)),
        network(
            "changes the range",
            DriftRule.NETWORK_SUBNET,
            n -> Changes.subnets(n, subnet("10.8.0.0/24", "10.8.0.1"))),
        network(
            "changes the gateway",
            DriftRule.NETWORK_GATEWAY,
            n -> Changes.subnets(n, subnet("10.7.1.0/24", "10.7.1.254"))),
        network(
            "gives the bridge an address",
            DriftRule.NETWORK_WEAKENED,
            n -> Changes.option(n, bridge + "inhibit_ipv4", null)),
        network(
            "gives it an unknown gateway mode",
            DriftRule.NETWORK_WEAKENED,
            n -> Changes.option(n, bridge + "gateway_mode_ipv4", "open")),
        network(
            "renames the bridge",
            DriftRule.NETWORK_OPTIONS,
            n -> Changes.option(n, bridge + "name", "br-other")),
        network(
            "adds an option",
            DriftRule.NETWORK_OPTIONS,
            n -> Changes.option(n, "com.docker.network.driver.mtu", "1400")),
        network(
            "changes a network's label",
            DriftRule.NETWORK_LABELS,
            n -> Changes.label(n, Labels.MODULE, "other")),
        with(
            "removes a container",
            DriftRule.CONTAINER_MISSING,
            withoutContainer(UNTOUCHED, "t-db")),
        db("renames it", DriftRule.CONTAINER_RENAMED, c -> Changes.named(c, "t-db-old")),
        db(
            "takes its label",
            DriftRule.CONTAINER_OF_OTHERS,
            c -> Changes.label(c, Labels.STACK, null)),
        with(
            "copies the stack's label",
            DriftRule.CONTAINER_UNKNOWN,
            plusContainer(
                UNTOUCHED,
                Changes.label(stranger("copy"), Labels.STACK, TOPOLOGY.stack().value()))),
        with(
            "runs a service twice",
            DriftRule.SERVICE_TWICE,
            plusContainer(
                UNTOUCHED, Changes.named(UNTOUCHED.container("t-db").orElseThrow(), "t-db-2"))),
        db("stops it", DriftRule.CONTAINER_STOPPED, c -> Changes.status(c, Status.EXITED)),
        new Sabotage(
            "lets a job fail",
            DriftRule.JOB_FAILED,
            WITH_JOB,
            container("t-task", c -> Changes.status(c, Status.EXITED), Snapshots.of(WITH_JOB))),
        db("never starts it", DriftRule.CONTAINER_STOPPED, c -> Changes.status(c, Status.CREATED)),
        db("pauses it", DriftRule.CONTAINER_PAUSED, c -> Changes.status(c, Status.PAUSED)),
        db(
            "makes it fail",
            DriftRule.CONTAINER_RESTARTING,
            c -> Changes.status(c, Status.RESTARTING)),
        db("makes its check fail", DriftRule.CONTAINER_UNHEALTHY, Changes::unhealthy),
        db("connects it", DriftRule.NETWORK_JOINED, c -> Changes.joined(c, "t-front")),
        db("disconnects it", DriftRule.NETWORK_LEFT, c -> Changes.left(c, "t-back")),
        db("puts it on the host's network", DriftRule.NETWORK_MODE, c -> Changes.mode(c, "host")),
        db(
            "puts it in another's namespace",
            DriftRule.NETWORK_MODE,
            c -> Changes.mode(c, "container:" + "a".repeat(64))),
        with(
            "gives a service's name to another service",
            DriftRule.NAME_TAKEN,
            container("t-app", c -> Changes.names(c, "t-back", "app", "t-app", "DB"), UNTOUCHED)),
        db(
            "adds a name",
            DriftRule.ALIAS_ADDED,
            c -> Changes.names(c, "t-back", "db", "t-db", "database")),
        db("takes its name", DriftRule.ALIAS_MISSING, c -> Changes.names(c, "t-back", "t-db")),
        db(
            "publishes a port",
            DriftRule.PORT_OPENED,
            c -> Changes.exposed(c, new PublishedPort(Port.of(5432), Port.of(5432)))),
        gate(
            "closes a port",
            DriftRule.PORT_CLOSED,
            c -> Changes.exposures(c, c.exposures().subList(1, c.exposures().size()))),
        gate(
            "binds a port to one address, too",
            DriftRule.PORT_ADDRESS,
            c ->
                Changes.exposed(
                    c,
                    new PublishedPort(
                        Optional.of(IpAddress.of("127.0.0.1")), Port.of(80), Port.of(80)))),
        db(
            "makes it privileged",
            DriftRule.EXPOSURE_ADDED,
            c -> Changes.exposed(c, new Exposure.Privileged())),
        db(
            "gives it the socket",
            DriftRule.EXPOSURE_ADDED,
            c -> Changes.exposed(c, new Exposure.EngineSocket())),
        gate(
            "takes the socket",
            DriftRule.EXPOSURE_MISSING,
            c ->
                Changes.exposures(
                    c,
                    c.exposures().stream()
                        .filter(exposure -> !(exposure instanceof Exposure.EngineSocket))
                        .toList())),
        db("routes to it", DriftRule.ROUTE_LABELS, c -> Changes.label(c, "Traefik.enable", "true")),
        db("changes its label", DriftRule.OWN_LABELS, c -> Changes.label(c, Labels.KIND, "app")),
        db(
            "runs another image",
            DriftRule.IMAGE_REFERENCE,
            c -> Changes.image(c, "postgres:17", c.imageId())),
        db(
            "builds the image anew",
            DriftRule.IMAGE_OUTDATED,
            c -> Changes.image(c, c.image(), "sha256:" + "0".repeat(64))),
        with(
            "puts a stranger beside a database",
            DriftRule.STRANGER_INSIDE,
            plusContainer(UNTOUCHED, stranger("spy", "t-back"))),
        with(
            "puts a stranger beside the gateway",
            DriftRule.STRANGER_BESIDE,
            plusContainer(UNTOUCHED, stranger("spy", "t-front"))),
        new Sabotage(
            "shares the external network",
            DriftRule.STRANGERS_OUTSIDE,
            SHARING,
            plusContainer(Snapshots.of(SHARING), stranger("blog", "t-front"))),
        with(
            "joins a service's namespace",
            DriftRule.NAMESPACE_SHARED,
            plusContainer(
                UNTOUCHED,
                Changes.mode(
                    stranger("spy"),
                    "container:" + UNTOUCHED.container("t-db").orElseThrow().id()))));
  }

  @ParameterizedTest
  @MethodSource("sabotages")
  void somebody(Sabotage sabotage) {
    List<Finding> findings = drift(sabotage.topology(), sabotage.engine());

    assertThat(findings).extracting(Finding::id).containsExactly(sabotage.rule().id());
    assertThat(findings.get(0).cure()).doesNotContainPattern("\\{[a-z]+}");
  }

  @Test
  void everyRuleOfNetworksAndContainersIsTested() {
    assertThat(sabotages().map(Sabotage::rule))
        .containsAll(
            Stream.of(DriftRule.values())
                .filter(rule -> rule.compareTo(DriftRule.FIREWALL_UNKNOWN) < 0)
                .toList());
  }

  @Test
  void aJobThatEndedWellOrStillRunsIsAsItShouldBe() {
    assertThat(drift(WITH_JOB, Snapshots.of(WITH_JOB))).isEmpty();
    assertThat(drift(WITH_JOB, container("t-task", DriftTest::done, Snapshots.of(WITH_JOB))))
        .isEmpty();
  }

  @Test
  void aJobThatWasTriedAgainIsAsItShouldBe() {
    assertThat(
            drift(
                WITH_JOB,
                container(
                    "t-task",
                    c -> Changes.label(done(c), Labels.ATTEMPT, "2"),
                    Snapshots.of(WITH_JOB))))
        .isEmpty();
  }

  private static ContainerState done(ContainerState container) {
    return Changes.status(container, Status.EXITED, 0);
  }

  @Test
  void nothingIsFoundOnAnUntouchedEngine() {
    assertThat(drift(TOPOLOGY, UNTOUCHED)).isEmpty();
    assertThat(drift(SHARING, Snapshots.of(SHARING))).isEmpty();
  }

  @Test
  void containersOfOthersElsewhereAreNoDrift() {
    assertThat(drift(TOPOLOGY, plusContainer(UNTOUCHED, stranger("db", "bridge")))).isEmpty();
  }

  @Test
  void labelsOfImagesAreNoDrift() {
    assertThat(
            drift(
                TOPOLOGY,
                container(
                    "t-db",
                    c -> Changes.label(c, "org.opencontainers.image.title", "x"),
                    UNTOUCHED)))
        .isEmpty();
  }

  @Test
  void theFullNameOfAnImageIsTheSameImage() {
    assertThat(
            drift(
                TOPOLOGY,
                container(
                    "t-db",
                    c -> Changes.image(c, "docker.io/library/postgres:16.4", c.imageId()),
                    UNTOUCHED)))
        .isEmpty();
  }

  /** A client asks all of its networks for a name. */
  @Test
  void aStrangerTakesTheNameOfAServiceOfAnotherNetworkWhereItsClientIs() {
    ContainerState spy = Changes.names(stranger("spy", "t-front"), "t-front", "spy", "db");

    assertThat(drift(SHARING, plusContainer(Snapshots.of(SHARING), spy)))
        .filteredOn(Finding::isError)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("name-taken");
              assertThat(finding.cure()).isEqualTo("docker network disconnect t-front spy");
            });
  }

  @Test
  void theCommandMendsOneNetworkOfOneContainer() {
    assertThat(
            drift(TOPOLOGY, container("t-db", c -> Changes.joined(c, "odd name; id"), UNTOUCHED)))
        .extracting(Finding::cure)
        .containsExactly("docker network disconnect 'odd name; id' t-db");
    assertThat(drift(TOPOLOGY, container("t-db", c -> Changes.left(c, "t-back"), UNTOUCHED)))
        .extracting(Finding::cure)
        .containsExactly("docker network connect --alias db t-back t-db");
    assertThat(drift(TOPOLOGY, withoutContainer(UNTOUCHED, "t-db")))
        .extracting(Finding::cure)
        .containsExactly("pulumi up --stack test --target-replace '**Container::db'");
  }

  @Test
  void aNetworkIsEmptiedBeforeItIsMadeAgain() {
    assertThat(
            drift(
                TOPOLOGY, withNetwork(UNTOUCHED, "t-back", n -> Changes.network(n, false, false))))
        .extracting(Finding::cure)
        .containsExactly(
            "docker network disconnect t-back t-db && docker network disconnect t-back t-app"
                + " && docker network rm t-back"
                + " && pulumi up --stack test --target-replace '**Network::back'"
                + " --target-dependents");
  }

  @Test
  void secretsInLabelsAreNotShown() {
    assertThat(
            drift(
                TOPOLOGY,
                container(
                    "t-db",
                    c ->
                        Changes.label(
                            c,
                            "traefik.http.middlewares.m.basicauth.users",
                            "admin:$apr1$abc$hunter2"),
                    UNTOUCHED)))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("basicauth.users=***")
                    .doesNotContain("hunter2"));
  }

  @Test
  void aNarrowerNetworkOnlyWarns() {
    assertThat(
            drift(
                TOPOLOGY, withNetwork(UNTOUCHED, "t-front", n -> Changes.network(n, true, false))))
        .extracting(Finding::severity)
        .containsExactly(Severity.WARNING);
  }

  private static List<Finding> drift(Topology topology, EngineSnapshot engine) {
    return Drift.between(topology, engine, FirewallDriftTest.untouched(topology, engine));
  }

  private static Sabotage with(String what, DriftRule rule, EngineSnapshot engine) {
    return new Sabotage(what, rule, TOPOLOGY, engine);
  }

  private static Sabotage network(String what, DriftRule rule, UnaryOperator<NetworkState> change) {
    return with(what, rule, withNetwork(UNTOUCHED, "t-back", change));
  }

  private static Sabotage db(String what, DriftRule rule, UnaryOperator<ContainerState> change) {
    return with(what, rule, container("t-db", change, UNTOUCHED));
  }

  private static Sabotage gate(String what, DriftRule rule, UnaryOperator<ContainerState> change) {
    return with(what, rule, container("t-gate", change, UNTOUCHED));
  }

  private static EngineSnapshot container(
      String name, UnaryOperator<ContainerState> change, EngineSnapshot engine) {
    return withContainer(engine, name, change);
  }

  private static SubnetState subnet(String range, String gateway) {
    return new SubnetState(Cidr.of(range), Optional.of(IpAddress.of(gateway)));
  }
}
