package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How a container is, read from the engine's words. */
class ContainerConditionTest {

  private static ContainerCondition of(String state) throws JsonProcessingException {
    return ContainerCondition.of(new JsonMapper().readTree(state.replace('\'', '"')));
  }

  @Test
  void itIsHealthySinceTheFirstOfTheChecksThatItHasPassedInARow() throws Exception {
    ContainerCondition condition =
        of(
            """
            {'Status': 'running', 'Health': {'Status': 'healthy', 'Log': [
              {'End': '2026-03-01T12:00:01.5+01:00', 'ExitCode': 0},
              {'End': '2026-03-01T12:00:02.5+01:00', 'ExitCode': 1},
              {'End': '2026-03-01T12:00:03.5+01:00', 'ExitCode': 0},
              {'End': '2026-03-01T12:00:04.5+01:00', 'ExitCode': 0}]}}
            """);

    assertThat(condition.isWell()).isTrue();
    assertThat(condition.complaint()).isEmpty();
    assertThat(condition.healthySince()).contains(Instant.parse("2026-03-01T11:00:03.5Z"));
  }

  @Test
  void oneThatFailsItsCheckIsNotWellThoughItRuns() throws Exception {
    ContainerCondition condition =
        of(
            """
            {'Status': 'running', 'Health': {'Status': 'unhealthy', 'Log': [
              {'End': '2026-03-01T12:00:01.5+01:00', 'ExitCode': 0},
              {'End': '2026-03-01T12:00:02.5+01:00', 'ExitCode': 1, 'Output': 'no route\\n'}]}}
            """);

    assertThat(condition.isWell()).isFalse();
    assertThat(condition.healthySince()).isEmpty();
    assertThat(condition.complaint()).contains("no route");
    assertThat(condition).hasToString("running, unhealthy");
  }

  @Test
  void withoutACheckItIsWellWhileItRuns() throws Exception {
    assertThat(of("{'Status': 'running'}").isWell()).isTrue();
    assertThat(of("{'Status': 'exited'}").isWell()).isFalse();
  }
}
