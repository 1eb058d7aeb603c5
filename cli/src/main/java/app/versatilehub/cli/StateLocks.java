package app.versatilehub.cli;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The locks that Pulumi keeps beside a state in files. One that was killed leaves its lock; it is
 * taken away when its process is certainly gone, and never otherwise. Other backends free their
 * locks themselves, or say how.
 */
final class StateLocks {

  /** Clocks of processes are read in whole ticks. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final Path folder;
  private final String stack;
  private final String host;

  private StateLocks(Path folder, String stack, String host) {
    this.folder = folder;
    this.stack = stack;
    this.host = host;
  }

  /**
   * Those of a stack, where its state is in files.
   *
   * @param backend the backend's address, as in {@code PULUMI_BACKEND_URL}
   */
  static Optional<StateLocks> of(String backend, String stack) {
    if (!backend.startsWith("file:///")) {
      return Optional.empty();
    }
    Path folder =
        Path.of(backend.substring("file://".length()).replaceFirst("\\?.*", ""))
            .resolve(".pulumi/locks/organization")
            .resolve(SettingsReader.PROJECT)
            .resolve(stack);
    return Optional.of(new StateLocks(folder, stack, hostName()));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "";
    }
  }

  /**
   * Takes away what processes have left that are gone.
   *
   * @return how many
   * @throws FindingsException if another process may be at work on the stack
   */
  int removeStale() {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> locks = files.filter(file -> file.toString().endsWith(".json")).toList();
      List<Finding> held = new ArrayList<>();
      for (Path lock : locks) {
        holder(lock).ifPresent(held::add);
      }
      if (!held.isEmpty()) {
        throw new FindingsException("the state of stack " + stack, held);
      }
      for (Path lock : locks) {
        Files.deleteIfExists(lock);
      }
      return locks.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Finding> holder(Path file) throws IOException {
    JsonNode lock = new JsonMapper().readTree(file.toFile());
    String where = lock.path("hostname").asText();
    long pid = lock.path("pid").asLong();
    if (!where.equals(host)) {
      return Optional.of(
          held(
              "process %d on host '%s' holds it, which cannot be seen from '%s'"
                  .formatted(pid, where, host),
              "see whether it still runs there; if not: pulumi cancel --yes --stack " + stack));
    }
    return isAlive(pid, lock.path("timestamp").asText())
        ? Optional.of(
            held(
                "process %d is at work on it, since %s"
                    .formatted(pid, lock.path("timestamp").asText()),
                "wait for it to end, or end it: kill -INT " + pid))
        : Optional.empty();
  }

  /** A process that has begun after the lock was made only has the same number. */
  private static boolean isAlive(long pid, String since) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || isZombie(pid)) {
      return false;
    }
    try {
      Instant locked = OffsetDateTime.parse(since).toInstant();
      return process
          .get()
          .info()
          .startInstant()
          .map(start -> !start.isAfter(locked.plus(SLACK)))
          .orElse(true);
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  /**
   * A process that has ended and whose parent has not asked how, which nobody ever does in a
   * container without an init process. It keeps its number and its start, and works no more.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
   */
  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name before the state is in parentheses, and may have any character in it.
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  private static Finding held(String message, String cure) {
    return Finding.error("stack-locked", "the lock", message, cure);
  }
}
