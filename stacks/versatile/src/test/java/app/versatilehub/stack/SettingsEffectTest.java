package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.testing.Deployment;
import app.versatilehub.testing.IsolationAssertions;
import app.versatilehub.testing.Registered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What settings change in what is registered: the documented advanced configuration. */
@Execution(ExecutionMode.CONCURRENT)
class SettingsEffectTest {

  private static final String BRIDGE = "com.docker.network.bridge.";

  private static Deployment with(String setting, String value) {
    return Stacks.ofSettings(Map.of(setting, value));
  }

  @Nested
  class Networks {

    @Test
    void aNetworkTakesACustomSubnetAndGateway() {
      Deployment deployment =
          with(
              "networks",
              """
              {"shared": {"subnet": "172.32.0.0/16", "gateway": "172.32.0.9"}}
              """);

      assertThat(deployment.network("shared").groups("ipamConfigs"))
          .containsExactly(Map.of("subnet", "172.32.0.0/16", "gateway", "172.32.0.9"));
    }

    @Test
    void aCustomSubnetHasItsFirstAddressAsGateway() {
      Deployment deployment =
          with(
              "networks",
              """
              {"chat-internal": {"subnet": "172.32.0.0/16"}}
              """);

      assertThat(deployment.network("chat-internal").groups("ipamConfigs"))
          .containsExactly(Map.of("subnet", "172.32.0.0/16", "gateway", "172.32.0.1"));
    }

    @Test
    void webTakesAnIpv6SubnetBesidesItsIpv4One() {
      Registered web =
          with(
                  "networks",
                  """
                  {"web": {"ipv6": {"subnet": "2001:db8::/64"}}}
                  """)
              .network("web");

      assertThat(web.flag("ipv6")).isTrue();
      assertThat(web.groups("ipamConfigs"))
          .containsExactly(
              Map.of("subnet", "10.213.0.0/24", "gateway", "10.213.0.1"),
              Map.of("subnet", "2001:db8::/64", "gateway", "2001:db8::1"));
    }

    /** Options of the bridge driver would mean nothing to it. */
    @Test
    void aNetworkTakesAnotherDriverByItsName() {
      Registered hub =
          with(
                  "networks",
                  """
                  {"hub-internal": {"driver": "weaveworks/net-plugin:2.8.1",
                                    "options": {"works.weave.multicast": "true"}}}
                  """)
              .network("hub-internal");

      assertThat(hub.text("driver")).isEqualTo("weaveworks/net-plugin:2.8.1");
      assertThat(hub.flag("internal")).isTrue();
      assertThat(hub.group("options")).isEqualTo(Map.of("works.weave.multicast", "true"));
    }

    @Test
    void aDriverWithoutOptionsGetsNone() {
      assertThat(
              with(
                      "networks",
                      """
                      {"hub-internal": {"driver": "calico"}}
                      """)
                  .network("hub-internal")
                  .inputs())
          .doesNotContainKey("options");
    }

    @Test
    void aBridgeTakesAnotherNameAndMoreOptions() {
      Registered hub =
          with(
                  "networks",
                  """
                  {"hub-internal": {"bridge": "br-erp", "options": {"%smtu": "1400"}}}
                  """
                      .formatted("com.docker.network.driver."))
              .network("hub-internal");

      assertThat(hub.group("options"))
          .isEqualTo(
              Map.of(
                  BRIDGE + "name",
                  "br-erp",
                  BRIDGE + "inhibit_ipv4",
                  "true",
                  "com.docker.network.driver.mtu",
                  "1400"));
    }

    @Test
    void gatewayModeClosesInternalNetworksTowardsTheHost() {
      Deployment deployment = with("hostIsolation", "gateway-mode");

      assertThat(List.of("web", "shared", "chat-internal", "hub-internal"))
          .allSatisfy(
              name ->
                  assertThat(deployment.network(name).group("options"))
                      .containsEntry(BRIDGE + "gateway_mode_ipv4", "isolated")
                      .doesNotContainKeys(BRIDGE + "gateway_mode_ipv6", BRIDGE + "inhibit_ipv4"));
      assertThat(deployment.network("egress-agent").inputs()).doesNotContainKey("options");
    }

    @Test
    void webMayBeOpened() {
      Registered web =
          with(
                  "networks",
                  """
                  {"web": {"internal": "false"}}
                  """)
              .network("web");

      assertThat(web.flag("internal")).isFalse();
      assertThat(web.inputs()).doesNotContainKey("options");
    }

