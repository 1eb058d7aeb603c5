package app.versatilehub.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerResourceReaderTest {

  private static final String UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  private static final String SIGNATURE = "4dabf18193072939515e22adb298388d";
  private static final Map<String, Object> SECRET =
      Map.of(SIGNATURE, "1b47061264138c4ac30d75fd1eb44270", "value", "hunter2");
  private static final String ID = "0123456789abcdef".repeat(4);

  @Test
  void everyInputOfANetworkIsRead() {
    NetworkEntry network =
        onlyNetwork(
            Map.of(
                "name",
                "vh-net",
                "driver",
                "bridge",
                "internal",
                true,
                "ipv6",
                "true",
                "ipamConfigs",
                List.of(
                    Map.of("subnet", "172.31.0.0/16", "gateway", "172.31.0.1"),
                    Map.of("subnet", "fd00::/64")),
                "options",
                Map.of(
                    "com.docker.network.bridge.gateway_mode_ipv4",
                    "isolated",
                    "com.docker.network.bridge.enable_icc",
                    false),
                "labels",
                labels(Labels.NETWORK, "net")));

    assertThat(network)
        .isEqualTo(
            new NetworkEntry(
                "net",
                "bridge",
                true,
                false,
                true,
                List.of(Cidr.of("172.31.0.0/16"), Cidr.of("fd00::/64")),
                new BridgeOptions(Gateway.ABSENT, Gateway.NAT, false)));
  }

  @Test
  void networkWithoutInputsIsAPlainBridge() {
    assertThat(onlyNetwork(Map.of())).isEqualTo(plain("net", "bridge", false));
    assertThat(onlyNetwork(Map.of("name", "engine"))).isEqualTo(plain("engine", "bridge", false));
    assertThat(onlyNetwork(Map.of("ingress", true))).isEqualTo(plain("net", "overlay", false));
  }

  @Test
  void optionsOfOtherDriversAreNotTheBridges() {
    assertThat(
            onlyNetwork(
                Map.of(
                    "driver",
                    "macvlan",
                    "options",
                    Map.of("com.docker.network.bridge.gateway_mode_ipv4", "isolated"))))
        .isEqualTo(plain("net", "macvlan", false));
  }

  @Test
  void hiddenFlagsAreTakenAtTheirWorst() {
    NetworkEntry network = onlyNetwork(Map.of("internal", UNKNOWN, "ipv6", UNKNOWN));

    assertThat(network.internal()).isFalse();
    assertThat(network.ipv6()).isTrue();
    assertThat(only(Map.of("privileged", "[unknown]")).exposures())
        .containsExactly(new Exposure.Privileged());
  }

  @Test
  void labelNamesTheContainerElseItsNameElsePulumi() {
    assertThat(only(Map.of("name", "vh-app", "labels", labels(Labels.SERVICE, "app"))).name())
        .isEqualTo("app");
    assertThat(only(Map.of("name", "vh-app")).name()).isEqualTo("vh-app");
    assertThat(only(Map.of()).name()).isEqualTo("c");
  }

  @Test
  void kindAndPortsAreRecognised() {
    assertThat(only(Map.of("image", "postgres:17")))
        .satisfies(
            container -> {
              assertThat(container.kind()).isEqualTo(ServiceKind.DATASTORE);
              assertThat(container.ports()).containsExactly(Port.of(5432));
              assertThat(container.portsComplete()).isTrue();
            });
    assertThat(only(Map.of("image", "my/app", "labels", labels(Labels.KIND, "job"))).kind())
        .isEqualTo(ServiceKind.JOB);
    assertThat(only(Map.of("image", "nginx", "ports", List.of(port(80, 80)))).kind())
        .isEqualTo(ServiceKind.GATEWAY);
  }

  @ParameterizedTest
  @CsvSource({
    "docker:index/remoteImage:RemoteImage, name, " + UNKNOWN,
    "docker:index/image:Image, imageName, " + UNKNOWN,
    "docker:index/remoteImage:RemoteImage, name, sha256:0123456789ab",
    "docker:index/remoteImage:RemoteImage, name, [secret]"
  })
  void imageIsResolvedByWhatItDependsOn(String type, String input, String image) {
    ContainerEntry container =
        containers(
                resource(type, "i", Map.of(input, "redis:8"), Map.of()),
                container("c", Map.of("image", image), Map.of("image", List.of("urn:i"))))
            .get(0);

    assertThat(container.kind()).isEqualTo(ServiceKind.DATASTORE);
  }

  @Test
  void builtImageIsKnownByItsFirstTag() {
    assertThat(
            containers(
                    resource(
                        "docker-build:index:Image",
                        "i",
                        Map.of("tags", List.of("example/postgres:1")),
                        Map.of()),
                    container("c", Map.of("image", UNKNOWN), Map.of("image", List.of("urn:i"))))
                .get(0)
                .kind())
        .isEqualTo(ServiceKind.DATASTORE);
  }

  @Test
  void unknownImageIsRefusedUnlessALabelSaysWhatItIsFor() {
    assertRefused(
        "title, container c, image: the image's name is not known",
        container("c", Map.of("image", UNKNOWN)));
    assertThat(only(Map.of("image", UNKNOWN, "labels", labels(Labels.KIND, "datastore"))).kind())
        .isEqualTo(ServiceKind.DATASTORE);
  }

  @Test
  void containerIsOnNetworksByNameIdOrLabel() {
    ContainerEntry container =
        containers(
                network("a", Map.of("name", "vh-a", "labels", labels(Labels.NETWORK, "alpha"))),
                network("b", Map.of("name", "vh-b", "id", ID)),
                container(
                    "c",
                    Map.of(
                        "name",
                        "vh-c",
                        "networkMode",
                        "bridge",
                        "networksAdvanced",
                        List.of(
                            Map.of("name", "vh-a", "aliases", List.of("c", "www")),
                            Map.of("name", ID)))))
            .get(0);

    assertThat(container.memberships())
        .containsExactly(on("alpha", "c", "vh-c", "www"), on("vh-b", "vh-c"));
  }

  @Test
  void networkThatNobodyRegistersIsExternal() {
    Inventory inventory =
        read(container("c", Map.of("networksAdvanced", List.of(Map.of("name", "proxy")))));

    assertThat(inventory.networks()).containsExactly(plain("proxy", "bridge", true));
    assertThat(inventory.containers().get(0).memberships()).containsExactly(on("proxy", "c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bridge", "default"})
  void containerWithoutNetworksIsOnTheDefaultOneWithoutNames(String mode) {
    Inventory inventory = read(container("c", Map.of("networkMode", mode)));

    assertThat(inventory.networks()).containsExactly(plain("bridge", "bridge", true));
    assertThat(inventory.containers().get(0).memberships()).containsExactly(on("bridge"));
  }

  @Test
  void networkModesAreUnderstood() {
    assertThat(only(Map.of()).memberships()).containsExactly(on("bridge"));
    assertThat(only(Map.of("networkMode", "host")).attachment())
        .isEqualTo(new NetworkAttachment.Host());
    assertThat(only(Map.of("networksAdvanced", List.of(Map.of("name", "host")))).attachment())
        .isEqualTo(new NetworkAttachment.Host());
    assertThat(only(Map.of("networkMode", "none")).attachment())
        .isEqualTo(new NetworkAttachment.Networks(List.of()));
    assertThat(only(Map.of("networkMode", "proxy")).memberships())
        .containsExactly(on("proxy", "c"));
  }

  @Test
  void networkModeAddsToTheOtherNetworks() {
    assertThat(
            only(Map.of("networkMode", "proxy", "networksAdvanced", List.of(Map.of("name", "a"))))
                .memberships())
        .containsExactly(on("a", "c"), on("proxy", "c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"container:vh-vpn", "container:0123456789ab", "container:untold-id", UNKNOWN})
  void containerSharesTheNetworkOfAnother(String mode) {
    List<ContainerEntry> containers =
        containers(
            container(
                "vpn",
                Map.of(
                    "name",
                    "vh-vpn",
                    "id",
                    "0123456789ab",
                    "labels",
                    labels(Labels.SERVICE, "gate"))),
            container("c", Map.of("networkMode", mode), Map.of("networkMode", List.of("urn:vpn"))));

    assertThat(containers.get(1).attachment()).isEqualTo(new NetworkAttachment.SharedWith("gate"));
  }

  @Test
  void unknownNetworkModeMayBeANetwork() {
    assertThat(
            containers(
                    network("a", Map.of("name", "vh-a")),
                    container(
                        "c",
                        Map.of("networkMode", UNKNOWN),
                        Map.of("networkMode", List.of("urn:a"))))
                .get(0)
                .memberships())
        .containsExactly(on("vh-a", "c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {UNKNOWN, "[unknown]", "[secret]", "an-id-nobody-told"})
  void unknownNetworksAreResolvedByWhatTheyDependOn(String name) {
    ContainerEntry container =
        containers(
                network("a", Map.of("name", "vh-a")),
                network("b", Map.of("name", "vh-b")),
                network("other", Map.of("name", "vh-other")),
                container(
                    "c",
                    Map.of(
                        "networksAdvanced",
                        List.of(
                            Map.of("name", "vh-a", "aliases", List.of("known")),
                            Map.of("name", name, "aliases", List.of("open")))),
                    Map.of("networksAdvanced", List.of("urn:a", "urn:b", "urn:elsewhere"))))
            .get(0);

    assertThat(container.memberships())
        .containsExactly(on("vh-a", "c", "known"), on("vh-b", "c", "open"));
  }

  @Test
  void severalUnknownNetworksGetAllAliases() {
    ContainerEntry container =
        containers(
                network("a", Map.of()),
                network("b", Map.of()),
                container(
                    "c",
                    Map.of(
                        "networksAdvanced",
                        List.of(
                            Map.of("name", UNKNOWN, "aliases", List.of("x")),
                            Map.of("name", UNKNOWN, "aliases", List.of("y")),
                            Map.of("name", "proxy"))),
                    Map.of("networksAdvanced", List.of("urn:a", "urn:b"))))
            .get(0);

    assertThat(container.memberships())
        .containsExactly(on("a", "c", "x", "y"), on("b", "c", "x", "y"), on("proxy", "c"));
  }

  @Test
  void whatCannotBeResolvedIsRefused() {
    Map<String, Object> unknown = Map.of("networksAdvanced", List.of(Map.of("name", UNKNOWN)));
    Map<String, List<String>> both = Map.of("networksAdvanced", List.of("urn:a", "urn:b"));

    assertRefused(
        "title, container c, networksAdvanced[0].name: is not known before deployment",
        container("c", unknown));
    assertRefused(
        "title, container c, networksAdvanced[0].name: is not known before deployment",
        network("a", Map.of()),
        network("b", Map.of()),
        container("c", unknown, both));
    assertRefused(
        "title, container c, networksAdvanced[0].name: is not known before deployment",
        network("a", Map.of()),
        network("b", Map.of()),
        container("c", Map.of("networksAdvanced", List.of(Map.of("name", "strange"))), both));
    assertRefused(
        "title, container c, networkMode: is not known before deployment",
        container("c", Map.of("networkMode", UNKNOWN)));
  }

  @Test
  void portsArePublished() {
    ContainerEntry container =
        only(
            Map.of(
                "ports",
                List.of(
                    port(80, 8080),
                    Map.of("internal", 443.0, "external", "8443", "ip", "0.0.0.0"),
                    Map.of("internal", 53, "external", 53, "ip", "127.0.0.1", "protocol", "udp"),
                    Map.of("internal", 9000))));

    assertThat(container.exposures())
        .containsExactly(
            new Exposure.PublishedPort(Port.of(8080), Port.of(80)),
            new Exposure.PublishedPort(Port.of(8443), Port.of(443)),
            new Exposure.PublishedPort(
                Optional.of(IpAddress.of("127.0.0.1")), Port.of(53), Port.of(53)),
            new Exposure.PublishedPort(Port.of(9000), Port.of(9000)));
    assertThat(container.ports()).extracting(Port::number).containsExactly(53, 80, 443, 9000);
    assertThat(container.portsComplete()).isTrue();
  }

  @Test
  void allPortsOfAKnownImageArePublished() {
    assertThat(only(Map.of("image", "redis", "publishAllPorts", true)).exposures())
        .containsExactly(new Exposure.PublishedPort(Port.of(6379), Port.of(6379)));
    assertRefused(
        "title, container c, publishAllPorts: publishes whatever the image exposes",
        container("c", Map.of("image", "my/app", "publishAllPorts", true)));
  }

  @Test
  void powersAreExposures() {
    assertThat(
            only(Map.of(
                    "privileged",
                    true,
                    "capabilities",
                    Map.of(
                        "adds",
                        List.of("CAP_NET_ADMIN", "CHOWN", "sys_time"),
                        "drops",
                        List.of("ALL")),
                    "devices",
                    List.of(Map.of("hostPath", "/dev/sda", "containerPath", "/dev/x")),
                    "pidMode",
                    "host",
                    "ipcMode",
                    "host",
                    "usernsMode",
                    "host",
                    "cgroupnsMode",
                    "host"))
                .exposures())
        .containsExactly(
            new Exposure.Privileged(),
            new Exposure.Capability("NET_ADMIN"),
            new Exposure.Capability("SYS_TIME"),
            new Exposure.Device("/dev/sda"),
            new Exposure.HostNamespace("cgroup"),
            new Exposure.HostNamespace("ipc"),
            new Exposure.HostNamespace("pid"),
            new Exposure.HostNamespace("user"));
  }

  @Test
  void ownNamespacesAreNone() {
    assertThat(
            only(Map.of("ipcMode", "private", "pidMode", "", "cgroupnsMode", "private"))
                .exposures())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/run/docker.sock",
        "/run/docker.sock",
        "//var/run/docker.sock",
        "/var/run/docker.sock/",
        "/run/user/1000/docker.sock",
        "\\\\.\\pipe\\docker_engine"
      })
  void engineSocketIsFound(String path) {
    assertThat(only(volume(path)).exposures()).containsExactly(new Exposure.EngineSocket());
  }

  @ParameterizedTest
  @CsvSource({"/,/", "/run,/run", "/var/run/,/var/run", "/var/../run,/run", "/var,/var"})
  void engineSocketIsFoundInFolders(String path, String mount) {
    assertThat(only(volume(path)).exposures())
        .containsExactly(new Exposure.EngineSocket(), new Exposure.HostMount(mount, true));
  }

  @Test
  void foldersOfTheHostAreMounts() {
    assertThat(
            only(Map.of(
                    "volumes",
                    List.of(
                        Map.of("hostPath", "/etc", "containerPath", "/x"),
                        Map.of("volumeName", "data", "containerPath", "/data")),
                    "mounts",
                    List.of(
                        Map.of("type", "bind", "source", "/srv", "target", "/s", "readOnly", true),
                        Map.of("type", "volume", "source", "data", "target", "/d"),
                        Map.of("type", "tmpfs", "target", "/t"))))
                .exposures())
        .containsExactly(
            new Exposure.HostMount("/etc", false), new Exposure.HostMount("/srv", true));
  }

  @ParameterizedTest
  @MethodSource("usesOfAVolume")
  void volumeThatBindsAFolderIsAMount(Map<String, Object> inputs) {
    assertThat(
            containers(
                    resource(
                        "docker:index/volume:Volume",
                        "v",
                        Map.of(
                            "name",
                            "data",
                            "driverOpts",
                            Map.of("type", "none", "o", "rw,bind", "device", "/run")),
                        Map.of()),
                    container("c", inputs, Map.of("volumes", List.of("urn:v"))))
                .get(0)
                .exposures())
        .containsExactly(new Exposure.EngineSocket(), new Exposure.HostMount("/run", false));
  }

  static Stream<Map<String, Object>> usesOfAVolume() {
    return Stream.of(
        Map.of("volumes", List.of(Map.of("volumeName", "data"))),
        Map.of("volumes", List.of(Map.of("volumeName", UNKNOWN))),
        Map.of("volumes", List.of(Map.of("volumeName", "[secret]"))),
        Map.of("mounts", List.of(Map.of("type", "volume", "source", "data"))),
        Map.of(
            "mounts",
            List.of(
                Map.of(
                    "type",
                    "volume",
                    "source",
                    "other",
                    "volumeOptions",
                    Map.of("driverOptions", Map.of("o", "bind", "device", "/run"))))));
  }

  @Test
  void volumeOfTheEngineIsNoMount() {
    assertThat(
            containers(
                    resource("docker:index/volume:Volume", "v", Map.of("name", "data"), Map.of()),
                    container(
                        "c",
                        Map.of(
                            "volumes",
                            List.of(Map.of("volumeName", "data"), Map.of("volumeName", "other")))))
                .get(0)
                .exposures())
        .isEmpty();
  }

  @Test
  void volumesOfAnotherContainerAreItsMountsToo() {
    assertThat(
            containers(
                    container("a", Map.of("volumes", List.of(Map.of("fromContainer", "b")))),
                    container(
                        "b",
                        Map.of(
                            "volumes",
                            List.of(
                                Map.of("fromContainer", "a"),
                                Map.of("hostPath", "/run/docker.sock")))))
                .get(0)
                .exposures())
        .containsExactly(new Exposure.EngineSocket());
  }

  @Test
  void settingsAreReadButNeverSecrets() {
    List<Object> envs =
        new ArrayList<>(List.of("A=1=2", "[secret]", SECRET, UNKNOWN, "INHERITED", output("B=3")));
    envs.add(secretOutput());
    ContainerEntry container =
        only(
            Map.of(
                "envs",
                envs,
                "labels",
                List.of(Map.of("label", "x", "value", "y"), Map.of("label", "z", "value", SECRET)),
                "entrypoints",
                List.of("/bin/sh"),
                "command",
                List.of("-c", SECRET, "run"),
                "uploads",
                List.of(
                    Map.of("file", "/run/secrets/x", "content", SECRET),
                    Map.of("file", "/run/secrets/y", "content", "hunter2"),
                    Map.of("file", "/run/secrets/z", "contentBase64", "aHVudGVyMg=="),
                    "[secret]")));

    assertThat(container.settings())
        .containsExactly(
            new Setting(Place.ENVIRONMENT, "A", "1=2"),
            new Setting(Place.ENVIRONMENT, "B", "3"),
            new Setting(Place.LABEL, "x", "y"),
            new Setting(Place.FILE, "/run/secrets/y", "hunter2"),
            new Setting(Place.FILE, "/run/secrets/z", "aHVudGVyMg=="),
            new Setting(Place.COMMAND, "0", "/bin/sh"),
            new Setting(Place.COMMAND, "1", "-c"),
            new Setting(Place.COMMAND, "3", "run"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void secretListsHaveNoSettings(Object secret) {
    assertThat(only(Map.of("envs", secret, "command", secret, "uploads", secret)).settings())
        .isEmpty();
  }

  static Stream<Object> secrets() {
    return Stream.of(
        SECRET,
        "[secret]",
        UNKNOWN,
        Map.of(SIGNATURE, "1b47061264138c4ac30d75fd1eb44270", "ciphertext", "v1:x"),
        Map.of(SIGNATURE, "1b47061264138c4ac30d75fd1eb44270", "plaintext", "[\"A=1\"]"),
        secretOutput());
  }

  @Test
  void nullsAreAsUnset() {
    Map<String, Object> inputs = new HashMap<>();
    for (String input :
        List.of("labels", "envs", "ports", "networksAdvanced", "name", "privileged", "volumes")) {
      inputs.put(input, null);
    }

    assertThat(only(inputs).memberships()).containsExactly(on("bridge"));
  }

  @Test
  void routesAreReadFromLabels() {
    Inventory inventory =
        read(
            network("a", Map.of("name", "vh-a", "labels", labels(Labels.NETWORK, "edge"))),
            container(
                "c",
                Map.of(
                    "labels",
                    List.of(
                        Map.of("label", "traefik.docker.network", "value", "vh-a"),
                        Map.of("label", "traefik.http.routers.c.rule", "value", "Host(`c.org`)"),
                        Map.of(
                            "label",
                            "traefik.http.services.c.loadbalancer.server.port",
                            "value",
                            "3000")))));

    assertThat(inventory.routes())
        .containsExactly(
            new RouteEntry("c.org", "c", Optional.of(Port.of(3000)), Optional.of("edge")));
    assertThat(inventory.containers().get(0).ports()).containsExactly(Port.of(3000));
    assertThat(inventory.flows()).isEmpty();
    assertThat(inventory.title()).isEqualTo("title");
  }

  @Test
  void hiddenRouteIsStillARoute() {
    assertThat(
            read(container(
                    "c",
                    Map.of(
                        "labels",
                        List.of(
                            Map.of("label", "traefik.docker.network", "value", UNKNOWN),
                            Map.of("label", "traefik.http.routers.c.rule", "value", SECRET)))))
                .routes())
        .containsExactly(new RouteEntry("[unknown]", "c", Optional.empty(), Optional.empty()));
  }

  @Test
  void serviceIsReadAsOneContainer() {
    Inventory inventory =
        read(
            network("a", Map.of("name", "vh-a", "driver", "overlay")),
            service(
                Map.of(
                    "name",
                    "db",
                    "labels",
                    labels("outer", "1"),
                    "taskSpec",
                    Map.of(
                        "networksAdvanceds",
                        List.of(
                            Map.of("name", UNKNOWN, "aliases", List.of("data")),
                            Map.of("name", "far")),
                        "containerSpec",
                        Map.of(
                            "image",
                            "mysql:9",
                            "env",
                            Map.of("A", "1", "B", SECRET),
                            "labels",
                            labels("inner", "2"),
                            "commands",
                            List.of("run"),
                            "args",
                            List.of("-v"),
                            "mounts",
                            List.of(Map.of("type", "bind", "source", "/srv", "target", "/srv")))),
                    "endpointSpec",
                    Map.of(
                        "ports",
                        List.of(
                            Map.of("targetPort", 3306, "publishedPort", 33060),
                            Map.of("targetPort", 33061, "publishMode", "host"))))));

    assertThat(inventory.containers())
        .containsExactly(
            new ContainerEntry(
                "db",
                ServiceKind.DATASTORE,
                new NetworkAttachment.Networks(
                    List.of(on("vh-a", "data", "db"), on("far", "db"), on("ingress"))),
                new TreeSet<>(Set.of(Port.of(3306), Port.of(33060), Port.of(33061))),
                true,
                List.of(
                    new Exposure.PublishedPort(Port.of(33060), Port.of(3306)),
                    new Exposure.PublishedPort(Port.of(33061), Port.of(33061)),
                    new Exposure.HostMount("/srv", false)),
                List.of(
                    new Setting(Place.ENVIRONMENT, "A", "1"),
                    new Setting(Place.LABEL, "inner", "2"),
                    new Setting(Place.LABEL, "outer", "1"),
                    new Setting(Place.COMMAND, "0", "run"),
                    new Setting(Place.COMMAND, "1", "-v"))));
    assertThat(inventory.networks())
        .containsExactly(
            plain("vh-a", "overlay", false),
            plain("far", "overlay", true),
            plain("ingress", "overlay", true));
  }

  @Test
  void serviceWithoutNetworksIsOnTheDefaultOne() {
    assertThat(
            containers(service(Map.of("taskSpec", Map.of("containerSpec", Map.of("image", "app")))))
                .get(0)
                .memberships())
        .containsExactly(on("bridge"));
  }

  @ParameterizedTest
  @MethodSource("wrongInputs")
  void wrongInputIsRefusedWithItsPlace(Map<String, Object> inputs, String message) {
    assertRefused("title, container c, " + message, container("c", inputs));
  }

  static Stream<Arguments> wrongInputs() {
    return Stream.of(
        Arguments.of(Map.of("ports", "[secret]"), "ports: is kept as a secret"),
        Arguments.of(Map.of("ports", UNKNOWN), "ports: is not known before deployment"),
        Arguments.of(Map.of("ports", 80), "ports: is not a list"),
        Arguments.of(Map.of("ports", List.of(80)), "ports[0]: is not a group"),
        Arguments.of(Map.of("ports", List.of(Map.of())), "ports[0].internal: is not set"),
        Arguments.of(
            Map.of("ports", List.of(Map.of("internal", 65_536))),
            "ports[0].internal: '65536' is not a port; allowed: 1 to 65535"),
        Arguments.of(
            Map.of("ports", List.of(Map.of("internal", 80.5))),
            "ports[0].internal: '80.5' is not a port"),
        Arguments.of(
            Map.of("ports", List.of(Map.of("internal", 80, "ip", "here"))),
            "ports[0].ip: 'here' is not an IP address"),
        Arguments.of(Map.of("networksAdvanced", UNKNOWN), "networksAdvanced: is not known"),
        Arguments.of(
            Map.of("networksAdvanced", List.of(Map.of("aliases", List.of("x")))),
            "networksAdvanced[0].name: is not set"),
        Arguments.of(
            Map.of("networksAdvanced", List.of(Map.of("name", "x", "aliases", List.of(UNKNOWN)))),
            "networksAdvanced[0].aliases: is not known"),
        Arguments.of(Map.of("networks", List.of("x")), "networks: is an input of releases"),
        Arguments.of(
            Map.of("networkMode", "container:gone"),
            "networkMode: the container 'gone' is not among these resources"),
        Arguments.of(
            Map.of("volumes", List.of(Map.of("fromContainer", "gone"))),
            "volumes[0].fromContainer: the container 'gone' is not among"),
        Arguments.of(
            Map.of("volumes", List.of(Map.of("hostPath", UNKNOWN))),
            "volumes[0].hostPath: is not known"),
        Arguments.of(Map.of("pidMode", UNKNOWN), "pidMode: is not known"),
        Arguments.of(Map.of("labels", SECRET), "labels: is kept as a secret"),
        Arguments.of(
            Map.of("labels", List.of(Map.of("label", Labels.KIND, "value", SECRET))),
            "labels[0].value: is kept as a secret"),
        Arguments.of(
            Map.of("labels", labels(Labels.KIND, "db")), "labels: 'db' is not a kind of service"),
        Arguments.of(Map.of("name", List.of("x")), "name: is not one value"));
  }

  @Test
  void wrongNetworkIsRefused() {
    assertRefused(
        "title, network n, ipamConfigs[0].subnet: '10.0.0/8' is not a subnet",
        network("n", Map.of("ipamConfigs", List.of(Map.of("subnet", "10.0.0/8")))));
    assertRefused(
        "title, network n, options: 'open' is not a gateway mode",
        network(
            "n", Map.of("options", Map.of("com.docker.network.bridge.gateway_mode_ipv4", "open"))));
    assertRefused(
        "title, network n, options.com.docker.network.bridge.enable_icc: is not known",
        network("n", Map.of("options", Map.of("com.docker.network.bridge.enable_icc", UNKNOWN))));
  }

  @Test
  void twoOfOneNameAreRefused() {
    assertRefused(
        "title, container a: another container is called 'same', too",
        container("a", Map.of("labels", labels(Labels.SERVICE, "same"))),
        container("b", Map.of("labels", labels(Labels.SERVICE, "same"))));
    assertRefused(
        "title, network a: another network has the name 'same', too",
        network("a", Map.of("name", "same", "labels", labels(Labels.NETWORK, "x"))),
        network("b", Map.of("name", "same", "labels", labels(Labels.NETWORK, "y"))));
    assertRefused(
        "title, container c, networksAdvanced[0].name: 'edge' is no network's name on the engine",
        network("a", Map.of("name", "vh-edge", "labels", labels(Labels.NETWORK, "edge"))),
        container("c", Map.of("networksAdvanced", List.of(Map.of("name", "edge")))));
  }

  @Test
  void secretsAreInNoMessage() {
    assertThat(container("c", Map.of("envs", List.of("A=hunter2"))).toString())
        .isEqualTo("container c");
    assertThat(new Inputs("place", "below", Map.of("a", "hunter2")).toString())
        .doesNotContain("hunter2");
  }

  @Test
  void otherResourcesAreIgnored() {
    Inventory inventory =
        read(
            resource("docker:index/volume:Volume", "v", Map.of("name", 1), Map.of()),
            resource("docker:index/tag:Tag", "t", Map.of(), Map.of()),
            resource("aws:s3/bucket:Bucket", "b", Map.of("labels", 1), Map.of()));

    assertThat(inventory.containers()).isEmpty();
    assertThat(inventory.networks()).isEmpty();
  }

  private static void assertRefused(String start, DockerResource... resources) {
    assertThatThrownBy(() -> read(resources))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageStartingWith(start)
        .hasMessageContaining("\n    -> ")
        .hasMessageNotContaining("hunter2");
  }

  private static NetworkEntry onlyNetwork(Map<String, Object> inputs) {
    return read(network("net", inputs)).networks().get(0);
  }

  private static ContainerEntry only(Map<String, Object> inputs) {
    return containers(container("c", inputs)).get(0);
  }

  private static List<ContainerEntry> containers(DockerResource... resources) {
    return read(resources).containers();
  }

  private static Inventory read(DockerResource... resources) {
    return DockerResourceReader.read("title", List.of(resources));
  }

  private static DockerResource network(String name, Map<String, Object> inputs) {
    return resource("docker:index/network:Network", name, inputs, Map.of());
  }

  private static DockerResource service(Map<String, Object> inputs) {
    return resource(
        "docker:index/service:Service", "s", inputs, Map.of("taskSpec", List.of("urn:a")));
  }

  private static DockerResource container(String name, Map<String, Object> inputs) {
    return container(name, inputs, Map.of());
  }

  /** Of some image, unless {@code inputs} say another. */
  private static DockerResource container(
      String name, Map<String, Object> inputs, Map<String, List<String>> dependencies) {
    Map<String, Object> all = new HashMap<>(inputs);
    all.putIfAbsent("image", "example/app:1");
    return resource("docker:index/container:Container", name, all, dependencies);
  }

  private static DockerResource resource(
      String type,
      String name,
      Map<String, Object> inputs,
      Map<String, List<String>> dependencies) {
    return new DockerResource("urn:" + name, type, name, inputs, dependencies);
  }

  private static List<Map<String, String>> labels(String name, String value) {
    return List.of(Map.of("label", name, "value", value));
  }

  private static Map<String, Object> port(int internal, int external) {
    return Map.of("internal", internal, "external", external, "protocol", "tcp");
  }

  private static Map<String, Object> volume(String path) {
    return Map.of(
        "volumes",
        List.of(Map.of("hostPath", path, "containerPath", "/somewhere", "readOnly", true)));
  }

  private static Map<String, Object> output(String value) {
    return Map.of(SIGNATURE, "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value", value);
  }

  private static Map<String, Object> secretOutput() {
    return Map.of(
        SIGNATURE, "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value", "C=hunter2", "secret", true);
  }

  private static Membership on(String network, String... names) {
    return new Membership(network, new TreeSet<>(List.of(names)));
  }

  private static NetworkEntry plain(String name, String driver, boolean external) {
    return new NetworkEntry(name, driver, false, external, false, List.of(), BridgeOptions.DEFAULT);
  }
}
