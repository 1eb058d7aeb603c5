package app.versatilehub.configuration;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import app.versatilehub.documents.Project;
import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.BridgeName;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.ConnectivityMatrix;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.Flow;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Subnet;
import app.versatilehub.topology.Topology;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The architecture of Versatile Hub, statement by statement, in the stacks as they are. */
class VersatileHubTest {

  private static final Set<String> JOBS = Set.of("chat-prepare", "hub-configure", "hub-site");

  private static final NetworkName WEB = NetworkName.of("web");

  private static Topology stack(String name) {
    return VersatileHub.topology(SettingsReader.readFile(Project.root(), name).environment());
  }

  private static Topology withFlow() {
    return VersatileHub.topology(
        SettingsReader.read(
                StackId.of("versatile-hub", "test"),
                Map.of("versatile-hub:services", "{\"flow\":{\"enabled\":true}}"))
            .environment());
  }

  private static Service service(String name, Topology topology) {
    return topology.service(ServiceName.of(name));
  }

  private static Network network(String name, Topology topology) {
    return topology.network(NetworkName.of(name));
  }

  private static Set<String> members(String network, Topology topology) {
    return topology
        .members(NetworkName.of(network))
        .map(service -> service.name().value())
        .collect(toSet());
  }

  /** The services that share some network with {@code service}. */
  private static Set<String> neighbours(String name, Topology topology) {
    Service service = service(name, topology);
    return topology.services().stream()
        .filter(other -> !other.equals(service))
        .filter(other -> other.networks().anyMatch(service::isOn))
        .map(other -> other.name().value())
        .collect(toSet());
  }

  private static List<String> flows(Topology topology) {
    return topology.flows().stream().map(Flow::toString).toList();
  }

  @Nested
  @ParameterizedClass
  @ValueSource(strings = {"dev", "prod"})
  class InEveryStack {

    @Parameter String stack = "";

    private Topology topology() {
      return stack(stack);
    }

    @Test
    void theConnectivityMatrixIsTheDocumentedOne() {
      ConnectivityMatrix matrix = ConnectivityMatrix.of(topology());

      assertThat(matrix.networks())
          .extracting(NetworkName::value)
          .containsExactly(
              "web", "shared", "routes", "chat-internal", "hub-internal", "hub-realtime");
      assertThat(
              matrix.rows().stream()
                  .map(
                      row ->
                          "%-15s %s"
                              .formatted(
                                  row.service(),
                                  Stream.concat(
                                          row.attached().stream(), Stream.of(row.reachesInternet()))
                                      .map(is -> is ? "x" : ".")
                                      .collect(joining(" "))))
                  .collect(joining("\n", "", "\n")))
          .isEqualTo(
              """
              agent           x x . . . . x
              chat-bridge     x x . x . . .
              chat-postgres   . . . x . . .
              chat-prepare    . . . x . . .
              chat-redis      . . . x . . .
              chat-web        x . . x . . .
              chat-worker     . . . x . . x
              hub-backend     . x . . x . .
              hub-configure   . . . . x . .
              hub-db          . . . . x . .
              hub-frontend    x . . . x . .
              hub-redis-cache . . . . x . .
              hub-redis-queue . . . . x . .
              hub-scheduler   . . . . x . .
              hub-site        . . . . x . .
              hub-websocket   . . . . x x .
              hub-worker      . . . . x . x
              socket-proxy    . . x . . . .
              traefik         x . x . . x x
              """);
    }

    @ParameterizedTest
    @CsvSource({
      "web, web",
      "shared, versatile-shared",
      "chat-internal, versatile-chat-internal",
      "hub-internal, versatile-hub-internal"
    })
    void eachNetworkHasItsDocumentedNameAndIsABridge(String name, String engineName) {
      assertThat(network(name, topology()).engineName()).hasToString(engineName);
      assertThat(network(name, topology()).driver()).isEqualTo("bridge");
    }

    @Test
    void allNetworksButTheWaysToTheInternetAreInternal() {
      assertThat(topology().networks())
          .filteredOn(network -> !network.isExternal())
          .allSatisfy(
              network -> assertThat(network.internal()).isEqualTo(network.egressOf().isEmpty()));
    }

    @Test
    void hubInternalHasItsOwnSubnetAndANamedBridge() {
      assertThat(network("hub-internal", topology()).subnets())
          .containsExactly(Subnet.of(Cidr.of("172.31.0.0/16")));
      assertThat(network("hub-internal", topology()).bridge()).contains(BridgeName.of("br-hub"));
    }

    @Test
    void hubInternalIsolatesEightContainersBesideItsJobs() {
      assertThat(members("hub-internal", topology()))
          .filteredOn(name -> !JOBS.contains(name))
          .containsExactlyInAnyOrder(
              "hub-db",
              "hub-redis-cache",
              "hub-redis-queue",
              "hub-backend",
              "hub-frontend",
              "hub-websocket",
              "hub-worker",
              "hub-scheduler");
    }

