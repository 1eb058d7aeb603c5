package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.TestEnvironment.drivenBy;
import static app.versatilehub.topology.TestEnvironment.external;
import static app.versatilehub.topology.TestEnvironment.ipv4;
import static app.versatilehub.topology.TestEnvironment.ipv6;
import static app.versatilehub.topology.TestEnvironment.plain;
import static app.versatilehub.topology.TestEnvironment.range;
import static app.versatilehub.topology.TestEnvironment.withGatewayMode;
import static app.versatilehub.topology.TestEnvironment.withNetwork;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a topology says arrives in its inventory, and is judged there. */
class TopologyInventoryTest {

  private static final NetworkName WEB = NetworkName.of("web");
  private static final NetworkName INSIDE = NetworkName.of("inside");
  private static final Workload SOMETHING = Workload.of("something:1");

  /** A gateway and an application on {@code web}; behind it a database on {@code inside}. */
  private static void shop(ModuleBuilder shop) {
    shop.network(WEB).subnet("10.0.1.0/24");
    shop.network(INSIDE).internal().subnet("10.0.2.0/24");
    shop.gateway("door")
        .runs(SOMETHING)
        .on(WEB)
        .listensOn(80)
        .publishes(Port.of(8080), 80)
        .controlsEngine();
    ServiceBuilder database = shop.datastore("database").runs(SOMETHING).on(INSIDE).listensOn(5432);
    shop.app("till")
        .runs(
            SOMETHING
                .env("MODE", "fast")
                .secretFile("DB_FILE", "db")
                .secretVariable("KEY", "key")
                .entrypoint("sh", "-c")
                .command("run", "--now"))
        .on(WEB, INSIDE)
        .listensOn(8080, 8081)
        .routedAt("shop", WEB)
        .talksTo(database);
  }

  private static Inventory shopIn(Environment environment) {
    return inventory(environment, shop -> {});
  }

  private static Inventory inventory(Environment environment, Consumer<ModuleBuilder> more) {
    TopologyBuilder topology = TopologyBuilder.of(environment);
    ModuleBuilder module = topology.module("shop");
    shop(module);
    more.accept(module);
    return TopologyInventory.of(topology.build());
  }

