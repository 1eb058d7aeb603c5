package app.versatilehub.shared;

import app.versatilehub.topology.Acme;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.GatewayCertificate;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.SecretTrait;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;
import java.util.Optional;

/**
 * The networks that modules share, the gateway with its proxy of the engine, the agent and, when
 * switched on, n8n and netdata.
 */
public final class SharedModule {

  /** Where the gateway meets what the Internet may reach. */
  public static final NetworkName WEB = NetworkName.of("web");

  /** Where services of different modules talk to each other. */
  public static final NetworkName SHARED = NetworkName.of("shared");

  /** Where the gateway asks for its routes, and nobody else is. */
  static final NetworkName ROUTES = NetworkName.of("routes");

  /** Where the agent asks for commands in hub-backend, and nobody else is. */
  static final NetworkName COMMANDS = NetworkName.of("commands");

  /** Where monitoring meets the gateway, and nobody else is. */
  static final NetworkName MONITORING = NetworkName.of("monitoring");

  /** Where monitoring asks for the names of containers, and nobody else is. */
  static final NetworkName NAMES = NetworkName.of("names");

  private static final ServiceName NETDATA = ServiceName.of("netdata");

  /** The gateway's name on {@link #MONITORING} alone, at which it tells of its work. */
  private static final String METRICS = "gateway-metrics";

  private static final int METRICS_PORT = 8082;

  private static final ServiceName AGENT_EXEC = ServiceName.of("agent-exec");
  private static final int ENGINE_PORT = 2375;

  private SharedModule() {}

  /** Declares the module. */
  public static void declare(TopologyBuilder topology) {
    ModuleBuilder shared = topology.module("shared");

    // Outside the engine's own address pools, so that no other project is given these first.
    // Internal where the stack makes it: who is reached from the Internet need not reach it.
    shared.network(WEB).named("web").internal().subnet("10.213.0.0/24");
    shared.network(SHARED).internal().subnet("10.213.1.0/24");
    shared.network(ROUTES).internal().subnet("10.213.3.0/28");
    shared.network(COMMANDS).internal().subnet("10.213.3.16/28");
    shared.network(MONITORING).internal().subnet("10.213.3.32/28");
    shared.network(NAMES).internal().subnet("10.213.3.48/28");

    declareGateway(shared);
    declareAgent(shared);
    declareMonitoring(shared);

    shared.secret(
        "flow-encryption-key",
        SecretTrait.binding(
            "n8n can no longer read the credentials that it keeps, nor start while its file"
                + " /home/node/.n8n/config has the old key: export them before, decrypted, remove that"
                + " file, and import them after"));
    shared
        .app("flow")
        .optional()
        .runs(n8n(shared))
        .on(WEB)
        .reachesInternet("10.213.4.32/28")
        .listensOn(5678)
        .keeps("data", "/home/node/.n8n")
        .routedAt("flow", WEB)
        .takesLoginsAt("/rest/login")
        .talksTo("chat-web", 3000, Protocol.HTTP)
        .talksTo("hub-frontend", 8080, Protocol.HTTP);
  }

  private static void declareGateway(ModuleBuilder shared) {
    Environment.GatewaySettings settings = shared.environment().gateway();
    ServiceBuilder routes =
        shared
            .engineProxy("socket-proxy")
            .runs(socketProxy(shared, "routes", ownLabel(shared)))
            .on(ROUTES)
            .listensOn(ENGINE_PORT);
    ServiceBuilder gateway =
        shared
            .gateway("traefik")
            .runs(traefik(shared, settings.acme()))
            .on(WEB, ROUTES)
            // Its ports are published from there, too: from an internal network none can be.
            .reachesInternet("10.213.4.0/28")
            .listensOn(80, 443)
            .publishes(settings.httpPort(), 80)
            .publishes(settings.httpsPort(), 443)
            .talksTo(routes)
            .needs(routes);
    if (settings.acme().isPresent()) {
      gateway.keeps("acme", "/acme");
    }
    if (shared.environment().switchesOn(NETDATA)) {
      gateway.listensAt(MONITORING, METRICS, METRICS_PORT);
    }
  }

  private static String ownLabel(ModuleBuilder shared) {
    return Labels.STACK + "=" + shared.environment().stack().value();
  }

  private static void declareMonitoring(ModuleBuilder shared) {
    ServiceBuilder names =
        shared
            .engineProxy("netdata-names")
            .onlyWith(NETDATA.value())
            .runs(socketProxy(shared, "names", ownLabel(shared)))
            .on(NAMES)
            .listensOn(ENGINE_PORT);
    shared
        .app(NETDATA.value())
        .optional()
        .runs(netdata())
        .on(MONITORING, NAMES)
        .listensOn(19999)
        // What each container uses. The rest of the host it sees as any container does.
        .readsOfHost("/sys/fs/cgroup")
        .routedAt("monitoring", MONITORING)
        .behindPassword("netdata-password")
        .onlyOnce()
        .talksTo("traefik", METRICS_PORT, Protocol.HTTP)
        .talksTo(names);
  }

