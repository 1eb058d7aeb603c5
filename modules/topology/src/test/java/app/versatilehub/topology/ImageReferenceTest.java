package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

  private static final String DIGEST =
      "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis:8.6-alpine",
        "pgvector/pgvector:0.8.2-pg16",
        "ghcr.io/versatilehub/chat-bridge:1.0.0",
        "localhost:5000/redis:8",
        "redis" + DIGEST,
        "redis:8" + DIGEST,
        "redis:latest-8"
      })
  void keepsAFixedTagOrDigest(String text) {
    assertThat(ImageReference.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "redis",
        "localhost:5000/redis",
        "redis:",
        "redis:latest",
        "redis:latest" + DIGEST,
        "ghcr.io/a/b:latest",
        "Redis:8",
        "redis:8 ",
        "redis:-8",
        "redis@sha256:0123",
        "/redis:8",
        "https://ghcr.io/redis:8"
      })
  void refusesWhatMayChangeUnderItsName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.of(text))
        .withMessage(
            "'%s' is not a fixed image reference; allowed: name:tag or name@sha256:digest, with a"
                + " fixed tag (not 'latest')",
            text);
  }
}
