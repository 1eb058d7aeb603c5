package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCandidatesTest {

  /** What {@code printf lab | sha256sum} says. */
  private static final String LAB =
      "a51146d38077ff992eba84cf1d5e9b249073503eb74868699016153b031a38f7";

  @TempDir Path home;

  @Test
  void withoutAnySettingTheSystemsSocketComesBeforeTheRootlessOne() throws IOException {
    assertThat(addresses(Map.of("XDG_RUNTIME_DIR", "/run/user/1000")))
        .containsExactly("unix:///var/run/docker.sock", "unix:///run/user/1000/docker.sock");
  }

  @Test
  void withoutASessionThereIsNoRootlessSocket() throws IOException {
    assertThat(addresses(Map.of())).containsExactly("unix:///var/run/docker.sock");
  }

  @Test
  void dockerHostIsTheOnlyCandidate() throws IOException {
    context("lab", "unix:///lab.sock");

    assertThat(
            addresses(
                Map.of(
                    "DOCKER_HOST", "tcp://10.0.0.1:2375",
                    "DOCKER_CONTEXT", "lab",
                    "XDG_RUNTIME_DIR", "/run/user/1000")))
        .containsExactly("tcp://10.0.0.1:2375");
  }

  @Test
  void anEmptyVariableCountsAsUnset() throws IOException {
    assertThat(addresses(Map.of("DOCKER_HOST", ""))).containsExactly("unix:///var/run/docker.sock");
  }

  @Test
  void theCurrentContextIsTheOnlyCandidate() throws IOException {
    context("lab", "unix:///lab.sock");
    current("lab");

    assertThat(candidates(Map.of("XDG_RUNTIME_DIR", "/run/user/1000")))
        .containsExactly(
            new EngineCandidate("unix:///lab.sock", "docker context 'lab'", Optional.empty()));
  }

  @Test
  void theContextOfTheEnvironmentComesBeforeTheCurrentOne() throws IOException {
    context("lab", "unix:///lab.sock");
    current("lab");

    assertThat(addresses(Map.of("DOCKER_CONTEXT", "default")))
        .containsExactly("unix:///var/run/docker.sock");
  }

  @Test
  void aContextBringsItsCertificates() throws IOException {
    context("lab", "tcp://lab:2376");
    current("lab");
    Path certificates = home.resolve(Path.of(".docker", "contexts", "tls", LAB, "docker"));
    Files.createDirectories(certificates);

    assertThat(candidates(Map.of()).get(0).certificates()).contains(certificates);
  }

  @Test
  void aContextThatIsNotThereIsNamedWithItsFile() throws IOException {
    current("gone");

    assertThatIOException()
        .isThrownBy(() -> candidates(Map.of()))
        .withMessageContaining("'gone'")
        .withMessageContaining("meta.json")
        .withMessageContaining("docker context use default");
  }

  @Test
  void aConfigurationThatCannotBeReadIsNamed() throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(Path.of(".docker", "config.json")), "{");

    assertThatIOException()
        .isThrownBy(() -> candidates(Map.of()))
        .withMessageContaining("config.json cannot be read");
  }

  @Test
  void aConfigurationWithoutAContextChangesNothing() throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(Path.of(".docker", "config.json")), "{\"auths\":{}}");

    assertThat(addresses(Map.of())).containsExactly("unix:///var/run/docker.sock");
  }

  @Test
  void tlsIsUsedOnlyWhereItIsSwitchedOn() throws IOException {
    Map<String, String> host = Map.of("DOCKER_HOST", "tcp://lab", "DOCKER_CERT_PATH", "/certs");

    assertThat(candidates(host).get(0).certificates()).isEmpty();
    assertThat(candidates(with(host, "DOCKER_TLS_VERIFY", "1")).get(0).certificates())
        .contains(Path.of("/certs"));
  }

  @Test
  void certificatesAreInTheConfigurationWhenNoFolderIsSet() throws IOException {
    assertThat(
            candidates(Map.of("DOCKER_HOST", "tcp://lab", "DOCKER_TLS_VERIFY", "1"))
                .get(0)
                .certificates())
        .contains(home.resolve(".docker"));
  }

  private List<EngineCandidate> candidates(Map<String, String> environment) throws IOException {
    return EngineCandidates.of(with(environment, "HOME", home.toString()));
  }

  private List<String> addresses(Map<String, String> environment) throws IOException {
    return candidates(environment).stream().map(EngineCandidate::address).toList();
  }

  private void current(String name) throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(
        home.resolve(Path.of(".docker", "config.json")),
        "{\"currentContext\": \"%s\"}".formatted(name));
  }

  private void context(String name, String host) throws IOException {
    Path folder = home.resolve(Path.of(".docker", "contexts", "meta", LAB));
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("meta.json"),
        "{\"Name\": \"%s\", \"Endpoints\": {\"docker\": {\"Host\": \"%s\"}}}"
            .formatted(name, host));
  }

  private static Map<String, String> with(
      Map<String, String> environment, String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return more;
  }
}
