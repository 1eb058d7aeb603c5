package app.versatilehub.verification.drift;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Snapshots;
import app.versatilehub.verification.TestTopology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever an engine says, and whatever its host prints. */
class DriftPropertiesTest {

  private static final Topology TOPOLOGY = TestTopology.owned();

  @Property(tries = 500)
  void everyEngineGivesAnOrderedReportWithCures(
      @ForAll("snapshots") EngineSnapshot engine, @ForAll("rulesets") String rules) {
    List<Finding> findings =
        Drift.between(
            TOPOLOGY, engine, new Firewall.Rules(Ruleset.parse(rules), Ruleset.parse(rules)));

    assertThat(findings).isSorted().doesNotHaveDuplicates();
    assertThat(findings)
        .allSatisfy(
            finding ->
                assertThat(finding.cure())
                    .doesNotContain("{container}", "{name}", "{stack}", "{service}", "{rule}"));
  }

  @Property(tries = 200)
  void everyTextIsARuleset(@ForAll String text) {
    assertThat(Ruleset.parse(text).rules()).hasSizeLessThanOrEqualTo(text.length());
  }

  @Provide
  Arbitrary<EngineSnapshot> snapshots() {
    return Combinators.combine(
            network().list().ofMaxSize(4), container().list().ofMaxSize(5), labels())
        .as(
            (networks, containers, images) ->
                new EngineSnapshot(Snapshots.ENGINE, networks, containers, new TreeMap<>(images)));
  }

  @Provide
  Arbitrary<String> rulesets() {
    Arbitrary<String> word =
        Arbitraries.of(
            "FORWARD",
            "DOCKER-USER",
            "DOCKER-FORWARD",
            "-j",
            "-g",
            "ACCEPT",
            "DNAT",
            "!",
            "-i",
            "-o",
            "-d",
            "br-back",
            "br+",
            "+",
            "10.7.0.0/24",
            "10.7.0.9/8",
            "--to-destination",
            "10.7.0.2:80",
            "[fd00::1]:80",
            "\"a",
            "--ctstate",
            "NEW");
    Arbitrary<String> line =
        Combinators.combine(
                Arbitraries.of("*filter", "*nat", "*raw", ":FORWARD ACCEPT", "-A", "-A", "-A"),
                word.list().ofMaxSize(8))
            .as((begin, words) -> begin + " " + String.join(" ", words));
    return line.list()
        .ofMaxSize(12)
        .map(lines -> String.join("\n", lines).replace("*filter ", "*filter\n"));
  }

  private static Arbitrary<String> name() {
    return Arbitraries.of(
        "t-front", "t-back", "t-app", "t-db", "t-gate", "db", "bridge", "", "$(x)");
  }

  private static Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(
            Arbitraries.of(
                Labels.STACK,
                Labels.SERVICE,
                Labels.NETWORK,
                "traefik.enable",
                "com.docker.network.bridge.gateway_mode_ipv4",
                "com.docker.network.bridge.name",
                "postgres:16.4"),
            Arbitraries.of("project/test", "db", "app", "isolated", "br-back", "", "\n"))
        .ofMaxSize(5);
  }

  private static Arbitrary<NetworkState> network() {
    Arbitrary<List<SubnetState>> subnets =
        Arbitraries.of("10.7.0.0/24", "10.7.1.0/24", "fd00::/64", "0.0.0.0/0")
            .map(range -> new SubnetState(Cidr.of(range), Optional.of(IpAddress.of("10.7.0.1"))))
            .list()
            .ofMaxSize(2);
    return Combinators.combine(
            Arbitraries.of("", "0123456789abcdef"),
            name(),
            Arbitraries.of("bridge", "overlay", "host"),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            subnets,
            labels(),
            labels())
        .as(
            (id, name, driver, internal, ipv6, ranges, options, labels) ->
                new NetworkState(
                    id,
                    name,
                    driver,
                    internal,
                    ipv6,
                    ranges,
                    new TreeMap<>(options),
                    new TreeMap<>(labels)));
  }

  private static Arbitrary<ContainerState> container() {
    Arbitrary<EndpointState> endpoint =
        Combinators.combine(name(), name().set().ofMaxSize(3))
            .as(
                (network, names) ->
                    new EndpointState(
                        network, new TreeSet<>(names), List.of(IpAddress.of("10.7.0.2"))));
    Arbitrary<Exposure> exposure =
        Arbitraries.of(
            new Exposure.Privileged(),
            new Exposure.EngineSocket(),
            new Exposure.Capability("NET_ADMIN"),
            new Exposure.HostNamespace("pid"),
            new Exposure.HostMount("/etc", true));
    return Combinators.combine(
            name(),
            Arbitraries.of("postgres:16.4", "", "sha256:00"),
            Arbitraries.of(Status.values()),
            Arbitraries.of(Health.values()).optional(),
            Arbitraries.of("host", "none", "container:", "container:t-db", "bridge", ""),
            endpoint.list().ofMaxSize(3),
            exposure.list().ofMaxSize(3),
            labels())
        .as(
            (name, image, status, health, mode, endpoints, exposures, labels) ->
                new ContainerState(
                    name,
                    name,
                    image,
                    image,
                    status,
                    health,
                    0,
                    mode,
                    endpoints,
                    exposures,
                    new TreeMap<>(labels)));
  }
}
