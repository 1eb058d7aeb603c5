package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.FindingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the lock of a process that is gone is taken away. */
class StateLocksTest {

  @TempDir Path state;

  private int removed() {
    return StateLocks.of("file://" + state, "dev").orElseThrow().removeStale();
  }

  private Path lock(String name, long pid, String host, Instant since) throws IOException {
    Path folder =
        Files.createDirectories(state.resolve(".pulumi/locks/organization/versatile-hub/dev"));
    return Files.writeString(
        folder.resolve(name + ".json"),
        "{\"pid\":%d,\"username\":\"root\",\"hostname\":\"%s\",\"timestamp\":\"%s\"}"
            .formatted(pid, host, since));
  }

  private static String here() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  private static long gone() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.pid();
  }

  @Test
  void whereThereIsNoneNothingIsDone() {
    assertThat(removed()).isZero();
    assertThat(StateLocks.of("https://api.pulumi.com", "dev")).isEmpty();
  }

  @Test
  void ofAProcessThatIsGone() throws IOException, InterruptedException {
    Path lock = lock("a", gone(), here(), Instant.now());

    assertThat(removed()).isOne();
    assertThat(lock).doesNotExist();
  }

  /** As after a kill in a container without an init process. */
  @Test
  void ofAProcessWhoseEndNobodyAsksFor() throws IOException, InterruptedException {
    Process parent =
        new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 60").start();
    try (BufferedReader said = parent.inputReader()) {
      long zombie = Long.parseLong(said.readLine());
      // A shell may ask for its children's ends; sleep does not.
      waitUntil(parent.pid(), "comm", "sleep");
      parent.getOutputStream().close();
      waitUntil(zombie, "stat", ") Z ");
      assertThat(ProcessHandle.of(zombie)).isPresent();
      Path lock = lock("a", zombie, here(), Instant.now());

      assertThat(removed()).isOne();
      assertThat(lock).doesNotExist();
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  private static void waitUntil(long process, String file, String holds)
      throws IOException, InterruptedException {
    Path of = Path.of("/proc", Long.toString(process), file);
    Instant end = Instant.now().plusSeconds(10);
    while (!Files.readString(of).contains(holds)) {
      assertThat(Instant.now()).as("%s holds no %s", of, holds).isBefore(end);
      Thread.sleep(10);
    }
  }

  /** A number that another process has got since. */
  @Test
  void ofANumberThatBelongsToSomebodyElseNow() throws IOException {
    Path lock =
        lock("a", ProcessHandle.current().pid(), here(), Instant.parse("2020-01-01T00:00:00Z"));

    assertThat(removed()).isOne();
    assertThat(lock).doesNotExist();
  }

  @Test
  void notOfAProcessThatRunsNorThoseBesideIt() throws IOException, InterruptedException {
    Path stale = lock("a", gone(), here(), Instant.now());
    Path held = lock("b", ProcessHandle.current().pid(), here(), Instant.now());

    assertThatThrownBy(this::removed)
        .isInstanceOf(FindingsException.class)
        .hasMessageContainingAll("[stack-locked]", "process " + ProcessHandle.current().pid());
    assertThat(stale).exists();
    assertThat(held).exists();
  }

  @Test
  void notOfAProcessOfAnotherHost() throws IOException, InterruptedException {
    Path lock = lock("a", gone(), "elsewhere", Instant.now());

    assertThatThrownBy(this::removed)
        .hasMessageContainingAll("[stack-locked]", "'elsewhere'", "pulumi cancel");
    assertThat(lock).exists();
  }
}
