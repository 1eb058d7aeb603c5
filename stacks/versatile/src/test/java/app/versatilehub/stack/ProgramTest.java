package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.provisioning.RegistrationGate;
import app.versatilehub.testing.Deployment;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.ExistingNetwork;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.StackId;
import com.pulumi.Context;
import com.pulumi.context.LoggingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the program refuses, before anything is registered, and what it lets pass. */
@Execution(ExecutionMode.CONCURRENT)
class ProgramTest {

  private static final StackId STACK = StackId.of("versatile-hub", "test");

  private static final Clock TODAY =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);

  private static final Map<String, String> SECRETS =
      Map.of(
          "versatile-hub:secrets",
          """
          {"agent-gateway-token": "one", "chat-postgres-password": "two",
           "chat-redis-password": "three", "chat-secret-key-base": "four",
           "hub-db-root-password": "five",
           "hub-admin-password": "six"}
          """);

  private static final Map<String, String> GENERATED =
      Map.of("versatile-hub:generateSecrets", "true");

  private final EngineUnavailableException unavailable = mock();

  @TempDir private Path directory = Path.of("");

  private static EngineState engine(ExistingNetwork... networks) {
    return new EngineState(
        Optional.of(EngineVersion.parse("28.5.2")),
        "1.51",
        true,
        List.of(networks),
        List.of(),
        List.of(),
        List.of());
  }

  private EngineState noEngine() {
    given(unavailable.getMessage()).willReturn("no Docker Engine answers; tried: /nowhere");
    throw unavailable;
  }

  private Deployment up(Map<String, String> config) {
    return up(config, ProgramTest::engine);
  }

  private Deployment up(Map<String, String> config, Supplier<EngineState> engine) {
    return run(new PulumiRun(config, false), engine);
  }

  private Deployment preview(Map<String, String> config, Supplier<EngineState> engine) {
    return run(new PulumiRun(config, true), engine);
  }

  private Deployment run(PulumiRun run, Supplier<EngineState> engine) {
    RegistrationGate gate = new RegistrationGate();
    return Deployment.run(STACK, program(run, engine, gate)::define, gate);
  }

  private Program program(PulumiRun run, Supplier<EngineState> engine, RegistrationGate gate) {
    return new Program(
        run, directory, engine, gate, CreationHooks.NONE, (stack, told) -> {}, TODAY);
  }

  @SafeVarargs
  private static Map<String, String> both(Map<String, String>... configs) {
    Map<String, String> all = new HashMap<>();
    for (Map<String, String> config : configs) {
      all.putAll(config);
    }
    return all;
  }

  /** The one message of a run that registered nothing at all. */
  private static String refusal(Deployment deployment) {
    assertThat(deployment.resources()).isEmpty();
    assertThat(deployment.outputs()).isEmpty();
    assertThat(deployment.errors()).hasSize(1);
    String message = deployment.errors().get(0);
    assertThat(message).doesNotContain("\tat ", "java.", "Exception", "Caused by");
    return message;
  }

  @Nested
  class RegistersNothing {

    @Test
    void forWrongSettings() {
      String message =
          refusal(
              up(
                  both(
                      GENERATED,
                      Map.of(
                          "versatile-hub:domian", "example.org",
                          "versatile-hub:images", "mine",
                          "versatile-hub:networks",
                              "{\"web\": {\"subnet\": \"10.0.0.300/24\"}}"))));

      assertThat(message)
          .contains(
              "the settings of stack versatile-hub/test: 3 problems",
              "domian: is not a setting",
              "images: 'mine' is not known here",
              "networks.web.subnet: '10.0.0.300/24'");
    }

    @Test
    void withoutAnEngineAndLeavesNoSecretsBehind() {
      assertThat(refusal(up(GENERATED, ProgramTest.this::noEngine))).contains("[no-engine]");

      assertThat(directory.resolve(".versatile")).doesNotExist();
    }

    @Test
    void withoutSecretsAndTellsTheCommandForEach() {
      String message = refusal(up(Map.of()));

      assertThat(message.lines())
          .containsExactly(
              "the secrets of stack versatile-hub/test: 6 problems",
              "  secrets.agent-gateway-token: is not set [missing-secret]",
              command("agent-gateway-token"),
              "  secrets.chat-postgres-password: is not set [missing-secret]",
              command("chat-postgres-password"),
              "  secrets.chat-redis-password: is not set [missing-secret]",
              command("chat-redis-password"),
              "  secrets.chat-secret-key-base: is not set [missing-secret]",
              command("chat-secret-key-base"),
              "  secrets.hub-admin-password: is not set [missing-secret]",
              command("hub-admin-password"),
              "  secrets.hub-db-root-password: is not set [missing-secret]",
              command("hub-db-root-password"));
    }

    private String command(String secret) {
      return "    -> ./versatile secrets generate --stack test, or with a value of your own: pulumi config set --stack test --secret --path 'versatile-hub:secrets.%s' <FILE"
          .formatted(secret);
    }

    @Test
    void withoutOneSecretAndDoesNotShowTheOthers() {
      String message =
          refusal(
              up(
                  Map.of(
                      "versatile-hub:secrets",
                      """
                      {"agent-gateway-token": "keepme", "chat-postgres-password": "keepme",
                       "chat-redis-password": "keepme", "chat-secret-key-base": "keepme",
                       "hub-admin-password": "keepme"}
                      """)));

      assertThat(message)
          .contains("1 problem\n", "secrets.hub-db-root-password")
          .doesNotContain("keepme", "chat-");
    }

    @Test
    void forOverlappingSubnets() {
      String message =
          refusal(
              up(
                  both(
                      SECRETS,
                      Map.of(
                          "versatile-hub:networks",
                          "{\"shared\": {\"subnet\": \"172.31.5.0/24\"}}"))));

      assertThat(message)
          .contains(
              "the isolation of stack versatile-hub/test: 1 problem",
              "172.31.5.0/24 overlaps 172.31.0.0/16",
              "[subnet-overlap]");
    }

    @Test
    void whenTheExternalWebIsMissingAndTellsTheCommand() {
      String message =
          refusal(
              up(
                  both(
                      SECRETS,
                      Map.of("versatile-hub:networks", "{\"web\": {\"external\": true}}"))));

      assertThat(message)
          .isEqualTo(
              """
              the engine for stack versatile-hub/test: 1 problem
                networks.web: the network 'web' is external, and the engine has none of that name [external-network-missing]
                  -> docker network create web\
              """);
    }

    @Test
    void inAPreviewEither() {
      String message =
          refusal(
              preview(
                  both(
                      SECRETS, Map.of("versatile-hub:networks", "{\"web\": {\"external\": true}}")),
                  ProgramTest::engine));

      assertThat(message).contains("docker network create web");
    }

    @Test
    void whenAStrangersNetworkHasTheSubnet() {
      ExistingNetwork stranger =
          new ExistingNetwork(
              "1",
              "other_default",
              "bridge",
              false,
              List.of(Cidr.of("172.31.0.0/16")),
              Optional.empty(),
              Map.of());

      assertThat(refusal(up(SECRETS, () -> engine(stranger))))
          .contains("172.31.0.0/16 of the engine's network 'other_default'");
    }

    @Test
    void withoutAnEngine() {
      String message = refusal(up(SECRETS, ProgramTest.this::noEngine));

      assertThat(message)
          .contains("[no-engine]", "tried: /nowhere", "DOCKER_HOST", "./versatile setup");
    }
  }

  @Nested
  class Registers {

    @Test
    void everythingWhenNothingIsWrong() {
      Deployment deployment = up(SECRETS);

      assertThat(deployment.errors()).isEmpty();
      assertThat(deployment.containers()).hasSize(19);
      assertThat(deployment.networks()).hasSize(10);
      assertThat(deployment.outputs()).containsOnlyKeys("isolation", "networks", "urls");
    }

    @Test
    void theSecretsThatAreSet() {
      assertThat(up(SECRETS).container("chat-redis").groups("uploads"))
          .containsExactly(
              Map.of("file", "/run/secrets/chat-redis.conf", "content", "requirepass three"));
    }

    @Test
    void theExternalWebWhenItIsThere() {
      ExistingNetwork web =
          new ExistingNetwork("1", "web", "bridge", false, List.of(), Optional.empty(), Map.of());

      Deployment deployment =
          up(
              both(SECRETS, Map.of("versatile-hub:networks", "{\"web\": {\"external\": true}}")),
              () -> engine(web));

      assertThat(deployment.errors()).isEmpty();
      assertThat(deployment.networks()).doesNotContainKey("web").hasSize(9);
    }

    @Test
    void secretsThatAreMadeUpOnceAndKept() {
      Object first = up(GENERATED).container("hub-db").groups("uploads").get(0).get("content");
      Object second = up(GENERATED).container("hub-db").groups("uploads").get(0).get("content");

      assertThat(first).asString().matches("[0-9a-f]{64}");
      assertThat(second).isEqualTo(first);
      assertThat(directory.resolve(".versatile/secrets/test.json")).exists();
    }

    @Test
    void secretsThatAreSetBeforeThoseThatAreMadeUp() {
      Deployment deployment =
          up(
              both(
                  GENERATED,
                  Map.of("versatile-hub:secrets", "{\"hub-db-root-password\": \"mine\"}")));

      assertThat(deployment.container("hub-db").groups("uploads").get(0))
          .containsEntry("content", "mine");
    }

    @Test
    void withoutMakingUpWhatIsSet() {
      up(both(GENERATED, SECRETS));

      assertThat(Files.exists(directory.resolve(".versatile/secrets"))).isFalse();
    }

    @Test
    void inAPreviewWithoutAnEngineAndWarns() {
      LoggingContext log = mock();

      Deployment deployment = logged(log, new PulumiRun(SECRETS, true), ProgramTest.this::noEngine);

      assertThat(deployment.errors()).isEmpty();
      assertThat(deployment.containers()).hasSize(19);
      then(log).should().warn(contains("engine: was not checked: no Docker Engine answers"));
      then(log).shouldHaveNoMoreInteractions();
    }

    @Test
    void andWarnsOfASecretThatNoServiceUses() {
      LoggingContext log = mock();
      Map<String, String> config =
          both(GENERATED, Map.of("versatile-hub:secrets", "{\"hub-db-pasword\": \"topsecret\"}"));

      Deployment deployment = logged(log, new PulumiRun(config, false), ProgramTest::engine);

      assertThat(deployment.errors()).isEmpty();
      then(log).should().warn(contains("secrets.hub-db-pasword"));
      then(log).should(never()).warn(contains("topsecret"));
      then(log).shouldHaveNoMoreInteractions();
    }

    private Deployment logged(LoggingContext log, PulumiRun run, Supplier<EngineState> engine) {
      RegistrationGate gate = new RegistrationGate();
      Program program = program(run, engine, gate);
      return Deployment.run(STACK, context -> program.define(loggingTo(log, context)), gate);
    }

    private Context loggingTo(LoggingContext log, Context context) {
      Context logging = mock(Context.class, delegatesTo(context));
      willReturn(log).given(logging).log();
      return logging;
    }
  }

  @Test
  void theSettingsAreReadBeforeTheEngineIsAsked() {
    Supplier<EngineState> engine = mock();

    refusal(up(Map.of("versatile-hub:images", "mine"), engine));

    then(engine).shouldHaveNoInteractions();
  }
}