    @Test
    void sharedConnectsTheAgentTheBackendAndTheBridge() {
      assertThat(members("shared", topology()))
          .containsExactlyInAnyOrder("agent", "hub-backend", "chat-bridge");
    }

    @Test
    void everyContainerIsCalledVersatileAndItsService() {
      assertThat(topology().services())
          .hasSize(19)
          .allSatisfy(
              service ->
                  assertThat(service.containerName())
                      .isEqualTo(EngineName.of("versatile-" + service.name())));
    }

    @Test
    void everyServiceAnswersToItsNameOnEachOfItsNetworks() {
      assertThat(topology().services())
          .allSatisfy(
              service ->
                  assertThat(service.attachments())
                      .isNotEmpty()
                      .allSatisfy(
                          attachment ->
                              assertThat(attachment.aliases()).startsWith(service.name().value())));
    }

    /** Who asks for the site comes to the gateway, as a browser does, and not to the database. */
    @Test
    void hubWebsocketAsksForTheSiteByItsPublicNameThroughTheGateway() {
      assertThat(members("hub-realtime", topology()))
          .containsExactlyInAnyOrder("hub-websocket", "traefik");
      String site =
          topology().routes().stream()
              .filter(route -> route.service().value().equals("hub-frontend"))
              .findFirst()
              .orElseThrow()
              .host()
              .value();
      assertThat(service("traefik", topology()).attachments())
          .filteredOn(attachment -> attachment.aliases().size() > 1)
          .singleElement()
          .isEqualTo(new Attachment(NetworkName.of("hub-realtime"), List.of("traefik", site)));
      assertThat(flows(topology()))
          .contains("hub-websocket -> traefik:443")
          .doesNotContain("hub-websocket -> traefik:80");
    }

    @ParameterizedTest
    @CsvSource({
      "agent, agent, 18789, WEBSOCKET",
      "chat, chat-web, 3000, HTTP",
      "chat-bridge, chat-bridge, 4000, HTTP",
      "altamira, hub-frontend, 8080, HTTP"
    })
    void eachPublicServiceHasItsDocumentedRoute(
        String label, String service, int port, Protocol protocol) {
      String domain = stack.equals("prod") ? "versatilehub.app" : "versatile.localhost";

      assertThat(topology().routeTo(ServiceName.of(service)))
          .hasValueSatisfying(
              route -> {
                assertThat(route.host()).hasToString(label + "." + domain);
                assertThat(route.port()).isEqualTo(Port.of(port));
                assertThat(route.network()).isEqualTo(WEB);
                assertThat(route.protocol()).isEqualTo(protocol);
              });
    }

    @Test
    void nothingElseHasARoute() {
      assertThat(topology().routes())
          .extracting(route -> route.service().value())
          .containsExactlyInAnyOrder("agent", "chat-web", "chat-bridge", "hub-frontend");
    }

    @Test
    void traefikAloneIsTheWayIn() {
      assertThat(topology().servicesOfKind(ServiceKind.GATEWAY))
          .extracting(service -> service.name().value())
          .containsExactly("traefik");
      assertThat(
              topology().flows().stream().filter(f -> f.source() instanceof Flow.Source.Internet))
          .extracting(flow -> flow.destination().value())
          .containsOnly("traefik");
    }

    @Test
    void onlyTraefikPublishesPortsAndOnlyThoseOfHttpAndHttps() {
      Topology topology = topology();

      assertThat(service("traefik", topology).publishedPorts())
          .extracting(PublishedPort::port)
          .containsExactly(Port.of(80), Port.of(443));
      assertThat(topology.services())
          .filteredOn(service -> !service.name().value().equals("traefik"))
          .allSatisfy(service -> assertThat(service.publishedPorts()).isEmpty());
    }

    @Test
    void onlyTheProxyOfTheEngineHasAnotherWayAroundTheNetworks() {
      assertThat(topology().services())
          .filteredOn(service -> service.publishedPorts().findAny().isEmpty())
          .filteredOn(service -> !service.exposures().isEmpty())
          .extracting(service -> service.name().value())
          .containsExactly("socket-proxy");
    }

    @Test
    void theProxyOfTheEngineMeetsTheGatewayAlone() {
      assertThat(neighbours("socket-proxy", topology())).containsExactly("traefik");
    }

    @Test
    void theDatabasesAreThoseOfChatAndHub() {
      assertThat(topology().servicesOfKind(ServiceKind.DATASTORE))
          .extracting(service -> service.name().value())
          .containsExactlyInAnyOrder(
              "chat-postgres", "chat-redis", "hub-db", "hub-redis-cache", "hub-redis-queue");
    }