    @Test
    void gatewayModeClosesAnInternalNetworkWithIpv6InBothFamilies() {
      Deployment deployment =
          Stacks.ofSettings(
              Map.of(
                  "hostIsolation",
                  "gateway-mode",
                  "networks",
                  """
                  {"shared": {"ipv6": {"subnet": "fd00:1::/64"}}}
                  """));

      assertThat(deployment.network("shared").group("options"))
          .isEqualTo(
              Map.of(
                  BRIDGE + "gateway_mode_ipv4",
                  "isolated",
                  BRIDGE + "gateway_mode_ipv6",
                  "isolated"));
    }

    @Test
    void anExternalNetworkOfAnotherNameIsJoinedAndRoutedBy() {
      Deployment deployment =
          with(
              "networks",
              """
              {"web": {"external": "true", "name": "edge"}}
              """);

      assertThat(deployment.networks()).doesNotContainKey("web");
      assertThat(deployment.container("traefik").attachments())
          .containsOnlyKeys(
              "edge", "versatile-routes", "versatile-hub-realtime", "versatile-egress-traefik");
      assertThat(deployment.container("agent").attachments())
          .containsOnlyKeys("edge", "versatile-shared", "versatile-egress-agent");
      assertThat(deployment.container("agent").labels())
          .containsEntry("traefik.docker.network", "edge");
      assertThat(deployment.outputs().toString()).contains("web=edge");
    }

    @Test
    void traefikIsToldTheRealNameOfWebWhenTheStackMakesIt() {
      Deployment deployment =
          with(
              "networks",
              """
              {"web": {"name": "edge"}}
              """);

      assertThat(deployment.network("web").engineName()).isEqualTo("edge");
      assertThat(deployment.container("chat-bridge").labels())
          .containsEntry("traefik.docker.network", "edge");
    }
  }

  @Nested
  class Services {

    @Test
    void nothingOfAServiceThatIsOffIsMade() {
      assertThat(Stacks.deployment("dev").networks())
          .doesNotContainKeys("commands", "egress-flow")
          .containsKeys("routes", "egress-agent");
    }

    @Test
    void theAgentRunsCommandsInTheBackendOnlyWhenThatIsSwitchedOn() {
      Deployment deployment =
          with(
              "services",
              """
              {"agent-exec": {"enabled": "true"}}
              """);

      assertThat(deployment.container("agent-exec").inputs())
          .containsEntry("command", List.of("exec", "versatile-hub-backend"));
      assertThat(deployment.container("agent-exec").attachments())
          .containsOnlyKeys("versatile-commands");
      assertThat(deployment.container("agent").attachments()).containsKey("versatile-commands");
      assertThat(Stacks.deployment("dev").containers()).doesNotContainKey("agent-exec");
    }

    @Test
    void aServiceMayUseMoreMemory() {
      assertThat(
              with(
                      "services",
                      """
                      {"hub-db": {"memoryMib": "4096"}}
                      """)
                  .container("hub-db")
                  .number("memory"))
          .isEqualTo(4096);
    }

    @Test
    void flowIsNotThereUntilItIsSwitchedOn() {
      assertThat(Stacks.deployment("dev").containers()).doesNotContainKey("flow");
      assertThat(Stacks.deployment("prod").containers()).doesNotContainKey("flow");
    }

    @Test
    void flowIsOnWebAndItsWayToTheInternetOnlyAndRouted() {
      Deployment deployment =
          Stacks.ofSettings(
              Map.of(
                  "domain",
                  "versatilehub.app",
                  "services",
                  """
                  {"flow": {"enabled": "true"}}
                  """));
      Registered flow = deployment.container("flow");

      assertThat(flow.attachments())
          .isEqualTo(Map.of("web", List.of("flow"), "versatile-egress-flow", List.of("flow")));
      assertThat(flow.parent()).contains("shared");
      assertThat(flow.inputs()).doesNotContainKey("ports");
      assertThat(flow.labels())
          .containsEntry("traefik.enable", "true")
          .containsEntry("traefik.docker.network", "web")
          .containsEntry(
              "traefik.http.routers.versatile-flow.rule", "Host(`flow.versatilehub.app`)")
          .containsEntry("traefik.http.services.versatile-flow.loadbalancer.server.port", "5678");
      assertThat(flow.groups("uploads"))
          .containsExactly(
              Map.of(
                  "file",
                  "/run/secrets/flow-encryption-key",
                  "content",
                  Stacks.valueOf("flow-encryption-key")));
      assertThat(deployment.outputs().toString()).contains("flow=https://flow.versatilehub.app");
    }

