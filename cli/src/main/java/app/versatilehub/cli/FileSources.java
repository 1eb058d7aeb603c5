package app.versatilehub.cli;

import app.versatilehub.readers.ComposeReader;
import app.versatilehub.readers.PreviewReader;
import app.versatilehub.readers.StateReader;
import app.versatilehub.topology.isolation.Inventory;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files with the readers. */
final class FileSources implements Sources {

  /** Names the program that resolves Compose files. */
  static final String COMPOSE_READER = "VERSATILE_COMPOSE_READER";

  private final @Nullable String composeReader;

  /**
   * Reads with the readers.
   *
   * @param composeReader the program that resolves Compose files, if it is there
   */
  FileSources(@Nullable String composeReader) {
    this.composeReader = composeReader;
  }

  @Override
  public Inventory preview(Path file) {
    return PreviewReader.read(file);
  }

  @Override
  public Inventory state(String title, InputStream state) {
    return StateReader.read(title, state);
  }

  @Override
  public Inventory compose(List<Path> files, List<String> profiles) {
    if (composeReader == null) {
      throw new IllegalArgumentException(
          "%s: the program that resolves Compose files is not there (%s is not set)\n    -> use ./versatile, which builds it"
              .formatted(files.get(0), COMPOSE_READER));
    }
    return new ComposeReader(Path.of(composeReader)).read(files, profiles);
  }
}
