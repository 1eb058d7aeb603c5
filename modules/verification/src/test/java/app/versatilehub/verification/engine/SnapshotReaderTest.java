package app.versatilehub.verification.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.entry;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** With answers as engines give them. */
class SnapshotReaderTest {

  private final Map<String, String> answers =
      new TreeMap<>(
          Map.of(
              "/version",
              "{'Version': '28.5.2', 'ApiVersion': '1.51', 'Arch': 'arm64', 'KernelVersion': '6.1.0'}",
              "/info",
              "{'CgroupVersion': '2', 'IPv4Forwarding': true, 'SecurityOptions': ['name=rootless'],"
                  + " 'FirewallBackend': {'Driver': 'nftables+firewalld'}, 'Warnings': null}",
              "/networks",
              "[{'Id': 'n1', 'Name': 'web', 'Driver': 'bridge', 'Internal': true, 'EnableIPv6': true,"
                  + " 'IPAM': {'Config': [{'Subnet': '10.9.0.0/24', 'Gateway': '10.9.0.1'},"
                  + " {'Subnet': 'fd00:9::/64'}]}, 'Options': null, 'Labels': {'a': 'b'}},"
                  + " {'Id': 'n0', 'Name': 'host', 'Driver': 'host', 'IPAM': {'Config': null}}]",
              "/images/json",
              "[{'Id': 'sha256:1', 'RepoTags': ['redis:7', '<none>:<none>'],"
                  + " 'RepoDigests': ['redis@sha256:2']}, {'Id': 'sha256:3', 'RepoTags': null}]",
              "/containers/json?all=true",
              "[{'Id': '0123456789abcdef'}]",
              "/containers/0123456789abcdef/json",
              "{'Id': '0123456789abcdef', 'Name': '/odd ü', 'Image': 'sha256:1',"
                  + " 'Args': ['--password=word-in-args'], 'Path': 'path-word',"
                  + " 'Config': {'Image': 'redis:7', 'Labels': {'l': '1'}, 'Env': ['P=word-in-env'],"
                  + " 'Cmd': ['word-in-cmd']},"
                  + " 'State': {'Status': 'running', 'ExitCode': 0, 'Health': {'Status': 'healthy'}},"
                  + " 'HostConfig': {'NetworkMode': 'web', 'CapAdd': ['CAP_NET_ADMIN', 'CHOWN'],"
                  + " 'PidMode': 'host', 'CgroupnsMode': 'host', 'Privileged': true,"
                  + " 'Devices': [{'PathOnHost': '/dev/kvm'}],"
                  + " 'PortBindings': {'80/tcp': [{'HostIp': '127.0.0.1', 'HostPort': ''}],"
                  + " '81/tcp': [{'HostIp': '', 'HostPort': '8081'}], '53/udp': [{'HostPort': '53'}]}},"
                  + " 'Mounts': [{'Type': 'bind', 'Source': '/run/docker.sock', 'RW': true},"
                  + " {'Type': 'bind', 'Source': '/srv', 'RW': false}, {'Type': 'volume', 'Source': '/x'}],"
                  + " 'NetworkSettings': {'Ports': {'80/tcp': [{'HostIp': '127.0.0.1', 'HostPort': '32768'}],"
                  + " '81/tcp': null},"
                  + " 'Networks': {'web': {'NetworkID': 'n1', 'Aliases': ['cache', '0123456789ab'],"
                  + " 'DNSNames': ['odd', '0123456789ab'], 'IPAddress': '10.9.0.2', 'GlobalIPv6Address':"
                  + " 'fd00:9::2', 'IPv6Gateway': 'fd00:9::1'}, 'host': {'NetworkID': 'n0'}}}}"));

  @Test
  void anEngineSaysWhatItIs() throws IOException {
    assertThat(read().engine())
        .isEqualTo(
            new EngineFacts(
                Optional.of(EngineVersion.parse("28.5.2")),
                "1.51",
                "arm64",
                "6.1.0",
                true,
                Optional.of("nftables+firewalld"),
                true,
                Optional.empty(),
                List.of("name=rootless"),
                List.of()));
  }

  @Test
  void aGatewayThatTheListLacksIsKnownFromAMember() throws IOException {
    assertThat(read().network("web").orElseThrow().subnets())
        .extracting(subnet -> subnet.range() + " " + subnet.gateway().orElseThrow())
        .containsExactly("10.9.0.0/24 10.9.0.1", "fd00:9::/64 fd00:9::1");
  }

