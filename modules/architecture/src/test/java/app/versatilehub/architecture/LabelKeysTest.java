package app.versatilehub.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    assertThat(Sources.in("src/main/java").stream().filter(LabelKeysTest::writesAKey))
        .extracting(path -> path.getFileName().toString())
        .containsExactly("Labels.java");
  }

  private static boolean writesAKey(Path source) {
    String text = Sources.text(source);
    return KEYS.stream().anyMatch(key -> text.contains('"' + key + '"'));
  }
}
