package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment says of a run of Pulumi. */
class PulumiRunTest {

  @Test
  void everySettingIsRead() {
    PulumiRun run =
        PulumiRun.of(
            Map.of(
                "PULUMI_CONFIG",
                """
                {"versatile-hub:domain": "example.org", "docker:host": "unix:///x",
                 "versatile-hub:health": "{\\"retries\\":3}"}
                """));

    assertThat(run.config())
        .isEqualTo(
            Map.of(
                "versatile-hub:domain", "example.org",
                "docker:host", "unix:///x",
                "versatile-hub:health", "{\"retries\":3}"));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "'', false"})
  void aPreviewIsADryRun(String value, boolean preview) {
    assertThat(PulumiRun.of(Map.of("PULUMI_DRY_RUN", value)).preview()).isEqualTo(preview);
  }

  @Test
  void withoutAWordThereAreNoSettingsAndItIsNoPreview() {
    assertThat(PulumiRun.of(Map.of())).isEqualTo(new PulumiRun(Map.of(), false));
  }

  @Test
  void anythingElseThanSettingsIsRefusedByTheVariablesName() {
    assertThatThrownBy(() -> PulumiRun.of(Map.of("PULUMI_CONFIG", "[]")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("PULUMI_CONFIG is not what this program understands");
  }

  @Test
  void theSettingsCannotBeChangedAfterwards() {
    Map<String, String> config = new HashMap<>(Map.of("versatile-hub:domain", "a.b"));
    PulumiRun run = new PulumiRun(config, false);
    config.clear();

    assertThat(run.config()).containsOnlyKeys("versatile-hub:domain");
  }
}