  @Test
  void aContainerIsReadWithAllWaysAround() throws IOException {
    ContainerState container = read().container("odd ü").orElseThrow();

    assertThat(container.status()).isEqualTo(Status.RUNNING);
    assertThat(container.health()).contains(Health.HEALTHY);
    assertThat(container.endpoints())
        .containsExactly(
            new EndpointState(
                "web",
                new TreeSet<>(List.of("cache", "odd", "odd ü")),
                List.of(IpAddress.of("10.9.0.2"), IpAddress.of("fd00:9::2"))));
    assertThat(container.exposures())
        .containsExactlyInAnyOrder(
            new Exposure.PublishedPort(
                Optional.of(IpAddress.of("127.0.0.1")), Port.of(32768), Port.of(80)),
            new Exposure.PublishedPort(Port.of(8081), Port.of(81)),
            new Exposure.Privileged(),
            new Exposure.Capability("NET_ADMIN"),
            new Exposure.Device("/dev/kvm"),
            new Exposure.HostNamespace("pid"),
            new Exposure.HostNamespace("cgroup"),
            new Exposure.EngineSocket(),
            new Exposure.HostMount("/srv", true));
  }

  @Test
  void theHostsCgroupsTellNothingWhereEveryContainerHasThem() throws IOException {
    answers.put("/info", "{'CgroupVersion': '1'}");

    assertThat(read().containers().get(0).exposures())
        .doesNotContain(new Exposure.HostNamespace("cgroup"))
        .contains(new Exposure.HostNamespace("pid"));
  }

  @Test
  void noSecretIsKept() throws IOException {
    assertThat(read().toString()).contains("odd ü").doesNotContain("word");
  }

  @Test
  void aContainerThatVanishesMeanwhileIsLeftOut() throws IOException {
    answers.remove("/containers/0123456789abcdef/json");

    assertThat(read().containers()).isEmpty();
  }

  @Test
  void whatIsStoppedHasNoAddressButStillItsPorts() throws IOException {
    answers.computeIfPresent(
        "/containers/0123456789abcdef/json", (path, json) -> json.replace("running", "exited"));

    ContainerState container = read().containers().get(0);

    assertThat(container.endpoints().get(0).addresses()).isEmpty();
    assertThat(Exposure.publishedPorts(container.exposures()))
        .extracting(Exposure.PublishedPort::toString)
        .containsExactly("127.0.0.1:80", "8081");
  }

  @Test
  void strangeValuesAreLeftOut() throws IOException {
    answers.put("/version", "{'Version': 'edge'}");
    answers.put("/networks", "[{'Name': null, 'IPAM': {'Config': [{'Subnet': 'x'}]}}, {}, 7]");
    answers.put(
        "/containers/0123456789abcdef/json",
        "{'Name': 5, 'State': {'Status': 'melting', 'Running': true}, 'Mounts': 'none',"
            + " 'HostConfig': {'PortBindings': {'x/tcp': [{}], '9/tcp': [{'HostIp': 'x',"
            + " 'HostPort': '100-200'}]}, 'CapAdd': [null]}, 'NetworkSettings': {'Networks': null}}");

    EngineSnapshot snapshot = read();

    assertThat(snapshot.engine().version()).isEmpty();
    assertThat(snapshot.networks()).allMatch(network -> network.subnets().isEmpty());
    assertThat(snapshot.containers().get(0).status()).isEqualTo(Status.RUNNING);
    assertThat(snapshot.containers().get(0).exposures())
        .containsExactly(new Exposure.PublishedPort(Port.of(100), Port.of(9)));
  }

  @Test
  void everyNameOfAnImageIsKnown() throws IOException {
    assertThat(read().images())
        .containsOnly(entry("redis:7", "sha256:1"), entry("redis@sha256:2", "sha256:1"));
  }

  @Test
  void whatHasNoNetworksIsNoEngine() {
    answers.remove("/networks");

    assertThatIOException().isThrownBy(this::read).withMessageContaining("it has no /networks");
  }

  private EngineSnapshot read() throws IOException {
    try (EngineQuestions questions = new EngineQuestions(new Recorded(), Duration.ofSeconds(20))) {
      return SnapshotReader.read(questions, true);
    }
  }

  private final class Recorded implements DockerHttpClient {

    @Override
    public Response execute(Request request) {
      Optional<String> answer = Optional.ofNullable(answers.get(request.path()));
      byte[] body = answer.orElse("{}").replace('\'', '"').getBytes(UTF_8);
      return new Response() {
        @Override
        public int getStatusCode() {
          return answer.isPresent() ? 200 : 404;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
          return Map.of();
        }

        @Override
        public InputStream getBody() {
          return new ByteArrayInputStream(body);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