    @Test
    void noDatabaseIsEverOnWeb() {
      assertThat(topology().servicesOfKind(ServiceKind.DATASTORE))
          .noneMatch(datastore -> datastore.isOn(WEB));
    }

    @Test
    void everyDatabaseIsOnlyOnTheInternalNetworkOfItsModule() {
      Topology topology = topology();

      assertThat(topology.servicesOfKind(ServiceKind.DATASTORE))
          .allSatisfy(
              datastore -> {
                assertThat(datastore.networks())
                    .containsExactly(NetworkName.of(datastore.module() + "-internal"));
                assertThat(datastore.networks().map(topology::network)).allMatch(Network::internal);
              });
    }

    @ParameterizedTest
    @CsvSource({
      "chat-postgres, 5432",
      "chat-redis, 6379",
      "hub-db, 3306",
      "hub-redis-cache, 6379",
      "hub-redis-queue, 6379",
      "hub-backend, 8000",
      "agent, 18789",
      "chat-web, 3000",
      "chat-bridge, 4000",
      "hub-frontend, 8080"
    })
    void eachServiceListensOnItsDocumentedPort(String name, int port) {
      assertThat(service(name, topology()).ports()).containsExactly(Port.of(port));
    }

    @Test
    void theNeighboursOfChatPostgresAreChatwootsOwnParts() {
      assertThat(neighbours("chat-postgres", topology()))
          .filteredOn(name -> !JOBS.contains(name))
          .containsExactlyInAnyOrder("chat-web", "chat-worker", "chat-redis", "chat-bridge");
    }

    @Test
    void theNeighboursOfHubDbAreFrappesOwnParts() {
      assertThat(neighbours("hub-db", topology()))
          .filteredOn(name -> !JOBS.contains(name))
          .containsExactlyInAnyOrder(
              "hub-redis-cache",
              "hub-redis-queue",
              "hub-backend",
              "hub-frontend",
              "hub-websocket",
              "hub-worker",
              "hub-scheduler");
    }

    @ParameterizedTest
    @CsvSource({
      "agent, chat-postgres",
      "agent, chat-redis",
      "agent, hub-db",
      "agent, hub-redis-queue",
      "traefik, chat-postgres",
      "traefik, hub-db",
      "traefik, hub-backend",
      "chat-web, hub-db",
      "chat-web, hub-backend",
      "chat-worker, agent",
      "chat-bridge, hub-db",
      "hub-frontend, chat-postgres",
      "hub-backend, chat-postgres",
      "hub-worker, chat-redis"
    })
    void theseShareNoNetwork(String one, String other) {
      assertThat(neighbours(one, topology())).doesNotContain(other);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Internet -> traefik:443",
          "traefik -> agent:18789",
          "traefik -> chat-web:3000",
          "traefik -> chat-bridge:4000",
          "traefik -> hub-frontend:8080",
          "chat-web -> chat-postgres:5432",
          "chat-web -> chat-redis:6379",
          "chat-worker -> chat-postgres:5432",
          "chat-worker -> chat-redis:6379",
          "agent -> hub-backend:8000",
          "agent -> chat-bridge:4000",
          "chat-bridge -> agent:18789",
          "chat-bridge -> chat-web:3000",
          "hub-frontend -> hub-backend:8000",
          "hub-frontend -> hub-websocket:9000",
          "hub-backend -> hub-db:3306",
          "hub-backend -> hub-redis-cache:6379",
          "hub-backend -> hub-redis-queue:6379",
          "hub-worker -> hub-db:3306",
          "hub-scheduler -> hub-redis-queue:6379"
        })
    void theDocumentedConversationsTakePlace(String flow) {
      assertThat(flows(topology())).contains(flow);
    }

    @Test
    void theAgentAndTheBridgeTalkByWebSocket() {
      assertThat(topology().flows())
          .filteredOn(
              flow ->
                  Set.of("agent", "chat-bridge").contains(flow.source().toString())
                      && Set.of("agent", "chat-bridge").contains(flow.destination().value()))
          .hasSize(2)
          .allMatch(flow -> flow.protocol() == Protocol.WEBSOCKET);
    }

    @Test
    void onlyTheirOwnApplicationsTalkToTheDatabases() {
      Topology topology = topology();

      Map<String, Set<String>> clients =
          topology.flows().stream()
              .filter(flow -> topology.service(flow.destination()).kind() == ServiceKind.DATASTORE)
              .collect(
                  Collectors.groupingBy(
                      flow -> flow.destination().value(),
                      Collectors.mapping(flow -> flow.source().toString(), toSet())));

      assertThat(clients)
          .containsOnly(
              entry("chat-postgres", Set.of("chat-prepare", "chat-web", "chat-worker")),
              entry("chat-redis", Set.of("chat-prepare", "chat-web", "chat-worker")),
              entry("hub-db", Set.of("hub-site", "hub-backend", "hub-worker", "hub-scheduler")),
              entry(
                  "hub-redis-cache",
                  Set.of("hub-site", "hub-backend", "hub-worker", "hub-scheduler")),
              entry(
                  "hub-redis-queue",
                  Set.of(
                      "hub-site", "hub-backend", "hub-websocket", "hub-worker", "hub-scheduler")));
    }

