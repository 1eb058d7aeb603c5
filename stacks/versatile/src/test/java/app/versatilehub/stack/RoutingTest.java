package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.testing.Registered;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the gateway is told, against the documented routes. */
class RoutingTest extends StackClaims {

  private record Route(String host, int port) {}

  private static final Map<String, Route> ROUTES =
      Map.of(
          "agent", new Route("agent", 18789),
          "chat-web", new Route("chat", 3000),
          "chat-bridge", new Route("chat-bridge", 4000),
          "hub-frontend", new Route("altamira", 8080));

  private SortedMap<String, String> documentedLabels(String service, Route route) {
    String name = "versatile-" + service;
    String router = "traefik.http.routers." + name;
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("traefik.enable", "true");
    labels.put("traefik.docker.network", "web");
    labels.put(router + ".rule", "Host(`%s.%s`)".formatted(route.host(), domain()));
    labels.put(router + ".entrypoints", "websecure");
    labels.put(router + ".service", name);
    labels.put(
        "traefik.http.services." + name + ".loadbalancer.server.port",
        Integer.toString(route.port()));
    if (isProduction()) {
      labels.put(router + ".tls.certresolver", "acme");
    }
    return labels;
  }

  @Test
  void theExposedServicesAreTheDocumentedOnes() {
    SortedMap<String, SortedMap<String, String>> documented = new TreeMap<>();
    ROUTES.forEach((service, route) -> documented.put(service, documentedLabels(service, route)));
    SortedMap<String, SortedMap<String, String>> registered = new TreeMap<>();
    deployment()
        .containers()
        .forEach(
            (name, container) -> {
              if (!container.traefikLabels().isEmpty()) {
                SortedMap<String, String> labels = new TreeMap<>(container.traefikLabels());
                labels
                    .keySet()
                    .removeIf(
                        label ->
                            label.contains("middlewares")
                                || label.contains("-logins.")
                                || label.contains("-oversize.")
                                || label.contains("-unsized.")
                                || label.contains(".healthcheck."));
                registered.put(name, labels);
              }
            });

    assertThat(registered).isEqualTo(documented);
  }

  @Test
  void everyRouteIsGuarded() {
    assertThat(ROUTES.keySet())
        .allSatisfy(
            service -> {
              String name = "versatile-" + service;
              assertThat(deployment().container(service).labels())
                  .containsEntry(
                      "traefik.http.routers.%s.middlewares".formatted(name),
                      "%1$s-rate,%1$s-headers,%1$s-retry".formatted(name))
                  .containsEntry(header(service, "contenttypenosniff"), "true");
            });
  }

  /** The chat widget is a frame in other sites; nothing else may be. */
  @Test
  void onlyChatwootIsShownInFramesOfOtherSites() {
    assertThat(ROUTES.keySet())
        .filteredOn(
            service ->
                !deployment()
                    .container(service)
                    .labels()
                    .containsKey(header(service, "customframeoptionsvalue")))
        .containsExactly("chat-web");
  }

  /** Without a certificate that browsers trust it would lock them out. */
  @Test
  void browsersAreToldToStayWithHttpsInProdOnly() {
    assertThat(ROUTES.keySet())
        .allSatisfy(
            service ->
                assertThat(
                        deployment()
                            .container(service)
                            .labels()
                            .containsKey(header(service, "stsseconds")))
                    .isEqualTo(isProduction()));
  }

  @Test
  void passwordsAreTriedSlowly() {
    assertThat(deployment().container("chat-web").labels())
        .containsEntry(
            "traefik.http.routers.versatile-chat-web-logins.rule",
            "Host(`chat.%s`) && (PathPrefix(`/auth/sign_in`) || PathPrefix(`/auth/password`)"
                    .formatted(domain())
                + " || PathPrefix(`/super_admin/sign_in`))");
    assertThat(deployment().container("hub-frontend").labels())
        .containsEntry(
            "traefik.http.routers.versatile-hub-frontend-logins.middlewares",
            "versatile-hub-frontend-rate,versatile-hub-frontend-headers,"
                + "versatile-hub-frontend-retry,versatile-hub-frontend-logins,"
                + "versatile-hub-frontend-logins-size");
  }

  @Test
  void eachRouteTakesUploadsOfItsOwnSize() {
    Map<String, Integer> most =
        Map.of("agent", 16, "chat-bridge", 16, "chat-web", 100, "hub-frontend", 50);

    assertThat(ROUTES.keySet())
        .allSatisfy(
            service ->
                assertThat(deployment().container(service).labels())
                    .containsEntry(
                        "traefik.http.middlewares.versatile-%s-unsized-size.buffering.maxrequestbodybytes"
                            .formatted(service),
                        Long.toString(most.getOrDefault(service, 0) * 1024L * 1024)));
  }

