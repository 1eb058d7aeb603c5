package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Passwords of real databases with real rows are rotated on a real stack, also when the command is
 * killed between its steps. PostgreSQL's is set in the settings, the others are generated.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class RotationIT {

  private static final String POSTGRES = "chat-postgres-password";
  private static final String MARIADB = "hub-db-root-password";
  private static final String REDIS = "chat-redis-password";
  private static final String SETTINGS =
      TestStack.settings(
          TestStack.freePort(), "health: {intervalSeconds: 1, patienceSeconds: 180}");

  private TestStack stack;
  private Path shims;

  @BeforeAll
  void bringUp() throws IOException {
    stack = new TestStack(SETTINGS);
    shims = Files.createDirectory(stack.directory().resolve("shims"));
    stack
        .pulumi(
            "config",
            "set",
            "--stack",
            TestStack.STACK,
            "--secret",
            "--path",
            "versatile-hub:secrets." + POSTGRES,
            "first-password-of-postgres")
        .success();
    stack.up().success();
    in("chat-postgres", psql("CREATE TABLE kept AS SELECT generate_series(1, 1000) n"));
    in(
        "hub-db",
        mariadb(
            "CREATE DATABASE kept; USE kept; CREATE TABLE tab AS SELECT seq FROM seq_1_to_1000"));
    in("chat-redis", redis("SET", "kept", "yes"));
  }

  @AfterAll
  void leaveNothing() {
    stack.close();
  }

  private static String[] psql(String statement) {
    return new String[] {
      "psql", "-XAtq", "-U", "chatwoot", "-d", "chatwoot_production", "-c", statement
    };
  }

  private static String[] mariadb(String statement) {
    return new String[] {
      "sh",
      "-ec",
      "MYSQL_PWD=$(cat /run/secrets/%s) mariadb -uroot -NB -e \"$1\"".formatted(MARIADB),
      "-",
      statement
    };
  }

  private static String[] redis(String... words) {
    return new String[] {
      "sh",
      "-ec",
      "REDISCLI_AUTH=$(cut -d' ' -f2 /run/secrets/chat-redis.conf) redis-cli %s"
          .formatted(String.join(" ", words))
    };
  }

  private static String in(String service, String... command) {
    List<String> words = new ArrayList<>(List.of("exec", "vh-it-" + service));
    words.addAll(List.of(command));
    return Command.docker(words.toArray(String[]::new)).success().strip();
  }

  private Command.Result rotate(String secret) {
    return Command.run(
        stack.directory(),
        stack.environment(),
        VersatileProcess.command(stack, "secrets", "rotate", secret));
  }

  private String value(String secret) {
    if (secret.equals(POSTGRES)) {
      return stack
          .pulumi(
              "config",
              "get",
              "--stack",
              TestStack.STACK,
              "--path",
              "versatile-hub:secrets." + POSTGRES)
          .success()
          .strip();
    }
    try {
      JsonNode values =
          Client.parse(Files.readString(stack.directory().resolve(".versatile/secrets/it.json")));
      return values.path(secret).asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As an application logs in: from another container. */
  private static boolean takes(String secret, String password) {
    return switch (secret) {
      case POSTGRES ->
          beside("chat-worker", "postgres", "PGPASSWORD", password)
                  .run("psql", "-h", "chat-postgres", "-U", "chatwoot", "-d", "template1", "-c", "")
                  .exitCode()
              == 0;
      case MARIADB ->
          beside("hub-worker", "mariadb", "MYSQL_PWD", password)
                  .run("mariadb", "-h", "hub-db", "-u", "root", "-e", "SELECT 1")
                  .exitCode()
              == 0;
      default ->
          beside("chat-worker", "redis", "REDISCLI_AUTH", password)
              .run("redis-cli", "-h", "chat-redis", "ping")
              .output()
              .contains("PONG");
    };
  }

  private interface Beside {
    Command.Result run(String... words);
  }

  private static Beside beside(String service, String image, String variable, String value) {
    return words -> {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "run",
                  "--rm",
                  "--network",
                  "container:vh-it-" + service,
                  "--env",
                  variable + "=" + value,
                  "versatile-hub/" + image + ":1"));
      command.addAll(List.of(words));
      return Command.docker(command.toArray(String[]::new));
    };
  }

  private void assertDataAreKept() {
    assertThat(in("chat-postgres", psql("SELECT count(*), sum(n) FROM kept")))
        .isEqualTo("1000|500500");
    assertThat(in("hub-db", mariadb("SELECT COUNT(*), SUM(seq) FROM kept.tab")))
        .isEqualTo("1000\t500500");
    assertThat(in("chat-redis", redis("GET", "kept"))).isEqualTo("yes");
  }

  private void assertAllIsWell() {
    VersatileHub.topology(SettingsReader.readFile(stack.directory(), TestStack.STACK).environment())
        .services()
        .stream()
        .filter(service -> service.kind() != ServiceKind.JOB)
        .map(Service::containerName)
        .forEach(
            name ->
                assertThat(
                        Command.docker(
                                "inspect",
                                "--format",
                                "{{.State.Status}} {{with .State.Health}}{{.Status}}{{end}}",
                                name.value())
                            .success()
                            .strip())
                    .as(name.value())
                    .isIn("running healthy", "running"));
    assertThat(
            stack.pulumi("preview", "--expect-no-changes", "--stack", TestStack.STACK).exitCode())
        .isZero();
    assertThat(stack.directory().resolve(".versatile/secrets/rotating/it.json"))
        .satisfiesAnyOf(
            file -> assertThat(file).doesNotExist(),
            file -> assertThat(file).content().isEqualToIgnoringWhitespace("{ }"));
  }

  @ParameterizedTest
  @ValueSource(strings = {POSTGRES, MARIADB, REDIS})
  @Order(1)
  void aRotatedPasswordKeepsTheDataAndTheOldOneIsRefused(String secret) {
    List<String> old = new ArrayList<>(List.of(value(secret)));
    assertThat(takes(secret, old.get(0))).isTrue();
    for (int time = 0; time < 2; time++) {
      String said = rotate(secret).success();

      String changed = value(secret);
      assertThat(said).contains(secret + " is changed").doesNotContain(changed);
      assertThat(takes(secret, changed)).isTrue();
      assertThat(old).allSatisfy(before -> assertThat(takes(secret, before)).isFalse());
      old.add(changed);
    }
    assertDataAreKept();
    assertAllIsWell();
    assertThat(stack.pulumi("stack", "export", "--stack", TestStack.STACK).success())
        .doesNotContain(old);
  }

  /**
   * A {@code pulumi} that kills who calls it before, or a moment after, it begins to do something.
   */
  private Map<String, String> killingAt(String word, boolean before) throws IOException {
    String pulumi =
        Command.run(Path.of("."), Map.of(), List.of("sh", "-c", "command -v pulumi"))
            .success()
            .strip();
    Path shim = shims.resolve("pulumi");
    Files.writeString(
        shim,
        """
        #!/bin/sh
        case " $* " in
          *" %1$s "*)
            if %2$s; then kill -9 $PPID; exit 1; fi
            %3$s "$@" & child=$!
            sleep 6
            kill -9 $PPID $child $(pgrep -P $child)
            exit 1 ;;
        esac
        exec %3$s "$@"
        """
            .formatted(word, before, pulumi));
    Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwx------"));
    Map<String, String> environment = new TreeMap<>(stack.environment());
    environment.put("PATH", shims + ":" + System.getenv("PATH"));
    return environment;
  }

  @ParameterizedTest
  @CsvSource({"config, true", "up, true", "up, false"})
  @Order(2)
  void aRotationThatWasKilledIsFinishedByTheNext(String word, boolean before) throws IOException {
    String old = value(POSTGRES);

    Command.Result killed =
        Command.run(
            stack.directory(),
            killingAt(word, before),
            VersatileProcess.command(stack, "secrets", "rotate", POSTGRES));
    assertThat(killed.exitCode()).as(killed.output()).isNotZero();
    Path note = stack.directory().resolve(".versatile/secrets/rotating/it.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(note)))
        .isEqualTo("rw-------");
    String noted = Client.parse(Files.readString(note)).path(POSTGRES).path("value").asText();
    if (word.equals("config")) {
      assertThat(stack.preview().output()).contains("rotation-unfinished").doesNotContain(noted);
    }

    assertThat(rotate(POSTGRES).success()).contains("that was interrupted", "is changed");

    assertThat(value(POSTGRES)).isEqualTo(noted);
    assertThat(takes(POSTGRES, noted)).isTrue();
    assertThat(takes(POSTGRES, old)).isFalse();
    assertDataAreKept();
    assertAllIsWell();
  }
}
