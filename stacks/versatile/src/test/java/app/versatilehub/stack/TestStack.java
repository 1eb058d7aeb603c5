package app.versatilehub.stack;

import app.versatilehub.documents.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stack of its own on the real engine: its own folder, state, passphrase, names and subnets, so
 * that it meets no other. Closing it removes whatever is left.
 */
final class TestStack implements AutoCloseable {

  static final String STACK = "it";
  static final String PREFIX = "vh-it";
  private static final String LABEL = "label=versatile.stack=versatile-hub/" + STACK;

  /** Where the networks are that no test is about; below {@code versatile-hub:networks}. */
  static final String SMALL_NETWORKS =
      """
          routes: {subnet: 10.214.3.0/28}
          commands: {subnet: 10.214.3.16/28}
          monitoring: {subnet: 10.214.3.32/28}
          names: {subnet: 10.214.3.48/28}
          hub-realtime: {subnet: 10.214.3.64/28}
          egress-traefik: {subnet: 10.214.4.0/28}
          egress-flow: {subnet: 10.214.4.32/28}
          egress-chat-worker: {subnet: 10.214.4.48/28}
          egress-hub-worker: {subnet: 10.214.4.64/28}
      """;

  /**
   * Settings of a whole hub for tests that care for little of it.
   *
   * @param httpsPort the gateway's on the host
   * @param more further settings, each in one line
   */
  static String settings(int httpsPort, String... more) {
    return """
        config:
          versatile-hub:domain: it.localhost
          versatile-hub:namePrefix: %s
          versatile-hub:images: local
          versatile-hub:generateSecrets: "true"
          versatile-hub:gateway: {httpPort: %d, httpsPort: %d}
        %s  versatile-hub:networks:
            web: {name: vh-it-web, subnet: 10.214.0.0/24}
            shared: {subnet: 10.214.1.0/24}
            chat-internal: {subnet: 10.214.2.0/24}
            hub-internal: {subnet: 10.214.16.0/20, bridge: br-vh-it}
            egress-agent: {subnet: 10.214.4.16/28}
        """
            .formatted(
                PREFIX,
                freePort(),
                httpsPort,
                Stream.of(more)
                    .map(line -> "  versatile-hub:" + line + "\n")
                    .collect(Collectors.joining()))
        + SMALL_NETWORKS;
  }

  private final String name;
  private final Path directory;
  private final Map<String, String> environment = new TreeMap<>();

  /** Prepares the stack {@link #STACK} with these settings. */
  TestStack(String settings) {
    this(STACK, settings);
  }

  /** Prepares the stack of the project's own file {@code Pulumi.<name>.yaml}. */
  static TestStack ofProject(String name) {
    try {
      return new TestStack(name, Files.readString(Project.file("Pulumi." + name + ".yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestStack(String name, String settings) {
    this.name = name;
    try {
      Path root = Project.root();
      directory = Files.createTempDirectory("versatile-it");
      Files.createDirectory(directory.resolve("state"));
      String binary = "stacks/versatile/target/versatile-program.jar";
      Files.writeString(
          directory.resolve("Pulumi.yaml"),
          Files.readString(root.resolve("Pulumi.yaml"))
              .replace(binary, root.resolve(binary).toString()));
      Files.writeString(directory.resolve("Pulumi." + name + ".yaml"), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("PULUMI_BACKEND_URL", "file://" + directory.resolve("state"));
    environment.put("PULUMI_CONFIG_PASSPHRASE", "only for this test");
    environment.put("PULUMI_CONFIG_PASSPHRASE_FILE", "");
    environment.put("NO_COLOR", "1");
    pulumi("stack", "init", name).success();
  }

  /** With another program in place of the project's. */
  TestStack running(Path jar) {
    Path file = directory.resolve("Pulumi.yaml");
    try {
      Files.writeString(file, Files.readString(file).replaceFirst("binary: .*", "binary: " + jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** With these variables besides its own. */
  TestStack with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What its commands find in their environment besides the test's own. */
  Map<String, String> environment() {
    return environment;
  }

  Path directory() {
    return directory;
  }

  Command.Result pulumi(String... words) {
    List<String> command = new ArrayList<>(List.of("pulumi", "--non-interactive"));
    command.addAll(List.of(words));
    return Command.run(directory, environment, command);
  }

  /** Sets one of its settings by its path. */
  void configure(String path, String value) {
    pulumi("config", "set", "--stack", name, "--path", path, value).success();
  }

  /** Takes one of its settings away. */
  void forget(String path) {
    pulumi("config", "rm", "--stack", name, "--path", path).success();
  }

  Command.Result up() {
    return pulumi("up", "--yes", "--skip-preview", "--stack", name);
  }

  Command.Result preview() {
    return pulumi("preview", "--stack", name);
  }

  /** Everything on the engine that carries the stack's label or prefix. */
  static List<String> leftovers() {
    List<String> found = new ArrayList<>();
    found.addAll(named(List.of("ps", "--all"), "{{.Names}}"));
    found.addAll(named(List.of("network", "ls"), "{{.Name}}"));
    found.addAll(named(List.of("volume", "ls"), "{{.Name}}"));
    return found;
  }

  private static List<String> named(List<String> list, String format) {
    return Stream.of(LABEL, "name=" + PREFIX)
        .flatMap(
            filter -> {
              List<String> words = new ArrayList<>(list);
              words.addAll(List.of("--format", format, "--filter", filter));
              return Command.docker(words.toArray(String[]::new)).success().lines();
            })
        .distinct()
        .toList();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    remove(List.of("ps", "--all"), "{{.Names}}", List.of("rm", "--force", "--volumes"));
    remove(List.of("network", "ls"), "{{.Name}}", List.of("network", "rm"));
    remove(List.of("volume", "ls"), "{{.Name}}", List.of("volume", "rm"));
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(List<String> list, String format, List<String> removal) {
    List<String> names = named(list, format);
    if (!names.isEmpty()) {
      List<String> words = new ArrayList<>(removal);
      words.addAll(names);
      Command.docker(words.toArray(String[]::new)).success();
    }
  }
}
