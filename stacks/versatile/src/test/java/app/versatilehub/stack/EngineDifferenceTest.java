package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.documents.Project;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class EngineDifferenceTest {

  @Test
  void theDocumentShowsThemAll() throws IOException {
    assertThat(Files.readString(Project.file("docs/verify.md")))
        .contains("\n\n" + EngineDifference.table() + "\n");
  }
}
