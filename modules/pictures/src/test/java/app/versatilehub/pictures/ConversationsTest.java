package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.ServiceName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationsTest {

  @Test
  void ofARequestGoOnToTheDatabases() {
    assertThat(edges(Protocol.HTTP))
        .containsExactlyInAnyOrder(
            "client > traefik",
            "traefik > chat-web on web",
            "traefik > chat-bridge on web",
            "traefik > hub-frontend on web",
            "chat-bridge > chat-web on chat-internal",
            "chat-web > chat-postgres on chat-internal",
            "chat-web > chat-redis on chat-internal",
            "hub-frontend > hub-backend on hub-internal",
            "hub-frontend > hub-websocket on hub-internal",
            "hub-backend > hub-db on hub-internal",
            "hub-backend > hub-redis-cache on hub-internal",
            "hub-backend > hub-redis-queue on hub-internal",
            "hub-websocket > hub-redis-queue on hub-internal",
            "hub-websocket > traefik on hub-realtime");
  }

  /** As the document of the architecture has it: Client, Traefik, Agent, Chat Bridge, Chat Web. */
  @Test
  void ofAWebSocketEndWithWhatItsLastServiceAsks() {
    assertThat(edges(Protocol.WEBSOCKET))
        .containsExactlyInAnyOrder(
            "client > traefik",
            "traefik > agent on web",
            "agent <> chat-bridge on shared",
            "agent > hub-backend on shared",
            "chat-bridge > chat-web on chat-internal");
  }

  private static List<String> edges(Protocol protocol) {
    Conversations conversations = Conversations.of(Topologies.stack("prod"), protocol);
    return conversations.edges().stream()
        .map(
            edge ->
                "%s %s %s%s"
                    .formatted(
                        edge.source().map(ServiceName::value).orElse("client"),
                        edge.both() ? "<>" : ">",
                        edge.destination(),
                        conversations.network(edge).map(name -> " on " + name).orElse("")))
        .toList();
  }
}
