package app.versatilehub.hub;

import static app.versatilehub.shared.SharedModule.SHARED;
import static app.versatilehub.shared.SharedModule.WEB;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.ServiceSettings;
import app.versatilehub.topology.GatewayCertificate;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.SecretTrait;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;
import java.util.Optional;

/** Frappe with ERPNext, closed in a network of its own. */
public final class HubModule {

  /** Where only Frappe's own parts are. */
  public static final NetworkName HUB_INTERNAL = NetworkName.of("hub-internal");

  /** Where the site is asked for by its public name, and nobody else is. */
  static final NetworkName REALTIME = NetworkName.of("hub-realtime");

  private static final String BENCH = "/home/frappe/frappe-bench/";
  private static final String SITES = BENCH + "sites";

  /** In MiB, for files that are attached to documents. */
  private static final int UPLOAD = 50;

  /** Both must answer before a worker can do anything; the image has no server to ask. */
  private static final String QUEUE_AND_DATABASE_ANSWER =
      "wait-for-it -t 5 hub-redis-queue:6379 && wait-for-it -t 5 hub-db:3306";

  private HubModule() {}

  /** Declares the module. */
  public static void declare(TopologyBuilder topology) {
    ModuleBuilder hub = topology.module("hub");

    hub.network(HUB_INTERNAL).internal().subnet("172.31.0.0/16").bridge("br-hub");
    hub.network(REALTIME).internal().subnet("10.213.3.64/28");

    hub.secret(
        "hub-admin-password",
        SecretTrait.usedOnce("change it in ERPNext, in the settings of the user Administrator"));

    ServiceBuilder db =
        hub.datastore("hub-db")
            .runs(mariadb())
            .on(HUB_INTERNAL)
            .listensOn(3306)
            .keeps("data", "/var/lib/mysql")
            .backedUpAs(DataFormat.MARIADB);

    ServiceBuilder cache =
        hub.datastore("hub-redis-cache")
            .runs(redisCache())
            .on(HUB_INTERNAL)
            .listensOn(6379)
            .backedUpAs(DataFormat.CACHE);

    ServiceBuilder queue =
        hub.datastore("hub-redis-queue")
            .runs(redisQueue())
            .on(HUB_INTERNAL)
            .listensOn(6379)
            .keeps("data", "/data")
            .backedUpAs(DataFormat.REDIS);

    ServiceBuilder configure =
        hub.job("hub-configure")
            .runs(configurator())
            .on(HUB_INTERNAL)
            .shares("sites", SITES)
            .needs(db, cache, queue);

    ServiceBuilder site =
        hub.job("hub-site")
            .runs(site(hub))
            .on(HUB_INTERNAL)
            .shares("sites", SITES)
            .talksTo(db, cache, queue)
            .needs(configure);

    ServiceBuilder backend =
        hub.app("hub-backend")
            .runs(backend(hub))
            .on(SHARED, HUB_INTERNAL)
            .listensOn(8000)
            .shares("sites", SITES)
            .talksTo(db, cache, queue)
            .needs(site);

    ServiceBuilder websocket =
        hub.app("hub-websocket")
            .runs(websocket(hub.environment()))
            // A browser's polls are one conversation, and nothing holds them to one of several.
            .onlyOnce()
            .on(HUB_INTERNAL)
            .listensOn(9000)
            .shares("sites", SITES)
            // It has each socket's user confirmed by the site, whose name it takes from the
            // browser.
            .asksForRouteOf("hub-frontend", REALTIME)
            .talksTo(queue)
            .needs(site);

    hub.app("hub-worker")
        .runs(bench("worker", "--queue", "long,default,short"))
        .on(HUB_INTERNAL)
        // Mail, webhooks, exchange rates.
        .reachesInternet("10.213.4.64/28")
        .shares("sites", SITES)
        .talksTo(db, cache, queue)
        .needs(site);

    hub.app("hub-scheduler")
        .runs(bench("schedule"))
        // Two would put every task into the queue twice.
        .onlyOnce()
        .on(HUB_INTERNAL)
        .shares("sites", SITES)
        .talksTo(db, cache, queue)
        .needs(site);

    // Its nginx looks the other two up when it starts, so they must be there.
    hub.app("hub-frontend")
        .runs(frontend(hub))
        .on(WEB, HUB_INTERNAL)
        .listensOn(8080)
        .shares("sites", SITES)
        .routedAt("altamira", WEB)
        .takesLoginsAt("/api/method/login")
        .takesUploadsOf(UPLOAD)
        .healthyAt("/api/method/ping")
        .talksTo(backend, websocket)
        .needs(backend, websocket);
  }

  private static Workload mariadb() {
    return Workload.of("mariadb:11.8")
        .orLocal("mariadb")
        .command(
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_unicode_ci",
            "--skip-character-set-client-handshake")
        .secretFile("MARIADB_ROOT_PASSWORD_FILE", "hub-db-root-password")
        .healthyWhen("healthcheck.sh", "--connect", "--innodb_initialized")
        .startingWithin(Duration.ofMinutes(1))
        .changesUser()
        .onlyReads("/tmp", "/run/mysqld")
        .memory(2048)
        .stoppingWithin(Duration.ofMinutes(2));
  }

