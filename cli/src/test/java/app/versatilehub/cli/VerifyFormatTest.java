package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.documents.Generated;
import app.versatilehub.documents.Project;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.probe.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import picocli.CommandLine.Help.Ansi;

/** Reports are those in the golden files; {@code -Dgolden.update} writes them. */
class VerifyFormatTest {

  /** What a name, an address or a message of somebody else's may be. */
  private static final String HOSTILE =
      "a\u001b[2J\u0000\nok 7 - b\n\u009b31m # SKIP @|red c|@ \u202e <d>&\"']]>\uFFFE";

  private static final VerifyReport REPORT =
      new VerifyReport(Verifications.withOneOfEach(), Severity.ERROR);

  @ParameterizedTest
  @EnumSource
  void isTheGoldenFile(VerifyFormat format) {
    Generated.assertFile(
        "cli/src/test/resources/golden/verify." + format.name().toLowerCase(Locale.ROOT),
        format.render(REPORT, Ansi.OFF));
  }

  @Test
  void ofATableHasColoursAndSignsOnATerminalOnly() {
    String plain = VerifyFormat.TABLE.render(REPORT, Ansi.OFF);
    String terminal = VerifyFormat.TABLE.render(REPORT, Ansi.ON);

    assertThat(plain).doesNotContain("\u001b", "@|", "●", "○", "·");
    assertThat(terminal).contains("\u001b[1m\u001b[31m!", "●", "○", "·");
  }

  @Test
  void ofATableTellsWhetherItPasses() {
    assertThat(VerifyFormat.TABLE.render(REPORT, Ansi.OFF)).contains(": not as declared\n");
    assertThat(
            VerifyFormat.TABLE.render(
                new VerifyReport(Verifications.asDeclared(), Severity.ERROR), Ansi.OFF))
        .contains(": verified\n");
  }

