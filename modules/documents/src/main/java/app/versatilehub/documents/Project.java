package app.versatilehub.documents;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's own files, in whichever of its folders the tests run. */
public final class Project {

  private Project() {}

  /**
   * The folder of {@code Pulumi.yaml}.
   *
   * @throws IllegalStateException if the tests run outside the project
   */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("Pulumi.yaml"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("not inside the project: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  /**
   * One of its files or folders.
   *
   * @param path from the project's folder
   * @throws IllegalStateException as {@link #root}
   */
  public static Path file(String path) {
    return root().resolve(path);
  }
}
