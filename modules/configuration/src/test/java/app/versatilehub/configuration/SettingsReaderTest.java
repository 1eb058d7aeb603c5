package app.versatilehub.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Acme;
import app.versatilehub.topology.BridgeName;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.NetworkSettings;
import app.versatilehub.topology.Environment.ServiceSettings;
import app.versatilehub.topology.Environment.SubnetSettings;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageReference;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Ownership;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Waiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

  private static final StackId STACK = StackId.of("versatile-hub", "test");

  @TempDir Path directory;

  /** Reads a stack's file whose settings are these lines, without the project's name. */
  private StackConfiguration readFile(String settings) {
    return readWholeFile(
        Arrays.stream(settings.split("\n"))
            .map(line -> line.startsWith(" ") ? "  " + line : "  versatile-hub:" + line)
            .collect(Collectors.joining("\n", "config:\n", "\n")));
  }

  private StackConfiguration readWholeFile(String text) {
    try {
      Files.writeString(directory.resolve("Pulumi.test.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SettingsReader.readFile(directory, "test");
  }

  private static StackConfiguration read(Map<String, String> config) {
    return SettingsReader.read(STACK, config);
  }

  private static List<Finding> refused(Runnable read) {
    FindingsException thrown = catchThrowableOfType(FindingsException.class, read::run);
    assertThat(thrown).hasMessageStartingWith("the settings of stack versatile-hub/test: ");
    return thrown.findings();
  }

  private static Finding wrong(String path, String message) {
    return Finding.error(
        "wrong-setting", path, message, "correct the value, or remove the setting");
  }

  @Nested
  class Defaults {

    @Test
    void holdWhenNothingIsSet() {
      StackConfiguration configuration = read(Map.of());

      Environment environment = configuration.environment();
      assertThat(environment.stack()).isEqualTo(STACK);
      assertThat(environment.prefix()).isEqualTo(NamePrefix.of("versatile"));
      assertThat(environment.domain()).isEqualTo(HostName.of("versatile.localhost"));
      assertThat(environment.images()).isEqualTo(ImageSource.UPSTREAM);
      assertThat(environment.localTag()).matches("[0-9a-zA-Z._-]+");
      assertThat(environment.hostIsolation()).isEqualTo(HostIsolation.INHIBIT_IPV4);
      assertThat(environment.protectData()).isFalse();
      assertThat(environment.health())
          .isEqualTo(
              new HealthTiming(
                  Duration.ofSeconds(10), Duration.ofSeconds(5), 5, Duration.ofMinutes(5)));
      assertThat(environment.gateway())
          .isEqualTo(new Environment.GatewaySettings(Port.of(80), Port.of(443), Optional.empty()));
      assertThat(environment.networks()).isEmpty();
      assertThat(environment.services()).isEmpty();
      assertThat(configuration.isolation())
          .isEqualTo(new IsolationSettings(Policy.DEFAULT_COMPROMISES, List.of()));
      assertThat(configuration.firewall()).isEqualTo(new FirewallSettings(false, new TreeSet<>()));
      assertThat(configuration.generateSecrets()).isFalse();
      assertThat(configuration.secrets()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "# nothing\n", "---\n", "config:\n", "config: {}\n", "encryptionsalt: v1\n"})
    void holdInAFileWithoutSettings(String text) {
      assertThat(readWholeFile(text)).isEqualTo(read(Map.of()));
    }

    @Test
    void holdWhereAGroupSetsOnlyOneOfItsSettings() {
      Environment environment =
          readFile("health:\n  retries: 9\ngateway:\n  httpPort: 8080").environment();

      assertThat(environment.health().retries()).isEqualTo(9);
      assertThat(environment.health().interval()).isEqualTo(Duration.ofSeconds(10));
      assertThat(environment.gateway().httpPort()).isEqualTo(Port.of(8080));
      assertThat(environment.gateway().httpsPort()).isEqualTo(Port.of(443));
    }
  }

  @Nested
  class EverySetting {

    private static final String FILE =
        """
        domain: example.org
        namePrefix: shop
        images: local
        hostIsolation: gateway-mode
        protectData: true
        generateSecrets: true
        health:
          intervalSeconds: 1
          timeoutSeconds: 2
          retries: 3
          patienceSeconds: 4
        gateway:
          httpPort: 8080
          httpsPort: 8443
          acmeEmail: ops@example.org
        networks:
          web:
            name: outside
            external: true
          hub-internal:
            name: hub
            external: false
            driver: bridge
            subnet: 172.30.0.0/16
            gateway: 172.30.0.254
            ipv6:
              subnet: fd00::/64
              gateway: fd00::fe
            bridge: br-other
            options:
              com.docker.network.driver.mtu: 1400
              plain: text
        services:
          flow:
            enabled: true
            image: n8n:1
            host: flow.elsewhere.net
        isolation:
          compromises: 1
          waivers:
            - rule: engine-socket
              subject: service traefik
              reason: a proxy comes with the next release
              expires: 2027-01-31
        firewall:
          apply: "true"
          sshPorts: [2222, 22]
          policy: enforce
        """
            .stripTrailing();

    private final IsolationSettings expectedIsolation =
        new IsolationSettings(
            1,
            List.of(
                new Waiver(
                    "engine-socket",
                    "service traefik",
                    "a proxy comes with the next release",
                    LocalDate.of(2027, 1, 31))));

    private final FirewallSettings expectedFirewall =
        new FirewallSettings(true, new TreeSet<>(List.of(Port.of(22), Port.of(2222))));

    private static Environment expected(Set<String> secrets) {
      return new Environment(
          STACK,
          NamePrefix.of("shop"),
          HostName.of("example.org"),
          ImageSource.LOCAL,
          read(Map.of()).environment().localTag(),
          HostIsolation.GATEWAY_MODE,
          true,
          new HealthTiming(Duration.ofSeconds(1), Duration.ofSeconds(2), 3, Duration.ofSeconds(4)),
          new Environment.GatewaySettings(
              Port.of(8080),
              Port.of(8443),
              Optional.of(
                  new Acme("ops@example.org", new Acme.Challenge.TlsAlpn(), Optional.empty()))),
          Map.of(
              NetworkName.of("web"),
              new NetworkSettings(
                  Optional.of(EngineName.of("outside")),
                  Optional.of(Ownership.EXTERNAL),
                  Optional.empty(),
                  Optional.empty(),
                  SubnetSettings.NONE,
                  SubnetSettings.NONE,
                  Optional.empty(),
                  Map.of()),
              NetworkName.of("hub-internal"),
              new NetworkSettings(
                  Optional.of(EngineName.of("hub")),
                  Optional.of(Ownership.OWNED),
                  Optional.empty(),
                  Optional.of("bridge"),
                  new SubnetSettings(
                      Optional.of(Cidr.of("172.30.0.0/16")),
                      Optional.of(IpAddress.of("172.30.0.254"))),
                  new SubnetSettings(
                      Optional.of(Cidr.of("fd00::/64")), Optional.of(IpAddress.of("fd00::fe"))),
                  Optional.of(BridgeName.of("br-other")),
                  Map.of("com.docker.network.driver.mtu", "1400", "plain", "text"))),
          Map.of(
              ServiceName.of("flow"),
              new ServiceSettings(
                  Optional.of(true),
                  Optional.of(ImageReference.of("n8n:1")),
                  Optional.of(HostName.of("flow.elsewhere.net")),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())),
          secrets,
          MemberPolicy.ENFORCE);
    }

    @Test
    void isReadFromTheFile() {
      StackConfiguration configuration = readFile(FILE);

      // Their names are only known to Pulumi.
      assertThat(configuration.environment()).isEqualTo(expected(Set.of()));
      assertThat(configuration.isolation()).isEqualTo(expectedIsolation);
      assertThat(configuration.firewall()).isEqualTo(expectedFirewall);
      assertThat(configuration.generateSecrets()).isTrue();
    }

    @Test
    void isReadFromPulumi() {
      StackConfiguration configuration =
          read(
              Map.ofEntries(
                  Map.entry("versatile-hub:domain", "example.org"),
                  Map.entry("versatile-hub:namePrefix", "shop"),
                  Map.entry("versatile-hub:images", "local"),
                  Map.entry("versatile-hub:hostIsolation", "gateway-mode"),
                  Map.entry("versatile-hub:protectData", "true"),
                  Map.entry("versatile-hub:generateSecrets", "true"),
                  Map.entry(
                      "versatile-hub:health",
                      "{\"intervalSeconds\":1,\"timeoutSeconds\":2,\"retries\":3,"
                          + "\"patienceSeconds\":4}"),
                  Map.entry(
                      "versatile-hub:gateway",
                      "{\"httpPort\":8080,\"httpsPort\":8443,\"acmeEmail\":\"ops@example.org\"}"),
                  Map.entry(
                      "versatile-hub:networks",
                      "{\"web\":{\"name\":\"outside\",\"external\":true},"
                          + "\"hub-internal\":{\"name\":\"hub\",\"external\":false,"
                          + "\"driver\":\"bridge\",\"subnet\":\"172.30.0.0/16\","
                          + "\"gateway\":\"172.30.0.254\",\"bridge\":\"br-other\","
                          + "\"ipv6\":{\"subnet\":\"fd00::/64\",\"gateway\":\"fd00::fe\"},"
                          + "\"options\":{\"com.docker.network.driver.mtu\":1400,"
                          + "\"plain\":\"text\"}}}"),
                  Map.entry(
                      "versatile-hub:services",
                      "{\"flow\":{\"enabled\":true,\"image\":\"n8n:1\","
                          + "\"host\":\"flow.elsewhere.net\"}}"),
                  Map.entry(
                      "versatile-hub:isolation",
                      "{\"compromises\":1,\"waivers\":[{\"rule\":\"engine-socket\","
                          + "\"subject\":\"service traefik\","
                          + "\"reason\":\"a proxy comes with the next release\","
                          // As Pulumi writes what is a day in the file.
                          + "\"expires\":\"2027-01-31 00:00:00 +0000 UTC\"}]}"),
                  Map.entry(
                      "versatile-hub:firewall",
                      "{\"apply\":true,\"sshPorts\":[22,2222],\"policy\":\"enforce\"}"),
                  Map.entry("versatile-hub:secrets", "{\"a\":\"one\",\"b\":\"two\"}"),
                  Map.entry("docker:host", "unix:///run/other.sock")));

      assertThat(configuration.environment()).isEqualTo(expected(Set.of("a", "b")));
      assertThat(configuration.isolation()).isEqualTo(expectedIsolation);
      assertThat(configuration.firewall()).isEqualTo(expectedFirewall);
      assertThat(configuration.generateSecrets()).isTrue();
      assertThat(configuration.secrets())
          .containsOnly(Map.entry("a", "one"), Map.entry("b", "two"));
    }
  }

  @Nested
  class WrongValues {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '"',
        textBlock =
            """
            domain: a b | domain | 'a b' is not a host name; allowed: DNS labels with dots between, such as chat.example.org
            domain: [a.org, b.org] | domain | a list cannot stand here; allowed: one value
            domain: {a: b} | domain | a group of settings cannot stand here; allowed: one value
            namePrefix: My_Hub | namePrefix | 'My_Hub' is not a name prefix; allowed: lower-case letters, digits and inner hyphens, at most 63
            images: docker | images | 'docker' is not known here; allowed: local, upstream
            images: LOCAL | images | 'LOCAL' is not known here; allowed: local, upstream
            hostIsolation: none | hostIsolation | 'none' is not known here; allowed: gateway-mode, inhibit-ipv4
            protectData: yes | protectData | 'yes' cannot stand here; allowed: true or false
            protectData: 1 | protectData | '1' cannot stand here; allowed: true or false
            health: fast | health | 'fast' cannot stand here; allowed: settings below this key
            health: 5 | health | '5' cannot stand here; allowed: settings below this key
            health: [1] | health | a list cannot stand here; allowed: settings below this key
            health: {retries: 0} | health.retries | '0' is not a positive number; allowed: a whole number from 1 to 999999999
            health: {retries: 1.5} | health.retries | '1.5' is not a positive number; allowed: a whole number from 1 to 999999999
            health: {retries: many} | health.retries | 'many' is not a positive number; allowed: a whole number from 1 to 999999999
            gateway: {httpPort: 70000} | gateway.httpPort | '70000' is not a port; allowed: 1 to 65535
            gateway: {httpPort: http} | gateway.httpPort | 'http' is not a port; allowed: 1 to 65535
            gateway: {acmeEmail: nobody} | gateway.acmeEmail | 'nobody' is not an e-mail address; allowed: such as ops@example.org
            networks: web | networks | 'web' cannot stand here; allowed: settings below this key
            networks: [web] | networks | a list cannot stand here; allowed: settings below this key
            networks: {web: external} | networks.web | 'external' cannot stand here; allowed: settings below this key
            networks: {Web: {external: true}} | networks.Web | 'Web' is not a network name; allowed: lower-case letters, digits and inner hyphens, at most 63
            networks: {web: {external: maybe}} | networks.web.external | 'maybe' cannot stand here; allowed: true or false
            networks: {web: {driver: host}} | networks.web.driver | 'host' is not a driver of a network that isolates; allowed: bridge, overlay, macvlan, ipvlan or a plugin's name
            networks: {hub-internal: {subnet: 172.31.0.5/16}} | networks.hub-internal.subnet | '172.31.0.5/16' is not a subnet in CIDR notation; allowed: the first address of the range and its length, such as 172.31.0.0/16 or fd00::/64
            networks: {hub-internal: {gateway: first}} | networks.hub-internal.gateway | 'first' is not an IP address; allowed: such as 172.31.0.1 or fd00::1
            networks: {hub-internal: {ipv6: {subnet: x}}} | networks.hub-internal.ipv6.subnet | 'x' is not a subnet in CIDR notation; allowed: the first address of the range and its length, such as 172.31.0.0/16 or fd00::/64
            networks: {hub-internal: {ipv6: true}} | networks.hub-internal.ipv6 | 'true' cannot stand here; allowed: settings below this key
            networks: {hub-internal: {bridge: br-sixteen-chars}} | networks.hub-internal.bridge | 'br-sixteen-chars' is not a bridge name; allowed: 1 to 15 letters, digits, underscores, periods or hyphens (Linux keeps no longer name)
            networks: {hub-internal: {name: a/b}} | networks.hub-internal.name | 'a/b' is not a name that the engine accepts; allowed: a letter or digit, then at least one letter, digit, underscore, period or hyphen
            networks: {hub-internal: {options: {mtu: [1]}}} | networks.hub-internal.options.mtu | a list cannot stand here; allowed: one value
            services: {chat-web: {image: chatwoot/chatwoot}} | services.chat-web.image | 'chatwoot/chatwoot' is not a fixed image reference; allowed: name:tag or name@sha256:digest, with a fixed tag (not 'latest')
            services: {chat-web: {image: "chatwoot/chatwoot:latest"}} | services.chat-web.image | 'chatwoot/chatwoot:latest' is not a fixed image reference; allowed: name:tag or name@sha256:digest, with a fixed tag (not 'latest')
            services: {chat-web: {image: 1.10}} | services.chat-web.image | '1.1' is not a fixed image reference; allowed: name:tag or name@sha256:digest, with a fixed tag (not 'latest')
            isolation: [1] | isolation | a list cannot stand here; allowed: settings below this key
            isolation: {compromises: -1} | isolation.compromises | '-1' is not a number of compromises; allowed: a whole number from 0 to 9
            isolation: {compromises: 10} | isolation.compromises | '10' is not a number of compromises; allowed: a whole number from 0 to 9
            firewall: {sshPorts: 22} | firewall.sshPorts | '22' cannot stand here; allowed: a list
            firewall: {policy: strict} | firewall.policy | 'strict' is not known here; allowed: enforce, open
            firewall: {sshPorts: [0]} | firewall.sshPorts[0] | '0' is not a port; allowed: 1 to 65535
            isolation: {waivers: all} | isolation.waivers | 'all' cannot stand here; allowed: a list
            isolation: {waivers: {rule: privileged}} | isolation.waivers | a group of settings cannot stand here; allowed: a list
            isolation: {waivers: [privileged]} | isolation.waivers[0] | 'privileged' cannot stand here; allowed: settings below this key
            isolation: {waivers: [{rule: privileged, subject: a, reason: b, expires: 2027-01-31}, {rule: privileged, subject: a, reason: b, expires: soon}]} | isolation.waivers[1].expires | 'soon' is not a day; allowed: YYYY-MM-DD, such as 2027-01-31
            isolation: {waivers: [{rule: privileged, subject: a, reason: b, expires: 2027-02-30}]} | isolation.waivers[0].expires | '2027-02-30' is not a day; allowed: YYYY-MM-DD, such as 2027-01-31
            isolation: {waivers: [{rule: privileged, subject: [a], reason: b, expires: 2027-01-31}]} | isolation.waivers[0].subject | a list cannot stand here; allowed: one value
            services: {chat-web: {host: [a.org]}} | services.chat-web.host | a list cannot stand here; allowed: one value
            """)
    void areRefusedWithTheirPathAndWhatIsAllowed(String line, String path, String message) {
      assertThat(refused(() -> readFile(line))).containsExactly(wrong(path, message));
    }

    @ParameterizedTest
    @CsvSource({
      "'domain:', domain",
      "'health:', health",
      "'health: {retries: ~}', health.retries",
      "'networks: {web: }', networks.web",
      "'networks: {web: {subnet: null}}', networks.web.subnet",
      "'networks: {web: {options: {mtu: }}}', networks.web.options.mtu",
      "'services: {flow: }', services.flow",
      "'health: \"\"', health",
      "'domain: \" \"', domain",
      "'protectData: \"\"', protectData",
      "'networks: {web: {driver: \"\"}}', networks.web.driver",
      "'isolation: {waivers: }', isolation.waivers",
      "'isolation: {waivers: [~]}', isolation.waivers[0]",
      "'isolation: {waivers: [{rule: privileged, subject: a, reason: \" \", expires: 2027-01-31}]}',"
          + " isolation.waivers[0].reason"
    })
    void areNotLeftOut(String line, String path) {
      assertThat(refused(() -> readFile(line)))
          .containsExactly(
              Finding.error(
                  "wrong-setting", path, "has no value", "give it a value, or remove the setting"));
    }

    @Test
    void areRefusedFromPulumiToo() {
      assertThat(
              refused(
                  () ->
                      read(
                          Map.of(
                              "versatile-hub:gateway", "{\"httpPort\":70000,\"httpsPort\":null}"))))
          .containsExactly(
              wrong("gateway.httpPort", "'70000' is not a port; allowed: 1 to 65535"),
              Finding.error(
                  "wrong-setting",
                  "gateway.httpsPort",
                  "has no value",
                  "give it a value, or remove the setting"));
    }
  }

  @Nested
  class UnknownKeys {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            domian: a.org | domian | domain, firewall, gateway, generateSecrets, health, hostIsolation, images, isolation, namePrefix, networks, protectData, secrets, services
            health: {interval: 1} | health.interval | intervalSeconds, patienceSeconds, retries, timeoutSeconds
            gateway: {port: 1} | gateway.port | acmeChallenge, acmeDnsProvider, acmeDnsVariables, acmeEmail, acmeServer, httpPort, httpsPort
            networks: {web: {subnets: [a]}} | networks.web.subnets | bridge, driver, external, gateway, internal, ipv6, name, options, subnet
            networks: {web: {ipv6: {range: a}}} | networks.web.ipv6.range | gateway, subnet
            services: {chat-web: {image: "a:1", host: a.b, enabled: true, imge: [x, {y: z}]}} | services.chat-web.imge | enabled, host, image, memoryMib, replicas, uploadMib
            services: {chat-web: {imge: {x: y}, image: "a:1"}} | services.chat-web.imge | enabled, host, image, memoryMib, replicas, uploadMib
            firewall: {ports: [22]} | firewall.ports | apply, policy, sshPorts
            isolation: {compromise: 1} | isolation.compromise | compromises, waivers
            isolation: {waivers: [{rule: privileged, subject: a, reason: b, expires: 2027-01-31, until: x}]} | isolation.waivers[0].until | expires, reason, rule, subject
            services: {chat-web: {imge: a:1}} | services.chat-web.imge | enabled, host, image, memoryMib, replicas, uploadMib
            """)
    void areRefusedWithTheirPathAndThoseThatAreKnown(String line, String path, String known) {
      assertThat(refused(() -> readFile(line)))
          .containsExactly(
              Finding.error(
                  "unknown-setting",
                  path,
                  "is not a setting",
                  "remove it, or use one of: " + known));
    }

    @Test
    void areRefusedWhereTheProjectsNameIsMissing() {
      assertThat(refused(() -> readWholeFile("config:\n  domain: a.org\n")))
          .containsExactly(
              Finding.error(
                  "unknown-setting",
                  "domain",
                  "is not a setting: the project's name is missing before it",
                  "write versatile-hub:domain, or remove it"));
    }

    @Test
    void mayBelongToOtherProjects() {
      assertThat(readWholeFile("config:\n  docker:host: tcp://other\n")).isEqualTo(read(Map.of()));
    }
  }

  @Nested
  class Waivers {

    @Test
    void nameARuleThatThereIs() {
      assertThat(
              refused(
                  () ->
                      readFile(
                          "isolation: {waivers: [{rule: previleged, subject: a, reason: b, expires: 2027-01-31}]}")))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.subject()).isEqualTo("isolation.waivers[0].rule");
                assertThat(finding.message())
                    .startsWith("'previleged' is not a rule; allowed: added-capability, ")
                    .contains(", privileged, ");
              });
    }

    @Test
    void areComplete() {
      assertThat(refused(() -> readFile("isolation: {waivers: [{rule: privileged, subject: a}]}")))
          .extracting(Finding::subject, Finding::message)
          .containsExactly(
              tuple("isolation.waivers[0].expires", "is missing"),
              tuple("isolation.waivers[0].reason", "is missing"));
    }

    @Test
    void canStandInAFileOfTheirOwn() {
      assertThat(
              readWaivers(
                  """
                  - rule: privileged
                    subject: service a
                    reason: b
                    expires: 2027-01-31
                  """))
          .containsExactly(new Waiver("privileged", "service a", "b", LocalDate.of(2027, 1, 31)));
      assertThat(readWaivers("[]")).isEmpty();
      assertThat(readWaivers("# none\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            waivers: [] | is not a list of waivers
            [{rule: privileged, subject: a, reason: b, expires: x}] | waivers[0].expires: 'x' is not a day
            [{rule: privileged}] | waivers[0].subject: is missing
            [x] | waivers[0]: 'x' cannot stand here
            [ | cannot be read at line
            """)
    void areRefusedFromThereToo(String text, String message) {
      assertThatExceptionOfType(FindingsException.class)
          .isThrownBy(() -> readWaivers(text))
          .withMessageStartingWith("the waivers in " + directory)
          .withMessageContaining(message);
    }

    @Test
    void areRefusedWithoutTheFile() {
      Path nowhere = directory.resolve("nowhere.yaml");

      assertThatExceptionOfType(FindingsException.class)
          .isThrownBy(() -> SettingsReader.readWaivers(nowhere))
          .withMessageContaining(nowhere.toString());
    }

    private List<Waiver> readWaivers(String text) {
      Path file = directory.resolve("waivers.yaml");
      try {
        Files.writeString(file, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return SettingsReader.readWaivers(file);
    }
  }

  @Test
  void reportsAllProblemsTogether() {
    assertThat(
            refused(
                () ->
                    readFile(
                        """
                        images: docker
                        colour: red
                        domain:
                        gateway: {httpPort: 70000}
                        networks: {hub-internal: {subnet: 1, bridge: br-sixteen-chars}}
                        services: {chat-web: {imge: a}}
                        health: fast""")))
        .extracting(Finding::subject)
        .containsExactly(
            "colour",
            "domain",
            "gateway.httpPort",
            "health",
            "images",
            "networks.hub-internal.bridge",
            "networks.hub-internal.subnet",
            "services.chat-web.imge");
  }

  @Nested
  class StackFiles {

    @Test
    void mustBeThere() {
      assertThat(refused(() -> SettingsReader.readFile(directory, "test")))
          .containsExactly(
              Finding.error(
                  "unknown-stack",
                  "Pulumi.test.yaml",
                  "there is no such file in " + directory,
                  "name a stack that has one, or copy Pulumi.dev.yaml to begin another"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../dev", "a b"})
    void areNamedAfterAStack(String stack) {
      FindingsException thrown =
          catchThrowableOfType(
              FindingsException.class, () -> SettingsReader.readFile(directory, stack));
      assertThat(thrown.findings()).extracting(Finding::id).containsExactly("unknown-stack");
    }

    @Test
    void areRefusedWithTheLineWhereTheyBreak() {
      assertThat(refused(() -> readWholeFile("config:\n  versatile-hub:domain: [a\n")))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.id()).isEqualTo("unreadable-settings");
                assertThat(finding.subject()).isEqualTo("Pulumi.test.yaml");
                assertThat(finding.message())
                    .startsWith("cannot be read at line 2, column ")
                    .endsWith(
                        "while parsing a flow sequence, expected ',' or ']', but got <stream end>");
                assertThat(finding.cure()).isEqualTo("correct the syntax there");
              });
    }

    @Test
    void areRefusedWithAKeyThatStandsTwice() {
      assertThat(refused(() -> readFile("domain: a.org\nimages: local\ndomain: b.org")))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.id()).isEqualTo("unreadable-settings");
                assertThat(finding.message())
                    .startsWith("cannot be read at line 4, column ")
                    .endsWith("Duplicate field 'versatile-hub:domain'");
              });
    }

    @Test
    void areRefusedWithASecondDocument() {
      assertThat(refused(() -> readWholeFile("config: {}\n---\nconfig: {}\n")))
          .extracting(Finding::id)
          .containsExactly("unreadable-settings");
    }

    @ParameterizedTest
    @CsvSource({
      "'just text', Pulumi.test.yaml",
      "'- a\n- b', Pulumi.test.yaml",
      "'config: text', 'Pulumi.test.yaml, config'",
      "'config: [a, b]', 'Pulumi.test.yaml, config'"
    })
    void areRefusedWithoutKeys(String text, String subject) {
      assertThat(refused(() -> readWholeFile(text)))
          .containsExactly(
              Finding.error(
                  "wrong-setting",
                  subject,
                  "has no keys; allowed: settings by their names",
                  "begin with 'config:' and write each setting below it as 'versatile-hub:NAME:"
                      + " VALUE'"));
    }
  }

  @Nested
  class Secrets {

    private static final String VALUE = "hunter2";

    @Test
    void areKnownByNameOnlyFromTheFileWhereTheyAreEncrypted() {
      StackConfiguration configuration =
          readFile("secrets:\n  chat-postgres-password:\n    secure: AAABACcp");

      assertThat(configuration.secrets()).isEmpty();
      assertThat(configuration.environment().secrets()).containsExactly("chat-postgres-password");
    }

    @Test
    void areNeverShown() {
      StackConfiguration configuration =
          read(Map.of("versatile-hub:secrets", "{\"a\":\"" + VALUE + "\"}"));

      assertThat(configuration.secrets()).containsExactly(Map.entry("a", VALUE));
      assertThat(configuration.toString()).contains("secrets [a]").doesNotContain(VALUE);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          VALUE,
          "[\"hunter2\"]",
          "{\"a\":[\"hunter2\"]}",
          "{\"a\":{\"b\":\"hunter2\"}}",
          "{\"a\":null,\"b\":\"hunter2\"}",
          "{\"a\":hunter2}",
          "{\"a\":\"hunter2\",\"a\":\"hunter2\"}",
          "{\"a\":\"hunter2\"} hunter2",
          "{\"a\":\"hunter2"
        })
    void areNotShownEitherWhenTheyAreWrong(String secrets) {
      FindingsException thrown =
          catchThrowableOfType(
              FindingsException.class, () -> read(Map.of("versatile-hub:secrets", secrets)));

      assertThat(thrown.findings())
          .allSatisfy(finding -> assertThat(finding.subject()).startsWith("secrets"));
      assertThat(thrown).hasMessageNotContaining(VALUE).hasNoCause();
    }

    @Test
    void areOneValueEach() {
      assertThat(
              refused(() -> read(Map.of("versatile-hub:secrets", "{\"a\":{\"b\":\"hunter2\"}}"))))
          .containsExactly(
              wrong("secrets.a", "a group of settings cannot stand here; allowed: one value"));
    }
  }

  @Test
  void reportsEveryBrokenObjectThatPulumiHandsOver() {
    assertThat(
            refused(
                () ->
                    read(
                        Map.of(
                            "versatile-hub:health", "{\"retries\":}",
                            "versatile-hub:gateway", "{\"httpPort\":1,\"httpPort\":2}",
                            "versatile-hub:images", "docker"))))
        .extracting(Finding::id, Finding::subject)
        .containsExactly(
            tuple("unreadable-settings", "gateway"),
            tuple("unreadable-settings", "health"),
            tuple("wrong-setting", "images"));
  }
}
