package app.versatilehub.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program of the machine to its end, within a limit of time. */
final class Command {

  /**
   * How a program ended.
   *
   * @param exitCode its exit code
   * @param output all that it printed
   */
  record Result(int exitCode, String output) {

    /** The output of a program that must not fail. */
    String success() {
      if (exitCode != 0) {
        throw new AssertionError("exit code %d\n%s".formatted(exitCode, output));
      }
      return output;
    }
  }

  private Command() {}

  static Result run(Path directory, Map<String, String> environment, List<String> words) {
    return run(directory, environment, Duration.ofMinutes(5), words);
  }

  static Result docker(String... words) {
    return run(
        Path.of("."),
        Map.of(),
        Duration.ofMinutes(1),
        Stream.concat(Stream.of("docker"), List.of(words).stream()).toList());
  }

  private static Result run(
      Path directory, Map<String, String> environment, Duration limit, List<String> words) {
    try {
      Path output = Files.createTempFile("command", ".out");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroy();
          throw new AssertionError(
              "%s did not end within %s\n%s".formatted(words, limit, read(output)));
        }
        return new Result(process.exitValue(), read(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + words, e);
    }
  }

  private static String read(Path output) throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
