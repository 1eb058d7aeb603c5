package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.pictures.Browser.Page;
import app.versatilehub.topology.isolation.Endpoint;
import app.versatilehub.topology.isolation.Verdict;
import app.versatilehub.topology.isolation.Zone;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser makes of the page. */
class ReportIT {

  private static final int SECOND = 1000;
  private static final int ATTEMPTS = 3;

  @TempDir static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = Browser.start();
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
  }

  @Test
  void asksForNothingBesideItselfAndHasNothingToComplainOf() throws IOException {
    Page page = open(Reports.withLiveResults());

    assertThat(page.requests()).hasSize(1);
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void opensInUnderASecondWith200Services() throws IOException {
    Path file = write(Reports.of(Topologies.large()));
    List<Double> times = new ArrayList<>();
    // The machine may be busy with something else; a page that is too slow is so every time.
    while (times.size() < ATTEMPTS && times.stream().noneMatch(time -> time < SECOND)) {
      times.add(
          browser
              .open(file)
              .evaluate(
                  "new Promise(done => requestAnimationFrame(() => setTimeout(() =>"
                      + " done(performance.now()))))")
              .doubleValue());
    }

    assertThat(times).as("milliseconds").anyMatch(time -> time < SECOND);
  }

  @Test
  void showsSomebodyElsesWordsAsText() throws IOException {
    Page page = open(Reports.hostile());

    assertThat(page.evaluate("typeof window.hacked").asText()).isEqualTo("undefined");
    assertThat(page.evaluate("document.querySelectorAll('script, img').length").intValue())
        .isEqualTo(2);
    assertThat(page.evaluate("document.querySelector('h1').textContent").asText())
        .isEqualTo("Isolation of " + Reports.HOSTILE);
    page.pointAt(cell("agent", Reports.HOSTILE + ":80"));
    assertThat(detail(page))
        .contains("agent reaches " + Reports.HOSTILE + ":80.")
        .contains("On the running engine: " + Reports.HOSTILE);
    assertThat(page.evaluate("typeof window.hacked").asText()).isEqualTo("undefined");
    assertThat(page.complaints()).isEmpty();
  }

  @Nested
  class Matrix {

    @Test
    void hasACellForEverySourceAndPort() throws IOException {
      Report report = Reports.of(Topologies.stack("prod"));
      Page page = open(report);

      assertThat(page.evaluate("document.querySelectorAll('#grid tbody tr').length").intValue())
          .isEqualTo(report.reachability().zones().size());
      assertThat(page.evaluate("document.querySelectorAll('#grid tbody td').length").intValue())
          .isEqualTo(
              report.reachability().zones().size() * report.reachability().endpoints().size());
      assertThat(page.evaluate(cell("chat-web", "chat-postgres:5432") + ".textContent").asText())
          .isEqualTo("●");
      assertThat(page.evaluate(cell("chat-postgres", "chat-web:3000") + ".textContent").asText())
          .as("open, but no flow is declared")
          .isEqualTo("○");
      assertThat(page.evaluate(cell("Internet", "hub-db:3306") + ".textContent").asText())
          .isEqualTo("1");
    }

    @Test
    void tellsThePathOfTheCellThatIsPointedAt() throws IOException {
      Report report = Reports.of(Topologies.stack("prod"));
      Verdict.ByCompromise verdict =
          (Verdict.ByCompromise)
              report.reachability().from(Zone.INTERNET).to(Endpoint.of("chat-postgres", 5432));
      Page page = open(report);

      page.pointAt(cell("Internet", "chat-postgres:5432"));

      assertThat(detail(page))
          .startsWith("Internet reaches chat-postgres:5432 only after 1 takeover.");
      assertThat(texts(page, "#detail li")).containsExactlyElementsOf(verdict.path().steps());
      assertThat(texts(page, "#detail .fallen"))
          .containsExactlyElementsOf(
              verdict.compromised().stream().map(name -> name + " taken over").toList());
      assertThat(names(page, ".picture .lit")).contains("traefik", "chat-postgres");
    }

    @Test
    void isWalkedWithTheKeyboard() throws IOException {
      Page page = open(Reports.of(Topologies.stack("prod")));
      page.evaluate("document.querySelector('#only').focus()");

      page.press("Tab", 9);
      assertThat(detail(page)).startsWith("Internet reaches agent:18789.");
      page.press("ArrowRight", 39);
      assertThat(detail(page)).startsWith("Internet reaches chat-bridge:4000.");
      page.press("ArrowDown", 40);
      assertThat(detail(page)).startsWith("neighbour reaches chat-bridge:4000.");
      page.press("End", 35);
      page.press("ArrowRight", 39);
      assertThat(detail(page)).as("there is nothing further").startsWith("neighbour reaches");
      page.press("Home", 36);
      page.press("ArrowUp", 38);
      assertThat(detail(page)).startsWith("Internet reaches agent:18789.");
      assertThat(texts(page, "#grid td[tabindex]")).as("one stop of the tab key").hasSize(1);
      assertThat(page.evaluate("document.activeElement.getAttribute('aria-label')").asText())
          .isEqualTo("Internet reaches agent:18789.");
    }

    @Test
    void showsOnlyWhatTheFilterLetsThrough() throws IOException {
      Page page = open(Reports.of(Topologies.stack("prod")));

      page.evaluate("document.querySelector('#from').focus()");
      page.type("HUB-WE");
      page.evaluate("document.querySelector('#to').focus()");
      page.type("redis");
      page.evaluate("new Promise(done => setTimeout(done, 500))");

      assertThat(texts(page, "#grid tbody th")).containsExactly("hub-websocket");
      assertThat(texts(page, "#grid thead th"))
          .containsExactly("chat-redis:6379", "hub-redis-cache:6379", "hub-redis-queue:6379");
      only(page, "undeclared");
      assertThat(texts(page, "#grid tbody th")).containsExactly("hub-websocket");
      assertThat(texts(page, "#grid thead th")).containsExactly("hub-redis-cache:6379");
      assertThat(page.evaluate("document.querySelector('#shown').textContent").asText())
          .startsWith("1 of ");
    }

    @Test
    void framesWhatWasObservedOtherwise() throws IOException {
      Page page = open(Reports.withLiveResults());

      assertThat(page.evaluate(cell("agent", "hub-db:3306") + ".className").asText()).contains("x");
      assertThat(page.evaluate(cell("agent", "hub-backend:8000") + ".className").asText())
          .doesNotContain("x");
      page.pointAt(cell("agent", "hub-db:3306"));
      assertThat(detail(page)).contains("On the running engine: open (hole).");
      only(page, "differs");
      assertThat(texts(page, "#grid tbody th")).containsExactly("agent");
      assertThat(texts(page, "#grid thead th")).containsExactly("hub-db:3306");
    }
  }

  /** WCAG 2.2, 1.4.3, on the ground that is painted behind each text. */
  @ParameterizedTest
  @CsvSource({"screen,light", "screen,dark", "print,light", "print,dark"})
  void everyTextStandsOut(String medium, String scheme) throws IOException {
    Page page = open(Reports.withLiveResults());
    page.show(medium, scheme);

    JsonNode faint = page.evaluate(Svg.resource("contrast.js"));

    assertThat(faint.path("looked").intValue()).isGreaterThan(400);
    assertThat(faint.path("faint")).isEmpty();
  }

  @Test
  void isDarkOnScreensThatAreButNotOnPaper() throws IOException {
    Page page = open(Reports.of(Topologies.stack("prod")));
    String ground = "getComputedStyle(document.body).backgroundColor";

    page.show("screen", "light");
    assertThat(page.evaluate(ground).asText()).isEqualTo("rgb(255, 255, 255)");
    page.show("screen", "dark");
    assertThat(page.evaluate(ground).asText()).isEqualTo("rgb(13, 17, 23)");
    page.show("print", "dark");
    assertThat(page.evaluate(ground).asText()).isEqualTo("rgb(255, 255, 255)");
    assertThat(
            page.evaluate("getComputedStyle(document.querySelector('#filter')).display").asText())
        .isEqualTo("none");
    assertThat(
            page.evaluate("getComputedStyle(document.querySelector('#grid')).maxHeight").asText())
        .as("all of the matrix is printed")
        .isEqualTo("none");
  }

  @Test
  void namesEveryColumnAndRowAndInput() throws IOException {
    Page page = open(Reports.withLiveResults());

    assertThat(
            page.evaluate(
                    "[...document.querySelectorAll('table')].filter(t => !t.querySelector('thead"
                        + " th[scope=col]')).length")
                .intValue())
        .isZero();
    assertThat(
            page.evaluate(
                    "[...document.querySelectorAll('#grid tbody tr')].filter(r =>"
                        + " !r.querySelector('th[scope=row]')).length")
                .intValue())
        .isZero();
    assertThat(
            page.evaluate(
                    "[...document.querySelectorAll('input, select')].filter(i =>"
                        + " !i.labels.length).length")
                .intValue())
        .isZero();
    assertThat(page.evaluate("document.documentElement.lang").asText()).isEqualTo("en");
  }

  @Test
  void scrollsNothingSidewaysButWhatIsWide() throws IOException {
    Page page = open(Reports.of(Topologies.large()));

    assertThat(
            page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
                .booleanValue())
        .isTrue();
  }

  private static Page open(Report report) throws IOException {
    return browser.open(write(report));
  }

  private static Path write(Report report) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "report", ".html"), report.html());
  }

  private static String detail(Page page) {
    return page.evaluate("document.querySelector('#detail').textContent").asText();
  }

  private static void only(Page page, String what) {
    page.evaluate(
        "document.querySelector('#only').value = '"
            + what
            + "'; document.querySelector('#only').dispatchEvent(new Event('change'))");
  }

  private static List<String> texts(Page page, String selector) {
    return list(page, "[...document.querySelectorAll('" + selector + "')].map(e => e.textContent)");
  }

  private static List<String> names(Page page, String selector) {
    return list(
        page, "[...document.querySelectorAll('" + selector + "')].map(e => e.dataset.name)");
  }

  private static List<String> list(Page page, String expression) {
    List<String> texts = new ArrayList<>();
    page.evaluate(expression).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String cell(String source, String target) {
    return """
    [...document.querySelectorAll('#grid tbody tr')].find(r => r.cells[0].textContent === %s)
      .cells[1 + [...document.querySelectorAll('#grid thead th')].findIndex(h => h.textContent === %s)]\
    """
        .formatted(quoted(source), quoted(target));
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
