package app.versatilehub.verification.engine;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.access.EngineOutput;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the {@code docker} command has made on the engine is read back. */
@Timeout(180)
class DockerEngineIT {

  /** Of this process, so that two runs on one engine do not meet. */
  private static final String NAME = "vh-engine-" + ProcessHandle.current().pid();

  private static final String WEB = NAME + "-web";
  private static final String INSIDE = NAME + "-inside";
  private static final String IMAGE = "versatile-hub/redis:1";
  private static final String SECRET = "hunter2";

  private final List<String> made = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    docker("network", "create", "--subnet=10.213.249.0/28", "--label=a=b", WEB);
    docker("network", "create", "--internal", "--subnet=10.213.249.16/28", INSIDE);
  }

  @AfterEach
  void remove() throws Exception {
    for (String container : made) {
      run("rm", "--force", "--volumes", container);
    }
    run("network", "rm", WEB);
    run("network", "rm", INSIDE);
  }

  @Test
  void networksAreReadBack() throws Exception {
    start("member", "--network=" + WEB);

    NetworkState web = snapshot().network(WEB).orElseThrow();

    assertThat(web.internal()).isFalse();
    assertThat(web.labels()).containsEntry("a", "b");
    assertThat(web.subnets())
        .containsExactly(
            new SubnetState(Cidr.of("10.213.249.0/28"), Optional.of(IpAddress.of("10.213.249.1"))));
    assertThat(snapshot().network(INSIDE).orElseThrow().internal()).isTrue();
  }

  @Test
  void aContainerIsReadBack() throws Exception {
    String name =
        start(
            "full",
            "--network=" + WEB,
            "--network-alias=alias",
            "--ip=10.213.249.5",
            "--publish=127.0.0.1::80",
            "--env=PASSWORD=" + SECRET,
            "--health-cmd=true",
            "--health-interval=1s",
            "--label=l=1");
    docker("network", "connect", "--alias=other", INSIDE, name);
    int port = Port.parse(docker("port", name, "80/tcp").replaceFirst(".*:", "")).number();

    EngineSnapshot snapshot = snapshot();
    ContainerState container = snapshot.container(name).orElseThrow();

    assertThat(container.status()).isEqualTo(Status.RUNNING);
    assertThat(container.health()).isPresent().get().isIn(Health.STARTING, Health.HEALTHY);
    assertThat(container.image()).isEqualTo(IMAGE);
    assertThat(container.networkMode()).isEqualTo(WEB);
    assertThat(container.on(WEB))
        .contains(
            new EndpointState(
                WEB, new TreeSet<>(List.of("alias", name)), List.of(IpAddress.of("10.213.249.5"))));
    assertThat(container.on(INSIDE).orElseThrow().names()).containsExactly("other", name);
    assertThat(container.exposures())
        .containsExactly(
            new Exposure.PublishedPort(
                Optional.of(IpAddress.of("127.0.0.1")), Port.of(port), Port.of(80)));
    assertThat(container.labels()).containsEntry("l", "1");
    assertThat(snapshot.toString()).doesNotContain(SECRET);
  }

  @Test
  void pausedAndEndedContainersAreReported() throws Exception {
    String paused = start("paused", "--network=" + WEB);
    docker("pause", paused);
    String ended = start("ended", "--network=" + WEB);
    docker("kill", ended);

    EngineSnapshot snapshot = snapshot();

    assertThat(snapshot.container(paused).orElseThrow().status()).isEqualTo(Status.PAUSED);
    assertThat(snapshot.container(paused).orElseThrow().endpoints().get(0).addresses()).hasSize(1);
    assertThat(snapshot.container(ended).orElseThrow().status()).isEqualTo(Status.EXITED);
    assertThat(snapshot.container(ended).orElseThrow().exitCode()).isEqualTo(137);
    assertThat(snapshot.container(ended).orElseThrow().endpoints())
        .allMatch(endpoint -> endpoint.addresses().isEmpty());
  }

  @Test
  void interfacesMayBeElsewhere() throws Exception {
    String host = start("host", "--network=host");
    String none = start("none", "--network=none");
    String beside = start("beside", "--network=container:" + none);

    EngineSnapshot snapshot = snapshot();

    assertThat(snapshot.container(host).orElseThrow().networkMode()).isEqualTo("host");
    assertThat(snapshot.container(none).orElseThrow().networkMode()).isEqualTo("none");
    assertThat(snapshot.container(beside).orElseThrow().networkMode())
        .isEqualTo("container:" + snapshot.container(none).orElseThrow().id());
    assertThat(List.of(host, none, beside))
        .allMatch(name -> snapshot.container(name).orElseThrow().endpoints().isEmpty());
  }

  @Test
  void changesAreTold() throws Exception {
    String name = start("late", "--network=" + WEB);
    BlockingQueue<EngineEvent> events = new LinkedBlockingQueue<>();
    BlockingQueue<Optional<Throwable>> ends = new LinkedBlockingQueue<>();
    try (DockerEngine engine = DockerEngine.connect()) {
      AutoCloseable following = engine.follow(events::add, ends::add);

      docker("network", "connect", INSIDE, name);

      assertThat(next(events, "connect", INSIDE)).as("told within a second").contains("network");
      following.close();
      assertThat(ends).isEmpty();
    }
  }

  @Test
  void theEndOfTheConnectionIsTold() throws Exception {
    BlockingQueue<Optional<Throwable>> ends = new LinkedBlockingQueue<>();
    DockerEngine engine = DockerEngine.connect();
    AutoCloseable following = engine.follow(event -> {}, ends::add);

    engine.close();

    assertThat(ends.poll(10, TimeUnit.SECONDS)).isNotNull();
    following.close();
  }

  @Test
  void theOutputOfAContainerIsFollowedUntilItStops() throws Exception {
    String name = start("says", "--network=" + WEB);
    say(name, "before");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    CompletableFuture<Void> following = output(name, true, DockerEngine.connect(), lines::add);
    assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("before");

    say(name, "later");
    assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("later");
    assertThat(following).isNotDone();

    docker("kill", name);
    following.get(10, TimeUnit.SECONDS);
    output(name, false, DockerEngine.connect(), lines::add).get(10, TimeUnit.SECONDS);
    assertThat(lines).containsExactly("before", "later");
  }

  @Test
  void anEngineThatGoesWhileItsOutputIsFollowedIsToldInOneLine() throws Exception {
    String name = start("silent", "--network=" + WEB);
    say(name, "before");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    DockerEngine engine = DockerEngine.connect();
    CompletableFuture<Void> following = output(name, true, engine, lines::add);
    assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("before");

    engine.close();

    assertThat(following)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(EngineUnavailableException.class);
  }

  @Test
  void theOutputOfNoContainerIsRefused() {
    assertThat(output(NAME + "-none", true, DockerEngine.connect(), line -> {}))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalArgumentException.class)
        .withMessageContaining("there is no container '%s-none'", NAME);
  }

  @Test
  void outputThatTheEngineDoesNotKeepIsRefused() throws Exception {
    String name = start("unlogged", "--network=" + WEB, "--log-driver=none");

    assertThat(output(name, false, DockerEngine.connect(), line -> {}))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalArgumentException.class)
        .withMessageContaining("cannot be read");
  }

  private static CompletableFuture<Void> output(
      String container, boolean follow, DockerEngine engine, Consumer<String> to) {
    Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));
    return CompletableFuture.runAsync(
        () -> new EngineOutput(() -> engine).read(container, anHourAgo, follow, to));
  }

  private static void say(String container, String line) throws Exception {
    docker("exec", container, "sh", "-c", "echo " + line + " >/proc/1/fd/1");
  }

  /** The type of the event, if it comes within a second. */
  private static Optional<String> next(
      BlockingQueue<EngineEvent> events, String action, String name) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (System.nanoTime() < end) {
      EngineEvent event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event != null && event.action().equals(action) && event.name().equals(name)) {
        return Optional.of(event.type());
      }
    }
    return Optional.empty();
  }

  private static EngineSnapshot snapshot() {
    try (DockerEngine engine = DockerEngine.connect()) {
      return engine.snapshot();
    }
  }

  private String start(String name, String... options) throws Exception {
    String full = NAME + "-" + name;
    made.add(0, full);
    List<String> arguments = new ArrayList<>(List.of("run", "--detach", "--name=" + full));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--entrypoint=sleep", IMAGE, "600"));
    docker(arguments.toArray(String[]::new));
    return full;
  }

  private static String docker(String... arguments) throws Exception {
    Process process = run(arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as("docker %s\n%s", List.of(arguments), output).isZero();
    return output.strip();
  }

  private static Process run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return process;
  }
}
