package app.versatilehub.operations;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.GatewaySettings;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A small system with data of every format. */
final class Shop {

  static final String PREFIX = "vh-bk";
  static final StackId STACK = StackId.of("versatile-hub", "backup-it");

  private Shop() {}

  static Topology topology() {
    return topology(STACK);
  }

  static Topology topology(StackId stack) {
    NetworkName back = NetworkName.of("back");
    TopologyBuilder builder = TopologyBuilder.of(environment(stack));
    ModuleBuilder shop = builder.module("shop");
    shop.network(back).internal().subnet("10.246.1.0/24");
    var postgres =
        shop.datastore("sql")
            .runs(
                Workload.of("versatile-hub/postgres:1")
                    .env("POSTGRES_USER", "shop")
                    .env("POSTGRES_DB", "goods")
                    .secretFile("POSTGRES_PASSWORD_FILE", "sql-password"))
            .on(back)
            .listensOn(5432)
            .keeps("data", "/var/lib/postgresql/data")
            .backedUpAs(DataFormat.POSTGRESQL);
    var mariadb =
        shop.datastore("maria")
            .runs(
                Workload.of("versatile-hub/mariadb:1")
                    .secretFile("MARIADB_ROOT_PASSWORD_FILE", "maria-password"))
            .on(back)
            .listensOn(3306)
            .keeps("data", "/var/lib/mysql")
            .backedUpAs(DataFormat.MARIADB);
    var queue =
        shop.datastore("queue")
            .runs(
                Workload.of("versatile-hub/redis:1")
                    .command("redis-server", "/run/secrets/queue.conf", "--appendonly", "yes")
                    .secret(
                        new SecretUse.File(
                            "queue-password", "/run/secrets/queue.conf", "requirepass ")))
            .on(back)
            .listensOn(6379)
            .keeps("data", "/data")
            .backedUpAs(DataFormat.REDIS);
    var cache =
        shop.datastore("cache")
            .runs(
                Workload.of("versatile-hub/redis:1")
                    .command("redis-server", "--save", "--appendonly", "no"))
            .on(back)
            .listensOn(6379)
            .backedUpAs(DataFormat.CACHE);
    var app =
        shop.app("app")
            .runs(Workload.of("versatile-hub/redis:1").command("sleep", "86400"))
            .on(back)
            .listensOn(8080)
            .shares("files", "/srv/files")
            .talksTo(postgres, mariadb, queue, cache);
    shop.app("other")
        .runs(Workload.of("versatile-hub/redis:1").command("sleep", "86400"))
        .on(back)
        .listensOn(8081)
        .talksTo(app);
    return builder.build();
  }

  private static Environment environment(StackId stack) {
    return new Environment(
        stack,
        NamePrefix.of(PREFIX),
        HostName.of("backup-it.localhost"),
        ImageSource.UPSTREAM,
        "1",
        HostIsolation.INHIBIT_IPV4,
        false,
        new HealthTiming(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Duration.ofMinutes(1)),
        new GatewaySettings(Port.of(8080), Port.of(8443), Optional.empty()),
        Map.of(),
        Map.of(),
        Set.of());
  }
}
