package app.versatilehub.chat;

import static app.versatilehub.shared.SharedModule.SHARED;
import static app.versatilehub.shared.SharedModule.WEB;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.SecretTrait;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;

/** Chatwoot, closed in a network of its own, and the bridge through which the agent answers. */
public final class ChatModule {

  /** Where only Chatwoot's own parts are, and the bridge. */
  public static final NetworkName CHAT_INTERNAL = NetworkName.of("chat-internal");

  private static final String DATABASE_USER = "chatwoot";
  private static final String DATABASE = "chatwoot_production";
  private static final String BOT_TOKEN = "chat-bridge-bot-token";
  private static final String WEBHOOK_SECRET = "chat-bridge-webhook-secret";
  private static final String REDIS_CONFIGURATION = Workload.SECRETS_DIRECTORY + "chat-redis.conf";

  private ChatModule() {}

  /** Declares the module. */
  public static void declare(TopologyBuilder topology) {
    ModuleBuilder chat = topology.module("chat");

    chat.network(CHAT_INTERNAL).internal().subnet("10.213.2.0/24");

    chat.secret(
        "chat-secret-key-base",
        SecretTrait.binding("every session of Chatwoot ends, and links in mails sent until now"));
    chat.secret(BOT_TOKEN, SecretTrait.issued("Chatwoot shows it when the agent bot is made"));
    chat.secret(WEBHOOK_SECRET, SecretTrait.issued("Chatwoot shows it when the agent bot is made"));

    ServiceBuilder postgres =
        chat.datastore("chat-postgres")
            .runs(postgres())
            .on(CHAT_INTERNAL)
            .listensOn(5432)
            .keeps("data", "/var/lib/postgresql/data")
            .backedUpAs(DataFormat.POSTGRESQL);

    ServiceBuilder redis =
        chat.datastore("chat-redis")
            .runs(redis())
            .on(CHAT_INTERNAL)
            .listensOn(6379)
            .keeps("data", "/data")
            .backedUpAs(DataFormat.REDIS);

    ServiceBuilder prepare =
        chat.job("chat-prepare")
            .runs(
                chatwoot(chat)
                    .entrypoint("docker/entrypoints/rails.sh")
                    .command("bundle", "exec", "rails", "db:chatwoot_prepare"))
            .on(CHAT_INTERNAL)
            .talksTo(postgres, redis)
            .needs(postgres, redis);

    ServiceBuilder web =
        chat.app("chat-web")
            .runs(
                chatwoot(chat)
                    .command("bundle", "exec", "rails", "s", "-p", "3000", "-b", "0.0.0.0")
                    .entrypoint("docker/entrypoints/rails.sh")
                    .healthyWhenShell("wget -q -O /dev/null http://127.0.0.1:3000/api")
                    .startingWithin(Duration.ofMinutes(2)))
            .on(WEB, CHAT_INTERNAL)
            .listensOn(3000)
            .shares("storage", "/app/storage")
            .routedAt("chat", WEB)
            // The chat widget is a frame in the pages of customers.
            .embeddable()
            .takesLoginsAt("/auth/sign_in", "/auth/password", "/super_admin/sign_in")
            // Several attachments of 40 MB, which is Chatwoot's own limit for one.
            .takesUploadsOf(100)
            .healthyAt("/api")
            .talksTo(postgres, redis)
            .needs(prepare);

    chat.app("chat-worker")
        .runs(
            chatwoot(chat)
                .command("bundle", "exec", "sidekiq", "-C", "config/sidekiq.yml")
                // Bound to the loopback address: a bare TCP connect from outside makes it spin.
                .env("SIDEKIQ_ALIVE_HOST", "127.0.0.1")
                .healthyWhenShell("wget -q -O /dev/null http://127.0.0.1:7433")
                .startingWithin(Duration.ofMinutes(2))
                // Jobs under way are finished first.
                .stoppingWithin(Duration.ofMinutes(1)))
        .on(CHAT_INTERNAL)
        // Mail, webhooks, and the interfaces of messengers.
        .reachesInternet("10.213.4.48/28")
        .shares("storage", "/app/storage")
        .talksTo(postgres, redis)
        .talksTo("chat-bridge", 4000, Protocol.HTTP)
        .needs(prepare);

    chat.app("chat-bridge")
        .runs(bridge(chat))
        .on(WEB, SHARED, CHAT_INTERNAL)
        .listensOn(4000)
        .keeps("state", "/state")
        .routedAt("chat-bridge", WEB)
        .talksTo(web)
        .talksTo("agent", 18789, Protocol.WEBSOCKET)
        .needs(web);
  }

