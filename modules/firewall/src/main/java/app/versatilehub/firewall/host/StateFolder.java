package app.versatilehub.firewall.host;

import app.versatilehub.firewall.RollBackScript;
import app.versatilehub.firewall.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is in force and what is on trial, in files of root. */
final class StateFolder {

  private static final String CURRENT = "current";
  private static final String TRIAL = "trial-";
  private static final String RULES = "rules.nft";
  private static final String TRACES = "traces";
  private static final String LISTING = "listing";
  private static final String UNTIL = "until";
  private static final String ROLL_BACK = "roll-back";
  private static final String FOLLOWER = "follower";

  private final Path folder;

  StateFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Rules that were applied.
   *
   * @param script as they were given to {@code nft}
   * @param listing as {@code nft} lists them
   * @param traces what was changed beside them
   */
  record Kept(String script, String listing, Traces traces) {}

  /** The rules that are loaded when the host starts. */
  Path rules() {
    return folder.resolve(CURRENT).resolve(RULES);
  }

  Optional<Kept> current() {
    return read(folder.resolve(CURRENT));
  }

  Optional<Kept> tried() {
    return trial().flatMap(StateFolder::read);
  }

  /** The folder of what is on trial. */
  Optional<Path> trial() {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(TRIAL))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that keeps members' addresses for what is in force, if there is to be one. */
  Optional<List<String>> follower() {
    Path file = folder.resolve(CURRENT).resolve(FOLLOWER);
    try {
      return Files.exists(file) ? Optional.of(Files.readAllLines(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes all that takes the change back, before it is made. */
  Path begin(
      String script,
      Traces traces,
      Instant until,
      Optional<List<String>> follower,
      Function<Path, String> rollBack) {
    Path trial = folder.resolve(TRIAL + until.toEpochMilli());
    try {
      Files.createDirectories(trial);
      Files.writeString(trial.resolve(RULES), script);
      Files.writeString(trial.resolve(TRACES), traces.text());
      Files.writeString(trial.resolve(UNTIL), until.toString());
      if (follower.isPresent()) {
        Files.write(trial.resolve(FOLLOWER), follower.get());
      }
      Files.writeString(rollBack(trial), rollBack.apply(trial));
      return trial;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void note(Path trial, String listing) {
    try {
      Files.writeString(trial.resolve(LISTING), listing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path rollBack(Path trial) {
    return trial.resolve(ROLL_BACK);
  }

  /** When it is taken back, unless that is just being done by the process that was left to it. */
  Optional<Instant> until(Path trial) {
    try {
      return Optional.of(Instant.parse(Files.readString(trial.resolve(UNTIL))));
    } catch (NoSuchFileException takenBack) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this is who decides; once the change is being taken back it is not. */
  boolean decide(Path trial) {
    try {
      Files.createDirectory(trial.resolve(RollBackScript.DECIDED));
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException takenBack) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets a roll-back that failed be tried again. */
  void retry(Path trial) {
    try {
      Files.deleteIfExists(trial.resolve(RollBackScript.DECIDED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a trial that has not begun. */
  void giveUp(Path trial) {
    delete(trial);
  }

  void keep(Path trial) {
    try {
      Path current = folder.resolve(CURRENT);
      if (Files.isDirectory(current)) {
        delete(current);
      }
      // Whatever would take it back does not find its folder any more.
      Files.move(trial, current);
      Files.delete(current.resolve(RollBackScript.DECIDED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forget() {
    delete(folder.resolve(CURRENT));
  }

  private static Optional<Kept> read(Path from) {
    try {
      Path listing = from.resolve(LISTING);
      return Files.isRegularFile(listing)
          ? Optional.of(
              new Kept(
                  Files.readString(from.resolve(RULES)),
                  Files.readString(listing),
                  Traces.parse(Files.readString(from.resolve(TRACES)))))
          : Optional.empty();
    } catch (NoSuchFileException takenBack) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path tree) {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
