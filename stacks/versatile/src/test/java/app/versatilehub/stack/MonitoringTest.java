package app.versatilehub.stack;

import static app.versatilehub.testing.IsolationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.testing.Deployment;
import app.versatilehub.testing.IsolationAssert;
import app.versatilehub.testing.Registered;
import app.versatilehub.topology.isolation.Endpoint;
import app.versatilehub.topology.isolation.Reachability;
import app.versatilehub.topology.isolation.Verdict;
import app.versatilehub.topology.isolation.Zone;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitoring as the documents want it, but inside the isolation, not beside it. */
class MonitoringTest {

  private static final String SECRET = "netdata-password";
  private static final String ROUTER = "traefik.http.routers.versatile-netdata";
  private static final String LOGIN = "traefik.http.middlewares.versatile-netdata-password";

  private static final Map<String, String> ON =
      Map.of(
          "domain",
          "versatilehub.app",
          "services",
          """
          {"netdata": {"enabled": "true"}}
          """);

  private static final Deployment DEPLOYMENT = Stacks.ofSettings(ON);

  private final Registered netdata = DEPLOYMENT.container("netdata");
  private final Registered traefik = DEPLOYMENT.container("traefik");

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void isNotThereUntilItIsSwitchedOn(String stack) {
    Deployment committed = Stacks.deployment(stack);

    assertThat(committed.containers()).doesNotContainKeys("netdata", "netdata-names");
    assertThat(committed.networks()).doesNotContainKeys("monitoring", "names");
    assertThat(committed.container("traefik").words("command"))
        .noneMatch(word -> word.contains("metrics"));
  }

  @Test
  void isSwitchedOnInOneLine() {
    assertThat(DEPLOYMENT.containers()).containsKeys("netdata", "netdata-names");
    assertThat(String.valueOf(DEPLOYMENT.outputs().get("urls")))
        .contains("netdata=https://monitoring.versatilehub.app");
  }

  @Test
  void isNotReachableWithoutThePassword() {
    Map<String, String> labels = netdata.labels();

    assertThat(labels)
        .containsEntry(ROUTER + ".rule", "Host(`monitoring.versatilehub.app`)")
        .containsEntry(
            ROUTER + ".middlewares",
            "versatile-netdata-rate,versatile-netdata-headers,versatile-netdata-password,"
                + "versatile-netdata-retry")
        .containsEntry(LOGIN + ".basicauth.usersfile", "/run/secrets/" + SECRET)
        .containsEntry(LOGIN + ".basicauth.removeheader", "true");
    assertThat(netdata.inputs()).doesNotContainKey("ports");
    assertThat(DEPLOYMENT).publishesNoHostPortsExcept("traefik");
    assertThat(whoReachesByPackets(Endpoint.of("netdata", 19999)))
        .containsExactlyInAnyOrder(
            "traefik", "network monitoring", "netdata-names", "network names");
  }

  /** As things are, without anybody who passes it on, such as the gateway. */
  private List<String> whoReachesByPackets(Endpoint endpoint) {
    Reachability reachability = Reachability.of(DEPLOYMENT.inventory());
    return reachability.zones().stream()
        .filter(zone -> reachability.byPackets(zone).to(endpoint) instanceof Verdict.Open)
        .map(Zone::toString)
        .toList();
  }

  @Test
  void theGatewayRecognisesThePasswordWithoutKnowingIt() {
    String file = passwordFile(traefik);

    assertThat(file).startsWith("versatile:$2y$").doesNotContain(Stacks.valueOf(SECRET));
    String hash = file.substring("versatile:".length());
    assertThat(OpenBSDBCrypt.checkPassword(hash, Stacks.valueOf(SECRET).toCharArray())).isTrue();
    assertThat(OpenBSDBCrypt.checkPassword(hash, "another".toCharArray())).isFalse();
  }

  /** Else each update would make the gateway anew. */
  @Test
  void thePasswordsFileIsTheSameWithEachUpdate() {
    assertThat(passwordFile(Stacks.ofSettings(ON).container("traefik")))
        .isEqualTo(passwordFile(traefik));
  }