    @Test
    void aServiceTakesAnotherImageAndHost() {
      Registered web =
          with(
                  "services",
                  """
                  {"chat-web": {"image": "registry.example/chatwoot:5.0.1", "host": "help.example"}}
                  """)
              .container("chat-web");

      assertThat(web.text("image")).isEqualTo("registry.example/chatwoot:5.0.1");
      assertThat(web.labels())
          .containsEntry("traefik.http.routers.versatile-chat-web.rule", "Host(`help.example`)");
      assertThat(web.words("envs")).contains("FRONTEND_URL=https://help.example");
    }
  }

  @Test
  void anotherPrefixStandsBeforeEveryNameButWeb() {
    Deployment deployment = with("namePrefix", "acme");

    assertThat(deployment.resources())
        .filteredOn(resource -> !resource.is(Registered.MODULE))
        .allSatisfy(
            resource ->
                assertThat(resource.engineName())
                    .isEqualTo(
                        resource.is(Registered.NETWORK) && resource.name().equals("web")
                            ? "web"
                            : "acme-" + resource.name()));
    assertThat(deployment.container("agent").attachments())
        .isEqualTo(
            Map.of(
                "web", List.of("agent"),
                "acme-shared", List.of("agent"),
                "acme-egress-agent", List.of("agent")));
    assertThat(deployment.container("agent").labels())
        .containsEntry("traefik.http.routers.acme-agent.service", "acme-agent")
        .containsKey("traefik.http.services.acme-agent.loadbalancer.server.port");
  }

  /** What Pulumi knows a resource by has no prefix, so that another prefix is no new resource. */
  @Test
  void anotherPrefixLeavesTheIdentitiesAsTheyAre() {
    assertThat(with("namePrefix", "acme").table())
        .isEqualTo(with("namePrefix", "versatile").table());
  }

  @Test
  void theGatewayTakesOtherPortsOfTheHost() {
    Deployment deployment =
        with(
            "gateway",
            """
            {"httpPort": "8080", "httpsPort": "8443"}
            """);
    Registered traefik = deployment.container("traefik");

    assertThat(traefik.groups("ports"))
        .containsExactly(
            Map.of("internal", 80.0, "external", 8080.0),
            Map.of("internal", 443.0, "external", 8443.0));
    assertThat(traefik.words("command"))
        .contains("--entrypoints.web.http.redirections.entrypoint.to=:8443");
    assertThat(deployment.outputs().toString())
        .contains("agent=https://agent.versatile.localhost:8443");
  }

  @Test
  void theHealthChecksTimingIsWhatIsSet() {
    Registered agent =
        with(
                "health",
                """
                {"intervalSeconds": "90", "timeoutSeconds": "60", "retries": "7",
                 "patienceSeconds": "61"}
                """)
            .container("agent");

    assertThat(agent.number("waitTimeout")).isEqualTo(61);
    assertThat(agent.group("healthcheck"))
        .containsEntry("interval", "1m30s")
        .containsEntry("timeout", "1m0s")
        .containsEntry("retries", 7.0);
  }

  @Nested
  class ReplicasSetting {

    private final Deployment deployment = with("services", "{\"chat-web\": {\"replicas\": 3}}");

    @Test
    void registersEachAsAContainerOfItsOwn() {
      assertThat(List.of("chat-web", "chat-web-2", "chat-web-3"))
          .allSatisfy(
              name -> {
                Registered replica = deployment.container(name);
                assertThat(replica.text("name")).isEqualTo("versatile-" + name);
                assertThat(replica.attachments().keySet())
                    .isEqualTo(deployment.container("chat-web").attachments().keySet());
              });
    }

    /** Or all of them would be away at once. */
    @Test
    void makesEachWaitForTheOneBefore() {
      assertThat(deployment.container("chat-web-2").dependsOn()).contains("chat-web");
      assertThat(deployment.container("chat-web-3").dependsOn())
          .contains("chat-web-2")
          .doesNotContain("chat-web");
    }

    @Test
    void breaksNoRule() {
      IsolationAssertions.assertThat(deployment).judgedBy(Stacks.policy("dev")).breaksNoRule();
    }
  }
}
