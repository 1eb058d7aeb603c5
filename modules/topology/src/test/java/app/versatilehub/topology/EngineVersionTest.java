package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineVersionTest {

  @ParameterizedTest
  @CsvSource({
    "20.10.24+dfsg1, 20.10.24",
    "28.5.2, 28.5.2",
    "29.0.0-rc.1, 29.0.0",
    "17.06.2-ce, 17.6.2",
    "26.1.5+dfsg1-9+b4, 26.1.5"
  })
  void onlyTheThreeNumbersCount(String text, String canonical) {
    assertThat(EngineVersion.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dev",
        "library-import",
        "28",
        "28.5",
        "v28.5.2",
        "28.5.x",
        "28.5.99999999999"
      })
  void whatDoesNotBeginWithThreeNumbersIsRefusedByName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EngineVersion.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("28.5.2");
  }

  @ParameterizedTest
  @CsvSource({"20.10.24, 28.5.2", "9.10.0, 20.1.0", "28.5.2, 28.10.0", "28.5.2, 28.5.10"})
  void versionsAreOrderedByNumberAndNotByText(String older, String newer) {
    EngineVersion one = EngineVersion.parse(older);
    EngineVersion other = EngineVersion.parse(newer);

    assertThat(one).isLessThan(other);
    assertThat(one.isBefore(other)).isTrue();
    assertThat(other.isBefore(one)).isFalse();
  }

  @Test
  void aDistributionsMarkDoesNotMakeAnotherVersion() {
    assertThat(EngineVersion.parse("20.10.24+dfsg1")).isEqualTo(EngineVersion.parse("20.10.24"));
    assertThat(EngineVersion.parse("20.10.24+dfsg1").isBefore(EngineVersion.parse("20.10.24")))
        .isFalse();
  }
}