  private static String header(String service, String name) {
    return "traefik.http.middlewares.versatile-%s-headers.headers.%s".formatted(service, name);
  }

  @Test
  void theGatewayAsksWhoTellsHowItIs() {
    String check = "traefik.http.services.versatile-%s.loadbalancer.healthcheck.path";

    assertThat(deployment().container("chat-web").labels())
        .containsEntry(check.formatted("chat-web"), "/api");
    assertThat(deployment().container("hub-frontend").labels())
        .containsEntry(check.formatted("hub-frontend"), "/api/method/ping");
  }

  /** Otherwise Traefik takes whichever network it finds first, also one that it is not on. */
  @Test
  void traefikIsAlwaysToldTheNetwork() {
    List<Registered> enabled =
        deployment().containers().values().stream()
            .filter(container -> "true".equals(container.labels().get("traefik.enable")))
            .toList();

    assertThat(enabled)
        .hasSize(ROUTES.size())
        .allSatisfy(
            container -> {
              String network = String.valueOf(container.labels().get("traefik.docker.network"));
              assertThat(container.attachments()).containsKey(network);
              assertThat(deployment().container("traefik").attachments()).containsKey(network);
            });
  }

  @Test
  void onlyServicesOnWebAreRouted() {
    deployment()
        .containers()
        .forEach(
            (name, container) -> {
              if (!container.attachments().containsKey("web")) {
                assertThat(container.traefikLabels()).as(name).isEmpty();
              }
            });
  }

  /** Another stack's containers on this engine are not this gateway's to route. */
  @Test
  void theGatewayOnlyRoutesContainersThatAreLabelledWithItsStack() {
    String label = "versatile-hub/" + stack;

    assertThat(deployment().container("traefik").words("command"))
        .contains(
            "--providers.docker.constraints=Label(`versatile.stack`,`%s`)".formatted(label),
            "--providers.docker.exposedbydefault=false");
    assertThat(deployment().containers().values())
        .allSatisfy(
            container -> assertThat(container.labels()).containsEntry("versatile.stack", label));
  }

  @Test
  void httpOnlyRedirectsToHttps() {
    assertThat(deployment().container("traefik").words("command"))
        .contains(
            "--entrypoints.web.address=:80",
            "--entrypoints.web.http.redirections.entrypoint.to=:443",
            "--entrypoints.web.http.redirections.entrypoint.scheme=https",
            "--entrypoints.websecure.address=:443",
            "--entrypoints.websecure.http.tls=true");
  }

  @Test
  void certificatesComeFromTheAuthorityInProdOnly() {
    Registered traefik = deployment().container("traefik");
    List<String> acme =
        traefik.words("command").stream().filter(word -> word.contains("acme")).toList();

    if (isProduction()) {
      assertThat(acme)
          .containsExactly(
              "--certificatesresolvers.acme.acme.email=admin@versatilehub.app",
              "--certificatesresolvers.acme.acme.storage=/acme/acme.json",
              "--certificatesresolvers.acme.acme.tlschallenge=true");
      assertThat(traefik.groups("volumes"))
          .contains(Map.of("volumeName", "versatile-traefik-acme", "containerPath", "/acme"));
    } else {
      assertThat(acme).isEmpty();
      assertThat(deployment().volumes()).doesNotContainKey("traefik-acme");
      assertThat(deployment().table()).doesNotContain("acme");
    }
  }

  @Test
  void theGatewaysOwnInterfaceIsOff() {
    assertThat(deployment().container("traefik").words("command"))
        .contains("--entrypoints.traefik.address=127.0.0.1:8080")
        .noneMatch(word -> word.startsWith("--api"));
  }

  @Test
  void theOutputsNameTheUrlsOfTheRoutes() {
    Map<String, String> urls = new TreeMap<>();
    ROUTES.forEach(
        (service, route) -> urls.put(service, "https://%s.%s".formatted(route.host(), domain())));

    assertThat(deployment().outputs()).containsEntry("urls", urls);
  }

  @Test
  void theOutputsNameTheNetworksOnTheEngine() {
    assertThat(deployment().outputs())
        .containsOnlyKeys("networks", "urls")
        .containsEntry(
            "networks",
            Map.of(
                "web", "web",
                "shared", "versatile-shared",
                "routes", "versatile-routes",
                "chat-internal", "versatile-chat-internal",
                "hub-internal", "versatile-hub-internal",
                "hub-realtime", "versatile-hub-realtime",
                "egress-traefik", "versatile-egress-traefik",
                "egress-agent", "versatile-egress-agent",
                "egress-chat-worker", "versatile-egress-chat-worker",
                "egress-hub-worker", "versatile-egress-hub-worker"));
  }
}
