package app.versatilehub.firewall.host;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of this machine. */
final class SystemPrograms implements Programs {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Where they are, and not on the path of every user. */
  private static final String FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

  private static final Map<String, String> PACKAGES =
      Map.of("nft", "nftables", "sysctl", "procps", "setsid", "util-linux");

  @Override
  public Optional<Path> find(String program) {
    return Stream.of(FOLDERS.split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public Answer run(String input, List<String> command) {
    try {
      Process process = builder(command).start();
      try {
        CompletableFuture<String> out = read(process.getInputStream());
        CompletableFuture<String> err = read(process.getErrorStream());
        try (OutputStream to = process.getOutputStream()) {
          to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // It has ended without reading all; how it ended says why.
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw failed(command, "does not end within %d s".formatted(PATIENCE.toSeconds()));
        }
        return new Answer(process.exitValue(), out.join(), err.join());
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw failed(command, "cannot be run (%s)".formatted(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(command, "was interrupted");
    }
  }

  @Override
  public Started start(List<String> command) {
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    try {
      Process process =
          builder(detached)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Started() {
        @Override
        public boolean isAlive() {
          return process.isAlive();
        }

        @Override
        public void end() {
          process.destroy();
        }
      };
    } catch (IOException e) {
      throw failed(detached, "cannot be started (%s)".formatted(e.getMessage()));
    }
  }

  private ProcessBuilder builder(List<String> command) {
    List<String> words = new ArrayList<>(command);
    String program = command.get(0);
    if (!program.contains("/")) {
      words.set(
          0,
          find(program).map(Path::toString).orElseThrow(() -> failed(command, "is not installed")));
    }
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("PATH", FOLDERS);
    // What they print is read.
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static FindingsException failed(List<String> command, String why) {
    String program = command.get(0);
    return new FindingsException(
        "the firewall of this host",
        List.of(
            Finding.error(
                "firewall-program",
                "program " + program,
                why,
                PACKAGES.containsKey(program)
                    ? "install it: apt-get install " + PACKAGES.get(program)
                    : "run it by hand to see: " + String.join(" ", command))));
  }
}
