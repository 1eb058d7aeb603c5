package app.versatilehub.verification.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {

  private static final String SECRET = "Hunter2Hunter2";
  private static final Mask NONE = Mask.of(List.of());

  @Test
  void takesOutValuesThatItKnowsWhereverTheyStand() {
    assertThat(Mask.of(List.of("Hunter2", SECRET)).apply("a" + SECRET + "b, Hunter2"))
        .isEqualTo("a***b, ***");
  }

  @Test
  void leavesShortValuesWhichAreWordsOfEveryLog() {
    assertThat(Mask.of(List.of("true")).apply("it is true")).isEqualTo("it is true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://chatwoot:Hunter2Hunter2@chat-postgres:5432/db",
        "redis://:Hunter2Hunter2@redis:6379",
        "POSTGRES_PASSWORD=Hunter2Hunter2",
        "{\"password\": \"Hunter2Hunter2\", \"user\": \"x\"}",
        "Authorization: Bearer Hunter2Hunter2",
        "authorization: basic Hunter2Hunter2",
        "--requirepass=Hunter2Hunter2",
        "api_key: Hunter2Hunter2",
        "SECRET_KEY_BASE='Hunter2Hunter2'"
      })
  void takesOutWhatATellingNameOrAUrlSaysIsASecret(String line) {
    assertThat(NONE.apply(line)).doesNotContain("Hunter2").contains("***");
  }

  @Test
  void takesOutTokensByTheirForm() {
    assertThat(NONE.apply("got ghp_" + "a".repeat(36) + " there")).isEqualTo("got *** there");
  }

  @Test
  void leavesOrdinaryLinesAsTheyAre() {
    String line = "2026-11-24 12:00:00 [error] connect() to 10.0.0.1:8000 failed (111: refused)";

    assertThat(NONE.apply(line)).isEqualTo(line);
  }

  @Test
  void letsNothingSteerTheTerminal() {
    assertThat(NONE.apply("a\u001b[2Jb\u009bc\u202ed\re\u2028f")).isEqualTo("a?[2Jb?c?d?e?f");
  }

  @Test
  void cutsLongLinesOnlyAfterMasking() {
    String masked = Mask.of(List.of(SECRET)).apply("x".repeat(195) + SECRET);

    assertThat(masked).doesNotContain("Hunter").hasSizeLessThanOrEqualTo(201);
  }

  @Test
  void knowsTellingNamesOfVariables() {
    assertThat(List.of("DB_PASS", "REDIS_PASSWORD", "API_KEY", "GITHUB_TOKEN"))
        .allMatch(Mask::isTelling);
    assertThat(List.of("PATH", "HOME", "COMPASS", "TZ")).noneMatch(Mask::isTelling);
  }
}
