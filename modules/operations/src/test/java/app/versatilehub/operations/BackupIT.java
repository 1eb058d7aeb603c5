package app.versatilehub.operations;

import static app.versatilehub.operations.ShopOnEngine.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.operations.RestoreReport.State;
import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.FindingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers with real rows: backed up, destroyed, restored, compared. */
@SuppressWarnings("NullAway.Init")
class BackupIT {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final String ALL_KEYS =
      "local all = {} for _, key in ipairs(redis.call('KEYS', '*')) do"
          + " all[#all + 1] = key .. ' ' .. redis.sha1hex(redis.call('DUMP', key)) end"
          + " table.sort(all) return all";
  private static final Optional<Passphrase> PASSPHRASE =
      Optional.of(Passphrase.of("correct horse battery"));

  @TempDir static Path home;
  private static ShopOnEngine shop;

  @TempDir Path folder;
  private Operations operations;

  @BeforeAll
  static void start() {
    shop = new ShopOnEngine(home);
  }

  @BeforeEach
  void fill() {
    operations = Operations.connect();
    shop.sql(
        "goods",
        "DROP TABLE IF EXISTS item; CREATE TABLE item (id serial PRIMARY KEY, name text, raw bytea);"
            + "INSERT INTO item (name, raw) SELECT 'Käse ' || n, decode(md5(n::text), 'hex')"
            + " FROM generate_series(1, 20000) n");
    shop.sql("goods", "DROP DATABASE IF EXISTS archive WITH (FORCE)");
    shop.sql("goods", "CREATE DATABASE archive");
    shop.sql("archive", "CREATE TABLE old AS SELECT generate_series(1, 10) n");
    shop.maria(
        """
        DROP DATABASE IF EXISTS `_site`; CREATE DATABASE `_site`; USE `_site`;
        CREATE TABLE tab (id INT PRIMARY KEY AUTO_INCREMENT, name TEXT, raw BLOB);
        INSERT INTO tab (name, raw) SELECT CONCAT('Öl ', seq), UNHEX(MD5(seq)) FROM seq_1_to_20000;
        CREATE PROCEDURE hello() SELECT 'hello';
        CREATE OR REPLACE USER `_site`@`%` IDENTIFIED BY 'site password';
        GRANT ALL ON `\\_site`.* TO `_site`@`%`
        """);
    shop.queue("FLUSHALL");
    shop.queue("SET", "plain", "Wert\n\"x\"");
    shop.queue("RPUSH", "jobs", "one", "two", "three");
    shop.queue("HSET", "hash", "a", "1", "b", "2");
    shop.queue("SET", "fleeting", "soon", "EX", "86400");
    shop.app(
        """
        cd /srv/files; find . -mindepth 1 -delete
        mkdir -p 'private/a b'; echo text >'private/a b/file'; chmod 640 'private/a b/file'
        chown 1000:1001 'private/a b/file'; ln -s 'private/a b/file' link; echo x >.hidden
        head -c 20000000 /dev/urandom >large
        """);
    shop.cache("SET", "cached", "yes");
  }

  @AfterEach
  void disconnect() {
    operations.close();
  }

  @AfterAll
  static void leaveNothing() {
    if (shop != null) {
      shop.close();
    }
  }