  @Test
  void nobodyButTheGatewayHasEvenThePasswordsHash() {
    assertThat(DEPLOYMENT.containers().values())
        .filteredOn(container -> container.inputs().toString().contains("$2y$"))
        .containsExactly(traefik);
    assertThat(DEPLOYMENT.containers().values())
        .noneMatch(container -> container.inputs().toString().contains(Stacks.valueOf(SECRET)));
  }

  private static String passwordFile(Registered gateway) {
    return gateway.groups("uploads").stream()
        .filter(upload -> ("/run/secrets/" + SECRET).equals(upload.get("file")))
        .map(upload -> String.valueOf(upload.get("content")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onlyMonitoringReachesTheGatewaysMetrics() {
    IsolationAssert isolation = assertThat(DEPLOYMENT).reaches("netdata", "traefik", 8082);

    others().forEach(name -> isolation.doesNotReach(name, "traefik", 8082));
    Stream.of(Zone.INTERNET, Zone.NEIGHBOUR, Zone.HOST, new Zone.Network("web"))
        .forEach(zone -> isolation.doesNotReach(zone, "traefik", 8082));
    assertThat(traefik.labels()).containsEntry("versatile.ports", "80,443,8082@monitoring");
  }

  /** The entry point is not told an address, but the name that leads to the right one only. */
  @Test
  void theMetricsEntryPointListensOnTheNetworkOfMonitoringAlone() {
    assertThat(traefik.words("command"))
        .contains(
            "--entrypoints.metrics.address=gateway-metrics:8082",
            "--metrics.prometheus.entrypoint=metrics");
    assertThat(traefik.attachments())
        .containsEntry("versatile-monitoring", List.of("traefik", "gateway-metrics"));
    assertThat(traefik.attachments().values().stream().flatMap(List::stream))
        .containsOnlyOnce("gateway-metrics");
  }

  private Stream<String> others() {
    return DEPLOYMENT.containers().keySet().stream()
        .filter(name -> !name.equals("netdata") && !name.equals("traefik"))
        // Who has the engine's socket reaches everything.
        .filter(name -> !name.equals("socket-proxy") && !name.equals("netdata-names"));
  }

  @Test
  void monitoringNeverSharesANetworkWithADatabase() {
    assertThat(DEPLOYMENT).isOn("netdata", "monitoring", "names");
    assertThat(DEPLOYMENT.container("netdata-names").attachments())
        .containsOnlyKeys("versatile-names");
    IsolationAssert isolation = assertThat(DEPLOYMENT);
    Map.of("chat-postgres", 5432, "hub-db", 3306, "chat-redis", 6379)
        .forEach((datastore, port) -> isolation.doesNotReach("netdata", datastore, port));
  }

  @Test
  void monitoringKnowsNamesAndNothingElseOfTheEngine() {
    assertThat(DEPLOYMENT.container("netdata-names").inputs())
        .containsEntry("command", List.of("names", "versatile.stack=versatile-hub/test"));
    assertThat(netdata.words("envs")).contains("DOCKER_HOST=netdata-names:2375");
    assertThat(netdata.groups("volumes"))
        .containsExactly(
            Map.of(
                "hostPath", "/sys/fs/cgroup",
                "containerPath", "/sys/fs/cgroup",
                "readOnly", true));
  }

  @Test
  void monitoringNeitherReachesTheInternetNorRunsPrivileged() {
    assertThat(netdata.inputs())
        .doesNotContainKeys("privileged", "pidMode", "networkMode", "devices");
    assertThat(netdata.group("capabilities").get("drops")).isEqualTo(List.of("ALL"));
    assertThat(netdata.attachments()).containsOnlyKeys("versatile-monitoring", "versatile-names");
    assertThat(DEPLOYMENT.network("monitoring").flag("internal")).isTrue();
    assertThat(DEPLOYMENT.network("names").flag("internal")).isTrue();
  }

  /** It reads what each container uses, which is worth a word, and nothing worse. */
  @Test
  void theOnlyRuleThatIsTouchedIsThatItReadsAFolderOfTheHost() {
    assertThat(DEPLOYMENT).breaksOnly("host-mount");
  }
}
