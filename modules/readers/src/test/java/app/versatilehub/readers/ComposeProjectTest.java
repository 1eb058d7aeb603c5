package app.versatilehub.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Exposure.Capability;
import app.versatilehub.topology.Exposure.Device;
import app.versatilehub.topology.Exposure.EngineSocket;
import app.versatilehub.topology.Exposure.HostMount;
import app.versatilehub.topology.Exposure.HostNamespace;
import app.versatilehub.topology.Exposure.Privileged;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.RouteEntry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the resolved project to the inventory; how files become a project is tested elsewhere. */
class ComposeProjectTest {

  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  @Test
  void saysWhereItComesFromAndWhatItCannotKnow() {
    Inventory inventory = read("{name: 'p', services: {}}");
    assertThat(inventory.title()).isEqualTo("compose.yaml");
    assertThat(inventory.engine()).isEmpty();
    assertThat(inventory.flows()).isEmpty();
  }

  // --- Networks ---------------------------------------------------------------------------------

  @Test
  void readsEverythingAboutANetwork() {
    assertThat(
            network(
                """
                {name: 'p_front', driver: 'bridge', internal: true, enable_ipv6: true,
                 driver_opts: {'com.docker.network.bridge.enable_icc': 'false',
                               'com.docker.network.bridge.gateway_mode_ipv4': 'isolated',
                               'com.docker.network.bridge.gateway_mode_ipv6': 'routed'},
                 ipam: {config: [{subnet: '10.1.0.0/16'}, {subnet: 'fd00:1::/64'}, {}]}}"""))
        .isEqualTo(
            new NetworkEntry(
                "front",
                "bridge",
                true,
                false,
                true,
                List.of(Cidr.of("10.1.0.0/16"), Cidr.of("fd00:1::/64")),
                new BridgeOptions(Gateway.ABSENT, Gateway.ROUTED, false)));
  }

  @Test
  void takesANetworkThatSaysNothingForABridge() {
    assertThat(network("{name: 'p_front', ipam: {}}"))
        .isEqualTo(
            new NetworkEntry(
                "front", "bridge", false, false, false, List.of(), BridgeOptions.DEFAULT));
  }

  @Test
  void readsOtherDriversAndExternalNetworks() {
    NetworkEntry network =
        network(
            """
            {name: 'lan', driver: 'macvlan', external: true,
             driver_opts: {'com.docker.network.bridge.enable_icc': 'false'}}""");
    assertThat(network.driver()).isEqualTo("macvlan");
    assertThat(network.external()).isTrue();
    assertThat(network.bridge()).isEqualTo(BridgeOptions.DEFAULT);
  }

  @Test
  void refusesAnOptionThatTheDriverDoesNotKnow() {
    assertThatThrownBy(
            () -> network("{driver_opts: {'com.docker.network.bridge.gateway_mode_ipv4': 'open'}}"))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("compose.yaml: networks.front: 'open' is not a gateway mode");
  }

  @Test
  void refusesASubnetThatIsNone() {
    assertThatThrownBy(() -> network("{ipam: {config: [{subnet: '10.1.2.3/16'}]}}"))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("networks.front: '10.1.2.3/16' is not a subnet");
  }

  // --- Attachments ------------------------------------------------------------------------------

  @Test
  void knowsAServiceByEveryNameOnItsNetworks() {
    Inventory inventory =
        read(
            """
            {name: 'p',
             networks: {front: {}, back: {}, side: {}},
             services: {
               db: {networks: {front: {aliases: ['sql', 'store']}, back: null,
                               side: {use_service_name_alias: false}}},
               web: {container_name: 'w', networks: {back: null}, links: ['db:database']}}}""");
    assertThat(container(inventory, "db").memberships())
        .containsExactly(
            membership("front", "db", "p-db-1", "sql", "store"),
            membership("back", "db", "p-db-1", "database"),
            membership("side", "p-db-1"));
    assertThat(container(inventory, "web").memberships())
        .containsExactly(membership("back", "web", "w"));
  }

  @Test
  void readsTheHostsNetworkByModeAndByName() {
    Inventory inventory =
        read(
            """
            {networks: {h: {name: 'host', external: true}},
             services: {a: {network_mode: 'host'}, b: {networks: {h: null}}}}""");
    assertThat(container(inventory, "a").attachment()).isEqualTo(new NetworkAttachment.Host());
    assertThat(container(inventory, "b").attachment()).isEqualTo(new NetworkAttachment.Host());
  }

