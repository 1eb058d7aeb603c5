package app.versatilehub.cli;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By the {@code pulumi} that is found on the path. */
final class PulumiCommandLine implements PulumiStack {

  private final Path directory;
  private final String stack;

  /**
   * Is about one stack.
   *
   * @param directory where {@code Pulumi.yaml} is
   * @param stack the stack's name
   */
  PulumiCommandLine(Path directory, String stack) {
    this.directory = directory;
    this.stack = stack;
  }

  /** By standard input: an argument would stand in the process list. */
  @Override
  public void setSecret(String name, String value) {
    asked(
        "setting secrets." + name,
        value,
        "config",
        "set",
        "--secret",
        "--path",
        "%s:secrets.%s".formatted(SettingsReader.PROJECT, name));
  }

  @Override
  public PulumiState state() {
    return PulumiState.parse(asked("reading its state", "", "stack", "export"));
  }

  /** Pulumi leaves it out of every state that it takes in. */
  @Override
  public void forgetPending(PulumiState state) {
    asked("writing its state", state.text(), "stack", "import");
  }

  @Override
  public int removeStaleLocks() {
    return Optional.ofNullable(System.getenv("PULUMI_BACKEND_URL"))
        .flatMap(backend -> StateLocks.of(backend, stack))
        .map(StateLocks::removeStale)
        .orElse(0);
  }

  /** What it answers to {@code input}. */
  private String asked(String what, String input, String... words) {
    Process process = start(ProcessBuilder.Redirect.PIPE, words);
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It has ended before it read all; why, it says itself.
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      check(what, process);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void up() {
    Process process =
        start(
            ProcessBuilder.Redirect.INHERIT,
            "up",
            "--yes",
            "--skip-preview",
            "--suppress-permalink=true",
            "--suppress-progress");
    check("bringing it up", process);
  }

  private Process start(ProcessBuilder.Redirect output, String... words) {
    List<String> command = new ArrayList<>(List.of("pulumi", "--non-interactive"));
    command.addAll(List.of(words));
    command.addAll(List.of("--stack", stack));
    try {
      return new ProcessBuilder(command)
          .directory(directory.toAbsolutePath().toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .redirectOutput(output)
          .start();
    } catch (IOException e) {
      throw failed("it cannot be started: " + e.getMessage(), "./versatile setup installs it");
    }
  }

  private void check(String what, Process process) {
    try {
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw failed(
            "%s ended with exit code %d; why stands above".formatted(what, exitCode),
            "mend that, and run it again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw failed(what + " was interrupted", "run it again");
    }
  }

  private FindingsException failed(String message, String cure) {
    return new FindingsException(
        "stack %s/%s".formatted(SettingsReader.PROJECT, stack),
        List.of(Finding.error("pulumi-failed", "pulumi", message, cure)));
  }
}
