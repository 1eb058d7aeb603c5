package app.versatilehub.verification.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.dockerplan.ContainerLabels;
import app.versatilehub.dockerplan.NetworkOptions;
import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.GatewaySettings;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Breaks a small deployment on a real engine in the ways that people do. */
class EnginePatientIT {

  private static final String PREFIX = "vh-doctor-it";
  private static final String PAUSE = "versatile-hub/redis:1";

  private final int http = freePort();
  private final int https = freePort();
  private final Topology topology = topology();
  private final EnginePatient patient =
      EnginePatient.connect(Path.of("no-probe"), Clock.systemUTC());

  @BeforeEach
  void deploy() {
    remove();
    topology.networks().forEach(this::create);
    topology.services().stream()
        .filter(service -> !service.name().value().equals("gate"))
        .forEach(this::start);
  }

  @AfterEach
  void leaveNothing() {
    patient.close();
    remove();
  }

  @Test
  void aContainerThatIsStoppedIsFoundWithItsLastLinesAndStarted() {
    docker("kill", name("db"));

    Diagnosis found = find("service-stopped", "service db");
    assertThat(found.finding().message()).contains("exit code 137");
    assertThat(found.evidence())
        .contains("wanted by: app", "log: ready with password=***")
        .noneMatch(line -> line.contains("hunter2hunter2"));

    patient.apply(found.fix().orElseThrow());
    assertThat(ids()).doesNotContain("service-stopped");
  }

  @Test
  void aContainerThatIsPausedIsFoundAndGoesOn() {
    docker("pause", name("db"));

    patient.apply(find("service-paused", "service db").fix().orElseThrow());
    assertThat(ids()).doesNotContain("service-paused");
  }

  @Test
  void aContainerThatHasLeftItsNetworkIsFoundAndPutBackWithItsAlias() {
    docker("network", "disconnect", name("back"), name("db"));

    patient.apply(find("network-not-joined", "service db").fix().orElseThrow());
    assertThat(ids()).doesNotContain("network-not-joined", "alias-missing");
  }

  @Test
  void anAliasThatIsMissingIsFound() {
    docker("network", "disconnect", name("back"), name("db"));
    docker("network", "connect", name("back"), name("db"));

    assertThat(find("alias-missing", "service db").finding().message()).contains("'db'");
  }

  @Test
  void aNetworkOfSomebodyElseInTheSameRangeIsFound() {
    docker("rm", "--force", "--volumes", name("app"), name("db"));
    docker("network", "rm", name("back"));
    docker("network", "create", "--subnet", "10.245.1.0/25", "--label", label(), PREFIX + "-other");

    assertThat(find("subnet-overlaps-network", "networks.back.subnet").finding().message())
        .contains(PREFIX + "-other");
  }

  @Test
  void aProcessOfTheHostOnTheGatewaysPortIsFound() throws IOException {
    try (ServerSocket taken = new ServerSocket(https)) {
      Diagnosis found = find("host-port-held", "service gate");

      assertThat(found.finding().message())
          .contains(
              Integer.toString(taken.getLocalPort()), "process " + ProcessHandle.current().pid());
    }
  }