  /** Keeps nothing on disk: {@code --save} without a value switches the snapshots off. */
  private static Workload redisCache() {
    return redis()
        .command(
            "redis-server", "--maxmemory", "256mb", "--maxmemory-policy", "allkeys-lru", "--save");
  }

  private static Workload redisQueue() {
    return redis().command("redis-server", "--appendonly", "yes");
  }

  private static Workload redis() {
    return Workload.of("redis:8.6-alpine")
        .orLocal("redis")
        .healthyWhenShell("redis-cli ping | grep -q PONG")
        .changesUser()
        .onlyReads("/tmp")
        .memory(512)
        .stoppingWithin(Duration.ofSeconds(30));
  }

  private static Workload erpnext() {
    return Workload.of("frappe/erpnext:v16.32.3")
        .memory(2048)
        // A worker finishes what it has under way.
        .stoppingWithin(Duration.ofMinutes(2));
  }

  /** Writes where the databases are into the configuration that all of Frappe's parts share. */
  private static Workload configurator() {
    return erpnext()
        .entrypoint("bash", "-ec")
        .command(
            """
            ls -1 apps > sites/apps.txt
            bench set-config -g db_host hub-db
            bench set-config -gp db_port 3306
            bench set-config -g redis_cache redis://hub-redis-cache:6379
            bench set-config -g redis_queue redis://hub-redis-queue:6379
            bench set-config -g redis_socketio redis://hub-redis-queue:6379
            bench set-config -gp socketio_port 9000
            bench set-config -g chromium_path /usr/bin/chromium-headless-shell
            """);
  }

  /**
   * Makes the site where there is none, and brings its database to the version of the image where
   * there is. The passwords go by files: an argument would stand in the process list of the host
   * for as long as the making takes, so it stands there only for the one command that knows no
   * other way.
   */
  private static Workload site(ModuleBuilder hub) {
    return erpnext()
        .entrypoint("bash", "-ec")
        .env("SITE", siteName(hub))
        .secretFile("DB_ROOT_PASSWORD_FILE", "hub-db-root-password")
        .secretFile("ADMIN_PASSWORD_FILE", "hub-admin-password")
        .command(
            """
            if [ -e "sites/$SITE/site_config.json" ]; then
              exec bench --site "$SITE" migrate
            fi
            exec bench new-site --mariadb-user-host-login-scope=% \\
              --db-root-username=root --db-root-password="$(cat "$DB_ROOT_PASSWORD_FILE")" \\
              --admin-password="$(cat "$ADMIN_PASSWORD_FILE")" --install-app erpnext --set-default "$SITE"
            """);
  }

  /** The site's name is its public host name: realtime events are refused otherwise. */
  private static String siteName(ModuleBuilder hub) {
    return hub.environment().host(ServiceName.of("hub-frontend"), "altamira").value();
  }

  private static Workload backend(ModuleBuilder hub) {
    return erpnext()
        .healthyWhen(
            "curl",
            "-fsS",
            "-H",
            "X-Frappe-Site-Name: " + siteName(hub),
            "http://127.0.0.1:8000/api/method/ping")
        .startingWithin(Duration.ofMinutes(1));
  }

  private static Workload websocket(Environment environment) {
    Workload websocket =
        erpnext()
            .command("node", BENCH + "apps/frappe/socketio.js")
            .healthyWhen(
                "curl", "-fsS", "http://127.0.0.1:9000/socket.io/?EIO=4&transport=polling");
    return environment.gateway().acme().isPresent()
        ? websocket
        // No public authority vouches for the gateway; the file has whoever does.
        : websocket
            .secret(new SecretUse.File(GatewayCertificate.SECRET, GatewayCertificate.FILE, ""))
            .env("NODE_EXTRA_CA_CERTS", GatewayCertificate.FILE);
  }

  private static Workload bench(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "bench";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return erpnext().command(command).healthyWhenShell(QUEUE_AND_DATABASE_ANSWER);
  }

  /** In MiB: its nginx refuses more, too. */
  private static int upload(ModuleBuilder hub) {
    return Optional.ofNullable(hub.environment().services().get(ServiceName.of("hub-frontend")))
        .flatMap(ServiceSettings::upload)
        .orElse(UPLOAD);
  }

  private static Workload frontend(ModuleBuilder hub) {
    return erpnext()
        .command("nginx-entrypoint.sh")
        .env("BACKEND", "hub-backend:8000")
        .env("SOCKETIO", "hub-websocket:9000")
        .env("FRAPPE_SITE_NAME_HEADER", siteName(hub))
        .env("UPSTREAM_REAL_IP_HEADER", "X-Forwarded-For")
        .env("PROXY_READ_TIMEOUT", "120")
        .env("CLIENT_MAX_BODY_SIZE", upload(hub) + "m")
        .healthyWhen(
            "curl", "-fsS", "-H", "Host: " + siteName(hub), "http://127.0.0.1:8080/api/method/ping")
        // Its entry point starts nginx under a shell that passes no signal on.
        .underInit()
        .stoppingWithin(Duration.ofSeconds(30));
  }
}
