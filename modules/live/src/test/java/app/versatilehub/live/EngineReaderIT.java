package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.EngineState.ExistingNetwork;
import app.versatilehub.topology.EngineState.HostRoute;
import app.versatilehub.topology.EngineVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the {@code docker} command has made on the engine is read back. */
class EngineReaderIT {

  /** Of this process, so that two runs on one engine do not meet. */
  private static final String NAME = "vh-live-" + ProcessHandle.current().pid();

  private static final String IMAGE = NAME + ":1";
  private static final String BRIDGE = "br-vh-live";
  private static final String SUBNET = "10.213.250.0/28";
  private static final Map<String, String> LABELS = Map.of("vh-live", NAME);

  @BeforeEach
  void make() throws Exception {
    docker(
        "network",
        "create",
        "--internal",
        "--subnet=" + SUBNET,
        "--opt=com.docker.network.bridge.name=" + BRIDGE,
        "--label=vh-live=" + NAME,
        NAME);
    // An image of nothing at all: two empty blocks end a tar archive.
    docker(new byte[1024], "import", "-", IMAGE);
    docker("create", "--name", NAME, "--label=vh-live=" + NAME, "--publish=80", IMAGE, "/nothing");
  }

  @AfterEach
  void remove() throws Exception {
    run(new byte[0], "rm", "--force", NAME);
    run(new byte[0], "network", "rm", NAME);
    run(new byte[0], "image", "rm", "--force", IMAGE);
  }

  @Test
  void whatIsOnTheEngineIsReadBack() throws Exception {
    EngineState engine = EngineReader.read();

    assertThat(engine.version())
        .contains(EngineVersion.parse(docker("version", "--format={{.Server.Version}}")));
    assertThat(engine.networks().stream().filter(network -> network.name().equals(NAME)))
        .containsExactly(
            new ExistingNetwork(
                docker("network", "inspect", "--format={{.Id}}", NAME),
                NAME,
                "bridge",
                true,
                List.of(Cidr.of(SUBNET)),
                Optional.of(BRIDGE),
                LABELS));
    assertThat(engine.containers())
        .contains(new ExistingContainer(NAME, LABELS, Set.of(), Optional.empty()));
    assertThat(engine.local()).isTrue();
    assertThat(engine.routes()).contains(new HostRoute(Cidr.of(SUBNET), BRIDGE));
  }

  @Test
  void whatIsRemovedIsReadNoMore() throws Exception {
    docker("rm", NAME);
    docker("network", "rm", NAME);

    EngineState engine = EngineReader.read();

    assertThat(engine.networks()).noneMatch(network -> network.name().equals(NAME));
    assertThat(engine.containers()).noneMatch(container -> container.name().equals(NAME));
    assertThat(engine.routes()).noneMatch(route -> route.interfaceName().equals(BRIDGE));
  }

  private static String docker(String... arguments) throws Exception {
    return docker(new byte[0], arguments);
  }

  private static String docker(byte[] input, String... arguments) throws Exception {
    Process process = run(input, arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as("docker %s\n%s", List.of(arguments), output).isZero();
    return output.strip();
  }

  private static Process run(byte[] input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(input);
    process.getOutputStream().close();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return process;
  }
}
