package app.versatilehub.cli;

import app.versatilehub.topology.isolation.Inventory;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Reads files with the readers. */
final class FileSources implements Sources {

  @Override
  public Inventory preview(Path file) {
    throw notYet("a preview");
  }

  @Override
  public Inventory state(String title, InputStream state) {
    throw notYet("a state");
  }

  @Override
  public Inventory compose(List<Path> files, List<String> profiles) {
    throw notYet("Compose files");
  }

  private static IllegalArgumentException notYet(String what) {
    return new IllegalArgumentException(
        "%s cannot be read yet\n    -> check a stack with --stack".formatted(what));
  }
}
