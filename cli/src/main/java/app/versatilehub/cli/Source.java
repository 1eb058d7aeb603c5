package app.versatilehub.cli;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.TopologyInventory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something to judge.
 *
 * @param inventory what it says
 * @param files where it says so; none when it came from elsewhere
 */
record Source(Inventory inventory, List<Path> files) {

  private static final String STANDARD_INPUT = "-";

  Source {
    files = List.copyOf(files);
  }

  static Source ofStack(StackOptions options, String stack) {
    return new Source(
        TopologyInventory.of(options.topology(stack)),
        List.of(options.directory().resolve(SettingsReader.fileName(stack))));
  }

  static Source ofPreview(Sources sources, Path file) {
    return new Source(sources.preview(file), List.of(file));
  }

  static Source ofCompose(Sources sources, List<Path> files, List<String> profiles) {
    return new Source(sources.compose(files, profiles), files);
  }

  /** The state in a file, or what the standard input says of the state of {@code stack}. */
  static Source ofState(Outside outside, String file, String stack) {
    if (file.equals(STANDARD_INPUT)) {
      return new Source(
          outside.sources().state("deployed stack " + stack, outside.in()), List.of());
    }
    Path path = Path.of(file);
    try (InputStream state = Files.newInputStream(path)) {
      return new Source(outside.sources().state("state " + file, state), List.of(path));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: cannot be read (%s)\n    -> name a file that 'pulumi stack export' wrote"
              .formatted(file, e),
          e);
    }
  }

  /** The same on {@code engine}, if one is named. */
  Source on(@Nullable EngineVersion engine) {
    return engine == null ? this : new Source(inventory.onEngine(Optional.of(engine)), files);
  }
}