  private static NetworkEntry network(Inventory inventory, String name) {
    return inventory.networks().stream()
        .filter(network -> network.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ContainerEntry container(Inventory inventory, String name) {
    return inventory.containers().stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Finding> broken(Rule rule, Inventory inventory) {
    return Judge.judge(inventory, Policy.strict(LocalDate.of(2026, 6, 30))).findings().stream()
        .filter(finding -> finding.id().equals(rule.id()))
        .toList();
  }

  private static List<Finding> broken(Rule rule, Consumer<ModuleBuilder> more) {
    return broken(rule, inventory(plain(), more));
  }

  @Test
  void namesTheStackAndNoEngine() {
    assertThat(shopIn(plain()).title()).isEqualTo("stack versatile-hub/test");
    assertThat(shopIn(plain()).engine()).isEmpty();
  }

  @Test
  void hasTheNetworks() {
    assertThat(shopIn(plain()).networks())
        .containsExactly(
            new NetworkEntry(
                "web",
                "bridge",
                false,
                false,
                false,
                List.of(Cidr.of("10.0.1.0/24")),
                BridgeOptions.DEFAULT),
            new NetworkEntry(
                "inside",
                "bridge",
                true,
                false,
                false,
                List.of(Cidr.of("10.0.2.0/24")),
                new BridgeOptions(Gateway.ABSENT, Gateway.NAT, true)));
  }

  @Test
  void closesInternalNetworksTowardsTheHostAsTheSettingsSay() {
    Environment gatewayMode = withGatewayMode("inside", ipv6(range("fd00::/64")));

    assertThat(network(shopIn(gatewayMode), "inside").bridge())
        .isEqualTo(new BridgeOptions(Gateway.ABSENT, Gateway.ABSENT, true));
    assertThat(network(shopIn(gatewayMode), "inside").ipv6()).isTrue();
    assertThat(network(shopIn(gatewayMode), "web").bridge()).isEqualTo(BridgeOptions.DEFAULT);
  }

  @Test
  void trustsNothingThatAnExternalNetworkIsSaidToBe() {
    NetworkEntry inside = network(shopIn(withNetwork("inside", external())), "inside");

    assertThat(inside.external()).isTrue();
    assertThat(inside.internal()).isFalse();
    assertThat(inside.subnets()).isEmpty();
    assertThat(inside.bridge()).isEqualTo(BridgeOptions.DEFAULT);
  }

  @Test
  void leavesOtherDriversAsTheyAre() {
    NetworkEntry inside =
        network(shopIn(withNetwork("inside", drivenBy("overlay", Optional.empty()))), "inside");

    assertThat(inside.driver()).isEqualTo("overlay");
    assertThat(inside.internal()).isTrue();
    assertThat(inside.bridge()).isEqualTo(BridgeOptions.DEFAULT);
  }

  @Test
  void hasTheServices() {
    Inventory inventory = shopIn(plain());
    ContainerEntry till = container(inventory, "till");

    assertThat(inventory.containers())
        .extracting(ContainerEntry::name)
        .containsExactlyInAnyOrder("door", "database", "till");
    assertThat(till.kind()).isEqualTo(ServiceKind.APP);
    assertThat(till.memberships())
        .containsExactlyInAnyOrder(
            new Membership("web", new TreeSet<>(Set.of("till", "versatile-till"))),
            new Membership("inside", new TreeSet<>(Set.of("till", "versatile-till"))));
    assertThat(till.ports()).containsExactly(Port.of(8080), Port.of(8081));
    assertThat(till.portsComplete()).isTrue();
    assertThat(till.exposures()).isEmpty();
    assertThat(container(inventory, "database").kind()).isEqualTo(ServiceKind.DATASTORE);
    assertThat(container(inventory, "door").kind()).isEqualTo(ServiceKind.GATEWAY);
    assertThat(container(inventory, "door").exposures())
        .containsExactlyInAnyOrder(
            new Exposure.PublishedPort(Port.of(8080), Port.of(80)), new Exposure.EngineSocket());
  }

  @Test
  void hasTheTextsOfAServiceButNotItsSecrets() {
    assertThat(container(shopIn(plain()), "till").settings())
        .containsExactly(
            new Setting(Place.ENVIRONMENT, "DB_FILE", "/run/secrets/db"),
            new Setting(Place.ENVIRONMENT, "MODE", "fast"),
            new Setting(Place.COMMAND, "0", "sh"),
            new Setting(Place.COMMAND, "1", "-c"),
            new Setting(Place.COMMAND, "2", "run"),
            new Setting(Place.COMMAND, "3", "--now"));
  }

  @Test
  void hasTheRoutesAndTheFlows() {
    Inventory inventory = shopIn(plain());

    assertThat(inventory.routes())
        .containsExactly(
            new RouteEntry(
                "shop.example.org", "till", Optional.of(Port.of(8080)), Optional.of("web")));
    assertThat(inventory.flows().orElseThrow())
        .extracting(FlowEntry::toString)
        .containsExactlyInAnyOrder(
            "Internet -> door:80", "door -> till:8080", "till -> database:5432");
  }

  /** What the builder does not refuse, since it makes sense, but does not isolate. */
  @Nested
  class IsJudged {

    @Test
    void andASoundOneBreaksNoRuleButTheGatewaysSocket() {
      Inventory inventory = shopIn(plain()).onEngine(Optional.empty());

      assertThat(Judge.judge(inventory, Policy.strict(LocalDate.of(2026, 6, 30))).findings())
          .filteredOn(Finding::isError)
          .extracting(Finding::id)
          .containsExactly("engine-socket");
    }

    @Test
    void forSubnetsThatOverlapBySettings() {
      assertThat(
              broken(
                  Rule.SUBNET_OVERLAP, shopIn(withNetwork("inside", ipv4(range("10.0.1.128/25"))))))
          .extracting(Finding::subject, Finding::message)
          .containsExactly(
              tuple("network inside", "10.0.1.128/25 overlaps 10.0.1.0/24 of network web"));
    }

    @Test
    void forPortsThatAnybodyButTheGatewayPublishes() {
      assertThat(
              broken(
                  Rule.PUBLISHED_PORT,
                  shop ->
                      shop.app("shelf")
                          .runs(SOMETHING)
                          .on(WEB)
                          .listensOn(80)
                          .publishes(Port.of(5432), 80)))
          .extracting(Finding::message)
          .containsExactly("publishes its port 80 on the host's port 5432");
    }

    @Test
    void forDatastoresThatAreExposed() {
      assertThat(
              broken(
                  Rule.DATASTORE_EXPOSED,
                  shop -> shop.datastore("shelf").runs(SOMETHING).on(WEB).listensOn(1)))
          .extracting(Finding::subject)
          .containsExactly("service shelf");
      assertThat(broken(Rule.DATASTORE_EXPOSED, shopIn(withNetwork("inside", external()))))
          .extracting(Finding::message)
          .containsExactly("a datastore is on network inside, which strangers may join");
      assertThat(broken(Rule.DATASTORE_EXPOSED, shopIn(plain()))).isEmpty();
    }

    @Test
    void forRoutesToServicesThatTheGatewayDoesNotMeet() {
      assertThat(
              broken(
                  Rule.ROUTE_TO_NOWHERE,
                  shop ->
                      shop.app("clerk")
                          .runs(SOMETHING)
                          .on(INSIDE)
                          .listensOn(1)
                          .routedAt("clerk", WEB)))
          .extracting(Finding::subject, Finding::message)
          .containsExactly(
              tuple("route clerk.example.org", "the gateway and clerk do not meet on network web"));
    }

    @Test
    void forFlowsToPortsWhereNobodyListens() {
      assertThat(
              broken(
                  Rule.FLOW_TO_NOBODY,
                  shop ->
                      shop.app("clerk")
                          .runs(SOMETHING)
                          .on(INSIDE)
                          .talksTo("till", 9999, Protocol.HTTP)))
          .extracting(Finding::subject, Finding::message)
          .containsExactly(tuple("flow clerk -> till:9999", "till does not listen on 9999"));
    }

    @Test
    void forFlowsWithoutACommonNetwork() {
      assertThat(
              broken(
                  Rule.FLOW_WITHOUT_NETWORK,
                  shop ->
                      shop.app("clerk")
                          .runs(SOMETHING)
                          .on(WEB)
                          .talksTo("database", 5432, Protocol.TCP)))
          .extracting(Finding::subject)
          .containsExactly("flow clerk -> database:5432");
    }

    @Test
    void forIpv6ThatOnlyGatewayModeClosesTowardsTheHost() {
      assertThat(
              broken(
                  Rule.IPV6_OPEN_TO_HOST, shopIn(withNetwork("inside", ipv6(range("fd00::/64"))))))
          .extracting(Finding::subject)
          .containsExactly("network inside");
      assertThat(
              broken(
                  Rule.IPV6_OPEN_TO_HOST,
                  shopIn(withGatewayMode("inside", ipv6(range("fd00::/64"))))))
          .isEmpty();
      assertThat(
              broken(Rule.IPV6_OPEN_TO_HOST, shopIn(withNetwork("web", ipv6(range("fd00::/64"))))))
          .isEmpty();
    }
  }
}
