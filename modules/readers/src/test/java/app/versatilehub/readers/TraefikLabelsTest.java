package app.versatilehub.readers;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Port;
import app.versatilehub.topology.isolation.RouteEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraefikLabelsTest {

  private static final String RULE = "traefik.http.routers.web.rule";
  private static final String PORT = "traefik.http.services.web.loadbalancer.server.port";

  @Test
  void routerLeadsToItsService() {
    assertThat(
            routes(
                Map.of(
                    "traefik.enable",
                    "true",
                    "traefik.docker.network",
                    "edge",
                    RULE,
                    "Host(`a.example.org`)",
                    "traefik.http.routers.web.service",
                    "other",
                    PORT,
                    "1",
                    "traefik.http.services.other.loadbalancer.server.port",
                    "3000")))
        .containsExactly(
            new RouteEntry(
                "a.example.org", "app", Optional.of(Port.of(3000)), Optional.of("inv-edge")));
  }

  @Test
  void routerWithoutServiceLeadsToTheOnlyOne() {
    assertThat(routes(Map.of(RULE, "Host(`a`)", PORT, " 3000 "))).containsExactly(route("a", 3000));
    assertThat(
            routes(
                Map.of(
                    RULE,
                    "Host(`a`)",
                    PORT,
                    "3000",
                    "traefik.http.services.other.loadbalancer.server.port",
                    "1")))
        .containsExactly(route("a"));
  }

  @Test
  void serviceMayNameItsProvider() {
    assertThat(
            routes(
                Map.of(
                    RULE,
                    "Host(`a`)",
                    "traefik.http.routers.web.service",
                    "Web@docker",
                    PORT,
                    "3000")))
        .containsExactly(route("a", 3000));
    assertThat(
            routes(Map.of(RULE, "Host(`a`)", "traefik.http.routers.web.service", "api@internal")))
        .containsExactly(route("a"));
  }

  @Test
  void portMayBeLeftOpenOrWrong() {
    assertThat(routes(Map.of(RULE, "Host(`a`)"))).containsExactly(route("a"));
    assertThat(routes(Map.of(RULE, "Host(`a`)", PORT, "http"))).containsExactly(route("a"));
  }

  @Test
  void everyHostIsARoute() {
    assertThat(hosts("Host(`a`) || Host(`b`) && PathPrefix(`/x`)")).containsExactly("a", "b");
    assertThat(hosts("Host(`a`, \"b\") || host(`a`)")).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PathPrefix(`/api`)",
        "HostRegexp(`.+\\.example\\.org`)",
        "!Host(`a`)",
        "Header(`x`, `Host(`)"
      })
  void ruleWithoutHostStandsForItself(String rule) {
    assertThat(hosts(rule)).containsExactly(rule);
  }

  @Test
  void tcpAndUdpAreRoutes() {
    assertThat(
            routes(
                Map.of(
                    "traefik.tcp.routers.db.rule", "HostSNI(`*`)",
                    "traefik.tcp.services.db.loadbalancer.server.port", "5432",
                    "traefik.udp.routers.dns.entrypoints", "dns",
                    "traefik.udp.services.dns.loadbalancer.server.port", "53")))
        .containsExactly(route("*", 5432), route("udp router dns", 53));
  }

  @Test
  void withoutRouterTraefikMakesOne() {
    assertThat(routes(Map.of(PORT, "3000"))).containsExactly(route("default rule", 3000));
    assertThat(routes(Map.of("traefik.enable", "true"))).containsExactly(route("default rule"));
    assertThat(routes(Map.of("traefik.http.routers.web.tls", "true")))
        .containsExactly(route("default rule"));
  }

  @Test
  void caseOfLabelsDoesNotMatter() {
    assertThat(
            routes(
                Map.of(
                    "Traefik.HTTP.Routers.Web.Rule", "Host(`a`)",
                    "traefik.http.services.WEB.LoadBalancer.server.Port", "3000",
                    "traefik.Swarm.network", "edge")))
        .containsExactly(
            new RouteEntry("a", "app", Optional.of(Port.of(3000)), Optional.of("inv-edge")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "0", "f"})
  void disabledContainerHasNoRoutes(String no) {
    assertThat(routes(Map.of("Traefik.Enable", no, RULE, "Host(`a`)"))).isEmpty();
  }

  @Test
  void otherLabelsAreNotTraefiks() {
    assertThat(routes(Map.of("com.example", "Host(`a`)"))).isEmpty();
  }

  @Property(tries = 300)
  void noRuleFails(@ForAll @StringLength(max = 60) String rule) {
    assertThat(hosts(rule)).isNotEmpty();
  }

  private static List<String> hosts(String rule) {
    return routes(Map.of(RULE, rule)).stream().map(RouteEntry::host).toList();
  }

  private static List<RouteEntry> routes(Map<String, String> labels) {
    return TraefikLabels.routes("app", labels, network -> "inv-" + network);
  }

  private static RouteEntry route(String host) {
    return new RouteEntry(host, "app", Optional.empty(), Optional.empty());
  }

  private static RouteEntry route(String host, int port) {
    return new RouteEntry(host, "app", Optional.of(Port.of(port)), Optional.empty());
  }
}
