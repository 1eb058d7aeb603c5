package app.versatilehub.shared;

import app.versatilehub.topology.Environment;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;

/** The networks that modules share, the gateway, the agent and, when switched on, n8n. */
public final class SharedModule {

  /** Where the gateway meets what the Internet may reach. */
  public static final NetworkName WEB = NetworkName.of("web");

  /** Where services of different modules talk to each other. */
  public static final NetworkName SHARED = NetworkName.of("shared");

  private SharedModule() {}

  /** Declares the module. */
  public static void declare(TopologyBuilder topology) {
    ModuleBuilder shared = topology.module("shared");

    // Outside the engine's own address pools, so that no other project is given these first.
    shared.network(WEB).named("web").subnet("10.213.0.0/24");
    shared.network(SHARED).internal().subnet("10.213.1.0/24");

    declareGateway(shared);

    shared
        .app("agent")
        .runs(openClaw())
        .on(WEB, SHARED)
        .listensOn(18789)
        .keeps("state", "/home/node/.openclaw")
        .routedAt("agent", WEB)
        .byWebSocket()
        .talksTo("hub-backend", 8000, Protocol.HTTP)
        .talksTo("chat-bridge", 4000, Protocol.WEBSOCKET);

    shared
        .app("flow")
        .optional()
        .runs(n8n(shared))
        .on(WEB)
        .listensOn(5678)
        .keeps("data", "/home/node/.n8n")
        .routedAt("flow", WEB)
        .talksTo("chat-web", 3000, Protocol.HTTP)
        .talksTo("hub-frontend", 8080, Protocol.HTTP);
  }

  private static void declareGateway(ModuleBuilder shared) {
    Environment.GatewaySettings settings = shared.environment().gateway();
    ServiceBuilder gateway =
        shared
            .gateway("traefik")
            .runs(Workload.of("traefik:v3.7.9").orLocal("traefik"))
            .on(WEB)
            .listensOn(80, 443)
            .publishes(settings.httpPort(), 80)
            .publishes(settings.httpsPort(), 443)
            .controlsEngine();
    if (settings.acmeEmail().isPresent()) {
      gateway.keeps("acme", "/acme");
    }
  }

  /** OpenClaw binds to the loopback address unless told otherwise, and then demands a token. */
  private static Workload openClaw() {
    return Workload.of("ghcr.io/openclaw/openclaw:2026.8.1-r20260820")
        .command("node", "openclaw.mjs", "gateway", "--bind", "lan", "--port", "18789")
        .env("HOME", "/home/node")
        .env("OPENCLAW_DISABLE_BONJOUR", "1")
        .secretVariable("OPENCLAW_GATEWAY_TOKEN", "agent-gateway-token")
        .healthyWhenNodeGets("http://127.0.0.1:18789/healthz")
        .startingWithin(Duration.ofMinutes(1));
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
        .startingWithin(Duration.ofMinutes(1));
  }
}
