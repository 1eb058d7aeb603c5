package app.versatilehub.dockerplan;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Acme;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.GatewaySettings;
import app.versatilehub.topology.Environment.ServiceSettings;
import app.versatilehub.topology.HealthCheck;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** What Traefik is told of a small topology. */
class TraefikTest {

  private static final NetworkName EDGE = NetworkName.of("edge");
  private static final NetworkName INNER = NetworkName.of("inner");

  private static final GatewaySettings PLAIN =
      new GatewaySettings(Port.of(80), Port.of(443), Optional.empty());
  private static final GatewaySettings WITH_ACME =
      acme(new Acme.Challenge.TlsAlpn(), Optional.empty());

  private static GatewaySettings acme(Acme.Challenge challenge, Optional<String> server) {
    return new GatewaySettings(
        Port.of(80), Port.of(443), Optional.of(new Acme("admin@example.org", challenge, server)));
  }

  private static Environment environment(GatewaySettings gateway) {
    return new Environment(
        StackId.of("project", "test"),
        NamePrefix.of("pre"),
        HostName.of("example.org"),
        ImageSource.UPSTREAM,
        "1",
        HostIsolation.INHIBIT_IPV4,
        false,
        new HealthTiming(Duration.ofSeconds(10), Duration.ofSeconds(5), 5, Duration.ofMinutes(5)),
        gateway,
        Map.of(),
        Map.of(
            ServiceName.of("office"),
            new ServiceSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(2),
                Optional.empty())),
        Set.of());
  }

  private static Topology topology(GatewaySettings settings) {
    TopologyBuilder topology = TopologyBuilder.of(environment(settings));
    ModuleBuilder module = topology.module("m");
    module.network(EDGE).named("edge-of-the-engine").subnet("10.0.0.0/24");
    module.network(INNER).internal().subnet("10.0.1.0/24");
    ServiceBuilder proxy =
        module.engineProxy("proxy").runs(module.ownImage("socket-proxy")).on(INNER).listensOn(2375);
    ServiceBuilder gateway =
        module
            .gateway("traefik")
            .runs(Workload.of("traefik:v3.7.9"))
            .on(EDGE, INNER)
            .listensOn(80, 443)
            .talksTo(proxy);
    if (settings.acme().isPresent()) {
      gateway.keeps("certificates", "/kept/here");
    }
    module
        .app("shop")
        .runs(Workload.of("shop:1"))
        .on(INNER, EDGE)
        .listensOn(8080, 9090)
        .routedAt("buy", EDGE);
    module
        .app("office")
        .runs(Workload.of("office:1"))
        .on(EDGE)
        .listensOn(8080)
        .routedAt("office", EDGE)
        .embeddable()
        .takesLoginsAt("/login", "/token")
        .takesUploadsOf(3)
        .healthyAt("/alive");
    module.datastore("db").runs(Workload.of("db:1")).on(INNER).listensOn(5432);
    return topology.build();
  }

  private static Service service(Topology topology, String name) {
    return topology.service(ServiceName.of(name));
  }

  private static Workload gateway(GatewaySettings settings) {
    Topology topology = topology(settings);
    return Traefik.workload(topology, service(topology, "traefik"));
  }

  @Test
  void theArgumentsAreTheWholeConfiguration() {
    assertThat(gateway(PLAIN).command())
        .containsExactlyInAnyOrder(
            "--global.checknewversion=false",
            "--global.sendanonymoususage=false",
            "--ping=true",
            "--entrypoints.traefik.address=127.0.0.1:8080",
            "--providers.docker=true",
            "--providers.docker.endpoint=tcp://proxy:2375",
            "--providers.docker.exposedbydefault=false",
            "--providers.providersthrottleduration=250ms",
            "--providers.docker.constraints=Label(`versatile.stack`,`project/test`)",
            "--entrypoints.web.address=:80",
            "--entrypoints.web.http.redirections.entrypoint.to=:443",
            "--entrypoints.web.http.redirections.entrypoint.scheme=https",
            "--entrypoints.websecure.address=:443",
            "--entrypoints.websecure.http.tls=true",
            "--entrypoints.websecure.transport.respondingtimeouts.readtimeout=10m",
            "--serverstransport.forwardingtimeouts.dialtimeout=1s",
            "--accesslog=true",
            "--accesslog.format=json",
            "--accesslog.fields.queryparameters.defaultmode=drop",
            "--providers.file.filename=/etc/traefik/gateway.yaml");
  }

  @Test
  void anEmailAddressAddsTheAuthorityAndNothingElse() {
    assertThat(gateway(WITH_ACME).command())
        .containsAll(
            gateway(PLAIN).command().stream()
                .filter(argument -> !argument.startsWith("--providers.file."))
                .toList())
        .hasSize(gateway(PLAIN).command().size() - 1 + 3)
        .contains(
            "--certificatesresolvers.acme.acme.email=admin@example.org",
            "--certificatesresolvers.acme.acme.storage=/kept/here/acme.json",
            "--certificatesresolvers.acme.acme.tlschallenge=true");
  }

  @Test
  void withoutAnEmailAddressItShowsTheCertificateThatItIsGiven() {
    assertThat(gateway(PLAIN).files().get("/etc/traefik/gateway.yaml"))
        .contains(
            "certFile: /run/secrets/gateway-certificate",
            "keyFile: /run/secrets/gateway-certificate-key",
            "minVersion: VersionTLS12");
    assertThat(gateway(WITH_ACME).files()).isEmpty();
  }

  @Test
  void theAuthorityMayAskOnPort80OrInTheDns() {
    assertThat(gateway(acme(new Acme.Challenge.Http(), Optional.of("https://ca/dir"))).command())
        .contains(
            "--certificatesresolvers.acme.acme.httpchallenge.entrypoint=web",
            "--certificatesresolvers.acme.acme.caserver=https://ca/dir")
        .noneMatch(argument -> argument.contains("tlschallenge"));
    assertThat(
            gateway(
                    acme(
                        new Acme.Challenge.Dns("cloudflare", List.of("CF_DNS_API_TOKEN")),
                        Optional.empty()))
                .command())
        .contains("--certificatesresolvers.acme.acme.dnschallenge.provider=cloudflare")
        .noneMatch(argument -> argument.contains("tlschallenge"));
  }

  /** Clients see the host's port, not the one inside. */
  @Test
  void theRedirectLeadsToThePortOfTheHost() {
    assertThat(
            gateway(new GatewaySettings(Port.of(8080), Port.of(8443), Optional.empty())).command())
        .contains(
            "--entrypoints.web.http.redirections.entrypoint.to=:8443",
            "--entrypoints.web.address=:80",
            "--entrypoints.websecure.address=:443");
  }

  @Test
  void theHealthCheckAsksTheEntryPointThatTheGatewayOpens() {
    Workload gateway = gateway(PLAIN);
    String entryPoint = "--entrypoints.traefik.address=127.0.0.1:8080";

    assertThat(gateway.command()).contains(entryPoint);
    assertThat(gateway.health().map(HealthCheck::test))
        .contains(List.of("CMD", "/proc/1/exe", "healthcheck", "--ping", entryPoint));
  }

  @Test
  void aRouteIsToldByLabels() {
    Topology topology = topology(PLAIN);

    assertThat(Traefik.labels(topology, service(topology, "shop")))
        .satisfies(
            labels ->
                labels
                    .keySet()
                    .removeIf(label -> label.contains("sized") || label.contains("oversize")))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("traefik.enable", "true"),
                Map.entry("traefik.docker.network", "edge-of-the-engine"),
                Map.entry("traefik.http.routers.pre-shop.rule", "Host(`buy.example.org`)"),
                Map.entry("traefik.http.routers.pre-shop.entrypoints", "websecure"),
                Map.entry("traefik.http.routers.pre-shop.service", "pre-shop"),
                Map.entry(
                    "traefik.http.routers.pre-shop.middlewares",
                    "pre-shop-rate,pre-shop-headers,pre-shop-retry"),
                Map.entry("traefik.http.middlewares.pre-shop-rate.ratelimit.average", "100"),
                Map.entry("traefik.http.middlewares.pre-shop-rate.ratelimit.burst", "200"),
                Map.entry(
                    "traefik.http.middlewares.pre-shop-headers.headers.contenttypenosniff", "true"),
                Map.entry(
                    "traefik.http.middlewares.pre-shop-headers.headers.referrerpolicy",
                    "strict-origin-when-cross-origin"),
                Map.entry(
                    "traefik.http.middlewares.pre-shop-headers.headers.customresponseheaders.Server",
                    ""),
                Map.entry(
                    "traefik.http.middlewares.pre-shop-headers.headers.customresponseheaders.X-Powered-By",
                    ""),
                Map.entry(
                    "traefik.http.middlewares.pre-shop-headers.headers.customframeoptionsvalue",
                    "SAMEORIGIN"),
                Map.entry("traefik.http.middlewares.pre-shop-retry.retry.attempts", "20"),
                Map.entry("traefik.http.middlewares.pre-shop-retry.retry.initialinterval", "100ms"),
                Map.entry("traefik.http.services.pre-shop.loadbalancer.server.port", "8080")));
  }

  /** A router that takes a byte answers what says that it brings more; the other holds back. */
  @Test
  void whatIsTooLargeIsRefused() {
    Topology topology = topology(PLAIN);
    SortedMap<String, String> labels = Traefik.labels(topology, service(topology, "office"));
    String router = "traefik.http.routers.pre-office-";
    String middleware = "traefik.http.middlewares.pre-office-";

    // 3 MiB are 3145728 bytes.
    assertThat(labels)
        .containsEntry(
            router + "oversize.rule",
            "Host(`office.example.org`) && HeaderRegexp(`Content-Length`, `^0*([4-9][0-9]{6}|3[2-9][0-9]{5}|31[5-9][0-9]{4}"
                + "|314[6-9][0-9]{3}|3145[8-9][0-9]{2}|31457[3-9][0-9]{1}|314572[9-9]|[1-9][0-9]{7,})$`)")
        .containsEntry(
            router + "oversize.middlewares",
            "pre-office-rate,pre-office-headers,pre-office-retry,pre-office-oversize-size")
        .containsEntry(middleware + "oversize-size.buffering.maxrequestbodybytes", "1")
        .containsEntry(
            router + "unsized.rule",
            "Host(`office.example.org`) && (Method(`POST`) || Method(`PUT`) || Method(`PATCH`))"
                + " && !HeaderRegexp(`Content-Length`, `.`)")
        .containsEntry(middleware + "unsized-size.buffering.maxrequestbodybytes", "3145728");
    assertThat(Traefik.labels(topology, service(topology, "shop")))
        .containsEntry(
            "traefik.http.middlewares.pre-shop-unsized-size.buffering.maxrequestbodybytes",
            "16777216");
  }

  /** What is asked for last, by the length of its rule, would not be slowed down. */
  @Test
  void noOtherRouterIsAskedBeforeTheOneForLogins() {
    Topology topology = topology(PLAIN);
    SortedMap<String, String> labels = Traefik.labels(topology, service(topology, "office"));

    assertThat(labels).containsEntry("traefik.http.routers.pre-office-logins.priority", "10000");
    assertThat(labels)
        .allSatisfy(
            (label, value) -> {
              if (label.endsWith(".rule")) {
                assertThat(value).hasSizeLessThan(10_000);
              }
            });
  }

  @Test
  void whereOneLogsInClientsAreSlowedDown() {
    Topology topology = topology(PLAIN);
    SortedMap<String, String> labels = Traefik.labels(topology, service(topology, "office"));

    assertThat(labels)
        .containsEntry(
            "traefik.http.routers.pre-office-logins.rule",
            "Host(`office.example.org`) && (PathPrefix(`/login`) || PathPrefix(`/token`))")
        .containsEntry(
            "traefik.http.routers.pre-office-logins.middlewares",
            "pre-office-rate,pre-office-headers,pre-office-retry,pre-office-logins,pre-office-logins-size")
        .containsEntry(
            "traefik.http.middlewares.pre-office-logins-size.buffering.maxrequestbodybytes",
            "65536")
        .containsEntry("traefik.http.routers.pre-office-logins.service", "pre-office")
        .containsEntry("traefik.http.middlewares.pre-office-logins.ratelimit.average", "10")
        .containsEntry("traefik.http.middlewares.pre-office-logins.ratelimit.period", "1m")
        .containsEntry(
            "traefik.http.routers.pre-office.middlewares",
            "pre-office-rate,pre-office-headers,pre-office-retry");
  }

  /** Traefik puts what several containers say of one service together, if they say the same. */
  @Test
  void replicasSayTheSameOfOneService() {
    Topology topology = topology(PLAIN);

    assertThat(Traefik.labels(topology, service(topology, "office-2")))
        .isEqualTo(Traefik.labels(topology, service(topology, "office")));
  }

  @Test
  void aServiceThatTellsHowItIsIsAskedByItsHostName() {
    Topology topology = topology(PLAIN);
    String check = "traefik.http.services.pre-office.loadbalancer.healthcheck.";

    assertThat(Traefik.labels(topology, service(topology, "office")))
        .containsEntry(check + "path", "/alive")
        .containsEntry(check + "hostname", "office.example.org")
        .containsEntry(check + "interval", "5s")
        .containsEntry(check + "timeout", "3s");
    assertThat(Traefik.labels(topology, service(topology, "shop")).keySet())
        .noneMatch(label -> label.contains("healthcheck"));
  }

  @Test
  void whatOthersMayShowInAFrameForbidsNone() {
    Topology topology = topology(PLAIN);

    assertThat(Traefik.labels(topology, service(topology, "office")).keySet())
        .noneMatch(label -> label.endsWith("customframeoptionsvalue"));
  }

  @Test
  void withAnAuthorityARouteAsksForItsCertificate() {
    Topology topology = topology(WITH_ACME);

    assertThat(Traefik.labels(topology, service(topology, "shop")))
        .containsEntry("traefik.http.routers.pre-shop.tls.certresolver", "acme")
        .containsEntry("traefik.http.middlewares.pre-shop-headers.headers.stsseconds", "31536000")
        .hasSize(30);
  }

  @Test
  void aServiceWithoutARouteHasNoLabels() {
    Topology topology = topology(WITH_ACME);

    assertThat(Traefik.labels(topology, service(topology, "db"))).isEmpty();
    assertThat(Traefik.labels(topology, service(topology, "traefik"))).isEmpty();
  }

  @Test
  void onlyTheGatewayRunsTraefik() {
    Topology topology = topology(PLAIN);

    assertThat(topology.services())
        .filteredOn(Traefik::runs)
        .containsExactly(service(topology, "traefik"));
  }
}
