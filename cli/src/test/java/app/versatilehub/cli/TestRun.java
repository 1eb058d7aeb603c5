package app.versatilehub.cli;

import app.versatilehub.readers.UnreadableSourceException;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.verification.EngineWatch;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.Verifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** Runs a command with sources that are inventories already. */
final class TestRun implements Sources {

  record Result(int exitCode, String out, String err) {}

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);

  static final Verifier NO_VERIFIER =
      new Verifier() {
        @Override
        public Verification verify(Topology topology, Question question) {
          throw new IllegalStateException("nobody needs to verify");
        }

        @Override
        public void watch(Topology topology, Consumer<EngineWatch.Change> told) {
          throw new IllegalStateException("nobody needs to watch");
        }
      };

  private final Path directory;
  private final Map<String, Inventory> inventories = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  TestRun(Path directory) {
    this.directory = directory;
  }

  /** Lets the file of that name hold an inventory; every state is the one of {@code state}. */
  TestRun with(String name, Inventory inventory) {
    inventories.put(name, inventory);
    return this;
  }

  Result run(String command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Outside outside =
        new Outside(
            () -> {
              throw new IllegalStateException("nobody needs the engine");
            },
            () -> {
              throw new IllegalStateException("nobody needs the engine");
            },
            NO_VERIFIER,
            this,
            new ByteArrayInputStream("the standard input".getBytes(StandardCharsets.UTF_8)),
            CLOCK);
    String[] all =
        Stream.of(Stream.of(command, "--directory", directory.toString()), Stream.of(arguments))
            .flatMap(words -> words)
            .toArray(String[]::new);
    int exitCode =
        Main.commandLine(new Console(new PrintWriter(out), new PrintWriter(err), Ansi.OFF), outside)
            .execute(all);
    return new Result(exitCode, out.toString(), err.toString());
  }

  /** What the sources were asked for, in order. */
  List<String> asked() {
    return asked;
  }

  @Override
  public Inventory preview(Path file) {
    asked.add("preview " + file);
    if (file.endsWith("unreadable.json")) {
      throw new UnreadableSourceException(file.toString(), "is broken", "mend it");
    }
    return inventory(file.toString());
  }

  @Override
  public Inventory state(String title, InputStream state) {
    try {
      asked.add("state " + title + ": " + new String(state.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inventory("state");
  }

  @Override
  public Inventory compose(List<Path> files, List<String> profiles) {
    asked.add("compose " + files + " " + profiles);
    return inventory(files.get(0).toString());
  }

  private Inventory inventory(String name) {
    return Objects.requireNonNull(inventories.get(name), name);
  }
}
