package app.versatilehub.architecture;

import app.versatilehub.documents.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's Java files. */
final class Sources {

  private Sources() {}

  /** Those of all modules in a folder such as {@code src/main/java}. */
  static List<Path> in(String folder) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String part : List.of("modules", "stacks", "cli")) {
      try (Stream<Path> files = Files.walk(Project.file(part))) {
        files
            .filter(file -> file.toString().contains(folder))
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  static String text(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