  private Diagnosis find(String id, String subject) {
    List<Diagnosis> all = diagnose();
    return all.stream()
        .filter(found -> found.finding().id().equals(id))
        .filter(found -> found.finding().subject().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s of %s in %s".formatted(id, subject, all)));
  }

  private List<String> ids() {
    return diagnose().stream().map(found -> found.finding().id()).toList();
  }

  private List<Diagnosis> diagnose() {
    EngineSnapshot snapshot = patient.snapshot();
    return Doctor.diagnose(topology, snapshot, patient.observe(topology, snapshot));
  }

  private void create(Network network) {
    List<String> words = new ArrayList<>(List.of("network", "create"));
    if (network.internal()) {
      words.add("--internal");
    }
    network.subnets().forEach(subnet -> words.addAll(List.of("--subnet", subnet.range().value())));
    NetworkOptions.of(network, topology.environment().hostIsolation())
        .forEach((key, value) -> words.addAll(List.of("--opt", key + "=" + value)));
    Labels.of(topology.stack(), network)
        .forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.addAll(List.of("--label", label(), network.engineName().value()));
    docker(words.toArray(String[]::new));
  }

  private void start(Service service) {
    List<String> words =
        new ArrayList<>(List.of("create", "--name", service.containerName().value()));
    Attachment first = service.attachments().get(0);
    words.addAll(List.of("--network", topology.network(first.network()).engineName().value()));
    first.aliases().forEach(alias -> words.addAll(List.of("--network-alias", alias)));
    ContainerLabels.of(topology, service)
        .forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
    words.addAll(
        List.of(
            "--label",
            label(),
            "--entrypoint",
            "/bin/sh",
            PAUSE,
            "-c",
            "echo ready with password=hunter2hunter2; exec sleep 120"));
    docker(words.toArray(String[]::new));
    for (Attachment attachment : service.attachments().subList(1, service.attachments().size())) {
      List<String> connect = new ArrayList<>(List.of("network", "connect"));
      attachment.aliases().forEach(alias -> connect.addAll(List.of("--alias", alias)));
      connect.add(topology.network(attachment.network()).engineName().value());
      connect.add(service.containerName().value());
      docker(connect.toArray(String[]::new));
    }
    docker("start", service.containerName().value());
  }

  private static String name(String what) {
    return PREFIX + "-" + what;
  }

  private static String label() {
    return PREFIX + "=yes";
  }

  private static void remove() {
    removeAll(List.of("ps", "--all", "--quiet"), List.of("rm", "--force", "--volumes"));
    removeAll(List.of("network", "ls", "--quiet"), List.of("network", "rm"));
  }

  private static void removeAll(List<String> list, List<String> removal) {
    List<String> listing = new ArrayList<>(list);
    listing.addAll(List.of("--filter", "label=" + label()));
    List<String> ids = docker(listing.toArray(String[]::new)).lines().toList();
    if (!ids.isEmpty()) {
      List<String> words = new ArrayList<>(removal);
      words.addAll(ids);
      docker(words.toArray(String[]::new));
    }
  }

  private static String docker(String... words) {
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
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroy();
          throw new AssertionError(command + " did not end");
        }
        String text = Files.readString(output);
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

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Topology topology() {
    NetworkName front = NetworkName.of("front");
    NetworkName back = NetworkName.of("back");
    TopologyBuilder builder =
        TopologyBuilder.of(
            new Environment(
                StackId.of("versatile-hub", "doctor-it"),
                NamePrefix.of(PREFIX),
                HostName.of("doctor-it.localhost"),
                ImageSource.UPSTREAM,
                "1",
                HostIsolation.INHIBIT_IPV4,
                false,
                new HealthTiming(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Duration.ofMinutes(1)),
                new GatewaySettings(Port.of(http), Port.of(https), Optional.empty()),
                Map.of(),
                Map.of(),
                Set.of()));
    ModuleBuilder module = builder.module("small");
    module.network(front).subnet("10.245.0.0/24");
    module.network(back).internal().subnet("10.245.1.0/24");
    module
        .gateway("gate")
        .runs(Workload.of("traefik:v3.7.9"))
        .on(front)
        .listensOn(80, 443)
        .publishes(Port.of(http), 80)
        .publishes(Port.of(https), 443)
        .controlsEngine();
    var db = module.datastore("db").runs(Workload.of("postgres:16.4")).on(back).listensOn(5432);
    module
        .app("app")
        .runs(Workload.of("example/app:1"))
        .on(front, back)
        .listensOn(8080)
        .routedAt("app", front)
        .talksTo(db);
    return builder.build();
  }
}
