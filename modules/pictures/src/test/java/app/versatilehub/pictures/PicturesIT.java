package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.pictures.Browser.Page;
import app.versatilehub.topology.Topology;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a browser, and Mermaid in it, make of the pictures. */
class PicturesIT {

  private static final String MERMAID =
      "/META-INF/resources/webjars/mermaid/%s/dist/mermaid.min.js";

  @TempDir static Path folder;
  private static Browser browser;
  private static Page mermaid;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start();
    Path script = folder.resolve("mermaid.js");
    String name = MERMAID.formatted(System.getProperty("mermaid.version"));
    try (InputStream in = PicturesIT.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in, name), script);
    }
    mermaid =
        browser.open(
            Files.writeString(
                folder.resolve("mermaid.html"),
                "<!doctype html><meta charset=utf-8><body><script src=mermaid.js></script>"));
    mermaid.evaluate("mermaid.initialize({startOnLoad: false})");
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
  }

  static Stream<Arguments> pictures() {
    return Stream.of("dev", "prod", "everything", "large")
        .flatMap(name -> Stream.of(Picture.values()).map(picture -> Arguments.of(name, picture)));
  }

  private static Topology topology(String name) {
    return switch (name) {
      case "everything" -> Topologies.withEverything();
      case "large" -> Topologies.large();
      default -> Topologies.stack(name);
    };
  }

  /** Edges may meet services at their borders only, and words may meet nothing but their ground. */
  @ParameterizedTest
  @MethodSource("pictures")
  void nothingLiesOverAnythingElse(String name, Picture picture) throws IOException {
    Page page =
        browser.open(
            Files.writeString(
                Files.createTempFile(folder, "picture", ".svg"), picture.svg(topology(name))));

    JsonNode found = page.evaluate(Svg.resource("overlaps.js"));

    assertThat(found.path("texts").intValue()).isPositive();
    assertThat(texts(found.path("overlaps"))).isEmpty();
    assertThat(page.complaints()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void mermaidDrawsEveryServiceOfThePicture(String name, Picture picture) {
    if (name.equals("large")) {
      // Mermaid takes 500 edges at most, and so do the pages that show it.
      assertThat(picture.mermaid(topology(name)).lines().filter(line -> line.contains("-->")))
          .hasSizeLessThan(500);
      return;
    }
    Topology topology = topology(name);
    String text = picture.mermaid(topology);

    JsonNode drawn = draw(text);

    List<String> words = texts(drawn.path("words"));
    topology.services().stream()
        .map(service -> service.name().value())
        .filter(service -> text.contains("\"" + service) || text.contains("<br/>" + service))
        .forEach(service -> assertThat(words).anyMatch(word -> word.contains(service)));
    assertThat(words).hasSizeGreaterThan(3);
  }

  @Test
  void mermaidShowsStrangeNamesAsTheyAre() {
    String strange = "a \"quoted\" <b>name</b>; end ]) --> x #35; `y`";

    JsonNode drawn = draw("flowchart LR\n  a[\"" + MermaidText.escape(strange) + "\"]\n");

    assertThat(texts(drawn.path("words"))).contains(strange);
  }

  @Test
  void mermaidRefusesWhatIsNoFlowChart() {
    assertThat(draw("flowchart LR\n  a[\"b\" --> \n").path("error").asText())
        .contains("Parse error");
  }

  private static JsonNode draw(String text) {
    return mermaid.evaluate(
        "mermaid.render('drawn', "
            + TextNode.valueOf(text)
            + ").then(({svg}) => { const page = new DOMParser().parseFromString(svg, 'text/html');"
            + " return {words: [...page.querySelectorAll('.nodeLabel')].map(e => e.textContent)};"
            + " }, error => ({error: String(error)}))");
  }

  private static List<String> texts(JsonNode all) {
    List<String> texts = new ArrayList<>();
    all.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
