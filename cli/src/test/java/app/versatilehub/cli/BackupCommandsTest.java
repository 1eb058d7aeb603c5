package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.operations.BackupFile;
import app.versatilehub.operations.Leftovers;
import app.versatilehub.operations.Manifest;
import app.versatilehub.operations.Operations;
import app.versatilehub.operations.Part;
import app.versatilehub.operations.Passphrase;
import app.versatilehub.operations.RestorePlan;
import app.versatilehub.operations.RestoreReport;
import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code backup} and {@code restore}, with operations that are made up. */
class BackupCommandsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);
  private static final Manifest MANIFEST =
      new Manifest(
          1,
          "versatile-hub/dev",
          "2026-12-01T12:00:00Z",
          "",
          new TreeMap<>(),
          List.of(new Part("db", DataFormat.REDIS, "keys.rdb", 1, 12345, "0".repeat(64))));

  private record Result(int exitCode, String out, String err) {}

  @TempDir Path directory;

  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void aStack() throws IOException {
    Files.writeString(
        directory.resolve("Pulumi.dev.yaml"), "config:\n  versatile-hub:domain: example.org\n");
  }

  private Result run(boolean terminal, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), Ansi.OFF);
    Confirmation confirmation =
        new Confirmation() {
          @Override
          public boolean isPossible() {
            return terminal;
          }

          @Override
          public boolean of(String question) {
            asked.add(question);
            return false;
          }
        };
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--directory", directory.toString()));
    Object command =
        words.remove(0).equals("backup")
            ? new BackupCommand(console, Noting::new, CLOCK)
            : new RestoreCommand(console, Noting::new, confirmation);
    int exitCode =
        Main.configured(new CommandLine(command), console).execute(words.toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }

  @Test
  void aBackupNamesItsFileAndItsParts() {
    Result result = run(false, "backup", "--output", directory.toString());

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("versatile-dev.tar", "db/keys.rdb", "redis", "12.3 kB");
    assertThat(asked).containsExactly("backup clear to " + directory, "close");
  }

  @Test
  void encryptionNeedsAPassphraseThatIsNoArgument() throws IOException {
    Result without = run(false, "backup", "--encrypt");
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("--passphrase-file", Passphrase.VARIABLE);
    assertThat(asked).isEmpty();

    Path file = Files.writeString(directory.resolve("passphrase"), "long enough for this\n");
    run(false, "backup", "--encrypt", "--passphrase-file", file.toString());
    assertThat(asked).first().asString().startsWith("backup encrypted");
  }

  @Test
  void aFileThatIsNoBackupIsRefusedBeforeAnythingIsAsked() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "hello");

    assertThat(run(false, "backup", "--verify", file.toString()).exitCode()).isEqualTo(2);
    Result restore = run(false, "restore", file.toString(), "--yes");
    assertThat(restore.exitCode()).isEqualTo(2);
    assertThat(restore.err()).contains("[backup-damaged]");
    assertThat(asked).containsExactly("close");
  }

  @Test
  void withoutATerminalARestoreHasToBeAgreedTo() {
    Result result = run(false, "restore", "file");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--yes");
    assertThat(asked).isEmpty();
  }

  private final class Noting implements Operations {

    @Override
    public Written backup(
        Topology topology,
        Path folder,
        Optional<Passphrase> passphrase,
        Instant now,
        Consumer<String> told) {
      asked.add(
          "backup %s to %s".formatted(passphrase.isPresent() ? "encrypted" : "clear", folder));
      return new Written(folder.resolve("versatile-dev.tar"), MANIFEST);
    }

    @Override
    public RestorePlan plan(Manifest manifest, Topology topology) {
      throw new IllegalStateException("there is no backup here");
    }

    @Override
    public RestoreReport restore(RestorePlan plan, BackupFile file, Consumer<String> told) {
      throw new IllegalStateException("there is no backup here");
    }

    @Override
    public void changePassword(Topology topology, String secret, String value) {
      throw new IllegalStateException("nobody changes a password here");
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
    public void close() {
      asked.add("close");
    }
  }
}