  @Test
  void readsNoNetworkByModeAndByName() {
    Inventory inventory =
        read(
            """
            {networks: {n: {name: 'none', external: true}},
             services: {a: {network_mode: 'none'}, b: {networks: {n: null}}}}""");
    NetworkAttachment none = new NetworkAttachment.Networks(List.of());
    assertThat(container(inventory, "a").attachment()).isEqualTo(none);
    assertThat(container(inventory, "b").attachment()).isEqualTo(none);
  }

  @ParameterizedTest
  @ValueSource(strings = {"service:vpn", "container:tunnel"})
  void readsASharedNetwork(String mode) {
    Inventory inventory =
        read(
            "{services: {a: {network_mode: '%s'}, vpn: {container_name: 'tunnel'}}}"
                .formatted(mode));
    assertThat(container(inventory, "a").attachment())
        .isEqualTo(new NetworkAttachment.SharedWith("vpn"));
  }

  @Test
  void refusesToShareTheNetworkOfAStranger() {
    assertThatThrownBy(() -> read("{services: {a: {network_mode: 'container:gone'}}}"))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("services.a: 'container:gone' is no container of these files");
  }

  @Test
  void refusesToShareTheNetworkOfWhatHasNoContainer() {
    assertThatThrownBy(
            () -> read("{services: {a: {network_mode: 'service:b'}, b: {provider: {type: 'x'}}}}"))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("'service:b' is no container of these files");
  }

