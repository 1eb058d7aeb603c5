package app.versatilehub.stack;

import static app.versatilehub.testing.IsolationAssertions.assertThat;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.testing.IsolationAssert;
import app.versatilehub.topology.isolation.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is registered on which network, against the documented matrix. */
class ConnectivityTest extends StackClaims {

  /** As in the architecture document; the last row stands for two. */
  private static final String MATRIX =
      """
      | Servicio            | web | shared | chat-internal | hub-internal |
      | **agent**           | ✓   | ✓      | ✗             | ✗            |
      | **chat-web**        | ✓   | ✗      | ✓             | ✗            |
      | **chat-worker**     | ✗   | ✗      | ✓             | ✗            |
      | **chat-postgres**   | ✗   | ✗      | ✓             | ✗            |
      | **chat-redis**      | ✗   | ✗      | ✓             | ✗            |
      | **chat-bridge**     | ✓   | ✓      | ✓             | ✗            |
      | **hub-frontend**    | ✓   | ✗      | ✗             | ✓            |
      | **hub-backend**     | ✗   | ✓      | ✗             | ✓            |
      | **hub-websocket**   | ✗   | ✗      | ✗             | ✓            |
      | **hub-worker**      | ✗   | ✗      | ✗             | ✓            |
      | **hub-scheduler**   | ✗   | ✗      | ✗             | ✓            |
      | **hub-db**          | ✗   | ✗      | ✗             | ✓            |
      | **hub-redis-***     | ✗   | ✗      | ✗             | ✓            |
      """;

  private static final List<String> DATASTORES =
      List.of("chat-postgres", "chat-redis", "hub-db", "hub-redis-cache", "hub-redis-queue");

  /** What the table does not show: the gateway, its proxy, tasks that end, and the ways out. */
  private static final Map<String, List<String>> BESIDE =
      Map.of(
          "traefik", List.of("web", "routes", "hub-realtime", "egress-traefik"),
          "hub-websocket", List.of("hub-realtime"),
          "socket-proxy", List.of("routes"),
          "agent", List.of("egress-agent"),
          "chat-worker", List.of("egress-chat-worker"),
          "chat-prepare", List.of("chat-internal"),
          "hub-worker", List.of("egress-hub-worker"),
          "hub-configure", List.of("hub-internal"),
          "hub-site", List.of("hub-internal"));

  /** Each service's networks. */
  private static SortedMap<String, SortedSet<String>> documented() {
    List<List<String>> table =
        MATRIX.lines().map(line -> List.of(line.substring(1).split("[ *]*\\|", -1))).toList();
    SortedMap<String, SortedSet<String>> documented = new TreeMap<>();
    for (List<String> row : table.subList(1, table.size())) {
      SortedSet<String> networks = new TreeSet<>();
      for (int column = 1; column < row.size() - 1; column++) {
        if (row.get(column).contains("✓")) {
          networks.add(table.get(0).get(column).strip());
        }
      }
      services(row.get(0).strip().replace("*", "")).forEach(name -> documented.put(name, networks));
    }
    BESIDE.forEach(
        (service, networks) ->
            documented.computeIfAbsent(service, name -> new TreeSet<>()).addAll(networks));
    return documented;
  }

  private static List<String> services(String row) {
    return row.equals("hub-redis-") ? List.of("hub-redis-cache", "hub-redis-queue") : List.of(row);
  }

  @Test
  void theConnectivityMatrixIsTheDocumentedOne() {
    IsolationAssert isolation = assertThat(deployment());

    assertThat(deployment().containers()).containsOnlyKeys(documented().keySet());
    documented()
        .forEach((service, networks) -> isolation.isOn(service, networks.toArray(String[]::new)));
  }

