package app.versatilehub.dockerplan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AboveTest {

  @Test
  void whatIsAboveMatchesAndNothingElse() {
    for (long limit : new long[] {1, 9, 10, 19, 99, 100, 109, 950, 999}) {
      assertThat(LongStream.rangeClosed(0, 12_000))
          .as("above %d", limit)
          .allSatisfy(
              number ->
                  assertThat(Long.toString(number).matches(Above.regexp(limit)))
                      .as("%d", number)
                      .isEqualTo(number > limit));
    }
  }
}
