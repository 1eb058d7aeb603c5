package app.versatilehub.verification.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Ownership;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.Workload;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment.Host;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkAttachment.Networks;
import app.versatilehub.topology.isolation.NetworkAttachment.SharedWith;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.RouteEntry;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EngineInventoryTest {

  private static final StackId STACK = StackId.of("hub", "test");

  private static final Network WEB = network("web", Ownership.OWNED);
  private static final Network LAN = network("lan", Ownership.EXTERNAL);
  private static final Service SHOP =
      new Service(
          ServiceName.of("shop"),
          "shop",
          EngineName.of("pre-shop"),
          ServiceKind.APP,
          Workload.of("example/shop:1"),
          List.of(new Attachment(WEB.name(), List.of())),
          List.of(Port.of(8080)),
          List.of(),
          List.of(),
          List.of());

  private final List<NetworkState> networks =
      new ArrayList<>(
          List.of(
              network("host", "host", Map.of(), Map.of()),
              network("pre-web", "bridge", Map.of(), Labels.of(STACK, WEB)),
              network("pre-lan", "bridge", Map.of(), Map.of())));
  private final List<ContainerState> containers = new ArrayList<>();

  @Test
  void whatBelongsToTheStackHasTheNamesOfTheTopology() {
    add(container("pre-shop", Labels.of(STACK, SHOP)));

    assertThat(inventory().networks())
        .extracting(NetworkEntry::name, NetworkEntry::external)
        .containsExactly(tuple("web", false), tuple("lan", true));
    ContainerEntry shop = inventory().containers().get(0);
    assertThat(shop.name()).isEqualTo("shop");
    assertThat(shop.ports()).containsExactly(Port.of(8080));
    assertThat(shop.portsComplete()).isTrue();
    assertThat(shop.memberships())
        .containsExactly(new Membership("web", new TreeSet<>(List.of("pre-shop"))));
    assertThat(inventory().engine()).contains(EngineVersion.parse("28.5.2"));
    assertThat(inventory().flows()).isEmpty();
  }

  @Test
  void whoeverCopiesTheLabelsIsForeign() {
    add(container("a-shop", Labels.of(STACK, SHOP)));
    add(container("pre-shop", Labels.of(STACK, SHOP)));

    assertThat(names()).containsExactly("a-shop", "shop");
  }

  @Test
  void aCopyIsForeignEvenWhileTheRealOneIsStopped() {
    add(container("a-shop", Labels.of(STACK, SHOP)));
    add(with(container("pre-shop", Labels.of(STACK, SHOP)), Status.EXITED));

    assertThat(names()).containsExactly("a-shop");
  }

  @Test
  void anotherStacksContainerIsForeign() {
    add(container("pre-shop", Labels.of(StackId.of("hub", "other"), SHOP)));

    assertThat(names()).containsExactly("pre-shop");
  }

  @Test
  void aForeignNameIsNeverOneOfTheTopology() {
    add(container("shop", Map.of()));
    add(container("shop (foreign)", Map.of()));
    networks.add(network("web", "bridge", Map.of(), Map.of()));

    assertThat(names()).containsExactly("shop (foreign)", "shop (foreign) (foreign)");
    assertThat(inventory().networks())
        .extracting(NetworkEntry::name)
        .containsExactly("web", "lan", "web (foreign)");
  }

  @Test
  void twoNetworksOfOneNameAreTwo() {
    networks.add(network("twin", "bridge", Map.of(), Map.of()));
    NetworkState twin = network("twin", "bridge", Map.of(), Map.of());
    networks.add(
        new NetworkState(
            "other",
            "twin",
            twin.driver(),
            false,
            false,
            List.of(),
            twin.options(),
            twin.labels()));

    assertThat(inventory().networks())
        .extracting(NetworkEntry::name)
        .contains("twin", "twin (foreign)");
  }

  @Test
  void onlyWhatTrafficMayComeToIsThere() {
    for (Status status : Status.values()) {
      add(with(container(status.name(), Map.of()), status));
    }

    assertThat(names()).containsExactlyInAnyOrder("RUNNING", "PAUSED", "RESTARTING");
  }

  @Test
  void interfacesMayBeElsewhere() {
    add(container("pre-shop", Labels.of(STACK, SHOP)));
    add(attached(container("on-host", Map.of()), "host"));
    add(attached(container("beside", Map.of()), "container:id-pre-shop"));
    add(attached(container("beside-nobody", Map.of()), "container:gone"));
    add(attached(container("alone", Map.of()), "none"));

    assertThat(inventory().containers())
        .extracting(ContainerEntry::attachment)
        .contains(new Host(), new SharedWith("shop"))
        .filteredOn(new Networks(List.of())::equals)
        .hasSize(2);
  }

  @Test
  void aModeThatNobodyKnowsIsTheWeakest() {
    networks.add(
        network(
            "new",
            "bridge",
            Map.of("com.docker.network.bridge.gateway_mode_ipv4", "tunnelled"),
            Map.of()));

    NetworkEntry strange = inventory().networks().get(2);

    assertThat(strange.bridge().ipv4()).isEqualTo(Gateway.NAT_UNPROTECTED);
    assertThat(strange.bridge().membersMeet()).isTrue();
  }

  @Test
  void labelsThatSayNothingSensibleLeaveTheImageToTell() {
    add(container("odd", Map.of(Labels.KIND, "castle", Labels.PORTS, "many")));

    ContainerEntry odd = inventory().containers().get(0);

    assertThat(odd.kind()).isEqualTo(ServiceKind.DATASTORE);
    assertThat(odd.ports()).contains(Port.of(6379));
  }

  @Test
  void routesLeadByNamesOfTheInventory() {
    Map<String, String> labels = new TreeMap<>(Labels.of(STACK, SHOP));
    labels.put("traefik.http.routers.shop.rule", "Host(`shop.example`)");
    labels.put("traefik.docker.network", "pre-web");
    add(container("pre-shop", labels));

    assertThat(inventory().routes())
        .containsExactly(
            new RouteEntry("shop.example", "shop", Optional.empty(), Optional.of("web")));
  }

  @Test
  void withoutATopologyAllNamesAreTheEngines() {
    add(container("pre-shop", Labels.of(STACK, SHOP)));

    Inventory inventory = EngineInventory.of(snapshot(), "an engine").inventory();

    assertThat(inventory.title()).isEqualTo("an engine");
    assertThat(inventory.networks())
        .extracting(NetworkEntry::name)
        .containsExactly("pre-web", "pre-lan");
    assertThat(inventory.containers()).extracting(ContainerEntry::name).containsExactly("pre-shop");
  }

  private List<String> names() {
    return inventory().containers().stream().map(ContainerEntry::name).toList();
  }

  private Inventory inventory() {
    Environment environment =
        new Environment(
            STACK,
            NamePrefix.of("pre"),
            HostName.of("example.org"),
            ImageSource.UPSTREAM,
            "1",
            HostIsolation.INHIBIT_IPV4,
            true,
            new HealthTiming(
                Duration.ofSeconds(5), Duration.ofSeconds(3), 3, Duration.ofSeconds(60)),
            new Environment.GatewaySettings(Port.of(80), Port.of(443), Optional.empty()),
            Map.of(),
            Map.of(),
            Set.of());
    return EngineInventory.of(
            snapshot(),
            new Topology(
                environment, List.of(WEB, LAN), List.of(SHOP), List.of(), List.of(), Map.of()))
        .inventory();
  }

  private EngineSnapshot snapshot() {
    return new EngineSnapshot(
        new EngineFacts(
            Optional.of(EngineVersion.parse("28.5.2")),
            "1.51",
            "amd64",
            "6.1",
            true,
            Optional.empty(),
            true,
            Optional.empty(),
            List.of(),
            List.of()),
        networks,
        containers,
        new TreeMap<>());
  }

  private void add(ContainerState container) {
    containers.add(container);
  }

  private static Network network(String name, Ownership ownership) {
    return new Network(
        NetworkName.of(name),
        "shop",
        EngineName.of("pre-" + name),
        "bridge",
        false,
        ownership,
        List.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  private static NetworkState network(
      String name, String driver, Map<String, String> options, Map<String, String> labels) {
    return new NetworkState(
        "id-" + name,
        name,
        driver,
        false,
        false,
        List.of(new SubnetState(Cidr.of("10.9.0.0/24"), Optional.empty())),
        new TreeMap<>(options),
        new TreeMap<>(labels));
  }

  /** Of a known image, on the topology's network. */
  private static ContainerState container(String name, Map<String, String> labels) {
    return new ContainerState(
        "id-" + name,
        name,
        "redis:7",
        "sha256:1",
        Status.RUNNING,
        Optional.empty(),
        0,
        "pre-web",
        List.of(new EndpointState("pre-web", new TreeSet<>(List.of(name)), List.of())),
        List.of(new Exposure.Privileged()),
        new TreeMap<>(labels));
  }

  private static ContainerState with(ContainerState container, Status status) {
    return changed(container, status, container.networkMode(), container.endpoints());
  }

  private static ContainerState attached(ContainerState container, String mode) {
    return changed(container, container.status(), mode, List.of());
  }

  private static ContainerState changed(
      ContainerState container, Status status, String mode, List<EndpointState> endpoints) {
    return new ContainerState(
        container.id(),
        container.name(),
        container.image(),
        container.imageId(),
        status,
        container.health(),
        container.exitCode(),
        mode,
        endpoints,
        container.exposures(),
        container.labels());
  }
}
