package app.versatilehub.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.documents.Project;
import app.versatilehub.topology.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** By the sources, since the compiler copies constants into the classes that use them. */
class LabelKeysTest {

  private static final List<String> KEYS =
      List.of(
          Labels.STACK,
          Labels.MODULE,
          Labels.NETWORK,
          Labels.SERVICE,
          Labels.KIND,
          Labels.PORTS,
          Labels.PROBE);

  @Test
  void areWrittenInOnePlace() throws IOException {
    List<Path> writers = new ArrayList<>();
    for (String part : List.of("modules", "stacks", "cli")) {
      try (Stream<Path> files = Files.walk(Project.file(part))) {
        files
            .filter(LabelKeysTest::isSource)
            .filter(LabelKeysTest::writesAKey)
            .forEach(writers::add);
      }
    }
    assertThat(writers)
        .extracting(path -> path.getFileName().toString())
        .containsExactly("Labels.java");
  }

  private static boolean isSource(Path path) {
    return path.toString().contains("src/main/java") && path.toString().endsWith(".java");
  }

  private static boolean writesAKey(Path source) {
    try {
      String text = Files.readString(source);
      return KEYS.stream().anyMatch(key -> text.contains('"' + key + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
