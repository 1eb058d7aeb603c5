package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.documents.Generated;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Judgement.Waived;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Proof;
import app.versatilehub.topology.isolation.Rule;
import app.versatilehub.topology.isolation.Waiver;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import picocli.CommandLine.Help.Ansi;

/** Reports are those in the golden files; {@code -Dgolden.update} writes them. */
class CheckFormatTest {

  private static final Finding SOCKET =
      new Finding(
          "engine-socket",
          Severity.ERROR,
          "service <ops> & \"more\"",
          "mounts /var/run/docker.sock, by which it controls the engine, every container on it, and"
              + " the host on which they run, whatever the networks say",
          "take the socket away, or put a proxy between");
  private static final Finding CAPABILITY =
      new Finding(
          "added-capability", Severity.WARNING, "service agent", "has NET_RAW", "remove it");
  private static final Finding REACH =
      new Finding(
          "undeclared-reach",
          Severity.INFO,
          "network web",
          "12 pairs of services reach each other, and no flow says so",
          "declare what is meant");
  private static final Finding DEVICE =
      new Finding("host-device", Severity.WARNING, "service agent", "has /dev/kvm", "remove it");

  private static final CheckReport REPORT =
      report(List.of(REACH, CAPABILITY, SOCKET), OptionalInt.of(2));

  @ParameterizedTest
  @EnumSource
  void isTheGoldenFile(CheckFormat format) {
    Generated.assertFile(
        "cli/src/test/resources/golden/check." + format.name().toLowerCase(Locale.ROOT),
        format.render(REPORT, Ansi.OFF));
  }

  @Test
  void ofATableIsColouredOnlyWhereColoursMayBe() {
    assertThat(CheckFormat.TABLE.render(REPORT, Ansi.OFF)).doesNotContain("\u001b", "@|");
    assertThat(CheckFormat.TABLE.render(REPORT, Ansi.ON)).contains("\u001b[1m\u001b[31m1 error");
  }

  @Test
  void ofATableLetsNoNameSteerTheTerminal() {
    Finding finding =
        new Finding("host-device", Severity.ERROR, "a\u001b[2J", "b\n@|red c|@\u0000", "d");

    assertThat(CheckFormat.TABLE.render(report(List.of(finding), OptionalInt.empty()), Ansi.OFF))
        .contains("a?[2J: b @ |red c|@?");
  }

  @Test
  void ofATableTellsHowNearTheDatastoresAre() {
    assertThat(CheckFormat.TABLE.render(report(List.of(), OptionalInt.empty()), Ansi.OFF))
        .containsIgnoringWhitespaces("from the Internet no datastore is ever reached");
    assertThat(CheckFormat.TABLE.render(report(List.of(), OptionalInt.of(0)), Ansi.OFF))
        .containsIgnoringWhitespaces("the Internet reaches a datastore as things are");
  }

  @Test
  void ofCodeScanningKeepsARuleForEachResultAndAPlaceBelowTheWorkingDirectory() throws IOException {
    JsonNode run =
        new JsonMapper().readTree(CheckFormat.SARIF.render(REPORT, Ansi.OFF)).at("/runs/0");
    List<String> rules = run.at("/tool/driver/rules").findValuesAsText("id");

    assertThat(rules).hasSize(Rule.values().length).doesNotHaveDuplicates();
    assertThat(run.path("results")).hasSize(4);
    for (JsonNode result : run.path("results")) {
      assertThat(rules).contains(result.path("ruleId").asText());
      assertThat(result.path("suppressions").isArray()).isTrue();
      assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
          .isEqualTo("some%20folder/compose.yaml");
    }
  }

  @Test
  void ofCiServersIsXmlWhateverTheNames() throws Exception {
    Finding finding =
        new Finding("host-device", Severity.ERROR, "<a>&'\"\u0000\u001b\uFFFE", "]]>", "é 😀");

    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    CheckFormat.JUNIT
                        .render(report(List.of(finding), OptionalInt.empty()), Ansi.OFF)
                        .getBytes(StandardCharsets.UTF_8)));

    assertThat(document.getElementsByTagName("testcase").getLength())
        .isEqualTo(Rule.values().length);
    assertThat(
            document
                .getElementsByTagName("failure")
                .item(0)
                .getAttributes()
                .getNamedItem("message")
                .getNodeValue())
        .isEqualTo("<a>&'\"???: ]]>");
    assertThat(document.getElementsByTagName("failure").item(0).getTextContent())
        .isEqualTo("-> é 😀");
  }

  private static CheckReport report(List<Finding> findings, OptionalInt compromises) {
    Waiver waiver =
        new Waiver(
            "host-device",
            "service agent",
            "virtual machines of the tests",
            LocalDate.of(2027, 1, 31));
    return new CheckReport(
        List.of(Path.of("some folder/compose.yaml"), Path.of("other.yaml")),
        new Judgement(
            "compose.yaml",
            findings,
            List.of(new Waived(DEVICE, waiver)),
            new Proof(4, 15, 1234, 56, 1000, 178, 7, compromises, "0123456789abcdef".repeat(4))),
        new Policy(1, List.of(waiver), LocalDate.of(2026, 12, 1)),
        Severity.ERROR);
  }
}
