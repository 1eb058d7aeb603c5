package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import app.versatilehub.readers.UnreadableSourceException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourcesTest {

  @TempDir Path directory;

  @Test
  void composeFilesNeedTheProgramThatResolvesThem() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> new FileSources(null).compose(List.of(Path.of("compose.yaml")), List.of()))
        .withMessageContainingAll("compose.yaml: ", "VERSATILE_COMPOSE_READER", "-> ");
  }

  @Test
  void whatCannotBeReadIsRefusedInWords() {
    FileSources sources = new FileSources(null);

    assertThatExceptionOfType(UnreadableSourceException.class)
        .isThrownBy(() -> sources.preview(directory.resolve("preview.json")));
    assertThatExceptionOfType(UnreadableSourceException.class)
        .isThrownBy(() -> sources.state("state", InputStream.nullInputStream()))
        .satisfies(thrown -> assertThat(thrown).hasMessageStartingWith("state"));
  }
}
