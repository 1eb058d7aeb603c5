package app.versatilehub.verification.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Acme;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.GatewaySettings;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Snapshots;
import app.versatilehub.verification.TestTopology;
import app.versatilehub.verification.doctor.HostFacts.Holder;
import app.versatilehub.verification.doctor.Listening.Answer;
import app.versatilehub.verification.doctor.RouteAnswer.Answered;
import app.versatilehub.verification.doctor.RouteAnswer.Certificate;
import app.versatilehub.verification.doctor.RouteAnswer.NoHttp;
import app.versatilehub.verification.doctor.RouteAnswer.NoTls;
import app.versatilehub.verification.doctor.RouteAnswer.Unreachable;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final HostName APP = HostName.of("app.example.org");
  private static final Certificate GOOD =
      new Certificate("app.example.org", Set.of("app.example.org"), NOW.plusSeconds(1), false);
  private static final Certificate TRAEFIKS =
      new Certificate(
          "TRAEFIK DEFAULT CERT", Set.of("a.b.traefik.default"), NOW.plusSeconds(1), true);
  private static final Topology TOPOLOGY = TestTopology.owned();
  private static final EngineSnapshot WELL =
      Snapshots.withEngine(Snapshots.of(TOPOLOGY), engine("28.5.2", true, Optional.empty(), true));

  @Test
  void findsNothingWhereNothingIsWrong() {
    assertThat(diagnose(WELL, seen(new Answered(GOOD, 200, "hello")))).isEmpty();
  }

  @Test
  void findsNothingAmongManyStrangers() {
    EngineSnapshot crowded = WELL;
    for (int number = 0; number < 200; number++) {
      crowded =
          Snapshots.plusContainer(crowded, Snapshots.stranger("foreign-" + number, "t-front"));
    }

    assertThat(diagnose(crowded)).isEmpty();
  }

  @Test
  void saysThatNothingIsDeployedAndNotWhatAllIsMissing() {
    EngineSnapshot empty = new EngineSnapshot(WELL.engine(), List.of(), List.of(), new TreeMap<>());

    assertThat(ids(diagnose(empty))).containsExactly("not-deployed");
    assertThat(diagnose(empty).get(0).finding().cure()).isEqualTo("./versatile up --stack test");
  }

  @Test
  void anEngineThatDoesNotAnswerIsAFindingWithTheCureThatTheReaderGives() {
    Diagnosis diagnosis =
        Doctor.noEngine("no Docker Engine answers; tried:\n  unix:///x: gone\n    -> start one");

    assertThat(diagnosis.finding().message()).isEqualTo("no Docker Engine answers; tried:");
    assertThat(diagnosis.evidence()).containsExactly("unix:///x: gone");
    assertThat(diagnosis.finding().cure()).isEqualTo("start one");
    assertThat(diagnosis.isTrouble()).isTrue();
  }

  @Nested
  class OfContainers {

    @Test
    void tellsAMissingOneAndWhoMissesIt() {
      Diagnosis only = only(Snapshots.withoutContainer(WELL, "t-db"), "container-missing");

      assertThat(only.finding().subject()).isEqualTo("service db");
      assertThat(only.evidence()).containsExactly("wanted by: app");
    }

    @Test
    void leavesAStrangersContainerOfTheSameNameToThePreflight() {
      EngineSnapshot taken =
          Snapshots.plusContainer(
              Snapshots.withoutContainer(WELL, "t-db"), Snapshots.stranger("t-db"));

      assertThat(ids(diagnose(taken))).containsExactly("container-name-taken");
    }

    @Test
    void tellsAStoppedOneWithItsExitCodeAndItsLastLinesAndCanStartIt() {
      Diagnosis only =
          only(
              container("t-db", Status.EXITED, Optional.empty(), 137),
              seenLog("disk full"),
              "service-stopped");

      assertThat(only.finding().message()).contains("t-db", "exit code 137", "killed");
      assertThat(only.evidence()).containsExactly("wanted by: app", "log: disk full");
      assertThat(only.fix()).contains(new Fix.Start("t-db"));
    }

    @Test
    void tellsOneThatWasNeverStarted() {
      assertThat(
              only(container("t-db", Status.CREATED, Optional.empty(), 0), "service-stopped")
                  .finding()
                  .message())
          .contains("was never started");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD", "REMOVING"})
    void doesNotStartWhatTheEngineCannotRemove(Status status) {
      assertThat(only(container("t-db", status, Optional.empty(), 0), "service-stopped").fix())
          .isEmpty();
    }

    @Test
    void tellsAPausedOneAndCanLetItGoOn() {
      Diagnosis only =
          only(container("t-db", Status.PAUSED, Optional.of(Health.HEALTHY), 0), "service-paused");

      assertThat(only.evidence()).containsExactly("wanted by: app");
      assertThat(only.fix()).contains(new Fix.Unpause("t-db"));
    }

    @Test
    void tellsOneThatEndsAgainAndAgain() {
      Diagnosis only =
          only(
              container("t-db", Status.RESTARTING, Optional.empty(), 3),
              seenLog("no such table"),
              "service-restarting");

      assertThat(only.finding().message()).contains("exit code 3");
      assertThat(only.evidence()).contains("log: no such table");
      assertThat(only.fix()).isEmpty();
    }

    @Test
    void tellsAnUnhealthyOneAndThatTheGatewayLeavesItOut() {
      Diagnosis only =
          only(
              container("t-app", Status.RUNNING, Optional.of(Health.UNHEALTHY), 0),
              "service-unhealthy");

      assertThat(only.finding().message()).contains("the gateway leaves it out");
    }

    @Test
    void takesOneThatIsComingUpForNoTrouble() {
      Diagnosis only =
          only(
              container("t-db", Status.RUNNING, Optional.of(Health.STARTING), 0),
              "service-starting");

      assertThat(only.isTrouble()).isFalse();
    }
  }

  @Nested
  class OfMeetings {

    @Test
    void tellsANetworkThatIsGone() {
      Diagnosis found =
          diagnose(
                  off(
                      "t-db",
                      "t-back",
                      off("t-app", "t-back", Snapshots.withoutNetwork(WELL, "t-back"))))
              .get(0);

      assertThat(found.finding().id()).isEqualTo("network-missing");
      assertThat(found.finding().subject()).isEqualTo("networks.back");
      assertThat(found.evidence().get(0)).contains("app", "db").doesNotContain("gate");
    }

    @Test
    void tellsAMissingExternalNetworkAndCanMakeIt() {
      Topology topology = TestTopology.withExternalFront();
      String name = topology.networks().get(0).engineName().value();
      EngineSnapshot gone =
          Snapshots.withoutNetwork(
              Snapshots.withEngine(Snapshots.of(topology), WELL.engine()), name);

      assertThat(Doctor.diagnose(topology, gone, seen()))
          .filteredOn(found -> found.finding().id().equals("external-network-missing"))
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.finding().cure()).contains("docker network create " + name);
                assertThat(found.fix()).contains(new Fix.CreateNetwork(name));
              });
    }

    @Test
    void tellsWhoHasLeftANetworkAndWhichFlowsThatCuts() {
      Diagnosis only = only(off("t-db", "t-back", WELL), "network-not-joined");

      assertThat(only.finding().message()).contains("t-db", "t-back");
      assertThat(only.evidence()).containsExactly("app -> db:5432: they have no network in common");
      assertThat(only.fix()).contains(new Fix.Connect("t-db", "t-back", List.of("db")));
      assertThat(only.finding().cure()).isEqualTo("docker network connect --alias db t-back t-db");
    }

    @Test
    void tellsAMissingAlias() {
      Diagnosis only =
          only(named("t-db", "t-back", WELL, "t-db", "some-other-name"), "alias-missing");

      assertThat(only.finding().message()).contains("t-back", "'db'");
      assertThat(only.evidence())
          .contains("its names there: some-other-name, t-db", "wanted by: app");
    }

    @Test
    void tellsWhoElseAnswersToANameOnAnyNetworkOfTheAsker() {
      ContainerState rogue = Snapshots.stranger("db", "t-front");

      Diagnosis only = only(Snapshots.plusContainer(WELL, rogue), "name-answered-by-another");

      assertThat(only.finding().subject()).isEqualTo("service db");
      assertThat(only.finding().message()).contains("t-front", "'db'");
      assertThat(only.evidence()).containsExactly("app -> db:5432");
    }

    @Test
    void doesNotMindTheNameOnNetworksThatNoAskerIsOn() {
      assertThat(diagnose(Snapshots.plusContainer(WELL, Snapshots.stranger("db", "bridge"))))
          .isEmpty();
    }

    @Test
    void tellsAPortThatNobodyListensOn() {
      Observations seen =
          seen((service, port) -> service.value().equals("db") ? Answer.SILENT : Answer.LISTENS);

      Diagnosis only = only(WELL, seen, "port-silent");

      assertThat(only.finding().message()).contains("5432");
      assertThat(only.evidence()).containsExactly("app -> db:5432");
    }

    @Test
    void doesNotAskTheStoppedWhetherTheyListen() {
      Observations seen = seen((service, port) -> Answer.SILENT);

      assertThat(
              Doctor.diagnose(
                  TOPOLOGY, container("t-db", Status.EXITED, Optional.empty(), 0), seen))
          .noneMatch(
              found ->
                  found.finding().id().equals("port-silent")
                      && found.finding().subject().equals("service db"));
    }

    @Test
    void tellsWithWhomASubnetOverlaps() {
      NetworkState other =
          new NetworkState(
              "0123456789abcdef",
              "office",
              "bridge",
              false,
              false,
              List.of(new SubnetState(Cidr.of("10.7.0.0/16"), Optional.empty())),
              new TreeMap<>(),
              new TreeMap<>());

      assertThat(diagnose(Snapshots.plusNetwork(WELL, other)))
          .extracting(found -> found.finding().id(), found -> found.finding().subject())
          .containsExactly(
              tuple("subnet-overlaps-network", "networks.back.subnet"),
              tuple("subnet-overlaps-network", "networks.front.subnet"));
      assertThat(diagnose(Snapshots.plusNetwork(WELL, other)).get(0).finding().message())
          .contains("'office'");
    }
  }

  @Nested
  class OfRoutes {

    @ParameterizedTest
    @CsvSource({
      "404, 404 page not found, route-unknown",
      "502, Bad Gateway, backend-refuses",
      "503, no available server, backend-none",
      "504, Gateway Timeout, backend-silent"
    })
    void tellsWhatTheGatewaysOwnAnswersMean(int status, String body, String id) {
      assertThat(only(WELL, seen(new Answered(GOOD, status, body + "\n")), id).finding().subject())
          .isEqualTo("https://app.example.org");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 401, 404})
    void takesAServicesOwnAnswersAsTheyAre(int status) {
      assertThat(diagnose(WELL, seen(new Answered(GOOD, status, "by the service")))).isEmpty();
    }

    @Test
    void warnsOfAServicesOwnFailures() {
      Diagnosis only = only(WELL, seen(new Answered(GOOD, 502, "oops")), "route-answers-error");

      assertThat(only.finding().severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void namesTheCauseWithTheAnswerAsEvidenceRatherThanTheAnswer() {
      Diagnosis only =
          only(
              container("t-app", Status.RUNNING, Optional.of(Health.UNHEALTHY), 0),
              seen(new Answered(GOOD, 404, "404 page not found")),
              "service-unhealthy");

      assertThat(only.evidence())
          .anyMatch(
              line -> line.startsWith("https://app.example.org: the gateway itself answers 404"));
    }

    @Test
    void takesWhatAilsTheGatewayForTheCause() {
      Diagnosis only =
          only(
              off("t-gate", "t-front", WELL),
              seen(new Answered(GOOD, 504, "Gateway Timeout")),
              "network-not-joined");

      assertThat(only.finding().subject()).isEqualTo("service gate");
      assertThat(only.evidence())
          .contains("gate -> app:8080: they have no network in common")
          .anyMatch(line -> line.contains("answers 504"));
    }

    @Test
    void tellsAGatewayThatNobodyReaches() {
      assertThat(ids(diagnose(WELL, seen(new Unreachable("Connection refused")))))
          .containsExactly("gateway-unreachable");
      assertThat(ids(diagnose(WELL, seen(new NoTls("no handshake")))))
          .containsExactly("tls-failed");
      assertThat(ids(diagnose(WELL, seen(new NoHttp(GOOD, "Read timed out")))))
          .containsExactly("route-silent");
    }

    @ParameterizedTest
    @CsvSource({
      "traefik.http.services.t-app.loadbalancer.server.port, 80",
      "traefik.docker.network, bridge",
      "traefik.http.routers.t-app.rule, Host(`other.example.org`)"
    })
    void tellsALabelThatLeadsElsewhere(String label, String value) {
      Diagnosis only = only(labelled(labels -> labels.put(label, value)), "route-labels-wrong");

      assertThat(only.evidence()).singleElement().asString().contains(label + " is " + value + ";");
    }

    @Test
    void tellsAMissingLabelAndOneTooMany() {
      Diagnosis only =
          only(
              labelled(
                  labels -> {
                    labels.remove("traefik.http.routers.t-app.rule");
                    labels.put("traefik.tcp.routers.x.rule", "HostSNI(`*`)");
                  }),
              "route-labels-wrong");

      assertThat(only.evidence()).hasSize(2);
      assertThat(only.evidence().get(0)).contains("rule is missing", "Host(`app.example.org`)");
      assertThat(only.evidence().get(1)).contains("traefik.tcp.routers.x.rule", "not to be there");
    }

    @Test
    void expectsTheGatewaysOwnCertificateWhereNoAuthorityIsAsked() {
      assertThat(diagnose(WELL, seen(new Answered(TRAEFIKS, 200, "")))).isEmpty();
    }

    @Test
    void tellsThatTheAuthorityHasGivenNoCertificate() {
      assertThat(ids(withAuthority(TRAEFIKS))).containsExactly("certificate-default");
    }

    @Test
    void tellsACertificateForAnotherNameAndKnowsWildcards() {
      assertThat(ids(withAuthority(certificateFor("www.example.org"))))
          .containsExactly("certificate-of-another");
      assertThat(ids(withAuthority(certificateFor("*.org"))))
          .containsExactly("certificate-of-another");
      assertThat(withAuthority(certificateFor("*.example.org"))).isEmpty();
    }

    @Test
    void tellsACertificateForWhichNobodyVouches() {
      Certificate own =
          new Certificate("app.example.org", Set.of("app.example.org"), NOW.plusSeconds(1), true);

      assertThat(ids(withAuthority(own))).containsExactly("certificate-self-signed");
      assertThat(diagnose(WELL, seen(new Answered(own, 200, "")))).isEmpty();
    }

    @Test
    void tellsACertificateThatIsOver() {
      Certificate over = new Certificate("app.example.org", Set.of("app.example.org"), NOW, false);

      assertThat(ids(withAuthority(over))).containsExactly("certificate-expired");
      assertThat(withAuthority(GOOD)).isEmpty();
    }

    private List<Diagnosis> withAuthority(Certificate certificate) {
      Environment before = TOPOLOGY.environment();
      Environment environment =
          new Environment(
              before.stack(),
              before.prefix(),
              before.domain(),
              before.images(),
              before.localTag(),
              before.hostIsolation(),
              before.protectData(),
              before.health(),
              new GatewaySettings(
                  Port.of(80),
                  Port.of(443),
                  Optional.of(
                      new Acme("a@example.org", new Acme.Challenge.TlsAlpn(), Optional.empty()))),
              before.networks(),
              before.services(),
              before.secrets());
      Topology topology =
          new Topology(
              environment,
              TOPOLOGY.networks(),
              TOPOLOGY.services(),
              TOPOLOGY.routes(),
              TOPOLOGY.flows(),
              TOPOLOGY.secretTraits());
      return Doctor.diagnose(
          topology,
          Snapshots.withEngine(Snapshots.of(topology), WELL.engine()),
          seen(new Answered(certificate, 200, "")));
    }

    private static Certificate certificateFor(String name) {
      return new Certificate(name, Set.of(name), NOW.plusSeconds(1), false);
    }

    private static EngineSnapshot labelled(Consumer<SortedMap<String, String>> change) {
      return Snapshots.withContainer(
          WELL,
          "t-app",
          container -> {
            TreeMap<String, String> labels = new TreeMap<>(container.labels());
            change.accept(labels);
            return with(container, container.endpoints(), labels);
          });
    }
  }

  @Nested
  class OfHostPorts {

    private final Observations held =
        new Observations(
            new HostFacts(
                List.of(),
                Map.of(Port.of(443), List.of(new Holder(OptionalInt.of(4711), "nginx")))),
            Listening.UNKNOWN,
            container -> List.of(),
            Map.of(),
            NOW);

    @Test
    void tellsTheProcessThatKeepsTheGatewayFromStarting() {
      List<Diagnosis> found =
          diagnose(container("t-gate", Status.CREATED, Optional.empty(), 0), held);

      assertThat(ids(found)).containsExactly("host-port-held", "service-stopped");
      assertThat(found.get(0).finding().message()).contains("443", "process 4711 (nginx)");
      assertThat(found.get(0).finding().cure()).contains("gateway.httpsPort");
    }

    @Test
    void takesTheRunningGatewayForTheHolder() {
      assertThat(diagnose(WELL, held)).isEmpty();
    }

    @Test
    void leavesAContainerThatHoldsItToThePreflight() {
      ContainerState stranger = Snapshots.stranger("other-proxy");
      ContainerState publishing =
          new ContainerState(
              stranger.id(),
              stranger.name(),
              stranger.image(),
              stranger.imageId(),
              stranger.status(),
              stranger.health(),
              0,
              stranger.networkMode(),
              stranger.endpoints(),
              List.of(new Exposure.PublishedPort(Port.of(443), Port.of(8443))),
              stranger.labels());

      assertThat(
              ids(
                  diagnose(
                      Snapshots.plusContainer(
                          Snapshots.withoutContainer(WELL, "t-gate"), publishing),
                      held)))
          .containsExactly("host-port-taken", "container-missing");
    }
  }

  @Nested
  class OfTheEngine {

    @Test
    void tellsThatNothingIsForwarded() {
      assertThat(
              only(on(engine("28.5.2", false, Optional.empty(), true)), "forwarding-off")
                  .isTrouble())
          .isTrue();
    }

    @Test
    void mentionsNftablesAndAFilterThatIsOff() {
      List<Diagnosis> found =
          diagnose(on(engine("29.1.0", true, Optional.of("nftables+firewalld"), false)));

      assertThat(ids(found)).containsExactly("bridge-filter-off", "nftables-backend");
      assertThat(found.get(1).finding().cure()).contains("ufw default allow routed");
      assertThat(found).noneMatch(Diagnosis::isTrouble);
    }

    @Test
    void tellsOneThatIsTooOld() {
      assertThat(ids(diagnose(on(engine("19.3.0", true, Optional.empty(), true)))))
          .containsExactly("engine-too-old", "internal-names-forwarded");
    }

    @ParameterizedTest
    @CsvSource({
      "20.10.24, true",
      "23.0.10, true",
      "23.0.11, false",
      "24.0.9, true",
      "25.0.4, true",
      "25.0.5, false",
      "26.0.0, false",
      "28.5.2, false"
    })
    void knowsWhichReleasesPassOnNamesOfInternalNetworks(String version, boolean passOn) {
      List<Diagnosis> found = diagnose(on(engine(version, true, Optional.empty(), true)));

      assertThat(ids(found))
          .containsExactlyElementsOf(passOn ? List.of("internal-names-forwarded") : List.of());
      assertThat(found).noneMatch(Diagnosis::isTrouble);
    }

    private static EngineSnapshot on(EngineFacts engine) {
      return Snapshots.withEngine(WELL, engine);
    }
  }

  private static EngineFacts engine(
      String version, boolean forwards, Optional<String> firewall, boolean filters) {
    return new EngineFacts(
        Optional.of(EngineVersion.parse(version)),
        "1.41",
        "amd64",
        "6.1",
        true,
        firewall,
        forwards,
        Optional.of(filters),
        List.of(),
        List.of());
  }

  private static EngineSnapshot container(
      String name, Status status, Optional<Health> health, int exitCode) {
    return Snapshots.withContainer(
        WELL,
        name,
        before ->
            new ContainerState(
                before.id(),
                before.name(),
                before.image(),
                before.imageId(),
                status,
                health,
                exitCode,
                before.networkMode(),
                before.endpoints(),
                before.exposures(),
                before.labels()));
  }

  private static EngineSnapshot off(String container, String network, EngineSnapshot snapshot) {
    return Snapshots.withContainer(
        snapshot,
        container,
        before ->
            with(
                before,
                before.endpoints().stream()
                    .filter(endpoint -> !endpoint.network().equals(network))
                    .toList(),
                new TreeMap<>(before.labels())));
  }

  private static EngineSnapshot named(
      String container, String network, EngineSnapshot snapshot, String... names) {
    return Snapshots.withContainer(
        snapshot,
        container,
        before -> {
          List<EndpointState> endpoints = new ArrayList<>();
          for (EndpointState endpoint : before.endpoints()) {
            endpoints.add(
                endpoint.network().equals(network)
                    ? new EndpointState(
                        network, new TreeSet<>(List.of(names)), endpoint.addresses())
                    : endpoint);
          }
          return with(before, endpoints, new TreeMap<>(before.labels()));
        });
  }

  private static ContainerState with(
      ContainerState before, List<EndpointState> endpoints, SortedMap<String, String> labels) {
    return new ContainerState(
        before.id(),
        before.name(),
        before.image(),
        before.imageId(),
        before.status(),
        before.health(),
        before.exitCode(),
        before.networkMode(),
        endpoints,
        before.exposures(),
        labels);
  }

  private static Observations seen() {
    return seen(Listening.UNKNOWN);
  }

  private static Observations seen(Listening listening) {
    return new Observations(HostFacts.NONE, listening, container -> List.of(), Map.of(), NOW);
  }

  private static Observations seen(RouteAnswer answer) {
    return new Observations(
        HostFacts.NONE, Listening.UNKNOWN, container -> List.of(), Map.of(APP, answer), NOW);
  }

  private static Observations seenLog(String line) {
    return new Observations(
        HostFacts.NONE, Listening.UNKNOWN, container -> List.of(line), Map.of(), NOW);
  }

  private static List<Diagnosis> diagnose(EngineSnapshot snapshot) {
    return diagnose(snapshot, seen());
  }

  private static List<Diagnosis> diagnose(EngineSnapshot snapshot, Observations seen) {
    return Doctor.diagnose(TOPOLOGY, snapshot, seen);
  }

  private static Diagnosis only(EngineSnapshot snapshot, String id) {
    return only(snapshot, seen(), id);
  }

  private static Diagnosis only(EngineSnapshot snapshot, Observations seen, String id) {
    List<Diagnosis> found = diagnose(snapshot, seen);
    assertThat(ids(found)).containsExactly(id);
    return found.get(0);
  }

  private static List<String> ids(List<Diagnosis> found) {
    return found.stream().map(diagnosis -> diagnosis.finding().id()).toList();
  }
}
