package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.configuration.GeneratedSecrets;
import app.versatilehub.configuration.Rotations;
import app.versatilehub.operations.BackupFile;
import app.versatilehub.operations.Leftovers;
import app.versatilehub.operations.Manifest;
import app.versatilehub.operations.Operations;
import app.versatilehub.operations.Passphrase;
import app.versatilehub.operations.RestorePlan;
import app.versatilehub.operations.RestoreReport;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code secrets}, with servers and a Pulumi that are made up. */
class SecretsCommandsTest {

  private static final String POSTGRES = "chat-postgres-password";
  private static final String SESSIONS = "chat-secret-key-base";
  private static final String PROD =
      """
      config:
        versatile-hub:domain: example.org
        versatile-hub:secrets:
          chat-postgres-password: {secure: v1:abc}
          chat-secret-key-base: {secure: v1:def}
      """;
  private static final String DEV =
      """
      config:
        versatile-hub:domain: example.org
        versatile-hub:images: local
        versatile-hub:generateSecrets: "true"
      """;

  private record Result(int exitCode, String out, String err) {}

  @TempDir Path directory;

  /** What the world was asked for, in order; values without their digits, but for equality. */
  private final List<String> asked = new ArrayList<>();

  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, String> server = new TreeMap<>();
  private Optional<String> breaksAt = Optional.empty();
  private Optional<Boolean> answer = Optional.empty();

