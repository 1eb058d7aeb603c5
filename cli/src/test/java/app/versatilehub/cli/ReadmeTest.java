package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.ConnectivityMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What the README shows of the topology is what the topology says; {@code -Dgolden.update} writes
 * it.
 */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final String BEGIN = "<!-- matrix -->\n";
  private static final String END = "<!-- /matrix -->";

  @Test
  void theMatrixIsTheOneOfTheTopology() throws IOException {
    Path readme = ROOT.resolve("README.md");
    String text = Files.readString(readme);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END);
    String matrix =
        MatrixFormat.MARKDOWN.render(
            ConnectivityMatrix.of(
                VersatileHub.topology(SettingsReader.readFile(ROOT, "prod").environment())));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(
          readme, text.substring(0, from) + matrix.strip() + "\n" + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to).strip())
        .as("README.md; write it anew with -Dgolden.update=true")
        .isEqualTo(matrix.strip());
  }
}
