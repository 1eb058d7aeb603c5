package app.versatilehub.operations;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.dockerplan.ContainerLabels;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The small system on a real engine, as locked as in a stack. */
final class ShopOnEngine implements AutoCloseable {

  static final String PASSWORD = "p4ssword-of-the-shop";

  /** An image that is not the project's own of that name. */
  private static final String MARIADB =
      System.getProperty("backup.it.mariadb", "versatile-hub/mariadb:1");

  private static final String LABEL = Shop.PREFIX + "=yes";

  private final Topology topology = Shop.topology();
  private final Path secrets;

  ShopOnEngine(Path folder) {
    this.secrets = folder.resolve("secrets");
    remove();
    docker("network", "create", "--internal", "--label", LABEL, Shop.PREFIX + "-back");
    topology.services().forEach(this::start);
    until("pg_isready", () -> sql("goods", "SELECT 1"));
    until("mariadb", () -> maria("SELECT 1"));
    until("redis", () -> queue("PING"));
  }

  Topology topology() {
    return topology;
  }

  private void start(Service service) {
    List<String> words =
        new ArrayList<>(List.of("run", "--detach", "--name", name(service.name().value())));
    words.addAll(List.of("--label", LABEL, "--network", Shop.PREFIX + "-back"));
    ContainerLabels.of(topology, service)
        .forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.addAll(List.of("--read-only", "--cap-drop", "ALL"));
    words.addAll(List.of("--security-opt", "no-new-privileges", "--tmpfs", "/tmp"));
    for (String capability : List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID")) {
      words.addAll(List.of("--cap-add", capability));
    }
    for (String folder : List.of("/var/run/postgresql", "/run/mysqld")) {
      words.addAll(List.of("--tmpfs", folder));
    }
    service
        .workload()
        .environment()
        .forEach((key, value) -> words.addAll(List.of("--env", key + "=" + value)));
    for (SecretUse use : service.workload().secrets()) {
      SecretUse.File file = (SecretUse.File) use;
      words.addAll(List.of("--volume", secret(file) + ":" + file.path() + ":ro"));
    }
    service
        .volumes()
        .forEach(mount -> words.addAll(List.of("--volume", mount.volume() + ":" + mount.path())));
    String image = service.workload().image().toString();
    words.add(service.name().value().equals("maria") ? MARIADB : image);
    words.addAll(service.workload().command());
    docker(words.toArray(String[]::new));
  }

  private Path secret(SecretUse.File file) {
    try {
      Files.createDirectories(secrets);
      return Files.writeString(secrets.resolve(file.secret()), file.before() + PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String name(String service) {
    return Shop.PREFIX + "-" + service;
  }

  String sql(String database, String statements) {
    return in(
        "sql",
        "psql",
        "-XAtq",
        "-v",
        "ON_ERROR_STOP=1",
        "-U",
        "shop",
        "-d",
        database,
        "-c",
        statements);
  }

  String maria(String statements) {
    return in("maria", "mariadb", "-uroot", "-p" + PASSWORD, "-NB", "-e", statements);
  }

  String queue(String... command) {
    List<String> words =
        new ArrayList<>(List.of("redis-cli", "-e", "--no-auth-warning", "-a", PASSWORD));
    words.addAll(List.of(command));
    return in("queue", words.toArray(String[]::new));
  }

  String cache(String... command) {
    List<String> words = new ArrayList<>(List.of("redis-cli"));
    words.addAll(List.of(command));
    return in("cache", words.toArray(String[]::new));
  }

  String app(String script) {
    return in("app", "sh", "-ec", script);
  }

  String in(String service, String... command) {
    List<String> words = new ArrayList<>(List.of("exec", name(service)));
    words.addAll(List.of(command));
    return docker(words.toArray(String[]::new)).strip();
  }

  static String state(String service) {
    return docker("inspect", "--format", "{{.State.Status}} {{.State.StartedAt}}", name(service))
        .strip();
  }

  void until(String what, Runnable attempt) {
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      try {
        attempt.run();
        return;
      } catch (AssertionError e) {
        if (Instant.now().isAfter(end)) {
          throw new AssertionError(what + " does not answer", e);
        }
        pause();
      }
    }
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    remove();
  }

  private static void remove() {
    removeAll(List.of("ps", "--all", "--quiet", "--filter", "label=" + LABEL), "rm", "-fv");
    removeAll(List.of("network", "ls", "--quiet", "--filter", "label=" + LABEL), "network", "rm");
    removeAll(
        List.of("volume", "ls", "--quiet", "--filter", "name=^" + Shop.PREFIX + "-"),
        "volume",
        "rm");
  }

  private static void removeAll(List<String> list, String... removal) {
    List<String> found = docker(list.toArray(String[]::new)).lines().toList();
    if (!found.isEmpty()) {
      List<String> words = new ArrayList<>(List.of(removal));
      words.addAll(found);
      docker(words.toArray(String[]::new));
    }
  }

  static String docker(String... words) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(words));
    try {
      Path output = Files.createTempFile("docker", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
          process.destroy();
          throw new AssertionError(command + " did not end");
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
        return text;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
