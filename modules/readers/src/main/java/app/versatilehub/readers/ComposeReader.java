package app.versatilehub.readers;

import app.versatilehub.topology.isolation.Inventory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Reads Compose files as {@code docker compose} understands them: the loader of {@code docker
 * compose} itself resolves them, in a program of its own whose time and output are bounded.
 */
public final class ComposeReader {

  /** More than the program allows itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int OUTPUT_LIMIT = 32 << 20;
  private static final int ERRORS_LIMIT = 64 << 10;
  private static final JsonMapper JSON = new JsonMapper();

  private final Path program;
  private final Duration patience;

  /**
   * Reads with {@code program}.
   *
   * @param program the {@code compose-reader} that {@code ./versatile} builds
   */
  public ComposeReader(Path program) {
    this(program, PATIENCE);
  }

  ComposeReader(Path program, Duration patience) {
    this.program = program;
    this.patience = patience;
  }

  /**
   * Reads {@code files}, the later ones merged over the earlier ones.
   *
   * @param files one project's files; the first one's folder is the project's
   * @param profiles the profiles to activate; with none, those of COMPOSE_PROFILES
   * @throws UnreadableSourceException if they cannot be resolved
   */
  public Inventory read(List<Path> files, List<String> profiles) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no files; allowed: one or more");
    }
    String title =
        files.stream()
            .map(file -> String.valueOf(file.getFileName()))
            .collect(Collectors.joining(" + "));
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new UnreadableSourceException(
            file.toString(), "there is no such file", "name a Compose file");
      }
    }
    return ComposeProject.inventory(title, resolve(title, files, profiles));
  }

  private JsonNode resolve(String title, List<Path> files, List<String> profiles) {
    Path first = files.get(0).toAbsolutePath().normalize();
    Path folder = first.getParent() == null ? first : first.getParent();
    List<String> command = new ArrayList<>(List.of(program.toAbsolutePath().toString()));
    profiles.forEach(profile -> command.addAll(List.of("--profile", profile)));
    command.add("--");
    files.forEach(
        file -> command.add(folder.relativize(file.toAbsolutePath().normalize()).toString()));
    try {
      Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
      try {
        return answer(title, folder, process);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw unreadable(
          title,
          "the program that resolves it, %s, fails: %s".formatted(program, e.getMessage()),
          "build the program with ./versatile");
    }
  }

  private JsonNode answer(String title, Path folder, Process process) throws IOException {
    process.getOutputStream().close();
    FutureTask<byte[]> errors = start(process.getErrorStream(), ERRORS_LIMIT);
    FutureTask<byte[]> output = start(process.getInputStream(), OUTPUT_LIMIT + 1);
    try {
      byte[] json = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (json.length > OUTPUT_LIMIT) {
        throw unreadable(
            title, "resolved, it is larger than %d bytes".formatted(OUTPUT_LIMIT), "split it");
      }
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0) {
        String reason = firstLine(errors.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        throw unreadable(
            title,
            reason.isEmpty() ? "cannot be resolved" : within(folder, title, reason),
            "correct it there; docker compose config judges the same");
      }
      return JSON.readTree(json);
    } catch (TimeoutException e) {
      throw unreadable(
          title, "not resolved within %d ms".formatted(patience.toMillis()), "split it");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static FutureTask<byte[]> start(InputStream stream, int limit) {
    FutureTask<byte[]> task = new FutureTask<>(() -> stream.readNBytes(limit));
    Thread thread = new Thread(task, "compose-reader");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static String firstLine(byte[] errors) {
    return new String(errors, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
  }

  /** Without what whoever named the files knows already. */
  private static String within(Path folder, String title, String reason) {
    String relative = reason.replace(folder + "/", "");
    return relative.startsWith(title + ": ") ? relative.substring(title.length() + 2) : relative;
  }

  private static UnreadableSourceException unreadable(String title, String reason, String cure) {
    return new UnreadableSourceException(title, reason, cure);
  }
}
