package app.versatilehub.verification;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.verification.WayGroup.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one container on a wrong network opens is told as little more than one thing. */
class WayGroupTest {

  @Test
  void aContainerOnAWrongNetworkIsTwoGroups() {
    List<Way> opened =
        List.of(
            new Way("traefik", "db:5432"),
            new Way("agent", "db:5432"),
            new Way("db", "traefik:80"),
            new Way("db", "traefik:443"),
            new Way("db", "Internet"));

    assertThat(WayGroup.of(opened))
        .extracting(WayGroup::title)
        .containsExactly("agent, traefik -> db:5432", "db -> Internet, traefik:443, traefik:80");
  }

  @Test
  void everyWayIsInExactlyOneGroup() {
    List<Way> ways =
        List.of(new Way("a", "x"), new Way("b", "x"), new Way("b", "y"), new Way("c", "z"));

    assertThat(WayGroup.of(ways).stream().flatMap(group -> group.ways().stream()))
        .containsExactlyInAnyOrderElementsOf(ways);
  }

  @Test
  void nothingIsNoGroup() {
    assertThat(WayGroup.of(List.of())).isEmpty();
  }
}