  @Test
  void refusesToShareInACircle() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {services: {a: {container_name: 'x', network_mode: 'container:y'},
                                b: {container_name: 'y', network_mode: 'container:x'}}}"""))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("leads back to 'a'");
  }

  @Test
  void takesANetworkOfTheEngineForAStrangers() {
    Inventory inventory =
        read(
            """
            {networks: {bridge: {name: 'p_bridge'}, own: {name: 'p_own'}},
             services: {a: {network_mode: 'bridge'}, b: {network_mode: 'elsewhere'},
                        c: {network_mode: 'p_own'}}}""");
    assertThat(container(inventory, "a").memberships())
        .containsExactly(membership("bridge of the engine"));
    assertThat(container(inventory, "b").memberships())
        .extracting(Membership::network)
        .containsExactly("elsewhere");
    assertThat(container(inventory, "c").memberships())
        .extracting(Membership::network)
        .containsExactly("own");
    assertThat(inventory.networks())
        .filteredOn(NetworkEntry::external)
        .extracting(NetworkEntry::name)
        .containsExactly("bridge of the engine", "elsewhere");
  }

  // --- Ports ------------------------------------------------------------------------------------

  @Test
  void readsPublishedPorts() {
    ContainerEntry entry =
        service(
            """
            {ports: [{mode: 'ingress', target: 80, published: '8080', protocol: 'tcp'},
                     {mode: 'host', target: 81, published: '8081', host_ip: '0.0.0.0'},
                     {target: 82, published: '8082', host_ip: '127.0.0.1'},
                     {target: 83, published: '8083', host_ip: '::1', protocol: 'udp'},
                     {target: 84, published: '9000-9010'},
                     {target: 85}, {target: 86, published: '0'}]}""");
    assertThat(entry.publishedPorts())
        .containsExactly(
            new PublishedPort(Port.of(8080), Port.of(80)),
            new PublishedPort(Port.of(8081), Port.of(81)),
            new PublishedPort(Optional.of(IpAddress.of("127.0.0.1")), Port.of(8082), Port.of(82)),
            new PublishedPort(Optional.of(IpAddress.of("::1")), Port.of(8083), Port.of(83)),
            new PublishedPort(Port.of(9000), Port.of(84)),
            new PublishedPort(Port.of(85), Port.of(85)),
            new PublishedPort(Port.of(86), Port.of(86)));
    assertThat(entry.ports())
        .contains(Port.of(80), Port.of(81), Port.of(82), Port.of(83), Port.of(84), Port.of(86));
  }

  @Test
  void readsExposedPorts() {
    ContainerEntry entry = service("{expose: ['3000', '4000-4002/udp']}");
    assertThat(entry.ports())
        .containsExactly(Port.of(3000), Port.of(4000), Port.of(4001), Port.of(4002));
    assertThat(entry.exposures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{expose: [\"x\"]}', 'services.web: ''x'' is not a port'",
    "'{expose: [\"70000\"]}', 'services.web: ''70000'' is not a port'",
    "'{ports: [{target: 0}]}', 'services.web: ''0'' is not a port'",
    "'{ports: [{target: 1, host_ip: \"h\"}]}', 'services.web: ''h'' is not an IP address'"
  })
  void refusesWhatIsNoPort(String service, String message) {
    assertThatThrownBy(() -> service(service))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesMorePortsThanItCouldHold() {
    String wide = "{expose: ['1-65535']}";
    assertThatThrownBy(
            () ->
                read("{services: {a: %s, b: %s, c: %s, d: %s}}".formatted(wide, wide, wide, wide)))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("services.d: with it, more than 200000 ports and mounts");
  }

  // --- Exposures --------------------------------------------------------------------------------

  @Test
  void readsPowersOverTheHost() {
    assertThat(
            exposures(
                """
                {privileged: true, use_api_socket: true, cap_add: ['NET_ADMIN', 'CAP_SYS_PTRACE', 'CHOWN'],
                 devices: [{source: '/dev/sda', target: '/dev/x'}],
                 device_cgroup_rules: ['b 8:* rwm'], security_opt: ['seccomp=unconfined']}"""))
        .containsExactlyInAnyOrder(
            new Privileged(),
            new EngineSocket(),
            new Capability("NET_ADMIN"),
            new Capability("SYS_PTRACE"),
            new Device("/dev/sda"),
            new Device("b 8:* rwm"));
  }

  @Test
  void readsNamespacesOfTheHost() {
    assertThat(
            exposures(
                "{pid: 'host', ipc: 'host', uts: 'host', userns_mode: 'host', cgroup: 'host'}"))
        .containsExactlyInAnyOrder(
            new HostNamespace("pid"),
            new HostNamespace("ipc"),
            new HostNamespace("uts"),
            new HostNamespace("user"),
            new HostNamespace("cgroup"));
    assertThat(exposures("{pid: 'service:web', ipc: 'shareable', cgroup: 'private'}")).isEmpty();
  }

  @Test
  void takesAPrivilegedHookForAPrivilegedContainer() {
    assertThat(exposures("{post_start: [{command: ['x'], privileged: true}]}"))
        .containsExactly(new Privileged());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/run/docker.sock",
        "/run/docker.sock",
        "/run/user/1000/docker.sock",
        "/run/containerd/containerd.sock"
      })
  void seesTheEnginesSocket(String path) {
    assertThat(exposures("{volumes: [{type: 'bind', source: '%s'}]}".formatted(path)))
        .containsExactly(new EngineSocket());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/var", "/run", "/var/run"})
  void seesTheEnginesSocketBelowAFolder(String path) {
    assertThat(
            exposures("{volumes: [{type: 'bind', source: '%s', read_only: true}]}".formatted(path)))
        .containsExactly(new EngineSocket(), new HostMount(path, true));
  }

  @Test
  void readsMountsOfTheHost() {
    assertThat(
            exposures(
                """
                {volumes: [{type: 'bind', source: '/srv/p/conf', target: '/c', read_only: true},
                           {type: 'bind', source: '/srv/p/data/', target: '/d'},
                           {type: 'bind', source: '/var/running', target: '/e'},
                           {type: 'volume', source: 'vol', target: '/v'},
                           {type: 'volume', target: '/anonymous'},
                           {type: 'tmpfs', target: '/t'}],
                 configs: [{source: 'c'}], secrets: [{source: 's'}]}"""))
        .containsExactly(
            new HostMount("/srv/p/conf", true),
            new HostMount("/srv/p/data", false),
            new HostMount("/var/running", false));
  }

  @Test
  void seesTheHostBehindAVolume() {
    Inventory inventory =
        read(
            """
            {services: {web: {volumes: [{type: 'volume', source: 'etc', read_only: true},
                                        {type: 'volume', source: 'sock'},
                                        {type: 'volume', source: 'nfs'},
                                        {type: 'volume', source: 'cifs'}]}},
             volumes: {etc: {driver_opts: {type: 'none', o: 'bind', device: '/etc'}},
                       sock: {driver_opts: {o: 'bind', device: '/run/docker.sock'}},
                       nfs: {driver_opts: {type: 'nfs', device: ':/export'}},
                       cifs: {driver_opts: {type: 'cifs', device: '//server/share'}}}}""");
    assertThat(container(inventory, "web").exposures())
        .containsExactly(new HostMount("/etc", true), new EngineSocket());
  }

  @Test
  void seesTheMountsOfOthers() {
    Inventory inventory =
        read(
            """
            {services: {a: {volumes_from: ['b:ro', 'container:c']},
                        b: {volumes_from: ['d'], volumes: [{type: 'bind', source: '/b'}]},
                        c: {container_name: 'c', volumes: [{type: 'bind', source: '/c'}]},
                        d: {volumes: [{type: 'bind', source: '/var/run/docker.sock'}]}}}""");
    assertThat(container(inventory, "a").exposures())
        .containsExactly(new HostMount("/b", true), new HostMount("/c", false), new EngineSocket());
  }

  @Test
  void refusesMountsOfAStranger() {
    assertThatThrownBy(() -> service("{volumes_from: ['container:gone']}"))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("'container:gone' is no container of these files");
  }

  // --- The rest of a container ------------------------------------------------------------------

  @Test
  void readsWhatWhoeverReadsTheFileReads() {
    assertThat(
            service(
                    """
                    {environment: {A: '1', UNSET: null, EMPTY: ''}, labels: {l: 'v'},
                     entrypoint: ['/run', '--x'], command: ['serve', 'a b']}""")
                .settings())
        .containsExactly(
            new Setting(Place.ENVIRONMENT, "A", "1"),
            new Setting(Place.ENVIRONMENT, "EMPTY", ""),
            new Setting(Place.LABEL, "l", "v"),
            new Setting(Place.COMMAND, "0", "/run"),
            new Setting(Place.COMMAND, "1", "--x"),
            new Setting(Place.COMMAND, "2", "serve"),
            new Setting(Place.COMMAND, "3", "a b"));
  }

  @Test
  void takesReplicasForOneEntry() {
    assertThat(read("{services: {a: {scale: 3}, b: {deploy: {replicas: 5}}}}").containers())
        .extracting(ContainerEntry::name)
        .containsExactly("a", "b");
  }

  @Test
  void recognisesWhatAServiceIsFor() {
    Inventory inventory =
        read(
            """
            {services: {db: {image: 'postgres:17'}, built: {expose: ['3000']}}}""");
    assertThat(container(inventory, "db").kind()).isEqualTo(ServiceKind.DATASTORE);
    assertThat(container(inventory, "built").kind()).isEqualTo(ServiceKind.APP);
  }

  @Test
  void readsJobsAndInitContainers() {
    Inventory inventory =
        read(
            """
            {networks: {back: {}},
             services: {web: {networks: {back: null}, volumes: [{type: 'bind', source: '/w'}],
                              pre_start: [{privileged: true, networks: {back: null}}]}},
             jobs: {clean: {networks: {back: null}}}}""");
    ContainerEntry hook = container(inventory, "web.pre_start[0]");
    assertThat(hook.kind()).isEqualTo(ServiceKind.JOB);
    assertThat(hook.exposures()).containsExactly(new Privileged(), new HostMount("/w", false));
    assertThat(hook.memberships()).containsExactly(membership("back"));
    assertThat(container(inventory, "web").exposures()).containsExactly(new HostMount("/w", false));
    assertThat(container(inventory, "clean").kind()).isEqualTo(ServiceKind.JOB);
    assertThat(container(inventory, "clean").memberships())
        .containsExactly(membership("back", "clean"));
  }

  @Test
  void leavesOutWhatHasNoContainer() {
    assertThat(read("{services: {cloud: {provider: {type: 'x'}}}}").containers()).isEmpty();
  }

  @Test
  void readsRoutesOnTheNetworksOfTheFile() {
    Inventory inventory =
        read(
            """
            {networks: {front: {name: 'p_front'}},
             services: {web: {networks: {front: null},
               labels: {'traefik.enable': 'true', 'traefik.docker.network': 'p_front',
                        'traefik.http.routers.web.rule': 'Host(`web.example.org`)',
                        'traefik.http.services.web.loadbalancer.server.port': '3000'}}}}""");
    assertThat(inventory.routes())
        .containsExactly(
            new RouteEntry(
                "web.example.org", "web", Optional.of(Port.of(3000)), Optional.of("front")));
  }

  private static List<Exposure> exposures(String service) {
    return service(service).exposures();
  }

  private static ContainerEntry service(String json) {
    return container(read("{services: {web: %s}}".formatted(json)), "web");
  }

  private static NetworkEntry network(String json) {
    return read("{networks: {front: %s}}".formatted(json)).networks().get(0);
  }

  private static ContainerEntry container(Inventory inventory, String name) {
    return inventory.containers().stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Membership membership(String network, String... names) {
    return new Membership(network, new TreeSet<>(Arrays.asList(names)));
  }

  private static Inventory read(String json) {
    try {
      return ComposeProject.inventory("compose.yaml", LENIENT.readTree(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
