package app.versatilehub.stack;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.testing.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final Map<String, String> ENGINE_NAMES =
      Map.of(
          "web", "web",
          "shared", "versatile-shared",
          "chat-internal", "versatile-chat-internal",
          "hub-internal", "versatile-hub-internal");

  private static final List<String> DATASTORES =
      List.of("chat-postgres", "chat-redis", "hub-db", "hub-redis-cache", "hub-redis-queue");

  /** Each service's networks by their names on the engine, and the gateway, which is on web. */
  private static SortedMap<String, SortedSet<String>> documented() {
    List<List<String>> table =
        MATRIX.lines().map(line -> List.of(line.substring(1).split("[ *]*\\|", -1))).toList();
    SortedMap<String, SortedSet<String>> documented = new TreeMap<>();
    for (List<String> row : table.subList(1, table.size())) {
      SortedSet<String> networks = new TreeSet<>();
      for (int column = 1; column < row.size() - 1; column++) {
        if (row.get(column).contains("✓")) {
          networks.add(ENGINE_NAMES.get(table.get(0).get(column).strip()));
        }
      }
      services(row.get(0).strip().replace("*", "")).forEach(name -> documented.put(name, networks));
    }
    documented.put("traefik", new TreeSet<>(List.of("web")));
    return documented;
  }

  private static List<String> services(String row) {
    return row.equals("hub-redis-") ? List.of("hub-redis-cache", "hub-redis-queue") : List.of(row);
  }

  private static SortedMap<String, SortedSet<String>> registered(Deployment deployment) {
    SortedMap<String, SortedSet<String>> registered = new TreeMap<>();
    deployment
        .containers()
        .forEach(
            (name, container) ->
                registered.put(name, new TreeSet<>(container.attachments().keySet())));
    return registered;
  }

  @Test
  void theConnectivityMatrixIsTheDocumentedOne() {
    assertThat(registered(deployment())).isEqualTo(documented());
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
                    .allSatisfy((network, aliases) -> assertThat(aliases).containsExactly(name)));
  }

  @Test
  void everyContainerIsNamedAfterItsService() {
    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) -> assertThat(container.engineName()).isEqualTo("versatile-" + name));
  }

  @Test
  void databasesAreNeverOnWeb() {
    SortedMap<String, SortedSet<String>> registered = registered(deployment());

    assertThat(registered).containsKeys(DATASTORES.toArray(String[]::new));
    assertThat(DATASTORES)
        .allSatisfy(name -> assertThat(registered.get(name)).doesNotContain("web"));
  }

  @Test
  void databasesAreOnlyOnTheInternalNetworkOfTheirModule() {
    SortedMap<String, SortedSet<String>> registered = registered(deployment());

    assertThat(DATASTORES)
        .allSatisfy(
            name ->
                assertThat(registered.get(name))
                    .containsExactly(
                        name.startsWith("chat-")
                            ? "versatile-chat-internal"
                            : "versatile-hub-internal"));
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
  void onlyTheGatewaySeesTheEnginesSocket() {
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

    assertThat(withHostPath).containsExactly("traefik /var/run/docker.sock true");
  }

  @Test
  void noContainerHasPowersOverTheHost() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container ->
                assertThat(container.inputs())
                    .doesNotContainKeys(
                        "privileged", "capabilities", "pidMode", "ipcMode", "devices", "mounts"));
  }

  @Test
  void theSharedNetworkIsTheOnlyOneOfSeveralModulesBesidesWeb() {
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
        .isEqualTo(
            Map.of(
                "web", sorted("chat", "hub", "shared"),
                "versatile-shared", sorted("chat", "hub", "shared"),
                "versatile-chat-internal", sorted("chat"),
                "versatile-hub-internal", sorted("hub")));
  }

  private static SortedSet<String> sorted(String... words) {
    return List.of(words).stream().collect(toCollection(TreeSet::new));
  }
}