  /** Chatwoot since version 4 needs the vector extension. */
  private static Workload postgres() {
    return Workload.of("pgvector/pgvector:0.8.2-pg16")
        .orLocal("postgres")
        .env("POSTGRES_USER", DATABASE_USER)
        .env("POSTGRES_DB", DATABASE)
        .secretFile("POSTGRES_PASSWORD_FILE", "chat-postgres-password")
        .healthyWhen("pg_isready", "-h", "127.0.0.1", "-U", DATABASE_USER, "-d", DATABASE)
        .changesUser()
        .onlyReads("/tmp", "/var/run/postgresql")
        .memory(1024)
        .sharedMemory(256)
        .stoppingWithin(Duration.ofMinutes(2));
  }

  /** The password is in a configuration file: an argument would stand in the process list. */
  private static Workload redis() {
    return Workload.of("redis:8.6-alpine")
        .orLocal("redis")
        .command("redis-server", REDIS_CONFIGURATION, "--appendonly", "yes")
        .secret(new SecretUse.File("chat-redis-password", REDIS_CONFIGURATION, "requirepass "))
        .healthyWhenShell(
            "REDISCLI_AUTH=$(cut -d' ' -f2 %s) redis-cli ping | grep -q PONG"
                .formatted(REDIS_CONFIGURATION))
        .changesUser()
        .onlyReads("/tmp")
        .memory(512)
        .stoppingWithin(Duration.ofSeconds(30));
  }

  private static Workload chatwoot(ModuleBuilder chat) {
    return Workload.of("chatwoot/chatwoot:v4.18.0-ce")
        .env("RAILS_ENV", "production")
        .env("NODE_ENV", "production")
        .env("INSTALLATION_ENV", "docker")
        .env("RAILS_LOG_TO_STDOUT", "true")
        .env("FRONTEND_URL", chat.publicUrl("chat-web", "chat"))
        // The gateway redirects; Chatwoot's own redirect breaks WebSocket upgrades behind it.
        .env("FORCE_SSL", "false")
        .env("ENABLE_ACCOUNT_SIGNUP", "false")
        .env("DISABLE_TELEMETRY", "true")
        .env("ACTIVE_STORAGE_SERVICE", "local")
        // Since 4.14 webhooks to private addresses are refused, and the bridge has only such.
        .env("SAFE_FETCH_ALLOW_PRIVATE_NETWORK", "true")
        .env("POSTGRES_HOST", "chat-postgres")
        .env("POSTGRES_PORT", "5432")
        .env("POSTGRES_DATABASE", DATABASE)
        .env("POSTGRES_USERNAME", DATABASE_USER)
        .env("REDIS_URL", "redis://chat-redis:6379")
        .secretVariable("POSTGRES_PASSWORD", "chat-postgres-password")
        .secretVariable("REDIS_PASSWORD", "chat-redis-password")
        .secretVariable("SECRET_KEY_BASE", "chat-secret-key-base")
        .memory(2048)
        .stoppingWithin(Duration.ofSeconds(30));
  }

  /** Chatwoot makes these two with the bot, so that they are there only after the first start. */
  private static Workload bridge(ModuleBuilder chat) {
    Workload bridge = bridge();
    if (chat.environment().secrets().contains(BOT_TOKEN)) {
      bridge = bridge.secretFile("BOT_TOKEN_FILE", BOT_TOKEN);
    }
    if (chat.environment().secrets().contains(WEBHOOK_SECRET)) {
      bridge = bridge.secretFile("WEBHOOK_SECRET_FILE", WEBHOOK_SECRET);
    }
    return bridge;
  }

  private static Workload bridge() {
    return Workload.of("ghcr.io/versatilehub/chat-bridge:1.0.0")
        .env("CHATWOOT_BASE_URL", "http://chat-web:3000")
        .env("AGENT_URL", "ws://agent:18789")
        .secretFile("AGENT_TOKEN_FILE", "agent-gateway-token")
        .healthyWhenNodeGets("http://127.0.0.1:4000/health")
        .onlyReads("/tmp")
        .memory(512);
  }
}
