package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.testing.Registered;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the values of secrets go, and that Pulumi is told that they are secret. */
class SecretsTest extends StackClaims {

  private static final String MARK = Stacks.valueOf("");

  private static final String AGENT = Stacks.valueOf("agent-gateway-token");
  private static final String POSTGRES = Stacks.valueOf("chat-postgres-password");
  private static final String REDIS = Stacks.valueOf("chat-redis-password");
  private static final String SESSIONS = Stacks.valueOf("chat-secret-key-base");
  private static final String MARIADB = Stacks.valueOf("hub-db-root-password");

  private static final String ADMINISTRATOR = Stacks.valueOf("hub-admin-password");

  private static final List<String> CHATWOOT =
      List.of(
          "env POSTGRES_PASSWORD=" + POSTGRES,
          "env REDIS_PASSWORD=" + REDIS,
          "env SECRET_KEY_BASE=" + SESSIONS);

  /** The applications of dev are stand-ins, which need no secrets. */
  private SortedMap<String, List<String>> documented() {
    SortedMap<String, List<String>> documented = new TreeMap<>();
    documented.put(
        "chat-postgres", List.of("file /run/secrets/chat-postgres-password=" + POSTGRES));
    documented.put("chat-redis", List.of("file /run/secrets/chat-redis.conf=requirepass " + REDIS));
    documented.put("hub-db", List.of("file /run/secrets/hub-db-root-password=" + MARIADB));
    if (!isProduction()) {
      documented.put(
          "traefik",
          List.of(
              "file /run/secrets/gateway-certificate=" + Stacks.valueOf("gateway-certificate"),
              "file /run/secrets/gateway-certificate-key="
                  + Stacks.valueOf("gateway-certificate-key")));
    }
    if (isProduction()) {
      documented.put("agent", List.of("env OPENCLAW_GATEWAY_TOKEN=" + AGENT));
      documented.put("chat-bridge", List.of("file /run/secrets/agent-gateway-token=" + AGENT));
      documented.put(
          "hub-site",
          List.of(
              "file /run/secrets/hub-db-root-password=" + MARIADB,
              "file /run/secrets/hub-admin-password=" + ADMINISTRATOR));
      documented.put("chat-prepare", CHATWOOT);
      documented.put("chat-web", CHATWOOT);
      documented.put("chat-worker", CHATWOOT);
    }
    return documented;
  }

  private static List<String> secretsOf(Registered container) {
    List<String> files =
        container.groups("uploads").stream()
            .map(upload -> "file %s=%s".formatted(upload.get("file"), upload.get("content")))
            .filter(file -> file.contains(MARK))
            .toList();
    List<String> variables =
        container.words("envs").stream()
            .filter(variable -> variable.contains(MARK))
            .map(variable -> "env " + variable)
            .toList();
    return Stream.concat(files.stream(), variables.stream()).toList();
  }

  @Test
  void secretsReachTheServicesThatUseThemAndNoOthers() {
    SortedMap<String, List<String>> registered = new TreeMap<>();
    deployment()
        .containers()
        .forEach(
            (name, container) -> {
              if (!secretsOf(container).isEmpty()) {
                registered.put(name, secretsOf(container));
              }
            });

    assertThat(registered).isEqualTo(documented());
  }

  @Test
  void secretsAreInFilesAndEnvironmentVariablesOnly() {
    assertThat(deployment().resources())
        .allSatisfy(
            resource -> {
              Map<String, Object> others = new TreeMap<>(resource.inputs());
              others.remove("envs");
              others.remove("uploads");
              assertThat(others.toString()).doesNotContain(MARK);
            });
  }

  @Test
  void pulumiIsToldOfEverySecretThatItIsOne() {
    assertThat(deployment().resources())
        .allSatisfy(resource -> assertThat(resource.wire().shown()).doesNotContain(MARK));
  }

  @Test
  void whatIsMarkedAsSecretIsOne() {
    SortedMap<String, Map<String, String>> marked = new TreeMap<>();
    deployment()
        .resources()
        .forEach(
            resource -> {
              if (!resource.wire().secrets().isEmpty()) {
                marked.put(resource.name(), resource.wire().secrets());
              }
            });

    assertThat(marked).containsOnlyKeys(documented().keySet());
    assertThat(marked)
        .allSatisfy(
            (name, secrets) ->
                assertThat(secrets)
                    .hasSize(Set.of("hub-site", "traefik").contains(name) ? 2 : 1)
                    .allSatisfy(
                        (place, value) -> {
                          assertThat(place)
                              .isIn(
                                  "envs",
                                  "uploads.0.content",
                                  "uploads.1.content",
                                  "uploads.2.content");
                          assertThat(value).contains(MARK);
                        }));
  }

  @Test
  void everythingElseCanBeReadInAPreview() {
    assertThat(deployment().container("traefik").wire().shown())
        .contains("versatile-traefik", "--providers.docker=true", "versatile.stack");
  }

  @Test
  void noSecretIsInTheOutputs() {
    assertThat(deployment().outputs().toString()).doesNotContain(MARK);
  }

  /** Chatwoot makes them with the bot; until then the bridge runs without. */
  @Test
  void theBridgeGetsTheBotsSecretsOnceTheyAreThere() {
    Registered bridge =
        Stacks.ofSettings(
                Map.of(
                    "secrets",
                    """
                    {"chat-bridge-bot-token": "x", "chat-bridge-webhook-secret": "y"}
                    """))
            .container("chat-bridge");

    assertThat(String.valueOf(bridge.inputs().get("envs")))
        .contains(
            "BOT_TOKEN_FILE=/run/secrets/chat-bridge-bot-token",
            "WEBHOOK_SECRET_FILE=/run/secrets/chat-bridge-webhook-secret");
    assertThat(bridge.groups("uploads")).hasSize(3);
    assertThat(Stacks.deployment("prod").container("chat-bridge").groups("uploads")).hasSize(1);
  }
}
