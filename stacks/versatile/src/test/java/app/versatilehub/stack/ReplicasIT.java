package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.doctor.EnginePatient;
import app.versatilehub.verification.doctor.Patient;
import app.versatilehub.verification.doctor.RouteState;
import app.versatilehub.verification.engine.EngineSnapshot;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Several of a service on a real engine behind the real gateway, and how they are replaced. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

  private static final int HTTPS = TestStack.freePort();
  private static final String SETTINGS =
      TestStack.settings(
          HTTPS,
          "health: {intervalSeconds: 1, patienceSeconds: 30}",
          "services: {chat-web: {replicas: 3}}");
  private static final Duration MENDED = Duration.ofSeconds(40);
  private static final String URL = "https://chat.it.localhost:%d/api".formatted(HTTPS);
  private static final Pattern AWAY = Pattern.compile("([a-z0-9-]+) was away for ([0-9.]+) s");

  /** What the stand-in says to words that it does not know. */
  private static final String COMPLAINT = "\"nothing-that-it-knows\" is not a command";

  private static final List<String> REPLICAS =
      List.of("vh-it-chat-web", "vh-it-chat-web-2", "vh-it-chat-web-3");

  private final Client client = new Client();

  private TestStack stack;

  @BeforeAll
  void bringUp(@TempDir Path directory) throws IOException {
    stack = new TestStack(SETTINGS).running(ProgramOfRelease.jar(directory));
    stack.up().success();
    client.awaitAnswer(URL, Duration.ofSeconds(20));
  }

  @AfterAll
  void leaveNothing() {
    stack.close();
  }

  @Test
  @Order(1)
  void theGatewayBalancesOverAllOfThem() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Map<String, Long> answers = whoAnswers();
    while (!answers.keySet().equals(hostnames()) && System.nanoTime() < deadline) {
      answers = whoAnswers();
    }

    assertThat(answers.keySet()).isEqualTo(hostnames());
    assertThat(whoAnswers().values()).allSatisfy(count -> assertThat(count).isBetween(5L, 15L));
  }

  private Map<String, Long> whoAnswers() {
    return Stream.generate(() -> client.json(URL).path("hostname").asText())
        .limit(30)
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
  }

  @Test
  @Order(1)
  void theNameOfTheFirstLeadsToAllOfThem() {
    Set<String> found = new TreeSet<>();
    JsonNode answer =
        Client.parse(
            Command.docker(
                    "run",
                    "--rm",
                    "--network",
                    "container:vh-it-chat-worker",
                    image("vh-it-chat-worker"),
                    "probe",
                    "1500",
                    "dns:chat-web")
                .success());
    answer.path("addresses").forEach(address -> found.add(address.asText()));

    assertThat(found).isEqualTo(addresses("vh-it-chat-internal"));
  }

  @Test
  @Order(1)
  void theVerifierKnowsEachOfThem() {
    Verification verification = verify();

    assertThat(verification.findings()).isEmpty();
    assertThat(verification.results())
        .extracting(result -> result.cell().title())
        .contains("chat-web-3 -> chat-postgres:5432", "traefik -> chat-web-2:3000");
  }

  @Test
  @Order(1)
  void theStateOfEachRouteIsKnown() {
    try (Patient patient = EnginePatient.connect(VerifyIT.programs(), Clock.systemUTC())) {
      EngineSnapshot snapshot = patient.snapshot();
      List<RouteState> states =
          RouteState.of(topology(), snapshot, patient.ask(topology(), snapshot));

      assertThat(states)
          .hasSize(topology().routes().size())
          .allSatisfy(
              state -> {
                assertThat(state.condition()).isEqualTo(RouteState.Condition.SERVES);
                assertThat(state.well()).contains(state.replicas());
                assertThat(state.certificate())
                    .hasValueSatisfying(
                        shown -> assertThat(shown.isFor(state.route().host().value())).isTrue());
              });
      assertThat(states).extracting(RouteState::replicas).contains(REPLICAS.size());
    }
  }

  @Test
  @Order(1)
  void oneThatDiesIsNotAskedAnyMore() {
    try (SteadyLoad load = SteadyLoad.on(URL)) {
      load.lastFor(Duration.ofSeconds(1));
      Command.docker("kill", "vh-it-chat-web-2").success();
      load.lastFor(Duration.ofSeconds(4));
      Command.docker("start", "vh-it-chat-web-2").success();
      load.lastFor(Duration.ofSeconds(5));
      // What comes after this begins with all of them.
      while (!isHealthy("vh-it-chat-web-2") && load.lasted().compareTo(MENDED) < 0) {
        load.lastFor(load.lasted().plusMillis(200));
      }
      assertThat(isHealthy("vh-it-chat-web-2")).isTrue();
      // What it had in its hands is lost with it, one request for each client at most; nothing
      // that came after.
      assertThat(load.failures()).hasSizeLessThanOrEqualTo(SteadyLoad.CLIENTS);
    }
  }

  @Test
  @Order(2)
  void anUpdateCostsNoRequest() {
    updatedUnderLoad("two", "update of three replicas");
    assertThat(REPLICAS).allSatisfy(replica -> assertThat(release(replica)).isEqualTo("two"));
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  @Order(3)
  void aReleaseThatDoesNotComeUpLeavesAllServing() {
    brokenUnderLoad();
    assertThat(release("vh-it-chat-web-2")).isEqualTo("two");
    assertThat(release("vh-it-chat-web-3")).isEqualTo("two");
    assertThat(answering()).hasSize(REPLICAS.size());
  }

  @Test
  @Order(4)
  void theNextRunPutsItRight() {
    updatedUnderLoad("three", "update after one that was broken");
    assertThat(REPLICAS).allSatisfy(replica -> assertThat(release(replica)).isEqualTo("three"));
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  @Order(5)
  void anUpdateOfOneAloneCostsNoRequest() {
    stack.configure("versatile-hub:services.chat-web.replicas", "1");
    stack.up().success();
    updatedUnderLoad("four", "update of one alone");
    assertThat(release("vh-it-chat-web")).isEqualTo("four");
    assertThat(TestStack.leftovers()).noneMatch(name -> name.startsWith("vh-it-chat-web."));
  }

  @Test
  @Order(6)
  void aReleaseOfOneAloneThatDoesNotComeUpLeavesTheOldServing() {
    brokenUnderLoad();
    assertThat(answering()).hasSize(1);
  }

  @Test
  @Order(7)
  void andIsTakenBackWithoutARequestLost() {
    updatedUnderLoad("four", "update back to what served before");
    assertThat(release("vh-it-chat-web")).isEqualTo("four");
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  @Order(8)
  void aDatabaseIsSaidToBeAwayBeforeAndForHowLongAfter() {
    stack.with(ProgramOfRelease.DATABASE_RELEASE, "two");
    assertThat(stack.preview().success())
        .contains(
            "chat-postgres will be away while it is replaced, for at most ",
            "two must not have its data at a time; asked by chat-web, ")
        .doesNotContain("chat-web will be away");

    try (SteadyLoad load = SteadyLoad.on(URL.replace("/api", "/call/chat-postgres"))) {
      load.lastFor(Duration.ofSeconds(1));
      Matcher said = AWAY.matcher(stack.up().success());
      load.lastFor(load.lasted().plusSeconds(2));
      assertThat(said.results().map(match -> match.group(1))).containsOnly("chat-postgres");
      said.reset();
      assertThat(said.find()).isTrue();
      double away = Double.parseDouble(said.group(2));
      double silence = load.silence().toMillis() / 1e3;
      System.out.printf("away for %.1f s, for a client for %.1f s%n", away, silence);
      assertThat(load.failures()).isNotEmpty();
      // A client is answered before the next check of the health; and one that asks while nobody is
      // there may be told so only after the three seconds that the stand-in waits.
      assertThat(silence).isBetween(away - 2, away + 5);
    }
  }

  @Test
  @Order(8)
  void whoHandsOverIsSaidToBeAwayWhereItsNetworkIsReplaced() {
    String subnet = "versatile-hub:networks.chat-internal.subnet";
    stack.configure(subnet, "10.214.100.0/24");
    assertThat(stack.preview().success())
        .contains("chat-web will be away", "its network chat-internal is replaced")
        .doesNotContain("hub-frontend will be away");
    stack.configure(subnet, "10.214.2.0/24");
  }

  private static boolean isHealthy(String container) {
    return Command.docker("inspect", "--format", "{{.State.Health.Status}}", container)
        .success()
        .strip()
        .equals("healthy");
  }

  private void updatedUnderLoad(String release, String what) {
    stack.with(ProgramOfRelease.RELEASE, release);
    try (SteadyLoad load = SteadyLoad.on(URL)) {
      load.lastFor(Duration.ofSeconds(1));
      stack.up().success();
      load.lastFor(load.lasted().plusSeconds(3));
      System.out.printf(
          "%s: %d requests answered in %s, %d not%n",
          what, load.answered(), load.lasted(), load.failures().size());
      assertThat(load.failures()).isEmpty();
      assertThat(load.answered()).isGreaterThan(300);
    }
  }

  private void brokenUnderLoad() {
    stack.with(ProgramOfRelease.RELEASE, ProgramOfRelease.BROKEN);
    try (SteadyLoad load = SteadyLoad.on(URL)) {
      Command.Result up = stack.up();
      assertThat(up.exitCode()).isNotZero();
      assertThat(up.output())
          .contains("chat-web", "failed to be in healthy state")
          .contains("the container vh-it-chat-web is not healthy (running, unhealthy)")
          .contains(COMPLAINT, "its log ends with:", "docker logs vh-it-chat-web");
      load.lastFor(load.lasted().plusSeconds(3));
      assertThat(load.failures()).isEmpty();
    }
  }

  /** Who answers, once the gateway has surely heard of everything. */
  private Set<String> answering() {
    return whoAnswers().keySet();
  }

  private static String release(String container) {
    return inspect(container, "{{range .Config.Env}}{{println .}}{{end}}")
        .lines()
        .filter(variable -> variable.startsWith("RELEASE="))
        .map(variable -> variable.substring("RELEASE=".length()))
        .findFirst()
        .orElse("");
  }

  private Topology topology() {
    return VersatileHub.topology(
        SettingsReader.readFile(stack.directory(), TestStack.STACK).environment());
  }

  private Verification verify() {
    return VerifyIT.verifier().verify(topology(), VerifyIT.everything());
  }

  private static Set<String> hostnames() {
    return REPLICAS.stream()
        .map(name -> inspect(name, "{{.Config.Hostname}}"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> addresses(String network) {
    return REPLICAS.stream()
        .map(
            name ->
                inspect(
                    name,
                    "{{(index .NetworkSettings.Networks \"%s\").IPAddress}}".formatted(network)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String image(String container) {
    return inspect(container, "{{.Config.Image}}");
  }

  private static String inspect(String container, String format) {
    return Command.docker("inspect", "--format", format, container).success().strip();
  }
}