    @Test
    void applicationsStartAfterTheirDatabases() {
      Topology topology = topology();

      assertThat(topology.services())
          .allSatisfy(
              service ->
                  assertThat(needed(service, topology))
                      .containsAll(
                          topology.flows().stream()
                              .filter(flow -> flow.comesFrom(service.name()))
                              .map(Flow::destination)
                              .filter(to -> topology.service(to).kind() == ServiceKind.DATASTORE)
                              .toList()));
    }
  }

  /** What {@code service} waits for, and what that waits for. */
  private static Set<ServiceName> needed(Service service, Topology topology) {
    Set<ServiceName> all = new HashSet<>(service.needs());
    service.needs().forEach(name -> all.addAll(needed(topology.service(name), topology)));
    return all;
  }

  @Nested
  class InProduction {

    @Test
    void webIsExternal() {
      assertThat(stack("prod").networks().stream().filter(Network::isExternal))
          .extracting(network -> network.name().value())
          .containsExactly("web");
    }

    @Test
    void dataIsProtectedAndSecretsAreNeverMadeUp() {
      StackConfiguration prod = SettingsReader.readFile(Project.root(), "prod");

      assertThat(prod.environment().protectData()).isTrue();
      assertThat(prod.generateSecrets()).isFalse();
    }

    @Test
    void theGatewayListensOnTheWellKnownPorts() {
      assertThat(service("traefik", stack("prod")).publishedPorts())
          .extracting(published -> published.hostPort().number())
          .containsExactly(80, 443);
    }

    @Test
    void theseSecretsAreNeeded() {
      assertThat(stack("prod").secretNames())
          .containsExactly(
              "agent-gateway-token",
              "chat-postgres-password",
              "chat-redis-password",
              "chat-secret-key-base",
              "hub-admin-password",
              "hub-db-root-password");
    }

    @Test
    void everyDatabaseKeepsItsDataButTheCache() {
      assertThat(
              stack("prod")
                  .servicesOfKind(ServiceKind.DATASTORE)
                  .filter(datastore -> datastore.volumes().isEmpty()))
          .extracting(datastore -> datastore.name().value())
          .containsExactly("hub-redis-cache");
    }
  }

  @Nested
  class InDevelopment {

    @Test
    void everyNetworkIsTheStacksOwn() {
      assertThat(stack("dev").networks()).noneMatch(Network::isExternal);
    }

    @Test
    void noNetworkHasTheSubnetOfAnother() {
      assertThat(stack("dev").networks()).allMatch(network -> network.subnets().size() == 1);
    }

    @Test
    void everyImageIsTheProjectsOwn() {
      assertThat(stack("dev").services())
          .allSatisfy(
              service ->
                  assertThat(service.workload().image().value()).startsWith("versatile-hub/"));
    }
  }

  @Nested
  class TheFlowService {

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void isAbsentUntilSwitchedOn(String stack) {
      assertThat(stack(stack).findService(ServiceName.of("flow"))).isEmpty();
    }

    @Test
    void isThenOnWebAndItsWayToTheInternetAlone() {
      assertThat(service("flow", withFlow()).networks())
          .containsExactly(NetworkName.of("egress-flow"), WEB);
    }

    @Test
    void isThenRoutedToItsDocumentedPort() {
      assertThat(withFlow().routeTo(ServiceName.of("flow")))
          .contains(
              new Route(
                  HostName.of("flow.versatile.localhost"),
                  ServiceName.of("flow"),
                  Port.of(5678),
                  WEB,
                  Protocol.HTTP,
                  false,
                  List.of("/rest/login"),
                  Optional.empty(),
                  Optional.empty(),
                  Route.UPLOAD,
                  false));
    }

    @Test
    void isThenNoNeighbourOfAnyDatabase() {
      Topology topology = withFlow();

      assertThat(neighbours("flow", topology))
          .containsExactlyInAnyOrder("traefik", "agent", "chat-web", "chat-bridge", "hub-frontend");
      assertThat(topology.secretNames()).contains("flow-encryption-key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void everyDatastoreSaysWhatItsDataAre(String name) {
    assertThat(stack(name).servicesOfKind(ServiceKind.DATASTORE))
        .allSatisfy(service -> assertThat(service.data()).as("%s", service.name()).isPresent());
  }
}
