package app.versatilehub.stack;

import app.versatilehub.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A command that goes on until it is ended, in a process of its own, line by line. */
final class Watched implements AutoCloseable {

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Watched(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "watched");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts {@code versatile} with these words about the stack. */
  static Watched start(TestStack stack, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(words));
    command.addAll(
        List.of("--stack", TestStack.STACK, "--directory", stack.directory().toString()));
    try {
      return new Watched(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines up to the first that has {@code text}, which must come in time. */
  List<String> await(String text, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    List<String> read = new ArrayList<>();
    while (true) {
      String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError(
            "no '%s' within %s, but:%n%s".formatted(text, limit, String.join("\n", read)));
      }
      read.add(line);
      if (line.contains(text)) {
        return read;
      }
    }
  }

  /** Reads on until it has been silent for two seconds. */
  void awaitSilence() throws InterruptedException {
    while (lines.poll(2, TimeUnit.SECONDS) != null) {
      // What it says meanwhile has been awaited, or does not matter.
    }
  }

  /** Ends it as a service manager does; returns the exit code. */
  int end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end when it is told to");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException ended) {
      // It was closed.
    }
  }
}
