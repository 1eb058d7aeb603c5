package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.cli.TestRun.Result;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffCommandTest {

  @TempDir Path directory;

  private TestRun run;

  @BeforeEach
  void sources() throws IOException {
    Files.writeString(directory.resolve("Pulumi.dev.yaml"), "config: {}\n");
    Files.writeString(
        directory.resolve("Pulumi.more.yaml"),
        "config:\n  versatile-hub:services: {flow: {enabled: true}}\n");
    run =
        new TestRun(directory)
            .with("closed.yaml", CheckCommandTest.inventory(true))
            .with("open.yaml", CheckCommandTest.inventory(false))
            .with("state", CheckCommandTest.inventory(true));
  }

  private Result diff(String arguments) {
    return run.run("diff", arguments.split(" "));
  }

  @Test
  void ofEqualsIsNothing() {
    Result result = diff("--against-stack dev --fail-on-open");

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            From stack versatile-hub/dev to stack versatile-hub/dev:
            0 pairs open, 0 close; of the others, 0 need fewer compromises than before, 0 need more.
            """);
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void saysWhatOpensAndWhatCloses() {
    assertThat(diff("--against-compose closed.yaml --compose open.yaml").out())
        .contains("opens  host -> db:5432 (by network back)\n")
        .doesNotContain("closes ");
    assertThat(diff("--against-compose open.yaml --compose closed.yaml").out())
        .contains("closes host -> db:5432 (by network back)\n")
        .doesNotContain("opens ");
  }

  @Test
  void countsAServiceThatIsNewAsOpened() {
    assertThat(diff("--stack more --against-stack dev").out())
        .contains("opens  flow -> chat-web:3000 (by ");
  }

  @Test
  void failsOnlyWhenSomethingOpensAndThatIsAskedFor() {
    assertThat(diff("--state - --compose open.yaml").exitCode()).isZero();
    assertThat(diff("--state - --compose open.yaml --fail-on-open").exitCode()).isEqualTo(1);
    assertThat(diff("--against-preview open.yaml --preview closed.yaml --fail-on-open").exitCode())
        .isZero();
  }

  @Test
  void canBeReadByPrograms() throws IOException {
    JsonNode diff =
        new JsonMapper()
            .readTree(
                diff("--against-compose closed.yaml --preview open.yaml --format json").out());

    assertThat(diff.path("before").asText()).isEqualTo("closed.yaml");
    assertThat(diff.path("after").asText()).isEqualTo("open.yaml");
    assertThat(diff.path("opened").get(0).toString())
        .isEqualTo(
            "{\"source\":\"host\",\"destination\":\"db:5432\",\"by\":\"network back\","
                + "\"path\":[\"host\",\"network back\",\"db:5432\"],\"compromises\":1}");
    assertThat(diff.path("closed")).isEmpty();
    assertThat(diff.has("nearer")).isTrue();
    assertThat(diff.has("farther")).isTrue();
  }

  @Test
  void readsTheStateOfTheStackFromTheStandardInput() {
    diff("--stack more --state -");

    assertThat(run.asked()).containsExactly("state deployed stack more: the standard input");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--stack dev",
        "--state - --against-stack dev",
        "--against-stack dev --preview open.yaml --compose open.yaml",
        "--against-stack dev --profile x",
        "--against-stack nope",
        "--state nowhere.json",
        "--against-stack dev --format sarif"
      })
  void refuses(String arguments) {
    Result result = diff(arguments);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotEmpty().doesNotContain("\tat ", "this is a defect");
  }
}
