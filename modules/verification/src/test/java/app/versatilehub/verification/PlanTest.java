package app.versatilehub.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.documents.Project;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import app.versatilehub.verification.probe.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked, and what is predicted. */
class PlanTest {

  private static final Topology SMALL = TestTopology.owned();
  private static final EngineSnapshot ENGINE = Snapshots.of(SMALL);
  private static final Cidr IPV6 = Cidr.of("fd00:7::/64");

  /** The stacks of the installation, on an engine that nobody has touched. */
  @Nested
  class OfTheInstallation {

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void predictsTheSameFromTheTopologyAndFromTheEngine(String stack) {
      assertThat(plan(stack).cells())
          .isNotEmpty()
          .allSatisfy(planned -> assertThat(planned.configured()).isEqualTo(planned.declared()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void asksEachServiceAtEveryAddressAndPortFromAllOthersAndTheHost(String stack) {
      Topology topology = topology(stack);
      EngineSnapshot engine = engine(topology);
      Set<Cell> expected = new HashSet<>();
      for (Service destination : topology.services()) {
        ContainerState container =
            engine.container(destination.containerName().value()).orElseThrow();
        for (String source : sources(topology)) {
          for (EndpointState endpoint : container.endpoints()) {
            for (IpAddress address : endpoint.addresses()) {
              for (Port port : destination.ports()) {
                expected.add(
                    new Cell.Connection(
                        source,
                        destination.name().value(),
                        endpoint.network(),
                        new Target(address, port)));
              }
            }
          }
        }
      }
      expected.removeIf(cell -> cell.source().equals(((Cell.Connection) cell).destination()));

      assertThat(cells(plan(stack), Cell.Connection.class))
          .hasSizeGreaterThan(100)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              expected.stream().map(Cell.Connection.class::cast).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void marksEveryFlowAndNothingElse(String stack) {
      Set<String> flows =
          topology(stack).flows().stream()
              .filter(flow -> flow.source().toString().matches("[a-z0-9-]+"))
              .map(flow -> flow.source() + " -> " + flow.destination() + ":" + flow.port())
              .collect(Collectors.toSet());

      assertThat(
              plan(stack).cells().stream()
                  .filter(PlannedCell::flow)
                  .map(planned -> planned.cell().title())
                  .collect(Collectors.toSet()))
          .isEqualTo(
              plan(stack).cells().stream()
                  .map(planned -> planned.cell().title())
                  .filter(flows::contains)
                  .collect(Collectors.toSet()))
          .isNotEmpty();
    }

    /** The host's own way to them is not between members. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void ofMembersThatAreHeldToFlowsThoseAloneAreOpen(String stack) {
      Topology topology =
          VersatileHub.topology(
              SettingsReader.readFile(Project.root(), stack)
                  .environment()
                  .withPolicy(MemberPolicy.ENFORCE));
      List<PlannedCell> between =
          Plan.of(topology, engine(topology)).cells().stream()
              .filter(planned -> planned.cell() instanceof Cell.Connection)
              .filter(planned -> !planned.cell().source().equals(Cell.HOST))
              .toList();
      List<String> open =
          between.stream().filter(PlannedCell::declared).map(p -> p.cell().title()).toList();

      assertThat(open)
          .containsExactlyInAnyOrderElementsOf(
              between.stream()
                  .filter(PlannedCell::flow)
                  // Of the destination's addresses, those on a network that both are on.
                  .filter(planned -> isShared(topology, (Cell.Connection) planned.cell()))
                  .map(planned -> planned.cell().title())
                  .toList())
          .isNotEmpty();
      assertThat(between).allMatch(planned -> planned.declared() == planned.configured());
    }

    private static boolean isShared(Topology topology, Cell.Connection cell) {
      return topology.networks().stream()
          .filter(network -> network.engineName().value().equals(cell.network()))
          .allMatch(
              network -> topology.service(ServiceName.of(cell.source())).isOn(network.name()));
    }

    @Test
    void aDatabaseOnTheWebIsOpenToMembersOfTheWeb() {
      Topology topology = topology("dev");
      EngineSnapshot engine =
          attached(engine(topology), topology, "chat-postgres", "web", "10.99.0.1");
      Set<String> members =
          topology.services().stream()
              .filter(service -> service.networks().anyMatch(n -> n.value().equals("web")))
              .map(service -> service.name().value())
              .collect(Collectors.toSet());
      // There they meet it already.
      String web =
          topology.networks().stream()
              .filter(network -> network.name().value().equals("web"))
              .findFirst()
              .orElseThrow()
              .engineName()
              .value();

      List<PlannedCell> wrong =
          Plan.of(topology, engine).cells().stream()
              .filter(planned -> planned.declared() != planned.configured())
              .filter(planned -> planned.cell() instanceof Cell.Connection)
              .filter(
                  planned ->
                      ((Cell.Connection) planned.cell()).destination().equals("chat-postgres"))
              .toList();

      assertThat(wrong)
          .allSatisfy(
              planned -> {
                assertThat(planned.configured()).isTrue();
                assertThat(((Cell.Connection) planned.cell()).network()).isEqualTo(web);
              });
      assertThat(wrong.stream().map(planned -> planned.cell().source()))
          .containsExactlyInAnyOrderElementsOf(members);
    }

    private static Plan plan(String stack) {
      Topology topology = topology(stack);
      return Plan.of(topology, engine(topology));
    }

    private static Topology topology(String stack) {
      return VersatileHub.topology(SettingsReader.readFile(Project.root(), stack).environment());
    }

    /** Somebody else's network has a range, too, only that no setting says so. */
    private static EngineSnapshot engine(Topology topology) {
      EngineSnapshot snapshot = Snapshots.of(topology);
      for (NetworkState network : List.copyOf(snapshot.networks())) {
        if (!network.hasNoInterfaces() && network.subnets().isEmpty()) {
          snapshot =
              addressed(snapshot, network.name(), "10." + (100 + network.name().length()) + ".0");
        }
      }
      return snapshot;
    }
  }

  @Nested
  class OfASmallStack {

    @Test
    void nobodyIsAskedForByItself() {
      assertThat(plan(ENGINE).cells())
          .noneMatch(
              planned ->
                  planned.cell() instanceof Cell.Connection connection
                      && connection.source().equals(connection.destination()))
          .noneMatch(
              planned ->
                  planned.cell() instanceof Cell.Published published
                      && published.source().equals(published.publisher()));
    }

    @Test
    void theHostIsNotAskedForItselfNorForNames() {
      assertThat(plan(ENGINE).cells())
          .filteredOn(planned -> planned.cell().source().equals(Cell.HOST))
          .isNotEmpty()
          .allMatch(
              planned ->
                  planned.cell() instanceof Cell.Connection
                      || planned.cell() instanceof Cell.Published);
    }

    @Test
    void theHostReachesMembersOfOpenNetworksOnly() {
      assertThat(plan(ENGINE).cells())
          .filteredOn(
              planned ->
                  planned.cell() instanceof Cell.Connection
                      && planned.cell().source().equals(Cell.HOST))
          .allSatisfy(
              planned ->
                  assertThat(planned.declared())
                      .isEqualTo(((Cell.Connection) planned.cell()).network().equals("t-front")));
    }

    @Test
    void onlyMembersOfOpenNetworksReachTheHostAndTheInternet() {
      assertThat(plan(ENGINE).cells())
          .filteredOn(
              planned ->
                  planned.cell() instanceof Cell.HostAddress
                      || planned.cell() instanceof Cell.Egress)
          .hasSize(6)
          .allSatisfy(
              planned ->
                  assertThat(planned.declared()).isEqualTo(!planned.cell().source().equals("db")));
    }

    @Test
    void namesAreThoseOnCommonNetworksAndLeadToTheServiceOnAny() {
      assertThat(cells(plan(ENGINE), Cell.Name.class))
          .extracting(Cell.Name::source, Cell.Name::name, Cell.Name::addresses)
          .containsExactlyInAnyOrder(
              tuple("app", "db", addresses("t-db")),
              tuple("app", "t-db", addresses("t-db")),
              tuple("app", "gate", addresses("t-gate")),
              tuple("app", "t-gate", addresses("t-gate")),
              tuple("db", "app", addresses("t-app")),
              tuple("db", "t-app", addresses("t-app")),
              tuple("gate", "app", addresses("t-app")),
              tuple("gate", "t-app", addresses("t-app")));
    }

    @ParameterizedTest
    @EnumSource(
        names = {"RUNNING", "PAUSED"},
        mode = EnumSource.Mode.EXCLUDE)
    void whatDoesNotRunNeitherAsksNorIsAskedFor(Status status) {
      Plan plan = plan(changed("t-db", container -> Changed.status(container, status)));

      assertThat(plan.running()).containsOnlyKeys("app", "gate");
      assertThat(plan.cells())
          .noneMatch(planned -> planned.cell().source().equals("db"))
          .noneMatch(planned -> planned.cell().destinationName().equals("db:5432"));
    }

    @Test
    void whatIsPausedIsAskedForAndAsks() {
      assertThat(plan(changed("t-db", container -> Changed.status(container, Status.PAUSED))))
          .satisfies(paused -> assertThat(paused.cells()).isEqualTo(plan(ENGINE).cells()));
    }

    @Test
    void whoIsInOneNamespaceIsNotAskedByTheOther() {
      String id = ENGINE.container("t-app").orElseThrow().id();

      for (String mode : List.of("container:" + id, "container:t-app")) {
        assertThat(plan(changed("t-db", c -> Changed.networkMode(c, mode))).cells())
            .as(mode)
            .noneMatch(planned -> asks(planned.cell(), "db", "app"))
            .noneMatch(planned -> asks(planned.cell(), "app", "db"))
            .anyMatch(planned -> asks(planned.cell(), "db", "gate"));
      }
    }

    @Test
    void aContainerWithoutLabelsIsAskedByItsName() {
      Plan plan = plan(changed("t-db", Changed::withoutLabels));

      assertThat(plan.cells().stream().map(PlannedCell::cell))
          .containsExactlyElementsOf(plan(ENGINE).cells().stream().map(PlannedCell::cell).toList());
      assertThat(plan.cells()).allMatch(planned -> planned.configured() == planned.declared());
    }

    @Test
    void fewerQuestionsNeedFewerContainers() {
      Plan plan =
          plan(ENGINE)
              .only(
                  cell ->
                      cell instanceof Cell.Connection
                          && cell.source().equals("app")
                          && cell.destinationName().equals("db:5432"));

      assertThat(plan.cells()).hasSize(1);
      assertThat(plan.running()).containsOnlyKeys("app", "db");
    }
  }

  @Nested
  class OfAnEngineThatDrifted {

    @Test
    void whoIsOnANetworkMoreIsOpenToItsMembers() {
      EngineSnapshot engine = attached(ENGINE, SMALL, "db", "front", "10.7.0.9");

      assertThat(differing(plan(engine)))
          .filteredOn(planned -> planned.cell().destinationName().equals("db:5432"))
          .allMatch(planned -> planned.configured() && !planned.declared())
          .extracting(planned -> planned.cell().title())
          .containsExactlyInAnyOrder("host -> db:5432", "app -> db:5432", "gate -> db:5432");
      assertThat(differing(plan(engine)))
          .as("it has a way out, too")
          .extracting(planned -> planned.cell().title())
          .contains("db -> Internet", "db -> host", "db -> app:8080", "db -> gate:80");
    }

    @Test
    void whoseNetworkIsGoneIsClosed() {
      EngineSnapshot engine =
          new EngineSnapshot(
              ENGINE.engine(),
              ENGINE.networks().stream().filter(n -> !n.name().equals("t-front")).toList(),
              ENGINE.containers(),
              ENGINE.images());

      assertThat(differing(plan(engine)))
          .isNotEmpty()
          .allMatch(planned -> planned.declared() && !planned.configured())
          .extracting(planned -> planned.cell().title())
          .contains("gate -> app:8080", "host -> app:8080", "gate -> Internet")
          .doesNotContain("app -> db:5432");
    }

    @Test
    void anInternalNetworkThatIsNoneAnyMoreHasAWayOut() {
      EngineSnapshot engine =
          Snapshots.withNetwork(
              ENGINE,
              "t-back",
              network ->
                  new NetworkState(
                      network.id(),
                      network.name(),
                      network.driver(),
                      false,
                      network.ipv6(),
                      network.subnets(),
                      new TreeMap<>(),
                      network.labels()));

      assertThat(differing(plan(engine)))
          .allMatch(planned -> planned.configured() && !planned.declared())
          .extracting(planned -> planned.cell().title())
          .contains("db -> Internet", "db -> host", "host -> db:5432");
    }
  }

  @Nested
  class OfPublishedPorts {

    private final PublishedPort extra = new PublishedPort(Port.of(15432), Port.of(5432));
    private final PublishedPort local =
        new PublishedPort(Optional.of(IpAddress.of("127.0.0.1")), Port.of(9000), Port.of(8080));

    @Test
    void areOpenToTheHostAndToWhoHasAWayThere() {
      assertThat(plan(ENGINE).cells())
          .filteredOn(planned -> planned.cell() instanceof Cell.Published)
          .extracting(planned -> planned.cell().title(), PlannedCell::declared)
          .containsExactlyInAnyOrder(
              tuple("host -> host port 80", true),
              tuple("host -> host port 443", true),
              tuple("app -> host port 80", true),
              tuple("app -> host port 443", true),
              tuple("db -> host port 80", false),
              tuple("db -> host port 443", false));
    }

    @Test
    void thatNobodyDeclaredAreConfiguredOnly() {
      assertThat(cellsTo(plan(changed("t-app", c -> Changed.exposures(c, List.of(extra)))), extra))
          .isNotEmpty()
          .noneMatch(PlannedCell::declared)
          .anyMatch(PlannedCell::configured);
    }

    @Test
    void thatAreNotThereAreDeclaredOnly() {
      assertThat(
              cellsTo(
                  plan(changed("t-gate", c -> Changed.exposures(c, List.of()))),
                  new PublishedPort(Port.of(443), Port.of(443))))
          .isNotEmpty()
          .noneMatch(PlannedCell::configured)
          .anyMatch(PlannedCell::declared);
    }

    @Test
    void onTheLoopbackAddressAreOpenToTheHostOnly() {
      assertThat(cellsTo(plan(changed("t-app", c -> Changed.exposures(c, List.of(local)))), local))
          .extracting(planned -> planned.cell().source(), PlannedCell::configured)
          .containsExactlyInAnyOrder(
              tuple(Cell.HOST, true), tuple("gate", false), tuple("db", false));
    }

    private static List<PlannedCell> cellsTo(Plan plan, PublishedPort port) {
      return plan.cells().stream()
          .filter(
              planned ->
                  planned.cell() instanceof Cell.Published published
                      && published.published().equals(port))
          .toList();
    }
  }

  /** Where members can be routed to, published ports answer at their own addresses, too. */
  @ParameterizedTest
  @EnumSource(MemberPolicy.class)
  void theFirewallClosesAddressesThatTheEngineRoutesTo(MemberPolicy policy) {
    Topology topology =
        policy == MemberPolicy.ENFORCE ? TestTopology.withMembersHeldToFlows() : SMALL;
    EngineSnapshot engine = Snapshots.withEngine(Snapshots.of(topology), Changed.version("28.5.2"));
    engine = Snapshots.withNetwork(engine, "t-back", Changed::open);
    engine = Snapshots.withNetwork(engine, "t-front", Changed::routed);

    assertThat(Plan.of(topology, engine).cells())
        .filteredOn(planned -> planned.cell().title().equals("db -> gate:80"))
        .isNotEmpty()
        .allMatch(planned -> planned.configured() == (policy == MemberPolicy.OPEN));
  }

  @Nested
  class OfIpv6 {

    @Test
    void everyAddressIsACell() {
      assertThat(cells(plan(withIpv6("28.5.2")), Cell.Connection.class))
          .filteredOn(cell -> cell.source().equals("gate") && cell.destination().equals("app"))
          .extracting(cell -> cell.target().address().isIpv6())
          .contains(true, false);
    }

    /** Both networks have IPv6, and neither is internal. */
    @ParameterizedTest
    @CsvSource({"26.1.5, true", "27.0.0, false", "28.5.2, false"})
    void crossesBridgesBeforeEngine27(String version, boolean crosses) {
      EngineSnapshot engine = Snapshots.withNetwork(withIpv6(version), "t-back", Changed::open);

      assertThat(plan(engine).cells())
          .filteredOn(planned -> planned.cell().title().equals("gate -> db:5432"))
          .filteredOn(planned -> ((Cell.Connection) planned.cell()).target().address().isIpv6())
          .isNotEmpty()
          .allMatch(planned -> planned.configured() == crosses);
      assertThat(plan(engine).cells())
          .filteredOn(planned -> planned.cell().title().equals("gate -> db:5432"))
          .filteredOn(planned -> !((Cell.Connection) planned.cell()).target().address().isIpv6())
          .isNotEmpty()
          .noneMatch(PlannedCell::configured);
    }

    /** Whatever the engine leaves open, the host's firewall closes. */
    @ParameterizedTest
    @ValueSource(strings = {"20.10.24", "26.1.5", "28.5.2"})
    void isHeldToFlowsToo(String version) {
      Topology topology = TestTopology.withMembersHeldToFlows();
      EngineSnapshot engine =
          Snapshots.withEngine(Snapshots.of(topology), Changed.version(version));
      List<PlannedCell> between =
          Plan.of(topology, engine).cells().stream()
              .filter(planned -> planned.cell() instanceof Cell.Connection)
              .filter(planned -> !planned.cell().source().equals(Cell.HOST))
              .toList();

      assertThat(between)
          .filteredOn(planned -> ((Cell.Connection) planned.cell()).target().address().isIpv6())
          .filteredOn(PlannedCell::declared)
          .extracting(planned -> planned.cell().title())
          .containsExactly("gate -> app:8080");
      assertThat(between).allMatch(planned -> planned.declared() == planned.configured());
    }

    private static EngineSnapshot withIpv6(String version) {
      EngineSnapshot engine = Snapshots.withEngine(ENGINE, Changed.version(version));
      for (String network : List.of("t-front", "t-back")) {
        engine = Snapshots.withNetwork(engine, network, Changed::withIpv6);
        String prefix = network.equals("t-front") ? "fd00:7::1" : "fd00:8::1";
        for (ContainerState container : engine.containers()) {
          engine =
              Snapshots.withContainer(
                  engine, container.name(), one -> Changed.also(one, network, prefix));
        }
      }
      return engine;
    }
  }

  /** Snapshots with one thing changed. */
  private static final class Changed {

    static ContainerState status(ContainerState c, Status status) {
      return container(c, status, c.networkMode(), c.endpoints(), c.exposures(), true);
    }

    static ContainerState networkMode(ContainerState c, String mode) {
      return container(c, c.status(), mode, c.endpoints(), c.exposures(), true);
    }

    static ContainerState exposures(ContainerState c, List<? extends Exposure> exposures) {
      return container(c, c.status(), c.networkMode(), c.endpoints(), List.copyOf(exposures), true);
    }

    static ContainerState withoutLabels(ContainerState c) {
      return container(c, c.status(), c.networkMode(), c.endpoints(), c.exposures(), false);
    }

    static ContainerState endpoints(ContainerState c, List<EndpointState> endpoints) {
      return container(c, c.status(), c.networkMode(), endpoints, c.exposures(), true);
    }

    /** One address more on {@code network}, the last digit as in the one that it has. */
    static ContainerState also(ContainerState c, String network, String prefix) {
      return endpoints(
          c,
          c.endpoints().stream()
              .map(
                  endpoint ->
                      endpoint.network().equals(network)
                          ? new EndpointState(
                              network, endpoint.names(), more(endpoint.addresses(), prefix))
                          : endpoint)
              .toList());
    }

    private static List<IpAddress> more(List<IpAddress> addresses, String prefix) {
      List<IpAddress> more = new ArrayList<>(addresses);
      String first = addresses.get(0).value();
      more.add(IpAddress.of(prefix + first.substring(first.lastIndexOf('.') + 1)));
      return more;
    }

    private static ContainerState container(
        ContainerState c,
        Status status,
        String mode,
        List<EndpointState> endpoints,
        List<Exposure> exposures,
        boolean labels) {
      return new ContainerState(
          c.id(),
          c.name(),
          c.image(),
          c.imageId(),
          status,
          c.health(),
          c.exitCode(),
          mode,
          endpoints,
          exposures,
          labels ? c.labels() : new TreeMap<>());
    }

    static NetworkState open(NetworkState n) {
      return new NetworkState(
          n.id(), n.name(), n.driver(), false, n.ipv6(), n.subnets(), new TreeMap<>(), n.labels());
    }

    static NetworkState routed(NetworkState n) {
      TreeMap<String, String> options = new TreeMap<>(n.options());
      options.put("com.docker.network.bridge.gateway_mode_ipv4", "routed");
      return new NetworkState(
          n.id(), n.name(), n.driver(), n.internal(), n.ipv6(), n.subnets(), options, n.labels());
    }

    static NetworkState withIpv6(NetworkState n) {
      List<SubnetState> subnets = new ArrayList<>(n.subnets());
      Cidr range = n.name().equals("t-front") ? IPV6 : Cidr.of("fd00:8::/64");
      subnets.add(new SubnetState(range, Optional.of(range.firstHost())));
      return new NetworkState(
          n.id(), n.name(), n.driver(), n.internal(), true, subnets, n.options(), n.labels());
    }

    static EngineFacts version(String version) {
      EngineFacts facts = Snapshots.ENGINE;
      return new EngineFacts(
          Optional.of(EngineVersion.parse(version)),
          facts.apiVersion(),
          facts.architecture(),
          facts.kernel(),
          facts.local(),
          facts.firewallBackend(),
          facts.forwardsIpv4(),
          facts.bridgesFilterIpv4(),
          facts.securityOptions(),
          facts.warnings());
    }
  }

  private static Plan plan(EngineSnapshot engine) {
    return Plan.of(SMALL, engine);
  }

  private static EngineSnapshot changed(String container, UnaryOperator<ContainerState> change) {
    return Snapshots.withContainer(ENGINE, container, change);
  }

  private static List<PlannedCell> differing(Plan plan) {
    return plan.cells().stream()
        .filter(planned -> planned.declared() != planned.configured())
        .toList();
  }

  private static <T extends Cell> List<T> cells(Plan plan, Class<T> kind) {
    return plan.cells().stream()
        .map(PlannedCell::cell)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  private static boolean asks(Cell cell, String source, String destination) {
    return cell.source().equals(source)
        && ((cell instanceof Cell.Connection connection
                && connection.destination().equals(destination))
            || (cell instanceof Cell.Name name && name.destination().equals(destination)));
  }

  private static List<String> sources(Topology topology) {
    return Stream.concat(
            Stream.of(Cell.HOST),
            topology.services().stream().map(service -> service.name().value()))
        .toList();
  }

  private static Set<IpAddress> addresses(String container) {
    return ENGINE.container(container).orElseThrow().endpoints().stream()
        .flatMap(endpoint -> endpoint.addresses().stream())
        .collect(Collectors.toSet());
  }

  /** As {@code docker network connect} does. */
  private static EngineSnapshot attached(
      EngineSnapshot engine, Topology topology, String service, String network, String address) {
    String container =
        topology.services().stream()
            .filter(one -> one.name().value().equals(service))
            .findFirst()
            .orElseThrow()
            .containerName()
            .value();
    String name =
        topology.networks().stream()
            .filter(one -> one.name().value().equals(network))
            .findFirst()
            .orElseThrow()
            .engineName()
            .value();
    return Snapshots.withContainer(
        engine,
        container,
        before -> {
          List<EndpointState> more = new ArrayList<>(before.endpoints());
          more.add(
              new EndpointState(
                  name, new TreeSet<>(Set.of(container)), List.of(IpAddress.of(address))));
          return Changed.endpoints(before, more);
        });
  }

  /**
   * {@code snapshot} with a range for the network, and an address in it for each of its members.
   */
  private static EngineSnapshot addressed(
      EngineSnapshot snapshot, String network, String beginning) {
    EngineSnapshot engine =
        Snapshots.withNetwork(
            snapshot,
            network,
            one ->
                new NetworkState(
                    one.id(),
                    one.name(),
                    one.driver(),
                    one.internal(),
                    one.ipv6(),
                    List.of(
                        new SubnetState(
                            Cidr.of(beginning + ".0/24"),
                            Optional.of(IpAddress.of(beginning + ".1")))),
                    one.options(),
                    one.labels()));
    int last = 2;
    for (ContainerState container : snapshot.containers()) {
      IpAddress address = IpAddress.of(beginning + "." + last++);
      engine =
          Snapshots.withContainer(
              engine,
              container.name(),
              one ->
                  Changed.endpoints(
                      one,
                      one.endpoints().stream()
                          .map(
                              endpoint ->
                                  endpoint.network().equals(network)
                                      ? new EndpointState(
                                          network, endpoint.names(), List.of(address))
                                      : endpoint)
                          .toList()));
    }
    return engine;
  }
}
