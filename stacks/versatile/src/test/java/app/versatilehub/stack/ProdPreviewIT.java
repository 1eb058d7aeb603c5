package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The public installation can be looked at where there is neither an engine nor an account. */
class ProdPreviewIT {

  private static final List<String> SECRETS =
      List.of(
          "agent-gateway-token",
          "chat-postgres-password",
          "chat-redis-password",
          "chat-secret-key-base",
          "hub-admin-password",
          "hub-db-root-password");

  private TestStack prod;

  @BeforeEach
  void withoutAnEngine() {
    prod = TestStack.ofProject("prod").with("DOCKER_HOST", "unix:///nowhere/docker.sock");
  }

  @AfterEach
  void leaveNothing() {
    prod.close();
  }

  @Test
  void listsEverySecretThatIsMissingWithItsCommand() {
    Command.Result preview = prod.preview();
    assertThat(preview.exitCode()).isNotZero();
    assertThat(SECRETS)
        .allSatisfy(
            secret ->
                assertThat(preview.output())
                    .contains(
                        "pulumi config set --stack prod --secret --path 'versatile-hub:secrets.%s'"
                            .formatted(secret)));
  }

  @Test
  void isPlannedWithItsRealDomainsOnceTheSecretsAreSet() {
    for (String secret : SECRETS) {
      prod.pulumi(
              "config",
              "set",
              "--stack",
              "prod",
              "--secret",
              "--path",
              "versatile-hub:secrets." + secret,
              "value-of-" + secret)
          .success();
    }
    assertThat(prod.preview().success())
        .contains("https://chat.versatilehub.app", "https://altamira.versatilehub.app")
        .contains("to create")
        .doesNotContain("Network web", "value-of-");
  }
}
