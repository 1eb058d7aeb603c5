package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EngineDifferenceTest {

  @Test
  void theDocumentShowsThemAll() throws IOException {
    assertThat(Files.readString(Path.of("..", "..", "docs", "verify.md")))
        .contains("\n\n" + EngineDifference.table() + "\n");
  }
}
