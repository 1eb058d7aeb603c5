package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * An {@code up} is killed in the middle, with all that it has started, as by a loss of power: the
 * next one ends where the first would have, and no row is lost.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class CrashIT {

  private static final String LABEL = "label=versatile.stack=versatile-hub/" + TestStack.STACK;
  private static final String POSTGRES = "vh-it-chat-postgres";

  private static final String WEB = "vh-it-chat-web";
  private static final String UPLOAD = "versatile-hub:services.chat-web.uploadMib";

  /** With another image a container is made anew; these are one image by other names. */
  private static final String IMAGE = "versatile-hub:services.chat-postgres.image";

  private static final List<String> IMAGES =
      List.of("vh-it/postgres:1", "vh-it/postgres:2", "vh-it/postgres:3");
  private static final String SETTINGS =
      TestStack.settings(
          TestStack.freePort(), "health: {intervalSeconds: 1, patienceSeconds: 180}");

  private TestStack stack;

  @BeforeAll
  void prepare() {
    stack = new TestStack(SETTINGS);
    IMAGES.forEach(name -> Command.docker("tag", "versatile-hub/postgres:1", name).success());
  }

  @AfterAll
  void leaveNothing() {
    stack.close();
    IMAGES.forEach(name -> Command.docker("image", "rm", name).success());
  }

  private static int count(String... list) {
    List<String> words = new ArrayList<>(List.of(list));
    words.addAll(List.of("--quiet", "--filter", LABEL));
    return (int) Command.docker(words.toArray(String[]::new)).success().lines().count();
  }

  private static int containers() {
    return count("ps", "--all");
  }

  private static int networks() {
    return count("network", "ls");
  }

  private static String id(String container) {
    return Command.docker("ps", "--all", "--quiet", "--filter", "name=^" + container + "$")
        .success()
        .strip();
  }

  private Process begin() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "pulumi",
                "--non-interactive",
                "up",
                "--yes",
                "--skip-preview",
                "--stack",
                TestStack.STACK)
            .directory(stack.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(stack.directory().resolve("up.out").toFile());
    builder.environment().putAll(stack.environment());
    return builder.start();
  }

  /** Kills an {@code up}, and all that it has started, as soon as {@code point} is reached. */
  private void upKilledWhen(String what, BooleanSupplier point)
      throws IOException, InterruptedException {
    Process up = begin();
    try {
      Instant end = Instant.now().plus(Duration.ofMinutes(3));
      while (!point.getAsBoolean()) {
        assertThat(up.isAlive()).as("%s is reached before it ends:%n%s", what, said()).isTrue();
        assertThat(Instant.now()).as(what).isBefore(end);
        TimeUnit.MILLISECONDS.sleep(30);
      }
    } finally {
      List<ProcessHandle> all = new ArrayList<>(List.of(up.toHandle()));
      up.descendants().forEach(all::add);
      all.forEach(ProcessHandle::destroyForcibly);
      up.waitFor();
    }
    assertThat(up.exitValue()).as(said()).isNotZero();
  }

  private String said() throws IOException {
    return Files.readString(stack.directory().resolve("up.out"));
  }

  private Command.Result versatile(String... arguments) {
    return Command.run(
        stack.directory(), stack.environment(), VersatileProcess.command(stack, arguments));
  }

  /** As {@code ./versatile up} does. */
  private String up() {
    String recovered = versatile("recover", "--interrupted").success();
    stack.up().success();
    return recovered;
  }

  private void assertNothingIsLeftToDo() {
    assertThat(stack.up().success()).containsPattern("\\d+ unchanged").doesNotContain("created");
    assertThat(
            stack
                .pulumi("refresh", "--yes", "--expect-no-changes", "--stack", TestStack.STACK)
                .success())
        .containsPattern("\\d+ unchanged");
    assertThat(versatile("recover").success()).contains("nothing is in the way");
  }

  private static String sql(String statement) {
    return Command.docker(
            "exec",
            POSTGRES,
            "psql",
            "-XAtq",
            "-U",
            "chatwoot",
            "-d",
            "chatwoot_production",
            "-c",
            statement)
        .success()
        .strip();
  }

  /** Those without a name that no container has any more. */
  private static String ownerlessVolumes() {
    return Command.docker("volume", "ls", "--quiet", "--filter", "dangling=true")
        .success()
        .lines()
        .filter(name -> name.matches("[0-9a-f]{64}"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static void assertRowsAreKept() {
    assertThat(sql("SELECT count(*), sum(n) FROM kept")).isEqualTo("1000|500500");
  }

  @Test
  @Order(1)
  void aFirstUpThatIsKilledAgainAndAgainIsFinishedByTheNext()
      throws IOException, InterruptedException {
    upKilledWhen("two networks", () -> networks() >= 2);
    versatile("recover", "--interrupted").success();
    upKilledWhen("one container", () -> containers() >= 1);
    versatile("recover", "--interrupted").success();
    upKilledWhen("six containers", () -> containers() >= 6);
    versatile("recover", "--interrupted").success();
    upKilledWhen("twelve containers", () -> containers() >= 12);

    String locked = stack.up().output();
    assertThat(locked).contains("locked");
    assertThat(up()).contains("removed the lock of a process that is gone");

    assertNothingIsLeftToDo();
    sql("CREATE TABLE kept AS SELECT generate_series(1, 1000) n");
  }

  @Test
  @Order(2)
  void anUpdateThatIsKilledWhileTheDatabaseIsAwayLosesNoRow()
      throws IOException, InterruptedException {
    String before = id(POSTGRES);
    stack.configure(IMAGE, IMAGES.get(0));
    upKilledWhen("the database is away", () -> !id(POSTGRES).equals(before));
    up();
    assertRowsAreKept();
    assertNothingIsLeftToDo();

    String first = id(POSTGRES);
    stack.configure(IMAGE, IMAGES.get(1));
    upKilledWhen(
        "its successor is there", () -> !id(POSTGRES).isEmpty() && !id(POSTGRES).equals(first));
    up();
    assertRowsAreKept();
    assertNothingIsLeftToDo();
  }

  @Test
  @Order(3)
  void aLockOfAProcessThatRunsStays() throws IOException, InterruptedException {
    String before = id(POSTGRES);
    stack.configure(IMAGE, IMAGES.get(2));
    Process running = begin();
    while (running.isAlive() && id(POSTGRES).equals(before)) {
      TimeUnit.MILLISECONDS.sleep(30);
    }

    Command.Result refused = versatile("recover", "--interrupted");

    assertThat(running.isAlive()).as(said()).isTrue();
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.output()).contains("[stack-locked]", "process " + running.pid());
    assertThat(running.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(running.exitValue()).as(said()).isZero();
    assertRowsAreKept();
  }

  @Test
  @Order(4)
  void anUpdateThatIsKilledWhileAContainerHandsOverIsFinishedByTheNext()
      throws IOException, InterruptedException {
    String before = id(WEB);
    stack.configure(UPLOAD, "7");
    upKilledWhen("it has given its name up", () -> !id(WEB).equals(before));
    assertThat(runningContainers()).contains(before);
    up();
    assertThat(id(WEB)).isNotEmpty().isNotEqualTo(before);
    assertNothingIsLeftToDo();
    assertThat(TestStack.leftovers()).noneMatch(name -> name.contains(".before-"));

    String second = id(WEB);
    stack.configure(UPLOAD, "8");
    upKilledWhen("it has given its name up again", () -> !id(WEB).equals(second));
    // What was wanted before is there already, by another name.
    stack.configure(UPLOAD, "7");
    up();
    assertThat(id(WEB)).isEqualTo(second);
    assertNothingIsLeftToDo();
  }

  private static List<String> runningContainers() {
    return Command.docker("ps", "--quiet").success().lines().toList();
  }

  @Test
  @Order(5)
  void whereTheStateIsLostNothingIsRemovedUnasked() {
    List<String> before = TestStack.leftovers();
    stack.pulumi("stack", "rm", "--force", "--yes", "--preserve-config", TestStack.STACK).success();
    stack.pulumi("stack", "init", TestStack.STACK).success();

    Command.Result refused = stack.up();
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.output())
        .contains("container " + POSTGRES, "[unknown-to-state]", "./versatile recover --stack it");
    Command.Result asked = versatile("recover");
    assertThat(asked.exitCode()).isEqualTo(1);
    assertThat(asked.output()).contains(POSTGRES, "--yes");
    assertThat(TestStack.leftovers()).containsExactlyElementsOf(before);

    String ownerless = ownerlessVolumes();
    versatile("recover", "--yes").success();
    assertThat(ownerlessVolumes()).isEqualTo(ownerless);
    stack.up().success();
    assertRowsAreKept();
    assertNothingIsLeftToDo();
  }
}