  @Test
  void noContainerIsOnOneNetworkTwice() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container ->
                assertThat(container.groups("networksAdvanced"))
                    .hasSameSizeAs(container.attachments().keySet()));
  }

  @Test
  void noContainerIsOnAnyNetworkOfTheEngineItself() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container ->
                assertThat(container.inputs())
                    .doesNotContainKeys("networkMode", "links", "domainname", "hosts"));
  }

  @Test
  void everyServiceAnswersToItsNameOnEachOfItsNetworks() {
    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) ->
                assertThat(container.attachments())
                    .isNotEmpty()
                    .allSatisfy((network, aliases) -> assertThat(aliases).startsWith(name)));
  }

  /** By any other name than its own, a service could be taken for another. */
  @Test
  void onlyTheGatewayAnswersToAnotherNameWhichIsTheSites() {
    SortedSet<String> others = new TreeSet<>();
    deployment()
        .containers()
        .forEach(
            (name, container) ->
                container
                    .attachments()
                    .forEach(
                        (network, aliases) ->
                            aliases.stream()
                                .skip(1)
                                .forEach(
                                    alias ->
                                        others.add(
                                            "%s is https://%s on %s"
                                                .formatted(name, alias, network)))));

    assertThat(others)
        .singleElement()
        .satisfies(
            other ->
                assertThat(String.valueOf(deployment().outputs().get("urls")))
                    .contains(
                        "hub-frontend="
                            + other.substring("traefik is ".length(), other.indexOf(" on "))))
        .asString()
        .startsWith("traefik is ")
        .endsWith(" on versatile-hub-realtime");
  }

  @Test
  void everyContainerIsNamedAfterItsService() {
    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) -> assertThat(container.engineName()).isEqualTo("versatile-" + name));
  }

  @Test
  void databasesAreOnlyOnTheInternalNetworkOfTheirModule() {
    IsolationAssert isolation = assertThat(deployment());

    DATASTORES.forEach(name -> isolation.isOn(name, internalNetwork(name)));
  }

  /** But the proxy of the engine, and the gateway, which is a takeover away from it. */
  @Test
  void databasesAreReachedFromTheirOwnNetworkOnly() {
    IsolationAssert isolation = assertThat(deployment());

    DATASTORES.forEach(
        name -> {
          List<String> others = new ArrayList<>(List.of("socket-proxy"));
          documented()
              .forEach(
                  (service, networks) -> {
                    if (networks.contains(internalNetwork(name))) {
                      others.add(service);
                    }
                  });
          isolation.isolates(name).fromEverythingBut(others.toArray(String[]::new));
        });
  }

  @Test
  void theInternetReachesTheGatewayAndTheRoutedServicesOnly() {
    IsolationAssert isolation = assertThat(deployment());
    Set<String> reached = Set.of("traefik", "agent", "chat-web", "chat-bridge", "hub-frontend");

    documented().keySet().stream()
        .filter(name -> !reached.contains(name))
        .forEach(name -> isolation.isolates(name).from(Zone.INTERNET, Zone.NEIGHBOUR));
    isolation.reaches(Zone.INTERNET, "traefik", 443).reaches(Zone.INTERNET, "chat-web", 3000);
  }

  @Test
  void noRuleIsBroken() {
    assertThat(deployment()).judgedBy(Stacks.policy(stack)).breaksNoRule();
    assertThat(Stacks.topology(stack)).judgedBy(Stacks.policy(stack)).breaksNoRule();
  }

  @Test
  void nothingHasToBeWaived() {
    assertThat(Stacks.policy(stack).waivers()).isEmpty();
  }

  private static String internalNetwork(String service) {
    return service.startsWith("chat-") ? "chat-internal" : "hub-internal";
  }

  @Test
  void noDatabasePublishesAPort() {
    assertThat(DATASTORES)
        .allSatisfy(
            name ->
                assertThat(deployment().container(name).inputs())
                    .doesNotContainKeys("ports", "publishAllPorts"));
  }

  @Test
  void onlyTheGatewayOpensPortsOfTheHost() {
    assertThat(deployment()).publishesNoHostPortsExcept("traefik");
    SortedMap<String, List<Map<String, Object>>> published = new TreeMap<>();
    deployment()
        .containers()
        .forEach(
            (name, container) -> {
              if (container.has("ports") || container.has("publishAllPorts")) {
                published.put(name, container.groups("ports"));
              }
            });

    assertThat(published)
        .containsExactly(
            Map.entry(
                "traefik",
                List.of(
                    Map.of("internal", 80.0, "external", 80.0),
                    Map.of("internal", 443.0, "external", 443.0))));
  }

  @Test
  void onlyTheProxyOfTheEngineSeesItsSocket() {
    List<String> withHostPath = new ArrayList<>();
    deployment()
        .containers()
        .forEach(
            (name, container) ->
                container.groups("volumes").stream()
                    .filter(mount -> mount.containsKey("hostPath"))
                    .forEach(
                        mount ->
                            withHostPath.add(
                                "%s %s %s"
                                    .formatted(
                                        name, mount.get("hostPath"), mount.get("readOnly")))));

    assertThat(withHostPath).containsExactly("socket-proxy /var/run/docker.sock true");
  }

  @Test
  void noContainerHasPowersOverTheHost() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container ->
                assertThat(container.inputs())
                    .doesNotContainKeys("privileged", "pidMode", "ipcMode", "devices", "mounts"));
  }

  /** Those that a process needs to hand its files and itself to another user. */
  @Test
  void everyContainerDropsAllCapabilitiesButAFewThatItNeeds() {
    List<Object> changingUser =
        List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID");

    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) -> {
              Map<String, Object> capabilities = container.group("capabilities");
              assertThat(capabilities.get("drops")).isEqualTo(List.of("ALL"));
              assertThat(capabilities.get("adds"))
                  .isEqualTo(
                      name.equals("traefik")
                          ? List.of("CAP_NET_BIND_SERVICE")
                          : DATASTORES.contains(name) ? changingUser : List.of());
            });
  }

  @Test
  void nobodyGainsPrivilegesOrUsesAllOfTheMemory() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container -> {
              assertThat(container.inputs().get("securityOpts"))
                  .isEqualTo(List.of("no-new-privileges"));
              assertThat(container.number("memory")).isPositive();
              assertThat(container.number("memorySwap")).isEqualTo(container.number("memory"));
            });
  }

  @Test
  void theSharedNetworkIsTheOnlyOneOfSeveralModulesBesidesTheGateways() {
    SortedMap<String, SortedSet<String>> modules = new TreeMap<>();
    deployment()
        .containers()
        .values()
        .forEach(
            container ->
                container
                    .attachments()
                    .keySet()
                    .forEach(
                        network ->
                            modules
                                .computeIfAbsent(network, n -> new TreeSet<>())
                                .add(container.parent().orElse("none"))));

    assertThat(modules)
        .containsEntry("web", sorted("chat", "hub", "shared"))
        .containsEntry("versatile-shared", sorted("chat", "hub", "shared"))
        .containsEntry("versatile-hub-realtime", sorted("hub", "shared"));
    modules.keySet().removeAll(Set.of("web", "versatile-shared", "versatile-hub-realtime"));
    assertThat(modules.values()).hasSizeGreaterThan(5).allSatisfy(of -> assertThat(of).hasSize(1));
  }

  private static SortedSet<String> sorted(String... words) {
    return List.of(words).stream().collect(toCollection(TreeSet::new));
  }
}
