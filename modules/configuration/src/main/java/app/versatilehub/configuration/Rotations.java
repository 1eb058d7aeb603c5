package app.versatilehub.configuration;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The rotations of a stack's secrets that have begun and not ended: the note that lets a run that
 * was interrupted be finished. Only its owner can read it.
 */
public final class Rotations {

  private final String stack;
  private final SecretsFile<Rotation> file;

  /**
   * One that has begun.
   *
   * @param value the new value
   * @param taken whether the server that keeps the password has it already
   */
  public record Rotation(
      @JsonProperty(required = true) String value, @JsonProperty(required = true) boolean taken) {

    public Rotation {
      requireNonNull(value, "value");
    }

    /** Never shows the value. */
    @Override
    public String toString() {
      return "Rotation[taken %s]".formatted(taken);
    }
  }

  /**
   * Notes those of one stack.
   *
   * @param directory the project's directory
   * @param stack the stack's name
   */
  public Rotations(Path directory, String stack) {
    this.stack = stack;
    this.file =
        new SecretsFile<>(
            "the rotations that were begun",
            "restore it from a copy; without one, set the database's password by hand",
            SecretsFile.folder(directory).resolve("rotating").resolve(stack + ".json"),
            Rotation.class);
  }

  /** The one of the secret {@code name}, if it has begun. */
  public Optional<Rotation> find(String name) {
    return Optional.ofNullable(file.read().get(name));
  }

  /** The secrets of which one has begun. */
  public Set<String> names() {
    return file.read().keySet();
  }

  /** Notes how far the one of {@code name} has come. */
  public void note(String name, Rotation rotation) {
    SortedMap<String, Rotation> all = file.read();
    all.put(name, rotation);
    file.write(all);
  }

  /** The one of {@code name} has ended. */
  public void forget(String name) {
    SortedMap<String, Rotation> all = file.read();
    all.remove(name);
    file.write(all);
  }

  /**
   * One warning for each whose secret is not yet what {@code values} say: the server may want a
   * password that nobody else has.
   */
  public List<Finding> unfinished(Map<String, String> values) {
    return file.read().entrySet().stream()
        .filter(entry -> !entry.getValue().value().equals(values.get(entry.getKey())))
        .map(
            entry ->
                Finding.warning(
                    "rotation-unfinished",
                    "secrets." + entry.getKey(),
                    "its rotation was interrupted, and its server may have the new value already",
                    "./versatile secrets rotate %s --stack %s".formatted(entry.getKey(), stack)))
        .toList();
  }

  /**
   * Does {@code work} while no other process rotates a secret of this stack.
   *
   * @throws FindingsException if another one does
   */
  public <T> T alone(Supplier<T> work) {
    try (FileChannel channel = open()) {
      if (!isOurs(channel)) {
        throw refused("another one is under way", "wait for it to end");
      }
      return work.get();
    } catch (IOException e) {
      throw refused("cannot be noted: " + e, "make room, and let the user write there");
    }
  }

  private FileChannel open() throws IOException {
    Path folder = file.path().resolveSibling("");
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return FileChannel.open(
        folder.resolve(stack + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** The system frees the lock when the process ends, however it does. */
  private static boolean isOurs(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldHere) {
      return false;
    }
  }

  private FindingsException refused(String message, String cure) {
    return new FindingsException(
        "the rotation of a secret of stack " + stack,
        List.of(Finding.error("rotation-refused", file.path().toString(), message, cure)));
  }
}
