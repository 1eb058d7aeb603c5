package app.versatilehub.topology;

import static app.versatilehub.topology.TestEnvironment.addressed;
import static app.versatilehub.topology.TestEnvironment.drivenBy;
import static app.versatilehub.topology.TestEnvironment.enabled;
import static app.versatilehub.topology.TestEnvironment.external;
import static app.versatilehub.topology.TestEnvironment.gatewayOnly;
import static app.versatilehub.topology.TestEnvironment.host;
import static app.versatilehub.topology.TestEnvironment.image;
import static app.versatilehub.topology.TestEnvironment.ipv4;
import static app.versatilehub.topology.TestEnvironment.ipv6;
import static app.versatilehub.topology.TestEnvironment.named;
import static app.versatilehub.topology.TestEnvironment.plain;
import static app.versatilehub.topology.TestEnvironment.range;
import static app.versatilehub.topology.TestEnvironment.withGatewayMode;
import static app.versatilehub.topology.TestEnvironment.withNetwork;
import static app.versatilehub.topology.TestEnvironment.withService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Environment.NetworkSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyBuilderTest {

  private static final NetworkName WEB = NetworkName.of("web");
  private static final NetworkName INSIDE = NetworkName.of("inside");
  private static final Workload SOMETHING = Workload.of("something:1");

  /** A gateway and an application on {@code web}; behind it a database on {@code inside}. */
  private static void shop(ModuleBuilder shop) {
    shop.network(WEB).named("web").subnet("10.0.1.0/24");
    shop.network(INSIDE).internal().subnet("10.0.2.0/24").bridge("br-inside");
    shop.gateway("door").runs(SOMETHING).on(WEB).listensOn(80).publishes(Port.of(80), 80);
    ServiceBuilder database = shop.datastore("database").runs(SOMETHING).on(INSIDE).listensOn(5432);
    shop.app("till")
        .runs(SOMETHING)
        .on(WEB, INSIDE)
        .listensOn(8080, 8081)
        .routedAt("shop", WEB)
        .talksTo(database)
        .needs(database);
    shop.app("extra").optional().runs(SOMETHING).on(WEB).listensOn(9000).routedAt("extra", WEB);
  }

  private static Topology build(Environment environment, Consumer<ModuleBuilder> module) {
    TopologyBuilder topology = TopologyBuilder.of(environment);
    module.accept(topology.module("shop"));
    return topology.build();
  }

  private static Topology shopIn(Environment environment) {
    return build(environment, TopologyBuilderTest::shop);
  }

  private static Topology shopWith(Consumer<ModuleBuilder> more) {
    Consumer<ModuleBuilder> shop = TopologyBuilderTest::shop;
    return build(plain(), shop.andThen(more));
  }

  private static List<Finding> refused(Runnable build) {
    return catchThrowableOfType(FindingsException.class, build::run).findings();
  }

  private static List<Finding> shopRefusedIn(Environment environment) {
    return refused(() -> shopIn(environment));
  }

  private static List<Finding> shopRefusedWith(Consumer<ModuleBuilder> more) {
    return refused(() -> shopWith(more));
  }

  @Nested
  class Networks {

    @Test
    void areAsTheirModuleDeclaresThem() {
      Network inside = shopIn(plain()).network(INSIDE);

      assertThat(inside.module()).isEqualTo("shop");
      assertThat(inside.engineName()).hasToString("versatile-inside");
      assertThat(inside.driver()).isEqualTo("bridge");
      assertThat(inside.internal()).isTrue();
      assertThat(inside.ownership()).isEqualTo(Ownership.OWNED);
      assertThat(inside.subnets()).containsExactly(Subnet.of(Cidr.of("10.0.2.0/24")));
      assertThat(inside.bridge()).contains(BridgeName.of("br-inside"));
      assertThat(shopIn(plain()).network(WEB).engineName()).hasToString("web");
    }

    @Test
    void takeWhatTheSettingsSay() {
      NetworkSettings settings =
          new NetworkSettings(
              Optional.of(EngineName.of("other")),
              Optional.of(Ownership.OWNED),
              Optional.empty(),
              Optional.of("bridge"),
              range("10.9.0.0/16", "10.9.0.254"),
              range("fd00::/64"),
              Optional.of(BridgeName.of("br-other")),
              Map.of("mtu", "1400"));

      Network inside = shopIn(withGatewayMode("inside", settings)).network(INSIDE);

      assertThat(inside.engineName()).hasToString("other");
      assertThat(inside.subnets())
          .containsExactly(
              new Subnet(Cidr.of("10.9.0.0/16"), IpAddress.of("10.9.0.254")),
              Subnet.of(Cidr.of("fd00::/64")));
      assertThat(inside.bridge()).contains(BridgeName.of("br-other"));
      assertThat(inside.options()).containsExactly(Map.entry("mtu", "1400"));
      assertThat(inside.hasIpv6()).isTrue();
    }

    @Test
    void leaveTheAddressesOfAnExternalOneToItsOwner() {
      Network web = shopIn(withNetwork("web", external())).network(WEB);

      assertThat(web.isExternal()).isTrue();
      assertThat(web.engineName()).hasToString("web");
      assertThat(web.subnets()).isEmpty();
      assertThat(web.bridge()).isEmpty();
    }

    @Test
    void refuseEverySettingThatAnExternalOneWouldIgnore() {
      NetworkSettings settings =
          new NetworkSettings(
              Optional.of(EngineName.of("web")),
              Optional.of(Ownership.EXTERNAL),
              Optional.empty(),
              Optional.of("overlay"),
              range("10.9.0.0/16", "10.9.0.1"),
              range("fd00::/64", "fd00::1"),
              Optional.of(BridgeName.of("br-web")),
              Map.of("mtu", "1400"));

      List<Finding> findings = shopRefusedIn(withNetwork("web", settings));

      assertThat(findings)
          .extracting(Finding::subject)
          .containsExactly(
              "networks.web.bridge",
              "networks.web.driver",
              "networks.web.gateway",
              "networks.web.ipv6.gateway",
              "networks.web.ipv6.subnet",
              "networks.web.options",
              "networks.web.subnet");
      assertThat(findings)
          .allSatisfy(
              finding ->
                  assertThat(finding)
                      .isEqualTo(
                          Finding.error(
                              "external-network-setting",
                              finding.subject(),
                              "has no effect on an external network, which somebody else makes",
                              "remove the setting, or remove networks.web.external")));
    }

    @Test
    void haveNoBridgeNameWithoutABridge() {
      assertThat(
              shopIn(withNetwork("inside", drivenBy("overlay", Optional.empty()))).network(INSIDE))
          .satisfies(
              inside -> {
                assertThat(inside.driver()).isEqualTo("overlay");
                assertThat(inside.usesBridgeDriver()).isFalse();
                assertThat(inside.bridge()).isEmpty();
              });
      assertThat(
              shopRefusedIn(
                  withNetwork("inside", drivenBy("overlay", Optional.of(BridgeName.of("br0"))))))
          .containsExactly(
              Finding.error(
                  "bridge-name-without-bridge",
                  "networks.inside.bridge",
                  "a bridge name is set, but the driver is 'overlay'",
                  "remove the bridge name, or use the driver 'bridge'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "default", "host", "none"})
    void areNeverTheEnginesOwn(String name) {
      assertThat(shopRefusedIn(withNetwork("inside", named(name))))
          .containsExactly(
              Finding.error(
                  "predefined-network",
                  "networks.inside.name",
                  "'%s' is a network of the engine itself, which isolates nothing".formatted(name),
                  "use another name"));
    }

    @Test
    void haveTheirGatewayInsideTheSubnet() {
      assertThat(
              shopIn(withNetwork("inside", ipv4(range("10.9.0.0/24", "10.9.0.9"))))
                  .network(INSIDE)
                  .subnets())
          .containsExactly(new Subnet(Cidr.of("10.9.0.0/24"), IpAddress.of("10.9.0.9")));
      assertThat(shopRefusedIn(withNetwork("inside", ipv4(range("10.9.0.0/24", "10.8.0.1")))))
          .containsExactly(
              Finding.error(
                  "gateway-outside-subnet",
                  "networks.inside.gateway",
                  "10.8.0.1 is not a host address of 10.9.0.0/24",
                  "use an address of the subnet, such as 10.9.0.1, or leave the gateway out"));
    }

    @Test
    void mayHaveAnotherGatewayInTheDeclaredSubnet() {
      assertThat(
              shopIn(withNetwork("inside", ipv4(gatewayOnly("10.0.2.9"))))
                  .network(INSIDE)
                  .subnets())
          .containsExactly(new Subnet(Cidr.of("10.0.2.0/24"), IpAddress.of("10.0.2.9")));
    }

    @Test
    void haveNoGatewayWithoutASubnet() {
      assertThat(shopRefusedIn(withNetwork("inside", ipv6(gatewayOnly("fd00::1")))))
          .containsExactly(
              Finding.error(
                  "gateway-without-subnet",
                  "networks.inside.ipv6.gateway",
                  "a gateway is set, but no subnet",
                  "set networks.inside.ipv6.subnet too"));
    }

    @Test
    void haveEachAddressFamilyInItsPlace() {
      assertThat(
              shopRefusedIn(
                  withNetwork("inside", addressed(range("fd00::/64"), range("10.9.0.0/24")))))
          .containsExactly(
              Finding.error(
                  "wrong-address-family",
                  "networks.inside.ipv6.subnet",
                  "10.9.0.0/24 is of the other address family",
                  "write an IPv4 range as subnet, and an IPv6 range as ipv6.subnet"),
              Finding.error(
                  "wrong-address-family",
                  "networks.inside.subnet",
                  "fd00::/64 is of the other address family",
                  "write an IPv4 range as subnet, and an IPv6 range as ipv6.subnet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.0.0/31", "10.9.0.0/32", "255.255.255.255/32"})
    void haveRoomForAGateway(String tiny) {
      assertThat(shopRefusedIn(withNetwork("inside", ipv4(range(tiny)))))
          .containsExactly(
              Finding.error(
                  "subnet-too-small",
                  "networks.inside.subnet",
                  tiny + " has no room for a gateway",
                  "choose a larger range"));
    }

    @Test
    void haveRoomForTheirServices() {
      assertThat(shopIn(withNetwork("inside", ipv4(range("10.9.0.0/29")))).networks()).hasSize(2);
      assertThat(shopRefusedIn(withNetwork("inside", ipv4(range("10.9.0.0/30")))))
          .containsExactly(
              Finding.error(
                  "subnet-too-small",
                  "networks.inside.subnet",
                  "10.9.0.0/30 has room for 2, but the gateway and 2 services need an address each",
                  "choose a larger range"));
    }

    @Test
    void refuseSettingsForOneThatNobodyDeclares() {
      assertThat(shopRefusedIn(withNetwork("insdie", external())))
          .containsExactly(
              Finding.error(
                  "unknown-network",
                  "networks.insdie",
                  "there is no network 'insdie'",
                  "remove the entry, or name one of: inside, web"));
    }
  }

  @Nested
  class Services {

    @Test
    void areAsTheirModuleDeclaresThem() {
      Service till = shopIn(plain()).service(ServiceName.of("till"));

      assertThat(till.module()).isEqualTo("shop");
      assertThat(till.containerName()).hasToString("versatile-till");
      assertThat(till.kind()).isEqualTo(ServiceKind.APP);
      assertThat(till.ports()).containsExactly(Port.of(8080), Port.of(8081));
      assertThat(till.attachments())
          .containsExactly(
              new Attachment(INSIDE, List.of("till")), new Attachment(WEB, List.of("till")));
      assertThat(till.needs()).containsExactly(ServiceName.of("database"));
      assertThat(till.exposures()).isEmpty();
      assertThat(till.controlsEngine()).isFalse();
    }

    @Test
    void keepOrShareTheirVolumes() {
      Topology topology =
          shopWith(
              shop ->
                  shop.app("clerk")
                      .runs(SOMETHING)
                      .keeps("data", "/data")
                      .shares("files", "/files"));

      assertThat(topology.service(ServiceName.of("clerk")).volumes())
          .containsExactly(
              new VolumeMount(EngineName.of("versatile-clerk-data"), "/data"),
              new VolumeMount(EngineName.of("versatile-shop-files"), "/files"));
    }

    @Test
    void areOffWhenOptionalUntilSwitchedOn() {
      ServiceName extra = ServiceName.of("extra");

      assertThat(shopIn(plain()).findService(extra)).isEmpty();
      assertThat(shopIn(plain()).routeTo(extra)).isEmpty();
      assertThat(shopIn(withService("extra", enabled(false))).findService(extra)).isEmpty();
      assertThat(shopIn(withService("extra", enabled(true))).findService(extra)).isPresent();
      assertThat(shopIn(withService("extra", enabled(true))).routeTo(extra)).isPresent();
    }

    @Test
    void cannotBeSwitchedOffUnlessOptional() {
      assertThat(shopRefusedIn(withService("till", enabled(false))))
          .containsExactly(
              Finding.error(
                  "service-not-optional",
                  "services.till.enabled",
                  "'false', but the other services rely on till",
                  "remove the setting; only optional services can be switched off"));
    }

    @Test
    void runTheImageThatTheSettingsName() {
      assertThat(shopIn(withService("till", image("other:2"))).service(ServiceName.of("till")))
          .extracting(service -> service.workload().image())
          .hasToString("other:2");
    }

    @Test
    void refuseSettingsForOneThatNobodyDeclares() {
      assertThat(shopRefusedIn(withService("tlil", enabled(true))))
          .containsExactly(
              Finding.error(
                  "unknown-service",
                  "services.tlil",
                  "there is no service 'tlil'",
                  "remove the entry, or name one of: database, door, extra, till"));
    }

    @Test
    void areOnDeclaredNetworks() {
      assertThat(
              shopRefusedWith(
                  shop -> shop.app("clerk").runs(SOMETHING).on(NetworkName.of("nowhere"))))
          .containsExactly(
              Finding.error(
                  "unknown-network",
                  "service clerk",
                  "is on network 'nowhere', which is not declared",
                  "declare the network, or use one of [web, inside]"));
    }

    @Test
    void needOnlyWhatIsThere() {
      assertThat(
              shopRefusedWith(
                  shop ->
                      shop.app("clerk")
                          .runs(SOMETHING)
                          .needs(shop.app("absent").optional().runs(SOMETHING))))
          .containsExactly(
              Finding.error(
                  "unknown-service",
                  "service clerk",
                  "needs 'absent', which is not there",
                  "declare or switch on the service, or remove the need"));
    }

    @Test
    void neverWaitForEachOther() {
      assertThat(
              shopRefusedWith(
                  shop -> {
                    ServiceBuilder hen = shop.app("hen").runs(SOMETHING);
                    ServiceBuilder egg = shop.app("egg").runs(SOMETHING).needs(hen);
                    hen.needs(egg);
                  }))
          .containsExactly(
              Finding.error(
                  "needs-cycle",
                  "services [hen, egg]",
                  "each of them waits for another of them",
                  "remove one of the needs"));
    }

    @Test
    void runSomething() {
      assertThatIllegalStateException()
          .isThrownBy(() -> shopWith(shop -> shop.app("idle")))
          .withMessage("service 'idle' runs nothing");
    }

    @Test
    void haveProperNames() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> shopWith(shop -> shop.app("Not A Name")))
          .withMessageStartingWith("'Not A Name' is not a service name");
      TopologyBuilder topology = TopologyBuilder.of(plain());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> topology.module("Shop"))
          .withMessageStartingWith("'Shop' is not a module name");
    }
  }

  @Nested
  class Routes {

    @Test
    void leadToTheFirstPortUnderTheStacksDomain() {
      assertThat(shopIn(plain()).routes())
          .containsExactly(
              new Route(
                  HostName.of("shop.example.org"),
                  ServiceName.of("till"),
                  Port.of(8080),
                  WEB,
                  Protocol.HTTP));
    }

    @Test
    void takeTheHostThatTheSettingsName() {
      assertThat(shopIn(withService("till", host("shop.elsewhere.net"))).routes())
          .extracting(Route::host)
          .containsExactly(HostName.of("shop.elsewhere.net"));
    }

    @Test
    void upgradeToWebSocketWhereDeclared() {
      assertThat(
              shopWith(
                      shop ->
                          shop.app("live")
                              .runs(SOMETHING)
                              .on(WEB)
                              .listensOn(1)
                              .routedAt("live", WEB)
                              .byWebSocket())
                  .routeTo(ServiceName.of("live")))
          .map(Route::protocol)
          .contains(Protocol.WEBSOCKET);
    }

    @Test
    void endAtAPort() {
      assertThat(
              shopRefusedWith(
                  shop -> shop.app("clerk").runs(SOMETHING).on(WEB).routedAt("clerk", WEB)))
          .containsExactly(
              Finding.error(
                  "route-to-nowhere",
                  "service clerk",
                  "has a route, but listens on no port",
                  "declare the port that it listens on, or remove the route"));
    }
  }

  @Nested
  class Hairpins {

    private static final NetworkName BACK = NetworkName.of("back");

    private static void declare(ModuleBuilder shop, String routed) {
      shop.network(BACK).internal().subnet("10.99.9.0/28");
      shop.app("clerk").runs(SOMETHING).on(BACK).asksForRouteOf(routed, BACK);
    }

    @Test
    void leadToTheGatewayWhichAnswersToTheRoutesName() {
      Topology topology = shopWith(shop -> declare(shop, "till"));

      assertThat(topology.service(ServiceName.of("door")).attachments())
          .contains(new Attachment(BACK, List.of("door", "shop.example.org")));
      assertThat(topology.members(BACK).map(Service::name))
          .containsExactlyInAnyOrder(ServiceName.of("clerk"), ServiceName.of("door"));
    }

    @Test
    void leadToARouteThatIsThere() {
      assertThat(shopRefusedWith(shop -> declare(shop, "database")))
          .containsExactly(
              Finding.error(
                  "hairpin-to-nowhere",
                  "service clerk",
                  "asks for the route of 'database', and it has none",
                  "declare the route and a gateway, or remove the way to it"));
    }
  }

  @Nested
  class Flows {

    @Test
    void areWhatServicesDeclareAndTheGatewayImplies() {
      assertThat(shopIn(plain()).flows())
          .extracting(Flow::toString, Flow::protocol)
          .containsExactlyInAnyOrder(
              tuple("Internet -> door:80", Protocol.HTTP),
              tuple("door -> till:8080", Protocol.HTTP),
              tuple("till -> database:5432", Protocol.TCP));
    }

    @Test
    void endAtAServiceThatIsThere() {
      assertThat(
              shopRefusedWith(
                  shop -> shop.app("clerk").runs(SOMETHING).talksTo("ghost", 1, Protocol.TCP)))
          .containsExactly(
              Finding.error(
                  "flow-to-nobody",
                  "service clerk",
                  "talks to 'ghost', which is not there",
                  "declare or switch on the service, declare its port, or remove the flow"));
    }

    @Test
    void endAtAServiceThatListens() {
      assertThat(
              shopRefusedWith(
                  shop -> {
                    ServiceBuilder deaf = shop.app("deaf").runs(SOMETHING);
                    shop.app("clerk").runs(SOMETHING).talksTo(deaf);
                  }))
          .containsExactly(
              Finding.error(
                  "flow-to-nobody",
                  "service clerk",
                  "talks to 'deaf', which listens on no port",
                  "declare or switch on the service, declare its port, or remove the flow"));
    }
  }

  @Test
  void reportsAllProblemsAtOnceAndNamesTheStack() {
    Environment environment =
        TestEnvironment.of(
            ImageSource.UPSTREAM,
            HostIsolation.INHIBIT_IPV4,
            Map.of(
                NetworkName.of("insdie"),
                NetworkSettings.NONE,
                INSIDE,
                ipv4(range("10.0.1.128/25", "10.0.1.1"))),
            Map.of(ServiceName.of("till"), enabled(false)));
    Consumer<ModuleBuilder> shop = TopologyBuilderTest::shop;

    FindingsException thrown =
        catchThrowableOfType(
            FindingsException.class,
            () ->
                build(
                    environment,
                    shop.andThen(more -> more.app("till").runs(SOMETHING).on(WEB, INSIDE))));

    assertThat(thrown).hasMessageStartingWith("the topology of stack versatile-hub/test: ");
    assertThat(thrown.findings())
        .extracting(Finding::id)
        .contains(
            "unknown-network", "gateway-outside-subnet", "service-not-optional", "duplicate-name");
  }

  @Test
  void looksUpWhatIsThereAndNamesWhatIsNot() {
    Topology topology = shopIn(plain());

    assertThat(topology.stack()).hasToString("versatile-hub/test");
    assertThat(topology.members(INSIDE)).extracting(Service::name).hasSize(2);
    assertThat(topology.servicesOfKind(ServiceKind.DATASTORE))
        .extracting(Service::name)
        .containsExactly(ServiceName.of("database"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topology.network(NetworkName.of("nowhere")))
        .withMessage("no network 'nowhere'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topology.service(ServiceName.of("ghost")))
        .withMessage("no service 'ghost'");
  }

  @Test
  void namesEverySecretOnceInOrder() {
    Topology topology =
        shopWith(
            shop -> {
              shop.app("one").runs(SOMETHING.secretFile("B_FILE", "b").secretVariable("A", "a"));
              shop.app("two").runs(SOMETHING.secretVariable("A", "a"));
            });

    assertThat(topology.secretNames()).containsExactly("a", "b");
  }
}
