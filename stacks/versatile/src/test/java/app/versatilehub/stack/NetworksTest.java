package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.testing.Registered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The networks that the stacks register, against the documented ones. */
class NetworksTest extends StackClaims {

  private static final String INHIBIT_IPV4 = "com.docker.network.bridge.inhibit_ipv4";
  private static final String BRIDGE_NAME = "com.docker.network.bridge.name";

  private List<Registered> internal() {
    return List.of(
        deployment().network("shared"),
        deployment().network("chat-internal"),
        deployment().network("hub-internal"));
  }

  @Test
  void theNetworksHaveTheirDocumentedNames() {
    Map<String, String> names = new TreeMap<>();
    deployment().networks().forEach((name, network) -> names.put(name, network.engineName()));
    names.remove("web");

    assertThat(names)
        .isEqualTo(
            Map.of(
                "shared", "versatile-shared",
                "chat-internal", "versatile-chat-internal",
                "hub-internal", "versatile-hub-internal",
                "hub-realtime", "versatile-hub-realtime",
                "routes", "versatile-routes",
                "egress-traefik", "versatile-egress-traefik",
                "egress-agent", "versatile-egress-agent",
                "egress-chat-worker", "versatile-egress-chat-worker",
                "egress-hub-worker", "versatile-egress-hub-worker"));
  }

  /** In prod the server has it already; in dev nobody else would make it. */
  @Test
  void webIsMadeInDevAndFoundInProd() {
    if (isProduction()) {
      assertThat(deployment().networks()).doesNotContainKey("web");
    } else {
      assertThat(deployment().network("web").engineName()).isEqualTo("web");
    }
  }

  @Test
  void webIsJoinedByItsNameEitherWay() {
    assertThat(deployment().container("agent").attachments()).containsKey("web");
  }

  @Test
  void hubInternalHasItsOwnSubnetAndANamedBridge() {
    Registered hub = deployment().network("hub-internal");

    assertThat(hub.groups("ipamConfigs"))
        .containsExactly(Map.of("subnet", "172.31.0.0/16", "gateway", "172.31.0.1"));
    assertThat(hub.group("options")).containsEntry(BRIDGE_NAME, "br-hub");
  }

  @Test
  void theOtherInternalNetworksHaveFixedSubnetsAndNoNamedBridge() {
    assertThat(deployment().network("shared").groups("ipamConfigs"))
        .containsExactly(Map.of("subnet", "10.213.1.0/24", "gateway", "10.213.1.1"));
    assertThat(deployment().network("chat-internal").groups("ipamConfigs"))
        .containsExactly(Map.of("subnet", "10.213.2.0/24", "gateway", "10.213.2.1"));
    assertThat(deployment().network("shared").group("options")).doesNotContainKey(BRIDGE_NAME);
    assertThat(deployment().network("chat-internal").group("options"))
        .doesNotContainKey(BRIDGE_NAME);
  }

  @Test
  void webHasAFixedSubnetAndNoWayOut() {
    if (!isProduction()) {
      Registered web = deployment().network("web");

      assertThat(web.groups("ipamConfigs"))
          .containsExactly(Map.of("subnet", "10.213.0.0/24", "gateway", "10.213.0.1"));
      assertThat(web.flag("internal")).isTrue();
      assertThat(web.group("options")).containsExactly(Map.entry(INHIBIT_IPV4, "true"));
    }
  }

  @Test
  void aWayToTheInternetIsOneServicesAlone() {
    Map<String, List<String>> members = new TreeMap<>();
    deployment()
        .containers()
        .forEach(
            (name, container) ->
                container.attachments().keySet().stream()
                    .filter(network -> network.startsWith("versatile-egress-"))
                    .forEach(
                        network ->
                            members.computeIfAbsent(network, n -> new ArrayList<>()).add(name)));

    assertThat(members)
        .isEqualTo(
            Map.of(
                "versatile-egress-traefik", List.of("traefik"),
                "versatile-egress-agent", List.of("agent"),
                "versatile-egress-chat-worker", List.of("chat-worker"),
                "versatile-egress-hub-worker", List.of("hub-worker")));
    assertThat(members.keySet())
        .allSatisfy(
            network ->
                assertThat(deployment().network(network.replace("versatile-", "")).flag("internal"))
                    .isFalse());
  }

  @Test
  void everyNetworkIsABridgeWithoutIpv6() {
    assertThat(deployment().networks().values())
        .allSatisfy(
            network -> {
              assertThat(network.text("driver")).isEqualTo("bridge");
              assertThat(network.flag("ipv6")).isFalse();
            });
  }

  @Test
  void internalNetworksHaveNoWayOut() {
    assertThat(internal()).allSatisfy(network -> assertThat(network.flag("internal")).isTrue());
  }

  /** Without it every process on the host could reach the databases. */
  @Test
  void internalNetworksAreClosedTowardsTheHost() {
    assertThat(internal())
        .allSatisfy(
            network -> assertThat(network.group("options")).containsEntry(INHIBIT_IPV4, "true"));
  }

  @Test
  void everyNetworkSaysWhoseItIs() {
    Map<String, String> modules =
        Map.of(
            "web", "shared",
            "shared", "shared",
            "routes", "shared",
            "egress-traefik", "shared",
            "egress-agent", "shared",
            "chat-internal", "chat",
            "egress-chat-worker", "chat",
            "hub-internal", "hub",
            "hub-realtime", "hub",
            "egress-hub-worker", "hub");

    assertThat(deployment().networks())
        .allSatisfy(
            (name, network) ->
                assertThat(network.labels())
                    .isEqualTo(
                        Map.of(
                            "versatile.stack",
                            "versatile-hub/" + stack,
                            "versatile.module",
                            String.valueOf(modules.get(name)),
                            "versatile.network",
                            name)));
  }

  /** The name, the range and the bridge are fixed, so two cannot be there at once. */
  @Test
  void aNetworkIsDeletedBeforeItIsReplaced() {
    assertThat(deployment().networks().values())
        .allSatisfy(network -> assertThat(network.options().deleteBeforeReplace()).isTrue());
  }
}
