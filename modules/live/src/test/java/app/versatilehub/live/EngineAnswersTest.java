package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.EngineState.ExistingNetwork;
import app.versatilehub.topology.EngineState.ExistingVolume;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Port;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The answers are those of Engine 20.10.24, shortened. */
class EngineAnswersTest {

  private static final String VERSION = "{\"Version\":\"20.10.24+dfsg1\",\"ApiVersion\":\"1.41\"}";

  @Test
  void theVersionIsRead() {
    EngineState engine = state(VERSION, "[]", "[]");

    assertThat(engine.version()).contains(EngineVersion.parse("20.10.24"));
    assertThat(engine.apiVersion()).isEqualTo("1.41");
    assertThat(engine.local()).isTrue();
  }

  @Test
  void aVersionThatIsNoneIsLeftOut() {
    assertThat(state("{\"Version\":\"dev\",\"ApiVersion\":\"1.52\"}", "[]", "[]").version())
        .isEmpty();
    assertThat(state("{}", "[]", "[]").version()).isEmpty();
  }

  @Test
  void aNetworkIsReadWithItsRangesAndItsNamedBridge() {
    assertThat(
            network(
                """
                {"Name":"versatile-hub-internal","Id":"f1c2d3e4a5b6c7d8e9","Driver":"bridge",
                 "IPAM":{"Config":[{"Subnet":"172.31.0.0/16","Gateway":"172.31.0.1"},
                                   {"Subnet":"fd00::/64"}]},
                 "Internal":true,
                 "Options":{"com.docker.network.bridge.name":"br-hub"},
                 "Labels":{"versatile.stack":"versatile-hub/dev"}}
                """))
        .isEqualTo(
            new ExistingNetwork(
                "f1c2d3e4a5b6c7d8e9",
                "versatile-hub-internal",
                "bridge",
                true,
                List.of(Cidr.of("172.31.0.0/16"), Cidr.of("fd00::/64")),
                Optional.of("br-hub"),
                Map.of("versatile.stack", "versatile-hub/dev")));
  }

  @Test
  void aBridgeWithoutANameHasThatOfItsIdentifier() {
    assertThat(network("{\"Id\":\"0123456789abcdef\",\"Driver\":\"bridge\"}").bridge())
        .contains("br-0123456789ab");
  }

  @Test
  void onlyBridgeNetworksHaveABridge() {
    assertThat(network("{\"Id\":\"0123456789abcdef\",\"Driver\":\"overlay\"}").bridge()).isEmpty();
  }

  @Test
  void aRangeThatCannotBeReadIsLeftOut() {
    assertThat(
            network(
                    """
                    {"Id":"x","IPAM":{"Config":[{"Subnet":"nonsense"},{},{"Subnet":"10.0.0.5/24"}]},
                     "Labels":null,"Options":null}
                    """)
                .subnets())
        .containsExactly(Cidr.of("10.0.0.0/24"));
    assertThat(network("{\"Name\":\"host\",\"IPAM\":{\"Config\":null}}").subnets()).isEmpty();
  }

  @Test
  void aContainerIsReadWithTheHostPortsThatItHolds() {
    assertThat(
            container(
                """
                {"Names":["/chat-web/db","/versatile-chat-db"],
                 "Labels":{"versatile.stack":"versatile-hub/dev"},
                 "Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},
                          {"IP":"::","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},
                          {"PrivatePort":443,"Type":"tcp"},
                          {"IP":"0.0.0.0","PrivatePort":53,"PublicPort":53,"Type":"udp"}]}
                """))
        .containsExactly(
            new ExistingContainer(
                "versatile-chat-db",
                Map.of("versatile.stack", "versatile-hub/dev"),
                Set.of(Port.of(8080)),
                Optional.empty()));
  }

  @Test
  void aContainerWithoutANameIsLeftOut() {
    assertThat(container("{\"Names\":null,\"Labels\":null,\"Ports\":null}")).isEmpty();
    assertThat(container("{\"Names\":[\"/a/b\"]}")).isEmpty();
  }

  @Test
  void aVolumeIsReadWithTheContainersThatHaveItAndHaveNotEnded() {
    String containers =
        """
        [{"Names":["/a"],"State":"running","Mounts":[{"Type":"volume","Name":"data"},{"Type":"bind"}]},
         {"Names":["/b"],"State":"exited","Mounts":[{"Type":"volume","Name":"data"}]},
         {"Names":["/c"],"State":"paused","Mounts":[{"Type":"volume","Name":"other"}]},
         {"Names":["/d"],"State":"running","Mounts":null}]
        """;
    String volumes =
        """
        {"Volumes":[{"Name":"data","Labels":null},
                    {"Name":"idle","Labels":{"versatile.stack":"versatile-hub/dev"}}]}
        """;

    assertThat(state(VERSION, "[]", containers, volumes).volumes())
        .containsExactly(
            new ExistingVolume("data", Map.of(), Set.of("a")),
            new ExistingVolume("idle", Map.of("versatile.stack", "versatile-hub/dev"), Set.of()));
    assertThat(state(VERSION, "[]", containers, "{\"Volumes\":null}").volumes()).isEmpty();
  }

  private static ExistingNetwork network(String json) {
    return state(VERSION, "[" + json + "]", "[]").networks().get(0);
  }

  private static List<ExistingContainer> container(String json) {
    return state(VERSION, "[]", "[" + json + "]").containers();
  }

  private static EngineState state(String version, String networks, String containers) {
    return state(version, networks, containers, "{}");
  }

  private static EngineState state(
      String version, String networks, String containers, String volumes) {
    return EngineAnswers.state(
        json(version), true, json(networks), json(containers), json(volumes), List.of());
  }

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
