package app.versatilehub.cli;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.documents.Generated;
import app.versatilehub.documents.Project;
import app.versatilehub.pictures.Picture;
import app.versatilehub.topology.Confinement;
import app.versatilehub.topology.ConnectivityMatrix;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What documents show of the topology is what the topology says; {@code -Dgolden.update} writes it.
 */
class DocumentsTest {

  private static final Topology PROD =
      VersatileHub.topology(SettingsReader.readFile(Project.root(), "prod").environment());

  @Test
  void theReadmeShowsTheMatrix() {
    Generated.assertSection(
        "README.md", "matrix", MatrixFormat.MARKDOWN.render(ConnectivityMatrix.of(PROD)));
  }

  @ParameterizedTest
  @EnumSource
  void thePicturesAreOnFile(Picture picture) {
    Generated.assertFile("docs/pictures/%s.svg".formatted(word(picture)), picture.svg(PROD));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP", "WEBSOCKET"})
  void theReadmeShowsWhatBecomesOfARequest(Picture picture) {
    Generated.assertSection("README.md", word(picture), mermaid(picture));
  }

  @ParameterizedTest
  @EnumSource
  void thePageOfPicturesShowsThemInMermaid(Picture picture) {
    Generated.assertSection("docs/pictures.md", word(picture), mermaid(picture));
  }

  private static String word(Picture picture) {
    return picture.name().toLowerCase(Locale.ROOT);
  }

  private static String mermaid(Picture picture) {
    return "```mermaid\n" + picture.mermaid(PROD) + "```";
  }

  @Test
  void whatEachServiceMayDoIsListed() {
    Generated.assertSection(
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
}