  private Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    content.put(
        "sql",
        shop.sql(
            "goods", "SELECT count(*), md5(string_agg(i::text, ',' ORDER BY id)) FROM item i"));
    content.put("archive", shop.sql("archive", "SELECT sum(n) FROM old"));
    content.put(
        "maria",
        shop.maria("SELECT COUNT(*), SUM(CRC32(CONCAT(id, name, HEX(raw)))) FROM _site.tab"));
    content.put("procedure", shop.maria("CALL _site.hello()"));
    content.put("user", shop.maria("SHOW CREATE USER `_site`@`%`; SHOW GRANTS FOR `_site`@`%`"));
    content.put("queue", shop.queue("EVAL", ALL_KEYS, "0"));
    content.put(
        "files",
        shop.app(
            "cd /srv/files; find . -mindepth 1 -printf '%p %m %U:%G %l\\n' | sort;"
                + " find . -type f -exec sha256sum {} + | sort"));
    return content;
  }

  private void destroy() {
    shop.sql("goods", "DROP TABLE item; CREATE TABLE intruder ()");
    shop.sql("goods", "DROP DATABASE archive WITH (FORCE)");
    shop.maria("DROP DATABASE `_site`; DROP USER `_site`@`%`");
    shop.queue("FLUSHALL");
    shop.queue("SET", "intruder", "1");
    shop.app("cd /srv/files; rm -rf private link large; echo y >intruder; echo z >.hidden");
  }

  private RestoreReport restore(BackupFile file) {
    RestorePlan plan = operations.plan(file.check(), shop.topology());
    return operations.restore(plan, file, step -> {});
  }

  @Test
  void everythingThatWasDestroyedIsThereAgain() throws IOException {
    Map<String, String> before = content();
    String otherBefore = ShopOnEngine.state("other");
    Operations.Written written =
        operations.backup(shop.topology(), folder, PASSPHRASE, NOW, step -> {});
    assertThat(written.file()).hasFileName("versatile-backup-it-20261201-120000.tar.gpg");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written.file())))
        .isEqualTo("rw-------");
    assertThat(written.manifest().parts())
        .extracting(Part::path)
        .containsExactlyInAnyOrder(
            "sql/archive.dump",
            "sql/goods.dump",
            "maria/databases.sql.gz",
            "queue/keys.rdb",
            "app/vh-bk-shop-files.tar.gz");

    destroy();
    RestoreReport report = restore(new BackupFile(written.file(), PASSPHRASE));

    assertThat(report.lines()).allMatch(line -> line.endsWith(": restored"));
    assertThat(report.isWell()).isTrue();
    assertThat(content()).isEqualTo(before);
    assertThat(shop.sql("goods", "SELECT to_regclass('intruder') IS NULL")).isEqualTo("t");
    assertThat(shop.sql("goods", "SELECT count(*) FROM pg_database WHERE datname LIKE 'vers%'"))
        .isEqualTo("0");
    assertThat(shop.queue("TTL", "fleeting")).matches("\\d{4,}");
    assertThat(shop.queue("INFO", "replication")).contains("role:master", "connected_slaves:0");
    assertThat(shop.cache("EXISTS", "cached")).isEqualTo("0");
    assertThat(ShopOnEngine.state("app")).startsWith("running");
    assertThat(ShopOnEngine.state("other")).as("it keeps nothing").isEqualTo(otherBefore);

    docker("restart", ShopOnEngine.name("queue"), ShopOnEngine.name("sql"));
    shop.until("queue", () -> shop.queue("PING"));
    shop.until("sql", () -> shop.sql("goods", "SELECT 1"));
    assertThat(content()).as("after a restart").isEqualTo(before);
  }

  @Test
  void noPasswordIsInTheFileOrInAnyMessage() throws IOException {
    List<String> told = new ArrayList<>();
    Operations.Written written =
        operations.backup(shop.topology(), folder, Optional.empty(), NOW, told::add);

    assertThat(told).isNotEmpty();
    assertThat(new String(Files.readAllBytes(written.file()), StandardCharsets.ISO_8859_1))
        .doesNotContain(ShopOnEngine.PASSWORD);
    assertThat(told).noneMatch(step -> step.contains(ShopOnEngine.PASSWORD));
  }

  @Test
  void aDumpThatCannotBeLoadedLeavesWhatWasThere() throws IOException {
    Map<String, String> before = content();
    for (DataFormat format : List.of(DataFormat.POSTGRESQL, DataFormat.REDIS, DataFormat.FILES)) {
      RestoreReport report = restore(new BackupFile(bogus(format), Optional.empty()));

      assertThat(report.states()).as("%s", report.lines()).hasSize(1);
      assertThat(report.states().get(0).state())
          .as("%s", report.lines())
          .isEqualTo(State.UNCHANGED);
      assertThat(report.states().get(0).reason()).isNotBlank();
      assertThat(content()).isEqualTo(before);
      assertThat(ShopOnEngine.state("app")).startsWith("running");
    }
    assertThat(shop.in("queue", "sh", "-c", "ls -a /data")).doesNotContain("versatile");
  }

  private Path bogus(DataFormat format) throws IOException {
    Path file = folder.resolve(format + ".tar");
    try (BackupWriter writer = BackupWriter.begin(file, Optional.empty())) {
      String service =
          format == DataFormat.POSTGRESQL ? "sql" : format == DataFormat.REDIS ? "queue" : "app";
      String name =
          format == DataFormat.POSTGRESQL
              ? "goods.dump"
              : format == DataFormat.REDIS ? "keys.rdb" : "vh-bk-shop-files.tar.gz";
      writer.add(
          service,
          format,
          name,
          out -> out.write("REDIS0011 PGDMP but no more".getBytes(StandardCharsets.UTF_8)));
      writer.finish(
          parts ->
              new Manifest(
                  Manifest.VERSION,
                  Shop.STACK.value(),
                  NOW.toString(),
                  "",
                  new TreeMap<>(),
                  parts));
    }
    return file;
  }

  @Test
  void aServerThatDoesNotRunIsToldAndNoFileIsLeft() {
    docker("stop", ShopOnEngine.name("maria"));
    try {
      assertThatThrownBy(
              () -> operations.backup(shop.topology(), folder, Optional.empty(), NOW, step -> {}))
          .isInstanceOf(FindingsException.class)
          .hasMessageContaining("[container-not-running]")
          .hasMessageContaining("docker start vh-bk-maria");
      assertThat(folder).isEmptyDirectory();
    } finally {
      docker("start", ShopOnEngine.name("maria"));
      shop.until("maria", () -> shop.maria("SELECT 1"));
    }
  }

  @Test
  void aDumpThatFailsIsToldAndNoFileIsLeft() {
    shop.sql("goods", "CREATE DATABASE \"strange name\"");
    try {
      assertThatThrownBy(
              () -> operations.backup(shop.topology(), folder, Optional.empty(), NOW, step -> {}))
          .isInstanceOf(FindingsException.class)
          .hasMessageContaining("[backup-failed]")
          .hasMessageContaining("strange name");
      assertThat(folder).isEmptyDirectory();
    } finally {
      shop.sql("goods", "DROP DATABASE \"strange name\"");
    }
  }

  @Test
  void anInterruptedBackupLeavesNothing() throws IOException, InterruptedException {
    // pg_dump waits for the lock.
    docker(
        "exec",
        "--detach",
        ShopOnEngine.name("sql"),
        "psql",
        "-XU",
        "shop",
        "goods",
        "-c",
        "BEGIN; LOCK TABLE item; SELECT pg_sleep(60)");
    shop.until("lock", () -> assertThat(locks()).isEqualTo("1"));
    Process backup =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                InterruptedBackup.class.getName(),
                folder.toString())
            .inheritIO()
            .start();
    try {
      shop.until("partial file", () -> assertThat(names(folder)).hasSize(1));
      backup.destroy();
      assertThat(backup.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      backup.destroyForcibly();
      shop.sql(
          "archive",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'");
    }
    assertThat(folder).isEmptyDirectory();
  }

  private String locks() {
    return shop.sql(
        "archive",
        "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
            + " AND relation IS NOT NULL AND database <> (SELECT oid FROM pg_database"
            + " WHERE datname = current_database())");
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program of its own, so that it can be interrupted. */
  static final class InterruptedBackup {

    private InterruptedBackup() {}

    public static void main(String[] arguments) {
      try (Operations operations = Operations.connect()) {
        operations.backup(
            Shop.topology(), Path.of(arguments[0]), Optional.empty(), NOW, step -> {});
      }
    }
  }
}
