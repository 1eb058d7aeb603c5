package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Confinement;
import app.versatilehub.topology.ConnectivityMatrix;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What documents show of the topology is what the topology says; {@code -Dgolden.update} writes it.
 */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");
  private static final Topology PROD =
      VersatileHub.topology(SettingsReader.readFile(ROOT, "prod").environment());

  @Test
  void theReadmeShowsTheMatrix() throws IOException {
    assertSection("README.md", "matrix", MatrixFormat.MARKDOWN.render(ConnectivityMatrix.of(PROD)));
  }

  @Test
  void whatEachServiceMayDoIsListed() throws IOException {
    assertSection(
        "docs/hardening.md",
        "services",
        """
        | service | capabilities | root file system | in memory | memory | time to stop |
        |---|---|---|---|---|---|
        """
            + PROD.services().stream()
                .sorted(Comparator.comparing(Service::name))
                .map(DocumentsTest::row)
                .collect(Collectors.joining()));
  }

  private static String row(Service service) {
    Confinement confinement = service.workload().confinement();
    return "| %s | %s | %s | %s | %s | %d s |\n"
        .formatted(
            service.name(),
            confinement.capabilities().isEmpty()
                ? "none"
                : String.join(" ", confinement.capabilities()),
            service.workload().hasReadOnlyRoot() ? "read-only" : "writable",
            String.join(" ", confinement.writable()),
            confinement.memory().map(limit -> limit + " MiB").orElse("no limit"),
            confinement.grace().toSeconds());
  }

  /** What stands between {@code <!-- name -->} and {@code <!-- /name -->}. */
  private static void assertSection(String document, String name, String expected)
      throws IOException {
    Path file = ROOT.resolve(document);
    String text = Files.readString(file);
    String begin = "<!-- %s -->\n".formatted(name);
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("<!-- /%s -->".formatted(name));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(
          file, text.substring(0, from) + expected.strip() + "\n" + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to).strip())
        .as("%s; write it anew with -Dgolden.update=true", document)
        .isEqualTo(expected.strip());
  }
}
