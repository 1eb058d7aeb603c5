package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.versatilehub.documents.Project;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The real n8n behind the real gateway, with production's command, settings, health check and
 * confinement. Skipped where its image was not made.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FlowIT {

  private static final int HTTPS = TestStack.freePort();
  private static final String HOST = "flow.it.localhost";
  private static final String MOVED = "flows.it.localhost";

  private final Client client = new Client();

  /** Absent where the tests are skipped. */
  private @Nullable TestStack made;

  @BeforeAll
  void bringUp() throws IOException {
    String image = "versatile-hub/n8n:" + Files.readString(Project.file("images/TAG")).strip();
    assumeTrue(
        Command.docker("image", "inspect", image).exitCode() == 0,
        "no image %s; make it: ./versatile image n8n".formatted(image));
    made =
        new TestStack(
            TestStack.settings(
                HTTPS,
                "health: {intervalSeconds: 2}",
                "services: {flow: {enabled: true, image: \"%s\"}}".formatted(image)));
    stack().up().success();
    client.awaitAnswer(url(HOST, "/healthz"), Duration.ofSeconds(20));
  }

  @AfterAll
  void leaveNothing() {
    if (made != null) {
      made.close();
    }
  }

  private TestStack stack() {
    return requireNonNull(made);
  }

  @Test
  @Order(1)
  void answersByItsPublicAddress() {
    assertThat(client.json(url(HOST, "/healthz")).path("status").asText()).isEqualTo("ok");
    assertThat(client.get(url(HOST, "/")).body()).contains("<title>", "n8n");

    JsonNode settings = client.json(url(HOST, "/rest/settings")).path("data");
    assertThat(settings.at("/authCookie/secure").asBoolean()).isTrue();
    assertThat(settings.at("/sso/oidc/loginUrl").asText()).startsWith(url(HOST, "/rest/"));
  }

  @Test
  @Order(1)
  void runsAsConfinedAsProductionHasIt() {
    assertThat(
            inspect(
                "{{.Config.User}} {{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}}"
                    + " {{.HostConfig.SecurityOpt}} {{.State.Health.Status}} {{.State.OOMKilled}}"))
        .isEqualTo("node [ALL] [] [no-new-privileges] healthy false");
    assertThat(in("id", "-u")).isEqualTo("1000");
    System.out.println("n8n without a workflow: " + memory());
  }

  @Test
  @Order(1)
  void encryptsWithTheStacksOwnKey() throws IOException {
    String key =
        Client.parse(Files.readString(stack().directory().resolve(".versatile/secrets/it.json")))
            .path("flow-encryption-key")
            .asText();

    assertThat(key).isNotEmpty();
    assertThat(Client.parse(in("cat", "/home/node/.n8n/config")).path("encryptionKey").asText())
        .isEqualTo(key);
  }

  /** Its database is in the volume, so that it is away while it is replaced. */
  @Test
  @Order(2)
  void keepsItsOwnerWhenItIsReplaced() {
    assertThat(wantsAnOwner(HOST)).isTrue();
    assertThat(
            Command.run(
                    stack().directory(),
                    Map.of(),
                    List.of(
                        "curl",
                        "--silent",
                        "--insecure",
                        "--max-time",
                        "30",
                        "--resolve",
                        "%s:%d:127.0.0.1".formatted(HOST, HTTPS),
                        "--header",
                        "Content-Type: application/json",
                        "--data",
                        """
                        {"email": "owner@example.org", "firstName": "An", "lastName": "Owner",
                         "password": "Long-enough-4-n8n"}
                        """,
                        url(HOST, "/rest/owner/setup")))
                .success())
        .contains("owner@example.org");

    stack().configure("versatile-hub:services.flow.host", MOVED);
    assertThat(stack().preview().success())
        .contains("flow will be away while it is replaced", "two must not have its data at a time");
    assertThat(stack().up().success()).containsPattern("flow was away for [0-9.]+ s");
    client.awaitAnswer(url(MOVED, "/healthz"), Duration.ofSeconds(20));

    assertThat(wantsAnOwner(MOVED)).isFalse();
  }

  private boolean wantsAnOwner(String host) {
    return client
        .json(url(host, "/rest/settings"))
        .at("/data/userManagement/showSetupOnFirstLoad")
        .asBoolean();
  }

  private static String url(String host, String path) {
    return "https://%s:%d%s".formatted(host, HTTPS, path);
  }

  private static String in(String... command) {
    List<String> words = new ArrayList<>(List.of("exec", "vh-it-flow"));
    words.addAll(List.of(command));
    return Command.docker(words.toArray(String[]::new)).success().strip();
  }

  private static String inspect(String format) {
    return Command.docker("inspect", "--format", format, "vh-it-flow").success().strip();
  }

  private static String memory() {
    return Command.docker("stats", "--no-stream", "--format", "{{.MemUsage}}", "vh-it-flow")
        .success()
        .strip();
  }
}
