package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Network;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {

  private static final NetworkPlan PLAN = NetworkPlan.of(Topologies.stack("prod"));

  @Test
  void drawsWhatModulesShareAsLinesThoseOfTheGatewayAbove() {
    assertThat(PLAN.above())
        .extracting(line -> line.name().value())
        .containsExactly("hub-realtime", "web");
    assertThat(PLAN.below()).extracting(line -> line.name().value()).containsExactly("shared");
  }

  @Test
  void drawsWhatAModuleHasToItselfAsABoxAroundItsServices() {
    Map<String, List<String>> boxes = boxes(PLAN.groups());

    assertThat(boxes).containsOnlyKeys("", "chat-internal", "hub-internal");
    assertThat(boxes.get("")).containsExactly("agent");
    assertThat(boxes.get("chat-internal"))
        .containsExactly(
            "chat-bridge",
            "chat-web",
            "chat-worker",
            "chat-prepare",
            "chat-postgres",
            "chat-redis");
    assertThat(boxes(PLAN.entrance()))
        .containsExactlyInAnyOrderEntriesOf(Map.of("routes", List.of("traefik", "socket-proxy")));
  }

  @Test
  void drawsEveryServiceOnceAndNoWayToTheInternetAsANetwork() {
    NetworkPlan plan = NetworkPlan.of(Topologies.withEverything());

    assertThat(boxes(plan.entrance()).values().stream().flatMap(List::stream).toList())
        .isNotEmpty();
    assertThat(
            Stream.concat(plan.entrance().stream(), plan.groups().stream())
                .flatMap(group -> group.services().stream()))
        .containsExactlyInAnyOrderElementsOf(plan.topology().services());
    assertThat(plan.lines()).noneMatch(line -> line.egressOf().isPresent());
    assertThat(plan.leaving())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("agent", "chat-worker", "flow", "hub-worker", "traefik");
  }

  private static Map<String, List<String>> boxes(List<NetworkPlan.Group> groups) {
    Map<String, List<String>> boxes = new TreeMap<>();
    groups.forEach(
        group ->
            boxes.put(
                group.network().map(Network::name).map(Object::toString).orElse(""),
                group.services().stream().map(service -> service.name().value()).toList()));
    return boxes;
  }
}
