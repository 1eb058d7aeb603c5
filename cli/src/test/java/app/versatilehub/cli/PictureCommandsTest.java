package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.cli.TestRun.Result;
import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.pictures.Picture;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PictureCommandsTest {

  @TempDir Path directory;

  @BeforeEach
  void twoStacks() throws IOException {
    for (String stack : new String[] {"dev", "prod"}) {
      Files.writeString(
          directory.resolve("Pulumi." + stack + ".yaml"),
          "config:\n  versatile-hub:domain: %s.example.org\n".formatted(stack));
    }
  }

  @Nested
  class Diagram {

    @ParameterizedTest
    @EnumSource
    void isThePictureOfTheStackThatIsNamed(Picture picture) {
      Topology prod =
          VersatileHub.topology(SettingsReader.readFile(directory, "prod").environment());
      String name = picture.name().toLowerCase(Locale.ROOT);

      assertThat(run("diagram", "--stack", "prod", "--picture", name).out())
          .isEqualTo(picture.mermaid(prod));
      assertThat(run("diagram", "--stack", "prod", "--picture", name, "--format", "svg").out())
          .isEqualTo(picture.svg(prod))
          .contains("versatile-hub/prod");
    }

    @Test
    void isTheOverviewInMermaidUnlessToldOtherwise() {
      assertThat(run("diagram").out())
          .isEqualTo(run("diagram", "--picture", "overview", "--format", "mermaid").out())
          .startsWith("flowchart TB\n");
    }

    @Test
    void goesToAFile() throws IOException {
      Path file = directory.resolve("map.svg");

      Result result =
          run("diagram", "--picture", "map", "--format", "svg", "--output", file.toString());

      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).isEmpty();
      assertThat(Files.readString(file)).startsWith("<svg").contains(">agent<");
    }

    @Test
    void thatThereIsNotIsRefusedWithWhatThereIs() {
      Result result = run("diagram", "--picture", "landscape");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("'landscape'", "OVERVIEW, HTTP, WEBSOCKET, MAP");
    }
  }

  @Nested
  class Report {

    @Test
    void isAPageThatTellsWhatCheckFinds() {
      Result result = run("report");

      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .startsWith("<!doctype html>")
          .contains("stack versatile-hub/dev", "Judged on 2026-12-01")
          .contains("undeclared-reach")
          .contains("the weakest of the supported engines");
      assertThat(run("report", "--engine", "28.5.2").out()).contains("Docker Engine 28.5.2");
    }

    @Test
    void showsWaiversWithTheirReason() throws IOException {
      Files.writeString(
          directory.resolve("Pulumi.dev.yaml"),
          """
          config:
            versatile-hub:isolation:
              waivers:
                - rule: undeclared-reach
                  subject: network web
                  reason: they are to meet <there>
                  expires: 2027-01-01
          """);

      assertThat(run("report").out())
          .contains("they are to meet &lt;there&gt;", "2027-01-01")
          .doesNotContain("they are to meet <there>");
    }

    @Test
    void showsWhatVerifyWroteAboutTheStack() throws IOException {
      Path file = verified(Verifications.withOneOfEach());

      Result result = run("report", "--verify", file.toString());

      assertThat(result.err()).isEmpty();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .contains("id=\"live\"", "\"hole\",\"open\"]", "open-against-topology");
    }

    @Test
    void goesToAFileAndTellsWhenItCannot() {
      Path file = directory.resolve("report.html");

      assertThat(run("report", "--output", file.toString()).exitCode()).isZero();
      assertThat(file).isNotEmptyFile();
      Result result = run("report", "--output", directory.resolve("no/where.html").toString());
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("cannot be written");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "no json at all|is no JSON",
          "[]|has no 'stack'",
          "{\"stack\": \"versatile-hub/prod\"}|tells of stack versatile-hub/prod",
          "{\"stack\": \"versatile-hub/dev\"}|has no 'findings'",
          "{\"stack\": \"versatile-hub/dev\", \"findings\": [], \"cells\": []}|has no 'passes'",
          "{\"stack\": \"versatile-hub/dev\", \"findings\": [{\"rule\": 1}]}|has no 'rule'",
          "{\"stack\": \"versatile-hub/dev\", \"findings\": [], \"passes\": true, \"cells\":"
              + " [{\"source\": \"a\", \"destination\": \"b\", \"declared\": \"open\","
              + " \"observed\": \"open\", \"status\": \"odd\"}]}|has the status 'odd'"
        })
    void refusesResultsThatItCannotRead(String text, String why) throws IOException {
      Path file = Files.writeString(directory.resolve("live.json"), text);

      Result result = run("report", "--verify", file.toString());

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains(file + ": " + why, "verify --format json");
    }

    @Test
    void refusesResultsThatAreNotThere() {
      Result result = run("report", "--verify", directory.resolve("none.json").toString());

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("none.json: cannot be read");
    }

    /** As {@code verify --format json} writes it, with names of the stack. */
    private Path verified(Verification verification) throws IOException {
      return Files.writeString(
          directory.resolve("live.json"),
          VerifyJson.of(new VerifyReport(verification, Severity.ERROR))
              .replace("project/test", "versatile-hub/dev")
              .replace("\"gate\"", "\"agent\"")
              .replace("\"db:80\"", "\"chat-postgres:5432\""));
    }
  }

  private Result run(String command, String... arguments) {
    return new TestRun(directory).run(command, arguments);
  }
}
