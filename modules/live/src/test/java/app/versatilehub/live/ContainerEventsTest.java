package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.live.ContainerEvent.Kind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of containers, read from the engine's words. */
class ContainerEventsTest {

  private final List<ContainerEvent> told = new ArrayList<>();

  private void read(String words) {
    ContainerEvents.read(
        new ByteArrayInputStream(words.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        told::add);
  }

  private static String event(String action) {
    return "{'Action': '%s', 'Actor': {'Attributes': {'name': 'db', 'signal': '15'}}}\n"
        .formatted(action);
  }

  @Test
  void theyAreToldInTheirOrderAndOthersAreNot() {
    read(
        event("kill")
            + event("die")
            + event("exec_start: /bin/true")
            + event("start")
            + event("health_status: unhealthy")
            + event("health_status: healthy"));

    assertThat(told)
        .extracting(ContainerEvent::kind)
        .containsExactly(Kind.SIGNALLED, Kind.ENDED, Kind.STARTED, Kind.UNHEALTHY, Kind.HEALTHY);
    assertThat(told).extracting(ContainerEvent::container).containsOnly("db");
  }

  @Test
  void anEngineThatGoesAwayInTheMiddleEndsThem() {
    read(event("die") + "{'Action': 'sta");

    assertThat(told).containsExactly(new ContainerEvent("db", Kind.ENDED));
  }
}
