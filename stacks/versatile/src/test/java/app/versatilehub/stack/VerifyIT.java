package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.CellResult;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.EngineVerifier;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.Verifier.Question;
import app.versatilehub.verification.doctor.Diagnosis;
import app.versatilehub.verification.doctor.Doctor;
import app.versatilehub.verification.doctor.EnginePatient;
import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.probe.ProbeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The verifier on a real stack: it is content with what {@code pulumi up} makes, and reports
 * exactly what somebody has changed there behind Pulumi's back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VerifyIT {

  private static final int HTTP = TestStack.freePort();
  private static final int HTTPS = TestStack.freePort();
  private static final int PUBLISHED_BY_HAND = TestStack.freePort();
  static final String SETTINGS =
      """
      config:
        versatile-hub:domain: verify.localhost
        versatile-hub:namePrefix: vh-it
        versatile-hub:images: local
        versatile-hub:generateSecrets: "true"
        versatile-hub:health:
          intervalSeconds: 3
          patienceSeconds: 180
        versatile-hub:gateway:
          httpPort: %d
          httpsPort: %d
        versatile-hub:networks:
          web:
            name: vh-it-web
            subnet: 10.214.64.0/24
            # As another owner may have made it: what is done to it by hand shows the more.
            internal: false
            bridge: br-vh-it-web
            ipv6:
              subnet: fd00:214:64::/64
          shared:
            subnet: 10.214.65.0/24
            bridge: br-vh-it-shared
          chat-internal:
            subnet: 10.214.66.0/24
            bridge: br-vh-it-chat
          hub-internal:
            subnet: 10.214.80.0/20
            bridge: br-vh-it-hub
          egress-agent: {subnet: 10.214.4.16/28}
      """
              .formatted(HTTP, HTTPS)
          + TestStack.SMALL_NETWORKS;

  private static final String WEB_BRIDGE = "br-vh-it-web";
  private static final String CHAT_BRIDGE = "br-vh-it-chat";
  private static final String FOREIGN = "vh-it-foreign";
  private static final String SOCKET = "unix:///var/run/docker.sock";
  private static final String FOREIGN_BRIDGE = "br-vh-it-alien";

  private TestStack stack;
  private Topology topology;
  private EngineVersion version;
  private SortedSet<String> before;

  @BeforeAll
  void bringUp() {
    stack = new TestStack(SETTINGS);
    stack.up().success();
    topology =
        VersatileHub.topology(
            SettingsReader.readFile(stack.directory(), TestStack.STACK).environment());
    before = engineHolds();
    version = verify().engine().version().orElseThrow();
  }

  @AfterAll
  void leaveNothing() {
    stack.close();
  }

  // --- Untouched --------------------------------------------------------------------------------

  @Test
  @Order(1)
  void anUntouchedStackIsWhatItsTopologySays() {
    assertUntouched(verify());
  }

  @Test
  @Order(1)
  void theVerifierLeavesNothing() {
    verify();
    assertThat(engineHolds()).isEqualTo(before);
  }

  private void assertUntouched(Verification verification) {
    report("untouched", verification);
    assertThat(wrong(verification)).isEmpty();
    assertThat(verification.findings())
        .extracting(Finding::id)
        .isEqualTo(verification.engine().usesNftables() ? List.of("firewall-unknown") : List.of());
    assertThat(verification.count(Status.AGREES)).isGreaterThan(500);
    assertThat(verification.took()).isLessThan(Duration.ofSeconds(30));
  }

  // --- Sabotage ---------------------------------------------------------------------------------

  /**
   * A change behind Pulumi's back.
   *
   * @param name what it is
   * @param change does it, and returns what undoes it
   * @param drift the findings beside those about cells, as identifier and subject
   * @param explained the cells that are not as declared, but as the engine says of itself
   * @param unexplained the cells that are neither
   */
  private record Sabotage(
      String name,
      Change change,
      Set<String> drift,
      Set<String> explained,
      Set<String> unexplained) {

    SortedSet<String> wrong() {
      return union(explained, unexplained);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private interface Change {
    Undo make();
  }

  private interface Undo {
    void undo();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @Order(2)
  void sabotage(Sabotage sabotage) {
    Undo undo = sabotage.change().make();
    Verification verification;
    try {
      verification = verify();
    } finally {
      undo.undo();
    }
    report(sabotage.name(), verification);
    assertThat(wrong(verification)).as("cells").isEqualTo(sabotage.wrong());
    assertThat(named(verification.findings()))
        .as("findings")
        .isEqualTo(union(sabotage.drift(), findingsOf(sabotage.wrong())));
    assertThat(
            verification.results().stream()
                .filter(result -> result.status() != Status.AGREES && !result.isAsConfigured())
                .map(VerifyIT::named))
        .as("cells that the engine's own words do not explain")
        .allMatch(sabotage.unexplained()::contains)
        .containsAll(sabotage.unexplained());
  }

  List<Sabotage> sabotage() {
    return new Sabotages().all();
  }

  private final class Sabotages {

    private final List<Sabotage> all = new ArrayList<>();

    List<Sabotage> all() {
      memberships();
      names();
      networks();
      containers();
      powers();
      packetFilter();
      return all;
    }

    /** The services on a network of the topology that are asked; jobs have ended. */
    private Set<String> on(String network) {
      return topology.services().stream()
          .filter(service -> service.kind() != ServiceKind.JOB)
          .filter(service -> service.isOn(NetworkName.of(network)))
          .map(service -> service.name().value())
          .collect(Collectors.toSet());
    }

    /** Those that reach the Internet, and so the host, by a way of their own. */
    private Set<String> leaving() {
      return topology.leaving().stream().map(ServiceName::value).collect(Collectors.toSet());
    }

    private static Set<String> without(Set<String> services, String one) {
      return less(services, Set.of(one));
    }

    private static Set<String> less(Set<String> services, Set<String> some) {
      SortedSet<String> others = new TreeSet<>(services);
      others.removeAll(some);
      return others;
    }

    /** What each of the services is asked for. */
    private Set<String> ports(Set<String> services) {
      return topology.services().stream()
          .filter(service -> services.contains(service.name().value()))
          .flatMap(service -> service.ports().stream().map(port -> service.name() + ":" + port))
          .collect(Collectors.toSet());
    }

    private static Set<String> names(Set<String> services) {
      return services.stream()
          .flatMap(service -> Stream.of("name " + service, "name vh-it-" + service))
          .collect(Collectors.toSet());
    }

    private static Set<String> cells(String status, Set<String> sources, Set<String> targets) {
      return sources.stream()
          .flatMap(
              source ->
                  targets.stream()
                      .filter(target -> !target.startsWith(source + ":"))
                      .map(target -> "%s %s -> %s".formatted(status, source, target)))
          .collect(Collectors.toSet());
    }

    /** A service and others reach each other. */
    private Set<String> meet(String service, Set<String> others) {
      return union(
          cells("HOLE", Set.of(service), ports(others)),
          cells("HOLE", others, ports(Set.of(service))));
    }

    /**
     * A service no longer meets others where it should, and their names are unknown, but for those
     * that it still knows, or that still know it, from elsewhere.
     */
    private Set<String> missed(
        String service, Set<String> others, Set<String> known, Set<String> knowing) {
      return union(
          cells("BLOCKED", Set.of(service), union(ports(others), names(less(others, known)))),
          cells("BLOCKED", less(others, knowing), names(Set.of(service))));
    }

    /** The services and the host reach each other, which those that get out may do anyway. */
    private Set<String> ofTheHost(Set<String> services) {
      return union(
          cells("HOLE", less(services, union(on("web"), leaving())), Set.of("host")),
          cells("HOLE", Set.of("host"), ports(services)));
    }

    /** And they reach whatever the host leads to. */
    private Set<String> ofTheOutside(String... services) {
      return union(
          ofTheHost(Set.of(services)),
          cells(
              "HOLE",
              Set.of(services),
              Set.of("Internet", "host port " + HTTP, "host port " + HTTPS)));
    }

    private void add(String name, Change change, Set<String> drift, Set<String> wrong) {
      all.add(new Sabotage(name, change, drift, wrong, Set.of()));
    }

    /** What only the packets tell. */
    private void addUnexplained(String name, Change change, Set<String> drift, Set<String> wrong) {
      all.add(new Sabotage(name, change, drift, Set.of(), wrong));
    }

    private void memberships() {
      add(
          "a database joins web",
          connected("chat-postgres", "vh-it-web"),
          Set.of("network-joined service chat-postgres"),
          union(ofTheOutside("chat-postgres"), meet("chat-postgres", on("web"))));
      add(
          "a database joins a network of somebody else",
          together(foreignNetwork(), connected("chat-postgres", FOREIGN)),
          Set.of("network-joined service chat-postgres"),
          ofTheOutside("chat-postgres"));
      add(
          EngineDifference.KEEPS_IPV6_APART.sabotage(),
          together(
              foreignNetwork("--ipv6", "--subnet", "fd00:214:96::/64"),
              connected("chat-postgres", FOREIGN),
              settled(FOREIGN_BRIDGE)),
          Set.of("network-joined service chat-postgres"),
          EngineDifference.KEEPS_IPV6_APART.holdsOn(version)
              ? ofTheOutside("chat-postgres")
              : union(ofTheOutside("chat-postgres"), meet("chat-postgres", on("web"))));
      add(
          "a service loses its database's network",
          () -> {
            docker("network", "disconnect", "vh-it-chat-internal", "vh-it-chat-web");
            return () ->
                docker(
                    "network",
                    "connect",
                    "--alias",
                    "chat-web",
                    "vh-it-chat-internal",
                    "vh-it-chat-web");
          },
          Set.of("network-left service chat-web"),
          missed(
              "chat-web",
              without(on("chat-internal"), "chat-web"),
              Set.of("chat-bridge"),
              Set.of("chat-bridge")));
      add(
          "a stranger joins an internal network",
          stranger("--network", "vh-it-chat-internal"),
          Set.of("stranger-inside container vh-it-stranger"),
          Set.of());
      add(
          "a stranger is in a service's network namespace",
          stranger("--network", "container:vh-it-agent"),
          Set.of("namespace-shared container vh-it-stranger"),
          Set.of());
    }

    private void names() {
      add(
          "a stranger takes a service's name",
          stranger("--network", "vh-it-web", "--network-alias", "hub-frontend"),
          Set.of("stranger-beside container vh-it-stranger", "name-taken container vh-it-stranger"),
          cells("BLOCKED", without(on("web"), "hub-frontend"), Set.of("name hub-frontend")));
      add(
          "a service loses its name",
          () -> {
            reconnect("hub-websocket", "vh-it-hub-internal");
            return () ->
                reconnect("hub-websocket", "vh-it-hub-internal", "--alias", "hub-websocket");
          },
          Set.of("alias-missing service hub-websocket"),
          cells(
              "BLOCKED",
              without(on("hub-internal"), "hub-websocket"),
              Set.of("name hub-websocket")));
    }

    private void networks() {
      addUnexplained(
          "an internal network is open",
          network("vh-it-chat-internal", "--opt", "com.docker.network.bridge.inhibit_ipv4=true"),
          Set.of("network-opened network chat-internal"),
          // Of two ways out the engine takes the one by the network without an address of the host.
          cells("BLOCKED", Set.of("chat-worker"), Set.of("Internet")));
      add(
          "an internal network has the host's address",
          network("vh-it-chat-internal", "--internal"),
          Set.of("network-weakened network chat-internal"),
          ofTheHost(on("chat-internal")));
      add(
          "an internal network is an ordinary one",
          network("vh-it-chat-internal"),
          Set.of("network-opened network chat-internal", "network-weakened network chat-internal"),
          union(ofTheHost(on("chat-internal")), ofTheOutside("chat-postgres", "chat-redis")));
      addUnexplained(
          "the host takes the address of an internal network's gateway",
          () -> {
            command("ip", "address", "add", "10.214.66.1/24", "dev", CHAT_BRIDGE);
            return () -> command("ip", "address", "delete", "10.214.66.1/24", "dev", CHAT_BRIDGE);
          },
          Set.of(),
          ofTheHost(on("chat-internal")));
    }

    private void containers() {
      add(
          "a service publishes its port",
          remade("chat-web", remake -> remake.with("--publish", PUBLISHED_BY_HAND + ":3000")),
          Set.of("port-opened service chat-web"),
          cells(
              "HOLE",
              union(Set.of("host"), without(union(on("web"), leaving()), "chat-web")),
              Set.of("host port " + PUBLISHED_BY_HAND)));
      add(
          "a service is on the host's network",
          remade("hub-worker", remake -> remake.networkMode("host")),
          Set.of("network-mode service hub-worker"),
          union(
              cells("HOLE", Set.of("hub-worker"), ports(on("web"))),
              missed("hub-worker", without(on("hub-internal"), "hub-worker"), Set.of(), Set.of())));
      add(
          "a service is in the network namespace of another",
          remade("hub-worker", remake -> remake.networkMode("container:vh-it-agent")),
          Set.of("network-mode service hub-worker"),
          union(
              cells(
                  "HOLE",
                  Set.of("hub-worker"),
                  ports(without(union(on("web"), on("shared")), "agent"))),
              missed(
                  "hub-worker",
                  without(on("hub-internal"), "hub-worker"),
                  Set.of("hub-backend", "hub-frontend"),
                  Set.of())));
      add(
          "a route leads elsewhere",
          remade(
              "chat-web",
              remake ->
                  remake.label(
                      "traefik.http.routers.vh-it-chat-web.rule", "Host(`other.localhost`)")),
          Set.of("route-labels service chat-web"),
          Set.of());
      add(
          "a service has lost a label of the stack",
          remade("hub-worker", remake -> remake.withoutLabel("versatile.module")),
          Set.of("own-labels service hub-worker"),
          Set.of());
      add(
          "a service is paused",
          () -> {
            docker("pause", "vh-it-hub-websocket");
            return () -> docker("unpause", "vh-it-hub-websocket");
          },
          Set.of("container-paused service hub-websocket"),
          Set.of());
      add(
          "a service is killed",
          () -> {
            docker("kill", "vh-it-hub-websocket");
            return () -> docker("start", "vh-it-hub-websocket");
          },
          Set.of("container-stopped service hub-websocket"),
          Set.of());
      add(
          "a service is gone",
          () -> {
            Remake original = Remake.of("vh-it-hub-websocket");
            docker("rm", "--force", "vh-it-hub-websocket");
            return original::make;
          },
          Set.of("container-missing service hub-websocket"),
          Set.of());
      add(
          "a service has another name",
          () -> {
            docker("rename", "vh-it-hub-websocket", "vh-it-other");
            return () -> docker("rename", "vh-it-other", "vh-it-hub-websocket");
          },
          Set.of("container-renamed service hub-websocket"),
          Set.of());
      add(
          "a service runs another image",
          () -> {
            docker("tag", standIn(), "vh-it/other:1");
            Undo undo = remade("hub-worker", remake -> remake.image("vh-it/other:1")).make();
            return () -> {
              undo.undo();
              docker("rmi", "vh-it/other:1");
            };
          },
          Set.of("image-reference service hub-worker"),
          Set.of());
      add(
          "a service does not listen where it should",
          remade("hub-websocket", remake -> remake.variable("STAND_IN_PORTS", "9001")),
          Set.of("not-listening hub-websocket:9000"),
          Set.of());
    }

    private void powers() {
      for (List<String> options :
          List.of(
              List.of("--privileged"),
              List.of("--volume", "/var/run/docker.sock:/var/run/docker.sock"),
              List.of("--cap-add", "NET_ADMIN"),
              List.of("--pid", "host"),
              List.of("--volume", "/etc:/host:ro"))) {
        add(
            "a service is made with " + String.join(" ", options),
            remade("hub-worker", remake -> remake.with(options.toArray(String[]::new))),
            Set.of("exposure-added service hub-worker"),
            Set.of());
      }
    }

    private void packetFilter() {
      addUnexplained(
          "the operator's rule drops a declared flow",
          () -> {
            assumeTrue(
                bridgesAreFiltered(), "members of one bridge meet past the packet filter here");
            return rule(
                    "iptables",
                    "filter",
                    "DOCKER-USER",
                    "--in-interface",
                    WEB_BRIDGE,
                    "--out-interface",
                    WEB_BRIDGE,
                    "--protocol",
                    "tcp",
                    "--dport",
                    "8080",
                    "--jump",
                    "DROP")
                .make();
          },
          Set.of("user-rule firewall"),
          cells("BLOCKED", without(on("web"), "hub-frontend"), ports(Set.of("hub-frontend"))));
      all.add(
          new Sabotage(
              "the operator's rules let packets pass from network to network",
              together(
                  foreignNetwork(),
                  connected("chat-postgres", FOREIGN),
                  accept("DOCKER-USER", WEB_BRIDGE, FOREIGN_BRIDGE),
                  accept("DOCKER-USER", FOREIGN_BRIDGE, WEB_BRIDGE),
                  // From 28 on, packets for a member that come from elsewhere are dropped early.
                  early(WEB_BRIDGE),
                  early(FOREIGN_BRIDGE)),
              Set.of(
                  "network-joined service chat-postgres",
                  "user-rule firewall",
                  "raw-rule firewall"),
              ofTheOutside("chat-postgres"),
              meet("chat-postgres", on("web"))));
      addUnexplained(
          "a rule before the engine's accepts everything on web",
          accept("FORWARD", WEB_BRIDGE, WEB_BRIDGE),
          Set.of("accepted-first firewall"),
          Set.of());
      addUnexplained(
          "the host closes its published port to web",
          together(closed("iptables", HTTPS), closed("ip6tables", HTTPS)),
          Set.of(),
          cells("BLOCKED", less(on("web"), leaving()), Set.of("host port " + HTTPS)));
      add(
          "a port of the host leads to a database",
          () ->
              rule(
                      "iptables",
                      "nat",
                      "PREROUTING",
                      "--protocol",
                      "tcp",
                      "--dport",
                      String.valueOf(PUBLISHED_BY_HAND),
                      "--jump",
                      "DNAT",
                      "--to-destination",
                      address("chat-postgres", "vh-it-chat-internal") + ":5432")
                  .make(),
          Set.of("port-forwarded firewall"),
          Set.of());
      add(
          EngineDifference.REFUSES_DIRECT_ROUTING.sabotage(),
          () -> {
            assumeTrue(isInNamespaceOfItsOwn(), "this is the machine's own packet filter");
            command("iptables", "--wait", "--policy", "FORWARD", "ACCEPT");
            return () -> command("iptables", "--wait", "--policy", "FORWARD", "DROP");
          },
          EngineDifference.REFUSES_DIRECT_ROUTING.holdsOn(version)
              ? Set.of()
              : Set.of("forward-policy firewall"),
          Set.of());
    }
  }

  // --- Faults -----------------------------------------------------------------------------------

  @Test
  @Order(3)
  void aServiceThatDiesMeanwhileIsNotTakenForOneThatAgrees() throws InterruptedException {
    SortedSet<String> held = engineHolds();
    CompletableFuture<Verification> verifying = CompletableFuture.supplyAsync(this::verify);
    Thread.sleep(500);
    docker("kill", "vh-it-hub-websocket");
    Verification verification;
    try {
      verification = verifying.orTimeout(60, TimeUnit.SECONDS).join();
    } finally {
      docker("start", "vh-it-hub-websocket");
    }
    report("dies meanwhile", verification);
    assertThat(verification.results())
        .filteredOn(result -> result.cell().title().contains("hub-websocket"))
        .noneMatch(result -> result.status() == Status.AGREES);
    assertThat(named(verification.findings()))
        .anyMatch(
            finding ->
                finding.startsWith("not-probed hub-websocket -> ")
                    || finding.equals("container-stopped service hub-websocket"));
    assertThat(engineHolds()).isEqualTo(held);
  }

  /**
   * The moment is what is sent to the engine, and how often until then. What was only read from an
   * engine that answers again may be read anew, so that nothing is lost; whether it is depends on
   * what was under way just then.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RESTARTED | GET /containers/  | 5 | true",
        "RESTARTED | /start            | 8 | false",
        "RESTARTED | \"do\":\"connect\" | 3 | false",
        "GONE      | GET /containers/  | 5 | false",
        "GONE      | \"do\":\"resolve\" | 3 | false",
        "SILENT    | \"do\":\"resolve\" | 3 | false"
      })
  @Order(3)
  void anEngineThatBreaksOffMeanwhileIsNotTakenForOneThatAgrees(
      FragileSocket.Break kind, String moment, int times, boolean mayPass, @TempDir Path folder) {
    String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse(SOCKET);
    assumeTrue(host.startsWith("unix://"), "the engine is not on a socket of this host");
    Path engine = Path.of(host.substring("unix://".length()));
    SortedSet<String> held = engineHolds();
    long start = System.nanoTime();
    Queue<Throwable> printed = new ConcurrentLinkedQueue<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> printed.add(failure));
    try (FragileSocket socket = FragileSocket.to(engine, folder, kind, moment, times)) {
      EngineVerifier verifier =
          new EngineVerifier(
              () -> DockerEngine.connect(Map.of("DOCKER_HOST", socket.address())), programs());
      CompletableFuture<Verification> verifying =
          CompletableFuture.supplyAsync(() -> verifier.verify(topology, everything()));
      try {
        Verification verification = verifying.orTimeout(60, TimeUnit.SECONDS).join();
        report(kind + " at " + moment, verification);
        boolean passes = verification.findings().isEmpty();
        assertThat(passes).as("passes only if nothing is lost").isIn(false, mayPass);
        assertThat(verification.count(Status.UNKNOWN) > 0)
            .as("some are unknown")
            .isEqualTo(!passes);
        assertThat(verification.findings()).allMatch(finding -> finding.id().equals("not-probed"));
      } catch (CompletionException e) {
        System.out.printf(
            "verify, %s at %s: %d ms: %s%n", kind, moment, millisecondsSince(start), e.getCause());
        assertThat(e)
            .cause()
            .isInstanceOfAny(EngineUnavailableException.class, ProbeException.class)
            .hasMessageNotContaining("Exception");
      }
      assertThat(socket.isBroken()).isTrue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(null);
    }
    assertThat(printed).as("what threads have died of, which the JVM prints").isEmpty();
    awaitContainers(held);
    // What could not be taken away then, the next run takes away.
    verify();
    assertThat(engineHolds()).isEqualTo(held);
  }

  @Test
  @Order(3)
  void watchingTellsOfADatabaseThatJoinsWebWithinTwoSeconds() throws Exception {
    SortedSet<String> held = engineHolds();
    Undo undo = () -> {};
    try (Watched watch = Watched.start(stack, "verify", "--watch")) {
      watch.await("as declared; watching", Duration.ofSeconds(60));
      List<Long> took = new ArrayList<>();
      // The fastest of three counts: what else the machine does is not the watch's doing.
      for (int attempt = 0; attempt < 3; attempt++) {
        long start = System.nanoTime();
        undo = connected("chat-postgres", "vh-it-web").make();
        List<String> told = watch.await("chat-postgres: is on", Duration.ofSeconds(10));
        took.add(millisecondsSince(start));
        assertThat(told).anyMatch(line -> line.contains("-> chat-postgres:5432: open by"));
        undo.undo();
        undo = () -> {};
        watch.await("mended", Duration.ofSeconds(10));
        watch.awaitSilence();
      }
      System.out.printf("verify --watch: told after %s ms%n", took);
      assertThat(Collections.min(took)).isLessThan(2000);
      assertThat(watch.end()).as("exit code after SIGTERM").isEqualTo(143);
    } finally {
      undo.undo();
    }
    assertThat(engineHolds()).isEqualTo(held);
  }

  @Test
  @Order(3)
  void twoHundredContainersOfOthersAreNobodysBusiness() {
    Undo network = foreignNetwork().make();
    List<String> names =
        IntStream.range(0, 200).mapToObj(number -> "vh-it-alien-" + number).toList();
    names.parallelStream()
        .forEach(
            name ->
                docker(
                    "create",
                    "--name",
                    name,
                    "--network",
                    FOREIGN,
                    "--label",
                    "versatile.stack=\u2603 '\"$(id)\\\n{{.}}",
                    "--label",
                    "traefik.http.routers.\u00e4`|<x>.rule=Host(`'\"",
                    "--label",
                    "versatile.ports=-1,many",
                    standIn(),
                    "listen",
                    "80"));
    names.stream().limit(3).forEach(name -> docker("start", name));
    Verification verification;
    try {
      verification = verify();
    } finally {
      List<String> remove = new ArrayList<>(List.of("rm", "--force"));
      remove.addAll(names);
      docker(remove.toArray(String[]::new));
      network.undo();
    }
    report("two hundred", verification);
    assertThat(wrong(verification)).isEmpty();
    assertThat(verification.findings()).isEmpty();
    assertThat(verification.took()).isLessThan(Duration.ofSeconds(30));
  }

  /** Which no engine takes for a network any more, but some did. */
  @Test
  @Order(3)
  void aStrangeNameIsQuotedSoThatItsCureMendsIt() {
    String strange = "vh-it $(id) 'x' \"y\" | z";
    Command.Result made =
        Command.docker("network", "create", "--subnet", "10.214.96.0/24", strange);
    assumeTrue(made.exitCode() == 0, "this engine takes no strange names: " + made.output());
    try {
      docker("network", "connect", strange, "vh-it-chat-postgres");
      Finding joined =
          verify().findings().stream()
              .filter(finding -> finding.id().equals("network-joined"))
              .findFirst()
              .orElseThrow();
      assertThat(joined.message()).contains(strange);

      command("sh", "-c", joined.cure());

      assertThat(named(verify().findings())).isEmpty();
    } finally {
      // Whether or not the cure has been one.
      Command.docker("network", "disconnect", strange, "vh-it-chat-postgres");
      docker("network", "rm", strange);
    }
  }

  @Test
  @Order(3)
  void withoutAnEngineItSaysSo() {
    EngineVerifier verifier =
        new EngineVerifier(
            () -> DockerEngine.connect(Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock")),
            programs());
    assertThatThrownBy(() -> verifier.verify(topology, everything()))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("/nowhere/docker.sock");
  }

  // --- Doctor -----------------------------------------------------------------------------------

  /**
   * What is done to Chatwoot's container, what the gateway answers for it then, and what the doctor
   * takes for the cause.
   */
  @ParameterizedTest
  @CsvSource({
    "leads to a port where nobody listens, answers 503, route-labels-wrong",
    "has the route of another name, answers 404, route-labels-wrong",
    "listens elsewhere, answers 502, port-silent"
  })
  @Order(3)
  void theDoctorKnowsTheCauseOfWhatTheGatewayAnswers(String what, String answer, String cause) {
    // What it says of the engine itself.
    List<Diagnosis> before = diagnose(topology);
    Undo undo = remade("chat-web", remake -> chatWebThat(what, remake)).make();
    try {
      await(
          "%s with '%s' as evidence".formatted(cause, answer),
          () ->
              diagnose(topology).stream()
                  .filter(found -> found.finding().id().equals(cause))
                  .filter(found -> found.finding().subject().equals("service chat-web"))
                  .flatMap(found -> found.evidence().stream())
                  .anyMatch(line -> line.contains("chat.verify") && line.contains(answer)));
    } finally {
      undo.undo();
    }
    await("nothing but what was wrong before", () -> diagnose(topology).equals(before));
  }

  /** Its health is not asked, so that the gateway goes on sending to it. */
  private static Remake chatWebThat(String what, Remake remake) {
    return switch (what) {
      case "leads to a port where nobody listens" ->
          remake.label("traefik.http.services.vh-it-chat-web.loadbalancer.server.port", "9");
      case "has the route of another name" ->
          remake.label("traefik.http.routers.vh-it-chat-web.rule", "Host(`other.localhost`)");
      case "listens elsewhere" ->
          remake.variable("STAND_IN_PORTS", "9001").with("--no-healthcheck");
      default -> throw new AssertionError(what);
    };
  }

  @Test
  @Order(3)
  void theDoctorKnowsTheCertificateThatTheGatewayHasSignedItself(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("Pulumi.yaml"), Files.readString(stack.directory().resolve("Pulumi.yaml")));
    Files.writeString(
        folder.resolve("Pulumi." + TestStack.STACK + ".yaml"),
        SETTINGS.replace(
            "httpsPort: " + HTTPS, "httpsPort: " + HTTPS + "\n    acmeEmail: ops@example.org"));
    Topology wanting =
        VersatileHub.topology(SettingsReader.readFile(folder, TestStack.STACK).environment());

    List<String> urls =
        topology.routes().stream()
            .map(route -> topology.environment().url(route.host()))
            .sorted()
            .toList();
    // Without that of the stack's own authority.
    String place = "vh-it-traefik:/etc/traefik/gateway.yaml";
    Path with = folder.resolve("with.yaml");
    Path without = folder.resolve("without.yaml");
    Files.writeString(without, "tls: {options: {default: {minVersion: VersionTLS12}}}");
    docker("cp", place, with.toString());
    docker("cp", without.toString(), place);
    try {
      await(
          "certificate-default for each route",
          () ->
              diagnose(wanting).stream()
                  .map(Diagnosis::finding)
                  .filter(finding -> finding.id().equals("certificate-default"))
                  .map(Finding::subject)
                  .sorted()
                  .toList()
                  .equals(urls));
    } finally {
      docker("cp", with.toString(), place);
    }
  }

  private static List<Diagnosis> diagnose(Topology wanted) {
    try (EnginePatient patient = EnginePatient.connect(programs(), Clock.systemUTC())) {
      EngineSnapshot snapshot = patient.snapshot();
      return Doctor.diagnose(wanted, snapshot, patient.observe(wanted, snapshot));
    }
  }

  /** The gateway gathers changes for some seconds, and looks at health before that. */
  private void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(millisecondsSince(start))
          .as(() -> "waiting for " + what + "; the doctor says " + diagnose(topology))
          .isLessThan(60_000);
      pause(Duration.ofMillis(500));
    }
  }

  // --- Afterwards -------------------------------------------------------------------------------

  @Test
  @Order(4)
  void whatWasDoneIsUndone() {
    assertUntouched(verify());
    // What was made again has another identifier, and so another place in the engine's lists.
    assertThat(engineHolds().stream().map(VerifyIT::withoutIdentifier).sorted())
        .containsExactlyElementsOf(
            before.stream().map(VerifyIT::withoutIdentifier).sorted().toList());
  }

  // ----------------------------------------------------------------------------------------------

  private Verification verify() {
    return verifier().verify(topology, everything());
  }

  /** One that asks this machine's engine. */
  static EngineVerifier verifier() {
    return new EngineVerifier(DockerEngine::connect, programs());
  }

  /** Every question. */
  static Question everything() {
    return new Question(cell -> true, Optional.empty(), what -> {});
  }

  static Path programs() {
    Path programs =
        Path.of(
            Optional.ofNullable(System.getenv("VERSATILE_PROBE"))
                .orElseThrow(
                    () ->
                        new AssertionError(
                            "VERSATILE_PROBE does not name the folder with the probe; run the"
                                + " tests by ./versatile test")));
    assertThat(programs).isDirectory();
    return programs;
  }

  private static void report(String title, Verification verification) {
    System.out.printf("verify, %s: %d ms%n", title, verification.took().toMillis());
  }

  private static SortedSet<String> wrong(Verification verification) {
    return verification.results().stream()
        .filter(result -> result.status() != Status.AGREES)
        .map(VerifyIT::named)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String named(CellResult result) {
    return result.status() + " " + result.cell().title();
  }

  private static SortedSet<String> named(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.id() + " " + finding.subject())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> findingsOf(Set<String> cells) {
    return cells.stream()
        .map(
            cell ->
                cell.replaceFirst("^HOLE", "open-against-topology")
                    .replaceFirst("^BLOCKED", "closed-against-topology")
                    .replaceFirst("^UNKNOWN", "not-probed"))
        .collect(Collectors.toSet());
  }

  private static SortedSet<String> union(Set<String> one, Set<String> other) {
    SortedSet<String> union = new TreeSet<>(one);
    union.addAll(other);
    return union;
  }

  /** By kind, identifier and name. */
  private static SortedSet<String> engineHolds() {
    return Stream.of(
            Command.docker("ps", "--all", "--no-trunc", "--format", "container {{.ID}} {{.Names}}"),
            Command.docker("network", "ls", "--no-trunc", "--format", "network {{.ID}} {{.Name}}"),
            Command.docker(
                "images", "--no-trunc", "--format", "image {{.ID}} {{.Repository}}:{{.Tag}}"))
        .flatMap(result -> result.success().lines())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Probes that nobody can take away end by themselves, once their input does. */
  private static void awaitContainers(SortedSet<String> held) {
    long start = System.nanoTime();
    while (!containers(engineHolds()).equals(containers(held))
        && millisecondsSince(start) < 20_000) {
      pause(Duration.ofMillis(200));
    }
    assertThat(containers(engineHolds())).isEqualTo(containers(held));
  }

  private static List<String> containers(SortedSet<String> held) {
    return held.stream().filter(line -> line.startsWith("container ")).toList();
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static long millisecondsSince(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static String withoutIdentifier(String line) {
    String[] words = line.split(" ", 3);
    return words[0] + " " + words[2];
  }

  private static void docker(String... words) {
    Command.docker(words).success();
  }

  private static void command(String... words) {
    Command.run(Path.of("."), Map.of(), List.of(words)).success();
  }

  private static String output(List<String> words) {
    return Command.run(Path.of("."), Map.of(), words).success();
  }

  private String standIn() {
    return "versatile-hub/stand-in:" + topology.environment().localTag();
  }

  private static Change connected(String service, String network) {
    return () -> {
      docker("network", "connect", network, "vh-it-" + service);
      return () -> docker("network", "disconnect", network, "vh-it-" + service);
    };
  }

  private static void reconnect(String service, String network, String... aliases) {
    docker("network", "disconnect", network, "vh-it-" + service);
    docker(
        Stream.of(
                Stream.of("network", "connect"),
                Arrays.stream(aliases),
                Stream.of(network, "vh-it-" + service))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static Change foreignNetwork(String... options) {
    return () -> {
      docker(
          Stream.of(
                  Stream.of(
                      "network",
                      "create",
                      "--subnet",
                      "10.214.96.0/24",
                      "--opt",
                      "com.docker.network.bridge.name=" + FOREIGN_BRIDGE),
                  Arrays.stream(options),
                  Stream.of(FOREIGN))
              .flatMap(words -> words)
              .toArray(String[]::new));
      return () -> docker("network", "rm", FOREIGN);
    };
  }

  /**
   * Nobody answers for an IPv6 address of a bridge in the first seconds after its first member has
   * come, while the kernel asks whether another has it.
   */
  private static Change settled(String bridge) {
    return () -> {
      List<String> tentative = List.of("ip", "-6", "address", "show", "dev", bridge, "tentative");
      for (int tries = 100; !output(tentative).isBlank(); tries--) {
        assertThat(tries).as("still being asked for: %s", output(tentative)).isPositive();
        pause(Duration.ofMillis(100));
      }
      return () -> {};
    };
  }

  private Change stranger(String... options) {
    return () -> {
      docker(
          Stream.of(
                  Stream.of("run", "--detach", "--name", "vh-it-stranger"),
                  Arrays.stream(options),
                  Stream.of(standIn(), "listen", "80"))
              .flatMap(words -> words)
              .toArray(String[]::new));
      return () -> docker("rm", "--force", "vh-it-stranger");
    };
  }

  private interface Difference {
    Remake in(Remake remake);
  }

  private static Change remade(String service, Difference difference) {
    return () -> {
      String container = "vh-it-" + service;
      Remake original = Remake.of(container);
      difference.in(Remake.of(container)).make();
      return original::make;
    };
  }

  /** Makes a network again with other options, and its members join it. */
  private static Change network(String network, String... options) {
    return () -> {
      NetworkRemake remake = NetworkRemake.of(network);
      remake.make(List.of(options));
      return () ->
          remake.make(
              List.of("--internal", "--opt", "com.docker.network.bridge.inhibit_ipv4=true"));
    };
  }

  private static Change accept(String chain, String from, String to) {
    return rule(
        "iptables",
        "filter",
        chain,
        "--in-interface",
        from,
        "--out-interface",
        to,
        "--jump",
        "ACCEPT");
  }

  private static Change early(String from) {
    return rule("iptables", "raw", "PREROUTING", "--in-interface", from, "--jump", "ACCEPT");
  }

  private static Change closed(String program, int port) {
    return rule(
        program,
        "filter",
        "INPUT",
        "--in-interface",
        WEB_BRIDGE,
        "--protocol",
        "tcp",
        "--dport",
        String.valueOf(port),
        "--jump",
        "DROP");
  }

  private static Change rule(String program, String table, String chain, String... rule) {
    return () -> {
      change(program, table, "--insert", chain, rule);
      return () -> change(program, table, "--delete", chain, rule);
    };
  }

  /** One after the other; undone in the opposite order, also when one of them fails. */
  private static Change together(Change... changes) {
    return () -> {
      Deque<Undo> done = new ArrayDeque<>();
      Undo undo = () -> done.forEach(Undo::undo);
      try {
        for (Change change : changes) {
          done.push(change.make());
        }
      } catch (RuntimeException | Error e) {
        undo.undo();
        throw e;
      }
      return undo;
    };
  }

  private static void change(
      String program, String table, String action, String chain, String... rule) {
    command(
        Stream.of(
                Stream.of(program, "--wait", "--table", table, action, chain), Arrays.stream(rule))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static String address(String service, String network) {
    return Command.docker(
            "inspect",
            "--format",
            "{{(index .NetworkSettings.Networks \"%s\").IPAddress}}".formatted(network),
            "vh-it-" + service)
        .success()
        .strip();
  }

  private static boolean bridgesAreFiltered() {
    try {
      return Files.readString(Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables"))
          .strip()
          .equals("1");
    } catch (IOException absent) {
      return false;
    }
  }

  /** Not that of the machine, where a rule for everything would concern everybody. */
  static boolean isInNamespaceOfItsOwn() {
    Path own = Path.of("/proc/self/ns/net");
    try (Stream<Path> named = Files.list(Path.of("/run/netns"))) {
      for (Path namespace : named.toList()) {
        if (Files.isSameFile(own, namespace)) {
          return true;
        }
      }
      return false;
    } catch (IOException none) {
      return false;
    }
  }
}
