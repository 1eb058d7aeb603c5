package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.EngineState.ExistingNetwork;
import app.versatilehub.topology.EngineState.ExistingVolume;
import app.versatilehub.topology.EngineState.HostRoute;
import app.versatilehub.topology.Environment.NetworkSettings;
import app.versatilehub.topology.Environment.SubnetSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {

  private static final StackId STACK = StackId.of("versatile-hub", "test");
  private static final Map<String, String> OURS = Map.of(Labels.STACK, "versatile-hub/test");
  private static final Map<String, String> OTHER_STACK = Map.of(Labels.STACK, "versatile-hub/prod");
  private static final Map<String, String> NOBODYS = Map.of("com.docker.compose.project", "blog");

  @Test
  void anEmptyEngineIsReady() {
    assertThat(Preflight.check(topology(), new Engine().state())).isEmpty();
  }

  @Test
  void theStacksOwnResourcesAreNeverInItsWay() {
    EngineState afterUp =
        new Engine()
            .network("web", OURS, "br-web0", "10.213.0.0/24")
            .network("t-data", OURS, "br-data", "10.213.1.0/24")
            .container("t-traefik", OURS, 80, 443)
            .container("t-db", OURS)
            .route("10.213.0.0/24", "br-web0")
            .state();

    assertThat(Preflight.check(topology(), afterUp)).isEmpty();
  }

  @Test
  void anOwnNetworkWithAnotherRangeIsLeftToPulumiToReplace() {
    EngineState engine =
        new Engine()
            .network("t-data", OURS, "br-data", "10.99.0.0/24")
            .network("t-former", OURS, "br-former", "10.213.1.0/24")
            .state();

    assertThat(Preflight.check(topology(), engine)).isEmpty();
  }

  @Test
  void everythingIsReportedAtOnceWorstFirst() {
    EngineState engine =
        new Engine()
            .version("19.3.1")
            .network("web", NOBODYS, "br-w", "10.213.1.0/24")
            .container("t-db", NOBODYS, 443)
            .route("10.0.0.0/8", "tun0")
            .state();

    List<Finding> findings = Preflight.check(topology(), engine);

    assertThat(findings).isSorted();
    assertThat(ids(findings))
        .containsExactlyInAnyOrder(
            "engine-too-old",
            "network-name-taken",
            "subnet-overlaps-network",
            "container-name-taken",
            "host-port-taken",
            "subnet-overlaps-host-route",
            "subnet-overlaps-host-route");
    assertThat(findings.get(0).isError()).isTrue();
  }

  /** An interrupted run leaves such, and so does a state that was lost. */
  @Test
  void ownResourcesThatPulumiDoesNotKnowAreInItsWay() {
    EngineState engine =
        new Engine()
            .network("t-data", OURS, "br-data", "10.213.1.0/24")
            .network("t-former", OURS, "br-former", "10.99.1.0/24")
            .network("web", OTHER_STACK, "br-web0", "10.213.0.0/24")
            .container("t-db", OURS)
            .container("t-traefik", OURS)
            .state();

    List<Finding> findings =
        Preflight.unknownToState(topology(), engine, Set.of("t-traefik", "t-other"));

    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactly("container t-db", "network t-data");
    assertThat(findings)
        .allSatisfy(
            finding -> {
              assertThat(finding.id()).isEqualTo("unknown-to-state");
              assertThat(finding.isError()).isTrue();
              assertThat(finding.cure()).contains("./versatile recover --stack test");
            });
  }

  @Nested
  class ExternalNetwork {

    @Test
    void mustBeThere() {
      Finding finding = only(externalWeb(), new Engine().state());

      assertThat(finding.id()).isEqualTo("external-network-missing");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo("networks.web");
      assertThat(finding.message()).contains("'web'");
      assertThat(finding.cure()).isEqualTo("docker network create web");
    }

    @Test
    void maySomebodyElseOwn() {
      EngineState engine =
          new Engine().network("web", OTHER_STACK, "br-w", "172.18.0.0/16").state();

      assertThat(Preflight.check(externalWeb(), engine)).isEmpty();
    }

    /** Whose ports are published is on a network of its own besides. */
    @Test
    void mayBeInternal() {
      EngineState engine = new Engine().internalNetwork("web", NOBODYS, "172.18.0.0/16").state();

      assertThat(Preflight.check(externalWeb(), engine)).isEmpty();
    }

    @Test
    void mayNotOverlapTheStacksOwn() {
      EngineState engine = new Engine().network("web", NOBODYS, "br-w", "10.213.1.128/25").state();

      Finding finding = only(externalWeb(), engine);

      assertThat(finding.id()).isEqualTo("subnet-overlaps-network");
      assertThat(finding.subject()).isEqualTo("networks.data.subnet");
    }
  }

  @Nested
  class NetworkNames {

    @Test
    void ofAnotherStackAreTaken() {
      EngineState engine =
          new Engine().network("t-data", OTHER_STACK, "br-x", "172.18.0.0/16").state();

      Finding finding = only(topology(), engine);

      assertThat(finding.id()).isEqualTo("network-name-taken");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo("networks.data");
      assertThat(finding.message()).contains("'t-data'", "versatile-hub/prod");
      assertThat(finding.cure())
          .contains("versatile-hub:networks.data.name", "remove stack versatile-hub/prod")
          .doesNotContain("docker network rm");
    }

    @Test
    void withoutTheLabelAreTaken() {
      EngineState engine = new Engine().network("t-data", NOBODYS, "br-x", "172.18.0.0/16").state();

      Finding finding = only(topology(), engine);

      assertThat(finding.message()).contains("without the label versatile.stack");
      assertThat(finding.cure()).contains("docker network rm t-data");
    }

    @Test
    void canBeJoinedWhenTheNetworkIsOpenAnyway() {
      EngineState engine = new Engine().network("web", NOBODYS, "br-x", "172.18.0.0/16").state();

      assertThat(only(topology(), engine).cure())
          .contains("pulumi config set --stack test --path 'versatile-hub:networks.web.external'");
    }

    @Test
    void areNeverToBeJoinedWhenTheNetworkIsInternal() {
      EngineState engine = new Engine().network("t-data", NOBODYS, "br-x", "172.18.0.0/16").state();

      assertThat(only(topology(), engine).cure()).doesNotContain("external");
    }

    @Test
    void thatOnlyBeginAlikeAreFree() {
      EngineState engine =
          new Engine().network("t-data2", NOBODYS, "br-x", "172.18.0.0/16").state();

      assertThat(Preflight.check(topology(), engine)).isEmpty();
    }
  }

  @Nested
  class ContainerNames {

    @Test
    void ofStrangersAreTaken() {
      Finding finding = only(topology(), new Engine().container("t-db", NOBODYS).state());

      assertThat(finding.id()).isEqualTo("container-name-taken");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo("service db");
      assertThat(finding.message()).contains("'t-db'");
      assertThat(finding.cure())
          .contains("docker rename t-db t-db-old", "docker rm --force t-db")
          .contains("versatile-hub:namePrefix");
    }

    @Test
    void ofAnotherStackAreTaken() {
      Finding finding = only(topology(), new Engine().container("t-db", OTHER_STACK).state());

      assertThat(finding.message()).contains("stack versatile-hub/prod");
      assertThat(finding.cure())
          .contains("remove stack versatile-hub/prod", "versatile-hub:namePrefix")
          .doesNotContain("docker r");
    }

    @Test
    void thatNoServiceUsesAreFree() {
      assertThat(Preflight.check(topology(), new Engine().container("blog", NOBODYS).state()))
          .isEmpty();
    }
  }

  @Nested
  class Volumes {

    @Test
    void ofTheStackItselfAreItsOwn() {
      EngineState engine =
          new Engine().container("t-db", OURS).volume("t-db-data", OURS, "t-db").state();

      assertThat(Preflight.check(topology(), engine)).isEmpty();
      assertThat(Preflight.unknownToState(topology(), engine, Set.of("t-db"))).isEmpty();
    }

    @Test
    void ofAnotherStackAreTaken() {
      Finding finding = only(topology(), new Engine().volume("t-db-data", OTHER_STACK).state());

      assertThat(finding.id()).isEqualTo("volume-name-taken");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo("volume t-db-data");
      assertThat(finding.message()).contains("stack versatile-hub/prod");
      assertThat(finding.cure()).contains("versatile-hub:namePrefix");
    }

    /** Two databases would write to the same files. */
    @Test
    void thatAStrangerHasInUseAreNotForTwo() {
      EngineState engine =
          new Engine()
              .container("old-redis", NOBODYS)
              .volume("t-db-data", NOBODYS, "old-redis")
              .state();

      Finding finding = only(topology(), engine);

      assertThat(finding.id()).isEqualTo("volume-in-use");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.message()).contains("'old-redis'");
      assertThat(finding.cure()).contains("docker stop old-redis");
    }

    @Test
    void thatNobodyHasLabelledAreTakenOverWithAWarningUntilTheStateKnowsThem() {
      EngineState engine = new Engine().volume("t-db-data", NOBODYS).state();

      assertThat(Preflight.check(topology(), engine)).isEmpty();
      assertThat(Preflight.unknownToState(topology(), engine, Set.of("t-db-data"))).isEmpty();
      assertThat(Preflight.unknownToState(topology(), engine, Set.of()))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.id()).isEqualTo("volume-adopted");
                assertThat(finding.isError()).isFalse();
                assertThat(finding.cure()).contains("docker volume rm t-db-data");
              });
    }

    @Test
    void thatNoServiceUsesAreFree() {
      EngineState engine =
          new Engine()
              .container("blog", NOBODYS)
              .volume("t-dbdata", NOBODYS, "blog")
              .volume("t-other-data", OTHER_STACK)
              .state();

      assertThat(Preflight.check(topology(), engine)).isEmpty();
      assertThat(Preflight.unknownToState(topology(), engine, Set.of())).isEmpty();
    }
  }

  @Nested
  class Subnets {

    @ParameterizedTest
    @ValueSource(strings = {"10.213.1.0/24", "10.213.1.128/25", "10.213.0.0/16", "10.0.0.0/8"})
    void mayNotMeetThoseOfForeignNetworks(String taken) {
      EngineState engine = new Engine().network("blog", NOBODYS, "br-x", taken).state();

      List<Finding> findings = Preflight.check(topology(), engine);

      assertThat(findings)
          .anySatisfy(
              finding -> {
                assertThat(finding.id()).isEqualTo("subnet-overlaps-network");
                assertThat(finding.isError()).isTrue();
                assertThat(finding.subject()).isEqualTo("networks.data.subnet");
                assertThat(finding.message()).contains("10.213.1.0/24", taken, "'blog'");
                assertThat(finding.cure())
                    .contains("'versatile-hub:networks.data.subnet' CIDR")
                    .contains("docker network rm blog");
              });
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.213.2.0/24", "10.212.0.0/16", "fd00:1::/64"})
    void mayTouchThoseOfForeignNetworks(String taken) {
      EngineState engine = new Engine().network("blog", NOBODYS, "br-x", taken).state();

      assertThat(Preflight.check(topology(), engine)).isEmpty();
    }

    @Test
    void ofIpv6AreComparedToo() {
      Topology ipv6 =
          topology(HostIsolation.GATEWAY_MODE, data("10.213.1.0/24", Optional.of("fd00:213::/64")));
      EngineState engine =
          new Engine().version("28.5.2").network("blog", NOBODYS, "br-x", "fd00:213::/48").state();

      assertThat(only(ipv6, engine).subject()).isEqualTo("networks.data.ipv6.subnet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.213.1.0/24", "10.213.1.64/26"})
    void mayNotCoverARouteOfTheHost(String route) {
      Finding finding = only(topology(), new Engine().route(route, "eth0").state());

      assertThat(finding.id()).isEqualTo("subnet-overlaps-host-route");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo("networks.data.subnet");
      assertThat(finding.message()).contains("10.213.1.0/24", route, "eth0");
      assertThat(finding.cure()).contains("'versatile-hub:networks.data.subnet' CIDR");
    }

    @Test
    void insideAWiderRouteAreOnlyWarnedAbout() {
      List<Finding> findings =
          Preflight.check(topology(), new Engine().route("10.213.0.0/16", "tun0").state());

      assertThat(ids(findings)).containsOnly("subnet-overlaps-host-route");
      assertThat(findings)
          .hasSize(2)
          .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
    }

    @Test
    void besideTheHostsRoutesAreFree() {
      assertThat(Preflight.check(topology(), new Engine().route("192.168.1.0/24", "eth0").state()))
          .isEmpty();
    }

    @Test
    void areNotComparedWithThisHostsRoutesWhenTheEngineIsElsewhere() {
      EngineState engine = new Engine().remote().route("10.213.1.0/24", "eth0").state();

      assertThat(Preflight.check(topology(), engine)).isEmpty();
    }

    @Test
    void ofAForeignNetworkAreReportedOnceAndNotAsARouteToo() {
      EngineState engine =
          new Engine()
              .network("blog", NOBODYS, "br-blog", "10.213.1.0/24")
              .route("10.213.1.0/24", "br-blog")
              .state();

      assertThat(only(topology(), engine).id()).isEqualTo("subnet-overlaps-network");
    }
  }

  @Nested
  class Bridges {

    @Test
    void ofForeignNetworksAreTaken() {
      EngineState engine =
          new Engine().network("blog", NOBODYS, "br-data", "172.18.0.0/16").state();

      Finding finding = only(topology(), engine);

      assertThat(finding.id()).isEqualTo("bridge-name-taken");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo("networks.data.bridge");
      assertThat(finding.message()).contains("'br-data'", "'blog'");
      assertThat(finding.cure())
          .contains("'versatile-hub:networks.data.bridge' NAME", "docker network rm blog");
    }

    @Test
    void withOtherNamesAreFree() {
      EngineState engine =
          new Engine().network("blog", NOBODYS, "br-data2", "172.18.0.0/16").state();

      assertThat(Preflight.check(topology(), engine)).isEmpty();
    }
  }

  @Nested
  class Versions {

    @ParameterizedTest
    @ValueSource(strings = {"19.3.15", "20.9.99", "18.9.1"})
    void before2010AreTooOld(String version) {
      Finding finding = only(topology(), new Engine().version(version).state());

      assertThat(finding.id()).isEqualTo("engine-too-old");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.message()).contains(version, "20.10.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20.10.0", "20.10.24", "28.5.2"})
    void from2010OnWillDo(String version) {
      assertThat(Preflight.check(topology(), new Engine().version(version).state())).isEmpty();
    }

    @Test
    void thatCannotBeReadAreWarnedAbout() {
      Finding finding = only(topology(), new Engine().withoutVersion().state());

      assertThat(finding.id()).isEqualTo("engine-version-unknown");
      assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20.10.24", "27.5.1"})
    void before28KnowNoGatewayMode(String version) {
      Finding finding =
          only(topology(HostIsolation.GATEWAY_MODE), new Engine().version(version).state());

      assertThat(finding.id()).isEqualTo("gateway-mode-unsupported");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo("hostIsolation");
      assertThat(finding.message()).contains(version, "28.0.0");
      assertThat(finding.cure()).contains("'versatile-hub:hostIsolation' inhibit-ipv4");
    }

    @Test
    void from28OnKnowGatewayMode() {
      assertThat(
              Preflight.check(
                  topology(HostIsolation.GATEWAY_MODE), new Engine().version("28.0.0").state()))
          .isEmpty();
    }

    @Test
    void thatCannotBeReadAreNotTrustedWithGatewayMode() {
      EngineState engine = new Engine().withoutVersion().state();

      assertThat(Preflight.check(topology(HostIsolation.GATEWAY_MODE), engine))
          .anySatisfy(
              finding -> {
                assertThat(finding.id()).isEqualTo("gateway-mode-unsupported");
                assertThat(finding.isError()).isTrue();
              });
    }
  }

  @Nested
  class HostPorts {

    @ParameterizedTest
    @CsvSource({"80, gateway.httpPort", "443, gateway.httpsPort"})
    void ofStrangersAreTaken(int port, String key) {
      Finding finding = only(topology(), new Engine().container("nginx", NOBODYS, port).state());

      assertThat(finding.id()).isEqualTo("host-port-taken");
      assertThat(finding.isError()).isTrue();
      assertThat(finding.subject()).isEqualTo(key);
      assertThat(finding.message()).contains("port " + port, "'nginx'");
      assertThat(finding.cure()).contains("docker stop nginx", "'versatile-hub:" + key + "' PORT");
    }

    @Test
    void thatTheGatewayDoesNotPublishAreFree() {
      assertThat(
              Preflight.check(
                  topology(), new Engine().container("blog", NOBODYS, 8080, 5432).state()))
          .isEmpty();
    }
  }

  private static Finding only(Topology topology, EngineState engine) {
    List<Finding> findings = Preflight.check(topology, engine);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static List<String> ids(List<Finding> findings) {
    return findings.stream().map(Finding::id).toList();
  }

  private static Topology topology() {
    return topology(HostIsolation.INHIBIT_IPV4);
  }

  private static Topology topology(HostIsolation isolation) {
    return topology(isolation, Map.of());
  }

  private static Topology externalWeb() {
    return topology(
        HostIsolation.INHIBIT_IPV4,
        Map.of(
            NetworkName.of("web"),
            new NetworkSettings(
                Optional.empty(),
                Optional.of(Ownership.EXTERNAL),
                Optional.empty(),
                Optional.empty(),
                SubnetSettings.NONE,
                SubnetSettings.NONE,
                Optional.empty(),
                Map.of())));
  }

  private static Map<NetworkName, NetworkSettings> data(String ipv4, Optional<String> ipv6) {
    return Map.of(
        NetworkName.of("data"),
        new NetworkSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new SubnetSettings(Optional.of(Cidr.of(ipv4)), Optional.empty()),
            new SubnetSettings(ipv6.map(Cidr::of), Optional.empty()),
            Optional.empty(),
            Map.of()));
  }

  /** A gateway on an open network, an application on both, a database on an internal one. */
  private static Topology topology(
      HostIsolation isolation, Map<NetworkName, NetworkSettings> networks) {
    TopologyBuilder topology =
        TopologyBuilder.of(
            new Environment(
                STACK,
                NamePrefix.of("t"),
                HostName.of("t.localhost"),
                ImageSource.UPSTREAM,
                "1",
                isolation,
                false,
                new HealthTiming(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Duration.ofSeconds(1)),
                new Environment.GatewaySettings(Port.of(80), Port.of(443), Optional.empty()),
                networks,
                Map.of(),
                Set.of()));
    NetworkName web = NetworkName.of("web");
    NetworkName data = NetworkName.of("data");
    ModuleBuilder module = topology.module("shared");
    module.network(web).named("web").subnet("10.213.0.0/24");
    module.network(data).internal().subnet("10.213.1.0/24").bridge("br-data");
    module
        .gateway("traefik")
        .runs(Workload.of("traefik:v3.7.9"))
        .on(web)
        .listensOn(80, 443)
        .publishes(Port.of(80), 80)
        .publishes(Port.of(443), 443);
    ServiceBuilder db =
        module.datastore("db").runs(Workload.of("redis:8.6-alpine")).on(data).listensOn(6379);
    db.keeps("data", "/data");
    module
        .app("app")
        .runs(Workload.of("ghcr.io/example/app:1.0.0"))
        .on(web, data)
        .listensOn(8080)
        .routedAt("app", web)
        .talksTo(db);
    return topology.build();
  }

  /** An engine on this host, with nothing on it but its own default network. */
  private static final class Engine {
    private Optional<EngineVersion> version = Optional.of(EngineVersion.parse("20.10.24"));
    private boolean local = true;
    private final List<ExistingNetwork> networks = new ArrayList<>();
    private final List<ExistingContainer> containers = new ArrayList<>();
    private final List<ExistingVolume> volumes = new ArrayList<>();
    private final List<HostRoute> routes = new ArrayList<>();

    Engine() {
      network("bridge", Map.of(), "docker0", "172.17.0.0/16");
      route("172.17.0.0/16", "docker0");
    }

    Engine version(String text) {
      version = Optional.of(EngineVersion.parse(text));
      return this;
    }

    Engine withoutVersion() {
      version = Optional.empty();
      return this;
    }

    Engine remote() {
      local = false;
      return this;
    }

    Engine network(String name, Map<String, String> labels, String bridge, String subnet) {
      return network(name, labels, Optional.of(bridge), false, subnet);
    }

    Engine internalNetwork(String name, Map<String, String> labels, String subnet) {
      return network(name, labels, Optional.empty(), true, subnet);
    }

    private Engine network(
        String name,
        Map<String, String> labels,
        Optional<String> bridge,
        boolean internal,
        String subnet) {
      networks.add(
          new ExistingNetwork(
              "id-" + name, name, "bridge", internal, List.of(Cidr.of(subnet)), bridge, labels));
      return this;
    }

    Engine container(String name, Map<String, String> labels, int... ports) {
      containers.add(
          new ExistingContainer(
              name,
              labels,
              Set.copyOf(Arrays.stream(ports).mapToObj(Port::of).toList()),
              Optional.empty()));
      return this;
    }

    Engine volume(String name, Map<String, String> labels, String... users) {
      volumes.add(new ExistingVolume(name, labels, Set.of(users)));
      return this;
    }

    Engine route(String destination, String interfaceName) {
      routes.add(new HostRoute(Cidr.of(destination), interfaceName));
      return this;
    }

    EngineState state() {
      return new EngineState(version, "1.41", local, networks, containers, volumes, routes);
    }
  }
}