  private static void declareAgent(ModuleBuilder shared) {
    boolean runsCommands = shared.environment().switchesOn(AGENT_EXEC);
    ServiceBuilder agent =
        shared
            .app("agent")
            .runs(openClaw(runsCommands))
            .on(WEB, SHARED)
            .reachesInternet("10.213.4.16/28")
            .listensOn(18789)
            .keeps("state", "/home/node/.openclaw")
            .routedAt("agent", WEB)
            .byWebSocket()
            .talksTo("hub-backend", 8000, Protocol.HTTP)
            .talksTo("chat-bridge", 4000, Protocol.WEBSOCKET);
    ServiceBuilder exec =
        shared
            .engineProxy(AGENT_EXEC.value())
            .optional()
            .runs(
                socketProxy(shared, "exec", shared.environment().engineName("hub-backend").value()))
            .on(COMMANDS)
            .listensOn(ENGINE_PORT);
    if (runsCommands) {
      agent.on(COMMANDS).talksTo(exec);
    }
  }

  private static Workload traefik(ModuleBuilder shared, Optional<Acme> acme) {
    Workload traefik = traefik();
    if (acme.isEmpty()) {
      SecretTrait made = SecretTrait.issued("the stack's own authority makes it with up");
      GatewayCertificate.SECRETS.forEach(secret -> shared.secret(secret, made));
      return traefik
          .secret(new SecretUse.File(GatewayCertificate.SECRET, GatewayCertificate.FILE, ""))
          .secret(
              new SecretUse.File(GatewayCertificate.KEY_SECRET, GatewayCertificate.KEY_FILE, ""));
    }
    if (acme.isPresent() && acme.get().challenge() instanceof Acme.Challenge.Dns dns) {
      for (String variable : dns.variables()) {
        String secret = Acme.Challenge.Dns.secret(variable);
        shared.secret(secret, SecretTrait.issued("the DNS provider " + dns.provider() + " has it"));
        traefik = traefik.secretFile(variable + "_FILE", secret);
      }
    }
    return traefik;
  }

  private static Workload traefik() {
    return Workload.of("traefik:v3.7.9")
        .orLocal("traefik")
        .onlyReads("/tmp")
        .keepsCapabilities("NET_BIND_SERVICE")
        .memory(512)
        .stoppingWithin(Duration.ofSeconds(30));
  }

  private static Workload socketProxy(ModuleBuilder shared, String... job) {
    return shared
        .ownImage("socket-proxy")
        .command(job)
        .healthyWhen("/socket-proxy", "health")
        .onlyReads()
        .memory(64);
  }

  private static Workload netdata() {
    return Workload.of("netdata/netdata:v2.11.0")
        .orLocal("netdata")
        // Without a scheme, as its script wants it.
        .env("DOCKER_HOST", "netdata-names:" + ENGINE_PORT)
        .env("DISABLE_TELEMETRY", "1")
        .env("DO_NOT_TRACK", "1")
        .file(
            "/etc/netdata/go.d/traefik.conf",
            """
            jobs:
              - name: gateway
                url: http://%s:%d/metrics
            """
                .formatted(METRICS, METRICS_PORT))
        .healthyWhen("curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:19999/api/v1/info")
        // It starts plugins, of which some leave processes behind.
        .underInit()
        .changesUser()
        .memory(512);
  }

  /** OpenClaw binds to the loopback address unless told otherwise, and then demands a token. */
  private static Workload openClaw(boolean runsCommands) {
    Workload agent = openClaw();
    return runsCommands
        ? agent.env("DOCKER_HOST", "tcp://%s:%d".formatted(AGENT_EXEC, ENGINE_PORT))
        : agent;
  }

  private static Workload openClaw() {
    return Workload.of("ghcr.io/openclaw/openclaw:2026.8.1-r20260820")
        .command(
            "node",
            "openclaw.mjs",
            "gateway",
            "--bind",
            "lan",
            "--port",
            "18789",
            // Its volume has no configuration at first, without which it would not start.
            "--allow-unconfigured")
        .env("HOME", "/home/node")
        .env("OPENCLAW_DISABLE_BONJOUR", "1")
        .secretVariable("OPENCLAW_GATEWAY_TOKEN", "agent-gateway-token")
        .healthyWhenNodeGets("http://127.0.0.1:18789/healthz")
        .startingWithin(Duration.ofMinutes(1))
        .underInit()
        // Node.js gives up at start with less, though it needs a quarter of it later.
        .memory(2048)
        .stoppingWithin(Duration.ofSeconds(30));
  }

  private static Workload n8n(ModuleBuilder shared) {
    String url = shared.publicUrl("flow", "flow");
    return Workload.of("docker.n8n.io/n8nio/n8n:2.39.0")
        .env("N8N_PORT", "5678")
        .env("N8N_PROTOCOL", "https")
        .env("N8N_EDITOR_BASE_URL", url)
        .env("WEBHOOK_URL", url + "/")
        .env("N8N_PROXY_HOPS", "1")
        .env("N8N_DIAGNOSTICS_ENABLED", "false")
        .env("N8N_VERSION_NOTIFICATIONS_ENABLED", "false")
        .secretFile("N8N_ENCRYPTION_KEY_FILE", "flow-encryption-key")
        .healthyWhenNodeGets("http://127.0.0.1:5678/healthz/readiness")
        .startingWithin(Duration.ofMinutes(1))
        // Without a workflow it has half of that in use.
        .memory(1024)
        .stoppingWithin(Duration.ofMinutes(1));
  }
}
