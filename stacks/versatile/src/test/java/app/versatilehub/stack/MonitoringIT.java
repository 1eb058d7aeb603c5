package app.versatilehub.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.CellResult;
import app.versatilehub.verification.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A real netdata behind the real gateway, switched on in one line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class MonitoringIT {

  private static final int HTTPS = TestStack.freePort();
  private static final String PASSWORD = "a-password-of-this-test-alone";
  private static final String METRICS = "http://gateway-metrics:8082/metrics";
  private static final String SETTINGS =
      TestStack.settings(
          HTTPS,
          "health: {intervalSeconds: 1, patienceSeconds: 180}",
          "services: {netdata: {enabled: true}}");

  private final Client client = new Client();
  private TestStack stack;
  private Topology topology;

  @BeforeAll
  void bringUp() {
    stack = new TestStack(SETTINGS);
    stack
        .pulumi(
            "config",
            "set",
            "--stack",
            TestStack.STACK,
            "--secret",
            "--path",
            "versatile-hub:secrets.netdata-password",
            PASSWORD)
        .success();
    stack.up().success();
    topology =
        VersatileHub.topology(
            SettingsReader.readFile(stack.directory(), TestStack.STACK).environment());
    await(() -> ask("/api/v1/info", "versatile", PASSWORD), "\"version\"");
  }

  @AfterAll
  void leaveNothing() {
    stack.close();
  }

  @Test
  void isNotReachableWithoutThePassword() {
    var without = client.get(url("/"));

    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("www-authenticate").orElse("")).startsWith("Basic");
    assertThat(without.body()).doesNotContainIgnoringCase("netdata");
    assertThat(status("versatile", "wrong")).isEqualTo(401);
    assertThat(status("somebody", PASSWORD)).isEqualTo(401);
    assertThat(status("versatile", PASSWORD)).isEqualTo(200);
  }

  @Test
  void onlyMonitoringReachesTheGatewaysMetrics() {
    assertThat(in("netdata", "curl", "-fsS", METRICS))
        .contains("traefik_entrypoint_requests_total", "service=\"vh-it-netdata@docker\"");

    String others =
        in("agent", "/stand-in", "probe", "1500", "tcp:traefik:8082", "tcp:traefik:443");
    assertThat(others.lines().filter(line -> line.contains(":8082")).findFirst().orElse(""))
        .contains("\"refused\"");
    assertThat(others.lines().filter(line -> line.contains(":443")).findFirst().orElse(""))
        .contains("\"open\"");
  }

  /** It looks its address up anew. */
  @Test
  void theGatewaysMetricsAreThereAgainAfterItsRestart() {
    Command.docker("restart", "vh-it-traefik").success();

    await(
        () -> in("netdata", "curl", "-sS", "--retry", "20", "--retry-all-errors", METRICS),
        "traefik_config_last_reload_success");
    await(() -> ask("/api/v1/info", "versatile", PASSWORD), "\"version\"");
  }

  @Test
  void showsWhatContainersUseByTheirNames() {
    String id =
        Command.docker("inspect", "--format", "{{.Id}}", "vh-it-chat-postgres").success().strip();
    String look = "find /sys/fs/cgroup -path '*docker*%s*' 2>/dev/null || true".formatted(id);
    assumeTrue(
        in("netdata", "sh", "-c", look).contains(id),
        "this engine has its containers in cgroups that netdata does not take for Docker's");

    await(() -> ask("/api/v1/charts", "versatile", PASSWORD), "\"cgroup_vh-it-chat-postgres.cpu\"");
  }

  @Test
  void knowsNamesOfContainersAndNothingElse() {
    String engine = "http://netdata-names:2375/containers/";
    assertThat(in("netdata", "curl", "-sS", engine + "vh-it-chat-web/json"))
        .contains("\"Name\":\"/vh-it-chat-web\"", "\"Env\":[]")
        .doesNotContain("STAND_IN", "PATH=", "IPAddress", "Labels");
    assertThat(in("netdata", "curl", "-sS", engine + "vh-it-chat-web/logs?stdout=1"))
        .contains("is not allowed here");
  }

  @Test
  void theRunningEngineIsAsDeclared() {
    Verification verification = VerifyIT.verifier().verify(topology, VerifyIT.everything());

    assertThat(verification.results())
        .filteredOn(result -> result.cell().destinationName().equals("traefik:8082"))
        .filteredOn(result -> result.planned().declared())
        .extracting(result -> result.cell().source())
        .containsOnly("netdata");
    assertThat(verification.results())
        .filteredOn(result -> result.status() != CellResult.Status.AGREES)
        .extracting(result -> result.status() + " " + result.cell().title())
        .isEmpty();
    assertThat(verification.findings()).isEmpty();
  }

  private static String url(String path) {
    return "https://monitoring.it.localhost:%d%s".formatted(HTTPS, path);
  }

  private int status(String user, String password) {
    return client.get(url("/api/v1/info"), login(user, password)).statusCode();
  }

  private String ask(String path, String user, String password) {
    return client.get(url(path), login(user, password)).body();
  }

  private static Map<String, String> login(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(UTF_8);
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
  }

  /** The gateway gathers changes before it acts on them, netdata looks for containers at times. */
  private static void await(Supplier<String> answer, String wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    String last = answer.get();
    while (!last.contains(wanted)) {
      assertThat(System.nanoTime()).as("still without %s:%n%s", wanted, last).isLessThan(deadline);
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
      last = answer.get();
    }
  }

  private static String in(String service, String... command) {
    List<String> words = new ArrayList<>(List.of("exec", "vh-it-" + service));
    words.addAll(List.of(command));
    return Command.docker(words.toArray(String[]::new)).success();
  }
}