  @Test
  void forPeopleAndHarnessesLetsNoNameSteerTheTerminal() {
    for (VerifyFormat format : List.of(VerifyFormat.TABLE, VerifyFormat.TAP)) {
      assertThat(format.render(hostile(), Ansi.OFF))
          .as("%s", format)
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n]]");
    }
    assertThat(VerifyFormat.TABLE.render(hostile(), Ansi.ON)).doesNotContain("\u001b[2J");
    assertThat(VerifyFormat.TABLE.render(hostile(), Ansi.OFF)).contains("@ |red c|@");
  }

  @Test
  void ofHarnessesKeepsItsPlanAndLetsNoNameBeATest() {
    for (VerifyReport report : List.of(REPORT, hostile())) {
      List<String> lines = VerifyFormat.TAP.render(report, Ansi.OFF).lines().toList();
      List<String> tests =
          lines.stream().filter(line -> line.matches("(not )?ok \\d+ - .*")).toList();

      assertThat(lines.get(0)).isEqualTo("TAP version 13");
      assertThat(lines.get(1)).isEqualTo("1.." + tests.size());
      for (int i = 0; i < tests.size(); i++) {
        assertThat(tests.get(i)).contains("ok " + (i + 1) + " - ").doesNotContain("#");
      }
      assertThat(lines.subList(2, lines.size()))
          .allMatch(line -> line.startsWith("# ") || tests.contains(line));
    }
  }

  @Test
  void ofHarnessesAndCiServersFailsWhatFails() throws Exception {
    Set<String> subjects = new TreeSet<>();
    REPORT
        .failures()
        .forEach(
            finding ->
                subjects.add(
                    finding.subject().contains(" -> ")
                        ? finding.subject()
                        : finding.id() + " of " + finding.subject()));

    Matcher failed =
        Pattern.compile("(?m)^not ok \\d+ - (.*)$")
            .matcher(VerifyFormat.TAP.render(REPORT, Ansi.OFF));
    assertThat(new TreeSet<>(failed.results().map(found -> found.group(1)).toList()))
        .isEqualTo(subjects);

    Document xml = xml(REPORT);
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(subjects.size());
    assertThat(
            xml.getElementsByTagName("testsuite")
                .item(0)
                .getAttributes()
                .getNamedItem("failures")
                .getNodeValue())
        .isEqualTo(String.valueOf(subjects.size()));
  }

  @Test
  void ofCiServersIsXmlWhateverTheNames() throws Exception {
    Document xml = xml(hostile());

    assertThat(xml.getElementsByTagName("testcase").getLength()).isPositive();
    // The finding about the container comes after the one about the connection.
    assertThat(xml.getElementsByTagName("failure").item(1).getTextContent()).contains("<d>&\"']]>");
  }

  @Test
  void ofProgramsIsJsonWhateverTheNames() throws IOException {
    JsonNode json = json(hostile());

    assertThat(json.at("/findings/0/message").asText()).contains(HOSTILE);
    assertThat(json.at("/cells/0/evidence").asText()).isEqualTo(HOSTILE);
  }

  @Test
  void ofProgramsCountsEveryCellOnce() throws IOException {
    JsonNode json = json(REPORT);
    Map<String, Integer> counted = new TreeMap<>();
    for (Status status : Status.values()) {
      counted.put(status.name().toLowerCase(Locale.ROOT), 0);
    }
    json.path("cells")
        .findValuesAsText("status")
        .forEach(word -> counted.merge(word, 1, Integer::sum));

    counted.forEach(
        (status, number) ->
            assertThat(json.path("counts").path(status).asInt()).as(status).isEqualTo(number));
    assertThat(json.path("counts")).hasSize(counted.size());
  }

  /** Each name of a field in the table of the document, and no other. */
  @Test
  void ofProgramsHasTheFieldsThatTheDocumentLists() throws IOException {
    Set<String> fields = new TreeSet<>();
    collect("", json(REPORT), fields);

    assertThat(listed("fields")).isEqualTo(fields);
  }

  @Test
  void theDocumentListsWhatCanBeFound() throws IOException {
    Set<String> found = new TreeSet<>();
    REPORT.verification().findings().stream()
        .filter(finding -> !REPORT.verification().drift().contains(finding))
        .forEach(finding -> found.add(finding.id()));

    assertThat(listed("findings")).isEqualTo(found);
  }

  @Test
  void theDocumentListsEveryOutcome() throws IOException {
    Set<String> outcomes = new TreeSet<>();
    for (Outcome outcome : Outcome.values()) {
      outcomes.add(outcome.name().toLowerCase(Locale.ROOT));
    }

    assertThat(listed("outcomes")).isEqualTo(outcomes);
  }

  private static void collect(String path, JsonNode node, Set<String> fields) {
    if (node.isArray()) {
      node.forEach(one -> collect(path + "[]", one, fields));
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  collect(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      fields));
    } else {
      fields.add(path);
    }
  }

  /** The code words in the first column of the table after a mark. */
  private static Set<String> listed(String mark) throws IOException {
    String text = Files.readString(Project.file("docs/verify.md"));
    String begin = "<!-- " + mark + " -->\n";
    String table = text.substring(text.indexOf(begin), text.indexOf("<!-- /" + mark + " -->"));
    Set<String> words = new TreeSet<>();
    for (String line : table.lines().filter(one -> one.startsWith("|")).toList()) {
      Matcher word = Pattern.compile("`([^`]+)`").matcher(line.split("\\|", -1)[1]);
      word.results().forEach(found -> words.add(found.group(1)));
    }
    return words;
  }

  private static JsonNode json(VerifyReport report) throws IOException {
    return new JsonMapper().readTree(VerifyFormat.JSON.render(report, Ansi.OFF));
  }

  private static Document xml(VerifyReport report) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(
            new ByteArrayInputStream(
                VerifyFormat.JUNIT.render(report, Ansi.OFF).getBytes(StandardCharsets.UTF_8)));
  }

  private static VerifyReport hostile() {
    List<Finding> drift = new ArrayList<>();
    drift.add(Finding.error("container-foreign", "container " + HOSTILE, HOSTILE, HOSTILE));
    return new VerifyReport(
        new Verification(
            "project/test",
            Verifications.ENGINE,
            List.of(
                Verifications.connection(
                    "app", "db", 2, false, false, false, Outcome.OPEN, HOSTILE)),
            List.of(),
            drift,
            Duration.ZERO),
        Severity.ERROR);
  }
}
