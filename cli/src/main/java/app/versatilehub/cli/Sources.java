package app.versatilehub.cli;

import app.versatilehub.topology.isolation.Inventory;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Reads what is judged and is not a stack's own settings. */
interface Sources {

  /** What {@code pulumi preview --json --show-sames} wrote. */
  Inventory preview(Path file);

  /**
   * What {@code pulumi stack export} writes.
   *
   * @param title what reports call it
   * @param state the text
   */
  Inventory state(String title, InputStream state);

  /** Compose files, of which later ones override earlier ones. */
  Inventory compose(List<Path> files, List<String> profiles);
}
