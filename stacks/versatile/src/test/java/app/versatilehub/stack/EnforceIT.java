package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Cell;
import app.versatilehub.verification.CellResult;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole hub with {@code policy: enforce}: members of one network meet by declared flows only,
 * before and after Pulumi has replaced containers. Only where the engine has a network namespace to
 * itself, since the rules are about the host.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class EnforceIT {

  private static final String SETTINGS =
      VerifyIT.SETTINGS
          + """
            versatile-hub:firewall:
              policy: enforce
          """;

  private static final String OTHER_IMAGE = "vh-it/postgres:1";

  private TestStack stack;
  private Topology topology;
  private Process follower;

  @BeforeAll
  void bringUp() throws IOException {
    assumeTrue(VerifyIT.isInNamespaceOfItsOwn(), "this is the machine's own packet filter");
    stack = new TestStack(SETTINGS);
    Files.createDirectory(stack.directory().resolve("var-lib"));
    stack.up().success();
    topology =
        VersatileHub.topology(
            SettingsReader.readFile(stack.directory(), TestStack.STACK).environment());
  }

  @AfterAll
  void leaveNothing() throws InterruptedException {
    if (stack == null) {
      return;
    }
    try {
      if (follower != null) {
        follower.destroy();
        assertThat(follower.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
      run(apart(VersatileProcess.command("firewall", "remove"))).success();
    } finally {
      stack.close();
      Command.docker("image", "rm", OTHER_IMAGE);
    }
  }

  /** Away from what this machine's own firewall has noted, and from its systemd. */
  private List<String> apart(List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /var/lib && { [ ! -d /run/systemd ]"
                    + " || mount -t tmpfs none /run/systemd; } && exec \"$@\"",
                stack.directory().resolve("var-lib").toString()));
    words.addAll(command);
    return words;
  }

  private Command.Result run(List<String> words) {
    return Command.run(stack.directory(), stack.environment(), words);
  }

  private Verification verify() {
    return VerifyIT.verifier().verify(topology, VerifyIT.everything());
  }

  private static Set<String> cells(Verification verification, Status status) {
    Set<String> cells = new TreeSet<>();
    verification.results().stream()
        .filter(result -> result.status() == status)
        .map(CellResult::cell)
        .map(Cell::title)
        .forEach(cells::add);
    return cells;
  }

  private static void assertOnlyDeclaredFlowsAreOpen(Verification verification) {
    assertThat(cells(verification, Status.HOLE)).as("open, and not declared").isEmpty();
    assertThat(cells(verification, Status.UNKNOWN)).isEmpty();
    assertThat(verification.count(Status.AGREES)).isGreaterThan(500);
    // Engines let those with a way to the Internet reach the host, and the firewall does not.
    assertThat(cells(verification, Status.BLOCKED)).allMatch(cell -> cell.contains("-> host"));
  }

  @Test
  @Order(1)
  void withoutTheRulesMembersMeetAsTheyWereNotMeantTo() {
    assertThat(cells(verify(), Status.HOLE)).hasSizeGreaterThan(20);
  }

  @Test
  @Order(2)
  void withTheRulesOnlyDeclaredFlowsAreOpen() throws IOException {
    assertThat(run(apart(VersatileProcess.command(stack, "firewall", "apply", "--yes"))).success())
        .contains("the declared flows", "stay");
    follower =
        new ProcessBuilder(apart(VersatileProcess.command(stack, "firewall", "watch")))
            .directory(stack.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(stack.directory().resolve("watch.out").toFile())
            .start();

    assertOnlyDeclaredFlowsAreOpen(verify());
  }

  @Test
  @Order(3)
  void afterPulumiHasReplacedADatabaseToo() throws IOException {
    String database = "vh-it-chat-postgres";
    Command.docker("tag", image(database), OTHER_IMAGE).success();
    int before = watched().size();
    stack.configure("versatile-hub:services.chat-postgres.image", OTHER_IMAGE);

    stack.up().success();

    assertThat(image(database)).isEqualTo(OTHER_IMAGE);
    assertThat(watched()).as("changes that were followed").hasSizeGreaterThan(before);
    assertOnlyDeclaredFlowsAreOpen(verify());
  }

  private List<String> watched() throws IOException {
    Path said = stack.directory().resolve("watch.out");
    return Files.readAllLines(said).stream().filter(line -> line.contains("are open")).toList();
  }

  private static String image(String container) {
    return Command.docker("inspect", "--format", "{{.Config.Image}}", container).success().strip();
  }
}
