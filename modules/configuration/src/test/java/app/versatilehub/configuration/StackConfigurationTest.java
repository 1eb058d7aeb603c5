package app.versatilehub.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackConfigurationTest {

  private static final StackId STACK = StackId.of("versatile-hub", "test");

  private static StackConfiguration read(Map<String, String> config) {
    return SettingsReader.read(STACK, config);
  }

  private static Topology topology(Map<String, String> config) {
    return VersatileHub.topology(read(config).environment());
  }

  @Test
  void listsEachMissingSecretWithTheCommandThatSetsIt() {
    StackConfiguration configuration =
        read(
            Map.of(
                "versatile-hub:secrets",
                "{\"agent-gateway-token\":\"1\",\"chat-postgres-password\":\"2\","
                    + "\"chat-redis-password\":\"3\",\"hub-db-root-password\":\"4\",\"hub-admin-password\":\"6\"}"));

    assertThat(configuration.missingSecrets(topology(Map.of())))
        .containsExactly(
            Finding.error(
                "missing-secret",
                "secrets.chat-secret-key-base",
                "is not set",
                "./versatile secrets generate --stack test, or with a value of your own: pulumi config"
                    + " set --stack test --secret --path"
                    + " 'versatile-hub:secrets.chat-secret-key-base' <FILE"));
  }

  @Test
  void missesNothingWhenEverySecretIsSet() {
    StackConfiguration configuration =
        read(
            Map.of(
                "versatile-hub:secrets",
                "{\"agent-gateway-token\":\"1\",\"chat-postgres-password\":\"2\","
                    + "\"chat-redis-password\":\"3\",\"hub-db-root-password\":\"4\",\"hub-admin-password\":\"6\","
                    + "\"chat-secret-key-base\":\"5\"}"));

    assertThat(configuration.missingSecrets(topology(Map.of()))).isEmpty();
  }

  /** Its own authority makes both, or neither. */
  @Test
  void aCertificateNeedsItsKeyWhereOneOfThemIsSet() {
    Topology topology = topology(Map.of());
    StackConfiguration none = read(Map.of());
    StackConfiguration half =
        read(Map.of("versatile-hub:secrets", "{\"gateway-certificate\":\"1\"}"));
    StackConfiguration both =
        read(
            Map.of(
                "versatile-hub:secrets",
                "{\"gateway-certificate\":\"1\",\"gateway-certificate-key\":\"2\"}"));

    assertThat(none.certified(topology))
        .containsExactlyInAnyOrder("gateway-certificate", "gateway-certificate-key");
    assertThat(half.certified(topology)).isEmpty();
    assertThat(half.missingSecrets(topology))
        .extracting(Finding::subject)
        .contains("secrets.gateway-certificate-key");
    assertThat(both.certified(topology)).isEmpty();
    assertThat(both.missingSecrets(topology))
        .extracting(Finding::subject)
        .noneMatch(subject -> subject.contains("gateway-certificate"));
  }

  @Test
  void warnsOfASecretThatNoServiceUses() {
    StackConfiguration configuration =
        read(Map.of("versatile-hub:secrets", "{\"chat-postgres-pasword\":\"1\"}"));

    assertThat(configuration.unusedSecrets(topology(Map.of())))
        .extracting(Finding::id, Finding::severity, Finding::subject)
        .containsExactly(tuple("unused-secret", Severity.WARNING, "secrets.chat-postgres-pasword"));
  }

  @Test
  void refusesTwoServicesAtOneHost() {
    FindingsException thrown =
        catchThrowableOfType(
            FindingsException.class,
            () ->
                topology(
                    Map.of(
                        "versatile-hub:services",
                        "{\"chat-web\":{\"host\":\"altamira.versatile.localhost\"}}")));

    assertThat(thrown.findings())
        .containsExactly(
            Finding.error(
                "duplicate-name",
                "routes",
                "the host name 'altamira.versatile.localhost' is used by chat-web and hub-frontend",
                "give each its own host name"));
  }

  @Test
  void refusesToChangeWhatAnExternalNetworkLooksLike() {
    FindingsException thrown =
        catchThrowableOfType(
            FindingsException.class,
            () ->
                topology(
                    Map.of(
                        "versatile-hub:networks",
                        "{\"web\":{\"external\":true,\"subnet\":\"10.9.0.0/24\"}}")));

    assertThat(thrown.findings())
        .extracting(Finding::id, Finding::subject)
        .containsExactly(tuple("external-network-setting", "networks.web.subnet"));
  }
}
