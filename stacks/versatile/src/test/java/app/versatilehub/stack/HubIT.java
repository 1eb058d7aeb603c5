package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.GatewayCertificate;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole hub on a real engine, by a real {@code pulumi up}, seen from outside through the real
 * gateway and from inside each container's own network namespace.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HubIT {

  private static final int HTTP = TestStack.freePort();
  private static final int HTTPS = TestStack.freePort();
  private static final String SETTINGS =
      """
      config:
        versatile-hub:domain: it.localhost
        versatile-hub:namePrefix: vh-it
        versatile-hub:images: local
        versatile-hub:generateSecrets: "true"
        versatile-hub:health:
          intervalSeconds: 3
          patienceSeconds: 180
        versatile-hub:gateway:
          httpPort: HTTP_PORT
          httpsPort: HTTPS_PORT
        versatile-hub:networks:
          web:
            name: vh-it-web
            subnet: 10.214.0.0/24
          egress-agent:
            subnet: 10.214.4.16/28
            ipv6:
              subnet: fd00:214::/64
          shared:
            subnet: 10.214.1.0/24
          chat-internal:
            subnet: 10.214.2.0/24
            gateway: 10.214.2.254
          hub-internal:
            subnet: 10.214.16.0/20
            bridge: br-vh-it
      """
          + TestStack.SMALL_NETWORKS
          + """
        versatile-hub:services:
          flow:
            enabled: true
          agent-exec:
            enabled: true
          hub-frontend:
            uploadMib: 2
      """;
  private static final String LOCAL_IMAGE = "versatile-hub/%s:%s";

  private static final String[] WITHOUT_SIZE = {
    "--http1.1", "--header", "Transfer-Encoding: chunked"
  };

  private final Client client = new Client();
  private TestStack stack;
  private String firstUp = "";
  private Topology topology;

  @BeforeAll
  void bringUp() {
    stack =
        new TestStack(
            SETTINGS
                .replace("HTTP_PORT", Integer.toString(HTTP))
                .replace("HTTPS_PORT", Integer.toString(HTTPS)));
    firstUp = stack.up().success();
    topology =
        VersatileHub.topology(
            SettingsReader.readFile(stack.directory(), TestStack.STACK).environment());
    awaitRoutes();
  }

  /** The gateway gathers changes for two seconds before it acts on them. */
  private void awaitRoutes() {
    topology.routes().stream()
        .map(route -> "https://%s:%d/".formatted(route.host(), HTTPS))
        .forEach(url -> client.awaitAnswer(url, Duration.ofSeconds(20)));
  }

  @AfterAll
  void leaveNothing() {
    stack.close();
  }

  @ParameterizedTest(name = "{0} leads to {1}:{2}")
  @CsvSource({
    "agent, agent, 18789",
    "chat, chat-web, 3000",
    "chat-bridge, chat-bridge, 4000",
    "altamira, hub-frontend, 8080",
    "flow, flow, 5678"
  })
  @Order(1)
  void everyRouteLeadsToItsServiceOverHttpAndWebSocket(String label, String service, int port) {
    JsonNode page = client.json(url("https", label, "/hello"));
    assertThat(page.path("service").asText()).isEqualTo(service);
    assertThat(page.path("port").asInt()).isEqualTo(port);
    assertThat(page.path("host").asText()).startsWith(label + ".it.localhost");
    assertThat(page.path("forwarded").path("X-Forwarded-Proto").asText()).isEqualTo("https");

    JsonNode echo = client.say(url("wss", label, "/socket"), "hello");
    assertThat(echo.path("service").asText()).isEqualTo(service);
    assertThat(echo.path("echo").asText()).isEqualTo("hello");
  }

  @Test
  @Order(1)
  void plainHttpOnlyRedirects() {
    var answer = client.get("http://chat.it.localhost:%d/x".formatted(HTTP));
    assertThat(answer.statusCode()).isEqualTo(301);
    assertThat(answer.headers().firstValue("location"))
        .contains("https://chat.it.localhost:%d/x".formatted(HTTPS));
  }

  /** As {@code curl --cacert} asks, without {@code -k}. */
  @Test
  @Order(1)
  void whoTrustsTheStacksAuthorityTrustsEveryRoute() {
    Path authority = GatewayCertificate.authority(stack.directory(), TestStack.STACK);
    for (String label : List.of("agent", "chat", "chat-bridge", "altamira", "flow")) {
      String host = label + ".it.localhost";
      Handshake trusting = Handshake.trusting(authority);
      assertThat(trusting.with(host, HTTPS)).as(host).isEqualTo("TLSv1.3");
    }
    assertThat(Handshake.trusting(authority).with("elsewhere.it.localhost", HTTPS))
        .contains("No subject alternative DNS name matching elsewhere.it.localhost");
  }

  @Test
  @Order(1)
  void oldTlsIsRefusedAndNewHttpSpoken() {
    assertThat(Handshake.offering(HTTPS, 0x0303)).isEqualTo(Handshake.ACCEPTED);
    assertThat(Handshake.offering(HTTPS, 0x0302)).isEqualTo(Handshake.PROTOCOL_VERSION);
    assertThat(Handshake.offering(HTTPS, 0x0301)).isEqualTo(Handshake.PROTOCOL_VERSION);
    assertThat(client.get(url("https", "chat", "/")).version()).isEqualTo(Version.HTTP_2);
  }

  @Test
  @Order(1)
  void theGatewayHasNoDashboard() {
    for (String path : List.of("/dashboard/", "/api/rawdata", "/api/version")) {
      assertThat(client.get("https://localhost:%d%s".formatted(HTTPS, path)).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    assertThat(probe("chat-web", List.of("tcp:traefik:8080"))).containsValue("refused");
  }

  @Test
  @Order(1)
  void everyAnswerTellsBrowsersToBeCareful() {
    var hub = client.get(url("https", "altamira", "/")).headers();
    assertThat(hub.firstValue("x-content-type-options")).contains("nosniff");
    assertThat(hub.firstValue("referrer-policy")).contains("strict-origin-when-cross-origin");
    assertThat(hub.firstValue("x-frame-options")).contains("SAMEORIGIN");
    // The chat widget is a frame in the pages of customers.
    assertThat(client.get(url("https", "chat", "/")).headers().firstValue("x-frame-options"))
        .isEmpty();
  }

  @Test
  @Order(1)
  void passwordsAreTriedSlowlyAndAllElseIsNot() {
    List<Integer> logins = answers("/api/method/login", 30);
    assertThat(logins).startsWith(200).contains(429);
    assertThat(logins.stream().filter(status -> status == 200).count()).isBetween(5L, 15L);
    assertThat(answers("/api/method/ping", 30)).containsOnly(200);
  }

  @Test
  @Order(2)
  void whoLogsInSendsLittle() {
    String login = url("https", "chat", "/auth/sign_in");
    assertThat(client.post(login, 60_000)).isEqualTo(200);
    assertThat(client.post(login, 70_000)).isEqualTo(413);
    assertThat(client.post(url("https", "chat", "/api/v1/upload"), 200_000)).isEqualTo(200);
  }

  @Test
  @Order(2)
  void anUploadIsAsLargeAsItsRouteTakes() throws IOException {
    int most = 2 << 20;
    String upload = "/api/method/upload_file";
    assertThat(sent("altamira", upload, most)).isEqualTo("200");
    assertThat(sent("altamira", upload, most + 1)).isEqualTo("413");
    assertThat(sent("altamira", upload, most, WITHOUT_SIZE)).isEqualTo("200");
    assertThat(sent("altamira", upload, most + 1, WITHOUT_SIZE)).isEqualTo("413");
    // Each route has its own.
    assertThat(sent("chat", "/api/v1/upload", most + 1)).isEqualTo("200");
    // Who does not say how much it sends must not get around the limit of logins.
    assertThat(sent("chat", "/auth/sign_in", 70_000, WITHOUT_SIZE)).isEqualTo("413");
  }

  /** The status; by curl, which reads an answer also while it still sends. */
  private String sent(String label, String path, int bytes, String... options) throws IOException {
    Path body = stack.directory().resolve("upload");
    Files.write(body, new byte[bytes]);
    List<String> words =
        new ArrayList<>(
            List.of(
                "curl",
                "--silent",
                "--insecure",
                "--max-time",
                "20",
                "--resolve",
                "%s.it.localhost:%d:127.0.0.1".formatted(label, HTTPS),
                "--output",
                "/dev/null",
                "--write-out",
                "%{http_code}",
                "--data-binary",
                "@" + body));
    words.addAll(List.of(options));
    words.add(url("https", label, path));
    return Command.run(stack.directory(), Map.of(), words).output().strip();
  }

  private List<Integer> answers(String path, int requests) {
    return Stream.generate(() -> client.get(url("https", "altamira", path)).statusCode())
        .limit(requests)
        .toList();
  }

  @Test
  @Order(1)
  void hostNamesWithoutARouteLeadNowhere() {
    assertThat(client.get(url("https", "localhost", "/").replace(".it.localhost", "")).statusCode())
        .isEqualTo(404);
  }

  @Test
  @Order(2)
  void theSeedsConversationsWork() {
    assertThat(reply("agent", "/call/hub-backend/api/method/ping").path("service").asText())
        .isEqualTo("hub-backend");
    assertThat(client.get(url("https", "chat", "/call/chat-postgres")).statusCode()).isEqualTo(200);
    assertThat(client.get(url("https", "chat", "/call/chat-redis")).statusCode()).isEqualTo(200);
    assertThat(client.get(url("https", "altamira", "/call/hub-backend/call/hub-db")).statusCode())
        .isEqualTo(200);
  }

  @Test
  @Order(2)
  void aMessageGoesFromTheClientThroughAgentAndBridgeToChatwoot() {
    JsonNode answer =
        client.say(
            url("wss", "agent", "/"), "{\"route\":[\"chat-bridge\",\"chat-web\"],\"text\":\"hi\"}");
    assertThat(answer.path("text").asText()).isEqualTo("hi");
    assertThat(answer.path("via"))
        .extracting(JsonNode::asText)
        .containsExactly("agent", "chat-bridge", "chat-web");
  }

  @Test
  @Order(2)
  void chatwootReachesItsDatabaseByTheSeedsUrlAndNobodyWithoutThePassword() {
    String url = "postgresql://chatwoot@chat-postgres:5432/chatwoot_production";
    assertThat(
            beside("chat-web", "postgres", Map.of("PGPASSWORD", secret("chat-postgres-password")))
                .run("psql", url, "-Atc", "select 41 + 1")
                .success()
                .strip())
        .isEqualTo("42");
    assertThat(
            beside("chat-web", "postgres", Map.of("PGPASSWORD", "guessed"))
                .run("psql", url, "-c", "select 1")
                .exitCode())
        .isNotZero();
  }

  @Test
  @Order(2)
  void frappeReachesItsDatabaseAndChatwootItsQueue() {
    assertThat(
            beside("hub-backend", "mariadb", Map.of("MYSQL_PWD", secret("hub-db-root-password")))
                .run("mariadb", "-h", "hub-db", "-u", "root", "-Ne", "select 41 + 1")
                .success()
                .strip())
        .isEqualTo("42");
    assertThat(
            beside("chat-worker", "redis", Map.of("REDISCLI_AUTH", secret("chat-redis-password")))
                .run("redis-cli", "-h", "chat-redis", "ping")
                .success()
                .strip())
        .isEqualTo("PONG");
    assertThat(
            beside("chat-worker", "redis", Map.of())
                .run("redis-cli", "-h", "chat-redis", "ping")
                .output())
        .contains("NOAUTH");
  }

  /** Every service asks for every port of every other one by name. */
  @Test
  @Order(3)
  void servicesReachEachOtherExactlyWhereTheyShareANetwork() {
    Map<String, String> predicted = new TreeMap<>();
    Map<String, String> observed = new TreeMap<>();
    for (Service source : running()) {
      Map<String, Boolean> targets = new TreeMap<>();
      for (Service destination : topology.services()) {
        if (!destination.equals(source)) {
          for (Port port : destination.ports()) {
            targets.put(
                "tcp:%s:%s".formatted(destination.name(), port),
                source.networks().anyMatch(destination::isOn));
          }
        }
      }
      targets.forEach(
          (target, open) ->
              predicted.put(source.name() + " " + target, open ? "open" : "unresolved"));
      probe(source.name().value(), targets.keySet())
          .forEach((target, outcome) -> observed.put(source.name() + " " + target, outcome));
    }
    assertThat(observed).containsExactlyEntriesOf(predicted);
  }

  @Test
  @Order(3)
  void namesResolveToTheServiceOfThatNameOnEverySharedNetwork() {
    for (Service source : running()) {
      List<Service> neighbours =
          running().stream()
              .filter(other -> !other.equals(source) && source.networks().anyMatch(other::isOn))
              .toList();
      Map<String, JsonNode> answers =
          Stream.of(
                  probeLines(
                      source.name().value(),
                      neighbours.stream().map(n -> "dns:" + n.name()).toList()))
              .collect(Collectors.toMap(line -> line.path("target").asText(), line -> line));
      for (Service neighbour : neighbours) {
        assertThat(
                answers
                    .getOrDefault("dns:" + neighbour.name(), MissingNode.getInstance())
                    .path("addresses"))
            .as("%s looks up %s", source.name(), neighbour.name())
            .isNotEmpty()
            .allSatisfy(address -> assertThat(addresses(neighbour)).contains(address.asText()));
      }
    }
  }

  /** Only from where there is no way out, so that no probe can leave the machine. */
  @Test
  @Order(3)
  void databasesReachNeitherTheHostNorOtherNetworksByAddress() throws IOException {
    try (ServerSocket onHost = new ServerSocket(0)) {
      List<String> targets = new ArrayList<>();
      for (Network network : topology.networks()) {
        network
            .subnets()
            .forEach(
                subnet -> {
                  if (!subnet.range().isIpv6()) {
                    targets.add("tcp:%s:%d".formatted(subnet.gateway(), onHost.getLocalPort()));
                    targets.add("tcp:%s:%d".formatted(subnet.gateway(), HTTPS));
                  }
                });
      }
      for (Service datastore : topology.servicesOfKind(ServiceKind.DATASTORE).toList()) {
        List<String> strangers = new ArrayList<>(targets);
        running().stream()
            .filter(other -> datastore.networks().noneMatch(other::isOn))
            .forEach(
                other ->
                    addresses(other).stream()
                        .filter(address -> !address.contains(":"))
                        .forEach(
                            address ->
                                other
                                    .ports()
                                    .forEach(
                                        port ->
                                            strangers.add("tcp:%s:%s".formatted(address, port)))));
        assertThat(probe(datastore.name().value(), strangers))
            .as("what %s reaches", datastore.name())
            .hasSize(strangers.size())
            .allSatisfy((target, outcome) -> assertThat(outcome).isIn("unreachable", "dropped"));
      }
      // The positive control: that listener can be reached from where a way out exists.
      assertThat(probe("traefik", List.of("tcp:10.214.4.1:" + onHost.getLocalPort())))
          .containsValue("open");
    }
  }

  @Test
  @Order(3)
  void onlyTheGatewayPublishesPorts() {
    for (Service service : topology.services()) {
      String ports = inspect(service, "{{json .HostConfig.PortBindings}}");
      if (service.kind() == ServiceKind.GATEWAY) {
        assertThat(ports).contains("\"%d\"".formatted(HTTPS));
      } else {
        assertThat(ports).as(service.name().value()).isIn("{}", "null");
      }
    }
  }

  @Test
  @Order(3)
  void containersAreOnTheirDeclaredNetworksAndNoOther() {
    for (Service service : topology.services()) {
      List<String> declared =
          service.networks().map(name -> topology.network(name).engineName().value()).toList();
      assertThat(
              Arrays.asList(
                  inspect(service, "{{range $n, $_ := .NetworkSettings.Networks}}{{$n}} {{end}}")
                      .split(" ")))
          .as(service.name().value())
          .containsExactlyInAnyOrderElementsOf(declared);
    }
  }

  @Test
  @Order(3)
  void networksAreWhatTheSettingsSay() {
    assertThat(inspectNetwork("hub-internal"))
        .isEqualTo("bridge true false [10.214.16.0/20=10.214.16.1] br-vh-it");
    assertThat(inspectNetwork("chat-internal"))
        .isEqualTo("bridge true false [10.214.2.0/24=10.214.2.254]");
    assertThat(inspectNetwork("web")).isEqualTo("bridge true false [10.214.0.0/24=10.214.0.1]");
    assertThat(inspectNetwork("egress-agent"))
        .isEqualTo("bridge false true [10.214.4.16/28=10.214.4.17 fd00:214::/64=fd00:214::1]");
  }

  @Test
  @Order(3)
  void theAgentRunsCommandsInTheBackendAndNowhereElse() {
    String backend = "/containers/vh-it-hub-backend/exec";
    String command = "\"AttachStdout\":true,\"Cmd\":[\"/stand-in\",\"health\"]";

    String created = askForCommand("POST", backend, "{%s}".formatted(command));
    assertThat(created).contains("201 Created");
    String id = Client.parse(created.substring(created.indexOf('{'))).path("Id").asText();
    assertThat(askForCommand("POST", "/exec/%s/start".formatted(id), "{}")).contains("200 OK");
    assertThat(askForCommand("GET", "/exec/%s/json".formatted(id), ""))
        .contains("\"Running\":false", "\"ExitCode\":0");

    assertThat(askForCommand("POST", backend, "{\"Privileged\":true,%s}".formatted(command)))
        .contains("403 Forbidden", "a privileged command is not allowed here");
    assertThat(askForCommand("POST", backend, "{\"User\":\"0\",%s}".formatted(command)))
        .contains("403 Forbidden", "commands run as the container's own user here");
    for (String path :
        List.of("/containers/vh-it-hub-db/exec", "/containers/create", "/containers/json")) {
      assertThat(askForCommand("POST", path, "{%s}".formatted(command)))
          .contains("403 Forbidden", "is not allowed here");
    }
  }

  private String askForCommand(String method, String path, String body) {
    return http("agent", "agent-exec", method, path, body);
  }

  /** The answer of a proxy of the engine to a request from the network namespace of a service. */
  private String http(String service, String proxy, String method, String path, String body) {
    String request =
        "%s /v1.40%s HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\nContent-Type: application/json\\r\\n"
                .formatted(method, path)
            + "Content-Length: %d\\r\\n\\r\\n".formatted(body.length());
    return beside(service, "redis", Map.of("BODY", body))
        .run(
            "bash",
            "-c",
            "exec 3<>/dev/tcp/%s/2375; printf '%s' >&3; printf %%s \"$BODY\" >&3; timeout 10 cat <&3"
                .formatted(proxy, request))
        .success();
  }

  /** What the gateway could ask if somebody took it over. */
  @Test
  @Order(3)
  void theGatewayReadsNoSecretsFromTheEngine() {
    String answer = http("traefik", "socket-proxy", "GET", "/containers/vh-it-hub-db/json", "");

    assertThat(answer).contains("vh-it-hub-db").doesNotContain("\"Env\"", "\"Mounts\"");
    assertThat(http("traefik", "socket-proxy", "GET", "/info", ""))
        .contains("403 Forbidden", "is not allowed here");
  }

  @Test
  @Order(3)
  void jobsRanOnceAndEndedWell() {
    assertThat(topology.servicesOfKind(ServiceKind.JOB))
        .hasSize(3)
        .allSatisfy(
            job ->
                assertThat(inspect(job, "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"))
                    .isEqualTo("exited 0 0"));
  }

  @Test
  @Order(3)
  void containersHaveNoMorePowersThanDeclared() {
    for (Service service : topology.services()) {
      assertThat(inspect(service, "{{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}"))
          .as(service.name().value())
          .isEqualTo("[ALL] [no-new-privileges]");
      assertThat(inspect(service, "{{.HostConfig.Memory}}")).isNotEqualTo("0");
    }
    assertThat(inspect(service("chat-web"), "{{.HostConfig.ReadonlyRootfs}}")).isEqualTo("true");
  }

  private Service service(String name) {
    return topology.service(ServiceName.of(name));
  }

  /** Wherever Pulumi, the engine, the services or the gateway could show one. */
  @Test
  @Order(3)
  void noSecretCanBeSeen() throws IOException {
    Map<String, String> seen = new TreeMap<>();
    seen.put("what up said", firstUp);
    seen.put("preview", stack.pulumi("preview", "--diff", "--stack", TestStack.STACK).success());
    seen.put("state", stack.pulumi("stack", "export", "--stack", TestStack.STACK).success());
    seen.put(
        "outputs", stack.pulumi("stack", "output", "--json", "--stack", TestStack.STACK).success());
    seen.put("settings", Files.readString(stack.directory().resolve("Pulumi.it.yaml")));
    for (Service service : topology.services()) {
      seen.put("inspection of " + service.name(), inspect(service, "{{json .}}"));
      seen.put("log of " + service.name(), Command.docker("logs", container(service)).success());
      seen.put(
          "the gateway's sight of " + service.name(),
          http(
              "traefik",
              "socket-proxy",
              "GET",
              "/containers/%s/json".formatted(container(service)),
              ""));
    }
    seen.put("the gateway's list", http("traefik", "socket-proxy", "GET", "/containers/json", ""));
    for (String kind : List.of("network", "volume")) {
      Command.docker(kind, "ls", "--quiet")
          .success()
          .lines()
          .forEach(id -> seen.put(kind + " " + id, Command.docker(kind, "inspect", id).success()));
    }
    JsonNode secrets = Client.parse(Files.readString(secretsFile()));
    assertThat(secrets).hasSizeGreaterThanOrEqualTo(3);
    for (JsonNode secret : secrets) {
      assertThat(secret.asText()).hasSize(64);
      assertThat(seen)
          .allSatisfy((where, text) -> assertThat(text).as(where).doesNotContain(secret.asText()));
    }
    // The control: a text that must be there is found by the same means.
    assertThat(seen.get("state")).contains("/run/secrets/chat-postgres-password");
    assertThat(seen.get("the gateway's list")).contains("vh-it-chat-postgres");
    assertThat(seen.get("log of chat-postgres")).contains("ready to accept connections");
  }

  @Test
  @Order(3)
  void theAccessLogIsFollowedByService() throws InterruptedException {
    client.get("https://agent.it.localhost:%d/to-the-agent".formatted(HTTPS));
    client.get("https://chat.it.localhost:%d/before".formatted(HTTPS));
    try (Watched log = Watched.start(stack, "access-log", "--follow", "--service", "chat-web")) {
      List<String> shown = new ArrayList<>(log.await("/before", Duration.ofSeconds(30)));
      client.get("https://agent.it.localhost:%d/to-the-agent".formatted(HTTPS));
      client.get("https://chat.it.localhost:%d/after?token=hunter2".formatted(HTTPS));
      shown.addAll(log.await("/after", Duration.ofSeconds(5)));

      assertThat(shown)
          .allMatch(line -> line.contains("  chat-web  "))
          .noneMatch(line -> line.contains("/to-the-agent") || line.contains("hunter2"));
      assertThat(log.end()).as("exit code after SIGTERM").isEqualTo(143);
    }
  }

  @Test
  @Order(4)
  void aSecondUpChangesNothing() {
    assertThat(stack.up().success()).containsPattern("\\d+ unchanged").doesNotContain("created");
    assertThat(
            stack.pulumi("preview", "--expect-no-changes", "--stack", TestStack.STACK).exitCode())
        .isZero();
  }

  @Test
  @Order(5)
  void refreshFindsNoDifference() {
    assertThat(
            stack
                .pulumi("refresh", "--yes", "--expect-no-changes", "--stack", TestStack.STACK)
                .success())
        .containsPattern("\\d+ unchanged");
  }

  @Test
  @Order(6)
  void aChangedSubnetMovesTheNetworkAndItsMembers() {
    stack.configure("versatile-hub:networks.shared.subnet", "10.214.5.0/24");
    stack.up().success();
    awaitRoutes();
    assertThat(inspectNetwork("shared")).isEqualTo("bridge true false [10.214.5.0/24=10.214.5.1]");
    assertThat(reply("agent", "/call/hub-backend/api/method/ping").path("service").asText())
        .isEqualTo("hub-backend");
  }

  /** The image has a shell, but not what the job runs. */
  @Test
  @Order(7)
  void aJobThatFailsStopsTheRolloutWithItsLogAndIsTriedAgain() {
    String image = "versatile-hub:services.hub-site.image";
    String running = inspect(service("hub-backend"), "{{.Id}}");
    stack.configure(image, LOCAL_IMAGE.formatted("redis", "1"));

    for (int attempt = 0; attempt < 2; attempt++) {
      Command.Result failed = stack.up();
      assertThat(failed.exitCode()).isNotZero();
      assertThat(failed.output())
          .contains("the job hub-site failed with exit code 127", "bench: not found");
      assertThat(inspect(service("hub-site"), "{{index .Config.Labels \"versatile.attempt\"}}"))
          .isEqualTo(attempt == 0 ? "" : "1");
    }
    assertThat(inspect(service("hub-backend"), "{{.Id}} {{.State.Running}}"))
        .isEqualTo(running + " true");

    stack.forget(image);
    stack.up().success();
    assertThat(inspect(service("hub-site"), "{{.State.ExitCode}}")).isEqualTo("0");
    assertThat(
            stack.pulumi("preview", "--expect-no-changes", "--stack", TestStack.STACK).exitCode())
        .isZero();
  }

  @Test
  @Order(8)
  void destroyLeavesNothing() {
    stack.pulumi("destroy", "--yes", "--skip-preview", "--stack", TestStack.STACK).success();
    assertThat(TestStack.leftovers()).isEmpty();
  }

  private List<Service> running() {
    return topology.services().stream()
        .filter(service -> service.kind() != ServiceKind.JOB)
        .toList();
  }

  private JsonNode reply(String label, String path) {
    return client.json(url("https", label, path)).path("reply");
  }

  private static String url(String scheme, String label, String path) {
    return "%s://%s.it.localhost:%d%s".formatted(scheme, label, HTTPS, path);
  }

  private Path secretsFile() {
    return stack.directory().resolve(".versatile/secrets/" + TestStack.STACK + ".json");
  }

  private String secret(String name) {
    try {
      return Client.parse(Files.readString(secretsFile())).path(name).asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String container(Service service) {
    return service.containerName().value();
  }

  private static String inspect(Service service, String format) {
    return Command.docker("inspect", "--format", format, container(service)).success().strip();
  }

  private static List<String> addresses(Service service) {
    return Arrays.asList(
        inspect(
                service,
                "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.GlobalIPv6Address}} {{end}}")
            .strip()
            .split(" +"));
  }

  private String inspectNetwork(String name) {
    return Command.docker(
            "network",
            "inspect",
            "--format",
            "{{.Driver}} {{.Internal}} {{.EnableIPv6}} [{{range $i, $c := .IPAM.Config}}"
                + "{{if $i}} {{end}}{{$c.Subnet}}={{$c.Gateway}}{{end}}]"
                + " {{index .Options \"com.docker.network.bridge.name\"}}",
            topology.network(NetworkName.of(name)).engineName().value())
        .success()
        .strip();
  }

  private interface Beside {
    Command.Result run(String... words);
  }

  /** A client in the network namespace of {@code service}: what it sees, the service sees. */
  private Beside beside(String service, String image, Map<String, String> environment) {
    return words -> {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "run",
                  "--rm",
                  "--network",
                  "container:" + container(topology.service(ServiceName.of(service)))));
      environment.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
      command.add(LOCAL_IMAGE.formatted(image, topology.environment().localTag()));
      command.addAll(List.of(words));
      return Command.docker(command.toArray(String[]::new));
    };
  }

  private JsonNode[] probeLines(String service, Iterable<String> targets) {
    List<String> words = new ArrayList<>(List.of("probe", "1500"));
    targets.forEach(words::add);
    return beside(service, "stand-in", Map.of())
        .run(words.toArray(String[]::new))
        .success()
        .lines()
        .map(Client::parse)
        .toArray(JsonNode[]::new);
  }

  private Map<String, String> probe(String service, Iterable<String> targets) {
    return Stream.of(probeLines(service, targets))
        .collect(
            Collectors.toMap(
                line -> line.path("target").asText(), line -> line.path("outcome").asText()));
  }
}
