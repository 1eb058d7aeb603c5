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

/** By the {@code pulumi} that is found on the path. */
final class PulumiProgram implements PulumiStack {

  private final Path directory;
  private final String stack;

  /**
   * Is about one stack.
   *
   * @param directory where {@code Pulumi.yaml} is
   * @param stack the stack's name
   */
  PulumiProgram(Path directory, String stack) {
    this.directory = directory;
    this.stack = stack;
  }

  /** By standard input: an argument would stand in the process list. */
  @Override
  public void setSecret(String name, String value) {
    Process process =
        start(
            ProcessBuilder.Redirect.PIPE,
            "config",
            "set",
            "--secret",
            "--path",
            "%s:secrets.%s".formatted(SettingsReader.PROJECT, name));
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(value.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It has ended before it read; why, it says itself.
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      check("setting secrets." + name, process, said.strip());
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
    check("bringing it up", process, "what it said stands above");
  }

  private Process start(ProcessBuilder.Redirect output, String... words) {
    List<String> command = new ArrayList<>(List.of("pulumi", "--non-interactive"));
    command.addAll(List.of(words));
    command.addAll(List.of("--stack", stack));
    try {
      return new ProcessBuilder(command)
          .directory(directory.toAbsolutePath().toFile())
          .redirectErrorStream(true)
          .redirectOutput(output)
          .start();
    } catch (IOException e) {
      throw failed("it cannot be started: " + e.getMessage(), "./versatile setup installs it");
    }
  }

  private void check(String what, Process process, String said) {
    try {
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw failed(
            "%s ended with exit code %d: %s".formatted(what, exitCode, said),
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