  private Result run(String stack, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), Ansi.OFF);
    Confirmation confirmation =
        new Confirmation() {
          @Override
          public boolean isPossible() {
            return answer.isPresent();
          }

          @Override
          public boolean of(String question) {
            asked.add(question);
            return answer.orElseThrow();
          }
        };
    CommandLine commands =
        Main.configured(
            SecretsCommand.with(
                console, Servers::new, (directory, name) -> new MadeUpStack(), confirmation),
            console);
    String[] words =
        Stream.concat(
                Stream.of(arguments),
                Stream.of("--stack", stack, "--directory", directory.toString()))
            .toArray(String[]::new);
    return new Result(commands.execute(words), out.toString(), err.toString());
  }

  private void stack(String name, String text) throws IOException {
    Files.writeString(directory.resolve("Pulumi." + name + ".yaml"), text);
  }

  private void reach(String step) throws IOException {
    asked.add(step);
    if (breaksAt.filter(step::equals).isPresent()) {
      throw new IOException("it broke at " + step);
    }
  }

  private final class MadeUpStack implements PulumiStack {

    @Override
    public void setSecret(String name, String value) {
      step("set " + name);
      settings.put(name, value);
    }

    @Override
    public PulumiState state() {
      return PulumiState.parse("{}");
    }

    @Override
    public void forgetPending(PulumiState state) {
      throw new IllegalStateException("nothing was interrupted");
    }

    @Override
    public int removeStaleLocks() {
      return 0;
    }

    @Override
    public void up() {
      step("up");
    }

    private void step(String step) {
      try {
        reach(step);
      } catch (IOException e) {
        throw new FindingsException(
            "Pulumi",
            List.of(
                Finding.error(
                    "pulumi-failed", "pulumi", String.valueOf(e.getMessage()), "mend it")));
      }
    }
  }

  private final class Servers implements Operations {

    @Override
    public void changePassword(Topology topology, String secret, String value) throws IOException {
      if (breaksAt.filter("server away"::equals).isPresent()) {
        throw new FindingsException(
            "it", List.of(Finding.error("container-missing", "server", "is away", "start it")));
      }
      reach("server");
      server.put(secret, value);
    }

    @Override
    public Written backup(
        Topology topology,
        Path folder,
        Optional<Passphrase> passphrase,
        Instant now,
        Consumer<String> told) {
      throw new IllegalStateException("nobody wants a backup");
    }

    @Override
    public RestorePlan plan(Manifest manifest, Topology topology) {
      throw new IllegalStateException("nobody wants a backup");
    }

    @Override
    public RestoreReport restore(RestorePlan plan, BackupFile file, Consumer<String> told) {
      throw new IllegalStateException("nobody wants a backup");
    }

    @Override
    public Leftovers leftovers(StackId stack, Leftovers.Known known) {
      throw new IllegalStateException("nobody looks for leftovers");
    }

    @Override
    public void remove(List<Leftovers.Item> items) {
      throw new IllegalStateException("nobody removes anything");
    }

    @Override
    public void close() {}
  }

  @Nested
  class Lists {

    @Test
    void whoReadsThemAndWhereTheirValuesAre() throws IOException {
      stack("prod", PROD);

      Result result = run("prod", "list");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out())
          .containsPattern(
              POSTGRES + " +chat-postgres +file /run/secrets/\\S+ +set in Pulumi.prod.yaml")
          .containsPattern("\n +chat-web +variable POSTGRES_PASSWORD\n")
          .containsPattern("agent-gateway-token +agent +variable \\S+ +missing")
          .containsPattern("chat-bridge-bot-token +nobody yet +only later")
          .contains("Chatwoot shows it when the agent bot is made", "every session of Chatwoot")
          .doesNotContain("v1:abc");
    }

    @Test
    void nothingMissesWhereValuesAreMadeUp() throws IOException {
      stack("dev", DEV);
      String value = new GeneratedSecrets(directory, "dev").values(Set.of(POSTGRES)).get(POSTGRES);

      Result result = run("dev", "list");

      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .contains("generated, in .versatile/secrets/dev.json", "made up by the next up")
          .doesNotContain(value, "missing");
    }

    @Test
    void theSameForPrograms() throws IOException {
      stack("prod", PROD);

      assertThat(run("prod", "list", "--format", "json").out())
          .contains(
              "\"source\" : \"missing\"",
              "\"source\" : \"later\"",
              "\"kind\" : \"binding\"",
              "\"as\" : \"variable POSTGRES_PASSWORD\"");
    }
  }

  @Nested
  class Generates {

    @Test
    void whatIsMissingThroughPulumiAndNothingElse() throws IOException {
      stack("prod", PROD);

      Result result = run("prod", "generate");

      assertThat(result.exitCode()).isZero();
      assertThat(settings)
          .containsOnlyKeys(
              "agent-gateway-token",
              "chat-redis-password",
              "hub-admin-password",
              "hub-db-root-password");
      assertThat(settings.values())
          .doesNotHaveDuplicates()
          .allSatisfy(value -> assertThat(value).matches("[0-9a-f]{64}"))
          .allSatisfy(value -> assertThat(result.out() + result.err()).doesNotContain(value));
    }

    @Test
    void intoTheFileWhereTheStackMakesThemUp() throws IOException {
      stack("dev", DEV);

      assertThat(run("dev", "generate").exitCode()).isZero();

      assertThat(new GeneratedSecrets(directory, "dev").names())
          .containsExactlyInAnyOrder(POSTGRES, "chat-redis-password", "hub-db-root-password");
      assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {POSTGRES, "chat-bridge-bot-token", "no-such-secret"})
    void neitherOverAValueNorWhatSomebodyElseIssuesNorWhatNobodyReads(String name)
        throws IOException {
      stack("prod", PROD);

      Result result = run("prod", "generate", "hub-admin-password", name);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("secrets." + name, "[");
      assertThat(asked).isEmpty();
    }
  }

  @Nested
  class Rotates {

    @Test
    void firstInTheServerThenInTheSettingsThenInTheServices() throws IOException {
      stack("prod", PROD);

      Result result = run("prod", "rotate", POSTGRES);

      assertThat(result.exitCode()).isZero();
      assertThat(asked).containsExactly("server", "set " + POSTGRES, "up");
      assertThat(server.get(POSTGRES)).isEqualTo(settings.get(POSTGRES)).matches("[0-9a-f]{64}");
      assertThat(new Rotations(directory, "prod").names()).isEmpty();
      assertThat(result.out() + result.err()).doesNotContain(settings.get(POSTGRES));
    }

    @Test
    void eachTimeToAnotherValue() throws IOException {
      stack("prod", PROD);
      run("prod", "rotate", POSTGRES);
      String first = settings.get(POSTGRES);
      run("prod", "rotate", POSTGRES);

      assertThat(settings.get(POSTGRES)).isNotEqualTo(first);
    }

    /** Whatever breaks: the next run ends with one value everywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"server", "set " + POSTGRES, "up"})
    void toOneValueAlsoWhenItWasInterrupted(String step) throws IOException {
      stack("prod", PROD);
      breaksAt = Optional.of(step);

      Result broken = run("prod", "rotate", POSTGRES);
      String noted = new Rotations(directory, "prod").find(POSTGRES).orElseThrow().value();
      breaksAt = Optional.empty();
      Result finished = run("prod", "rotate", POSTGRES);

      assertThat(broken.exitCode()).isEqualTo(1);
      assertThat(broken.err()).contains("it broke at", "secrets rotate " + POSTGRES);
      assertThat(broken.err()).doesNotContain(noted);
      assertThat(finished.exitCode()).isZero();
      assertThat(server).containsEntry(POSTGRES, noted);
      assertThat(settings).containsEntry(POSTGRES, noted);
      assertThat(new Rotations(directory, "prod").names()).isEmpty();
    }

    /** The container of the server may be away just because the stack was being brought up. */
    @Test
    void withoutTheServerOnceItHasTheValue() throws IOException {
      stack("prod", PROD);
      breaksAt = Optional.of("up");
      run("prod", "rotate", POSTGRES);
      asked.clear();
      breaksAt = Optional.of("server away");

      assertThat(run("prod", "rotate", POSTGRES).exitCode()).isZero();
      assertThat(asked).containsExactly("set " + POSTGRES, "up");
    }

    @Test
    void nothingWhereTheServerIsAway() throws IOException {
      stack("prod", PROD);
      breaksAt = Optional.of("server away");

      Result result = run("prod", "rotate", POSTGRES);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("[container-missing]");
      assertThat(asked).isEmpty();
      assertThat(new Rotations(directory, "prod").names()).isEmpty();
    }

    @Test
    void inTheFileWhereTheValueIsGenerated() throws IOException {
      stack("dev", DEV);
      GeneratedSecrets secrets = new GeneratedSecrets(directory, "dev");
      Map<String, String> before = secrets.values(Set.of(POSTGRES, "other"));

      assertThat(run("dev", "rotate", POSTGRES).exitCode()).isZero();

      assertThat(secrets.values(Set.of()))
          .containsEntry("other", before.get("other"))
          .containsEntry(POSTGRES, server.get(POSTGRES));
      assertThat(server.get(POSTGRES)).isNotEqualTo(before.get(POSTGRES));
    }

    @Test
    void whatIsLostWithItOnlyWhenThatIsAgreedTo() throws IOException {
      stack("prod", PROD);

      Result nobody = run("prod", "rotate", SESSIONS);
      assertThat(nobody.exitCode()).isEqualTo(2);
      assertThat(nobody.out()).contains("every session of Chatwoot ends");
      assertThat(nobody.err()).contains("--yes");

      answer = Optional.of(false);
      assertThat(run("prod", "rotate", SESSIONS).exitCode()).isEqualTo(2);
      assertThat(settings).isEmpty();

      assertThat(run("prod", "rotate", SESSIONS, "--yes").exitCode()).isZero();
      assertThat(settings).containsOnlyKeys(SESSIONS);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "hub-admin-password",
          "chat-bridge-bot-token",
          "hub-db-root-password",
          "no-such-secret"
        })
    void neitherWhatIsReadOnceNorWhatIsIssuedNorWhatIsNotThere(String name) throws IOException {
      stack("prod", PROD);

      Result result = run("prod", "rotate", name, "--yes");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("secrets." + name);
      assertThat(asked).isEmpty();
    }

    @Test
    void oneAtATime() throws IOException {
      stack("prod", PROD);
      Result result = new Rotations(directory, "prod").alone(() -> run("prod", "rotate", POSTGRES));

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("[rotation-refused]");
      assertThat(asked).isEmpty();
    }
  }
}
