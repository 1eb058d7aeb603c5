package app.versatilehub.verification.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Snapshots;
import app.versatilehub.verification.TestTopology;
import app.versatilehub.verification.doctor.RouteAnswer.Answered;
import app.versatilehub.verification.doctor.RouteAnswer.Certificate;
import app.versatilehub.verification.doctor.RouteAnswer.NoHttp;
import app.versatilehub.verification.doctor.RouteAnswer.NoTls;
import app.versatilehub.verification.doctor.RouteAnswer.Unreachable;
import app.versatilehub.verification.doctor.RouteState.Condition;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteStateTest {

  private static final Topology TOPOLOGY = TestTopology.owned();
  private static final EngineSnapshot WELL = Snapshots.of(TOPOLOGY);
  private static final HostName APP = HostName.of("app.example.org");
  private static final Certificate SHOWN =
      new Certificate("app", Set.of("app.example.org"), Instant.EPOCH, false);

  @Test
  void theConditionIsWhatClientsMeet() {
    assertThat(condition(new Answered(SHOWN, 200, "hello"))).isEqualTo(Condition.SERVES);
    // Whoever is not let in has been answered by the service.
    assertThat(condition(new Answered(SHOWN, 401, "who?"))).isEqualTo(Condition.SERVES);
    assertThat(condition(new Answered(SHOWN, 404, "no such page"))).isEqualTo(Condition.SERVES);
    assertThat(condition(new Answered(SHOWN, 500, "sorry"))).isEqualTo(Condition.FAILS);
    assertThat(condition(new Answered(SHOWN, 404, "404 page not found\n")))
        .isEqualTo(Condition.NO_ROUTER);
    assertThat(condition(new Answered(SHOWN, 503, "no available server\n")))
        .isEqualTo(Condition.NO_SERVER);
    assertThat(condition(new NoHttp(SHOWN, "timed out"))).isEqualTo(Condition.SILENT);
    assertThat(condition(new NoTls("reset"))).isEqualTo(Condition.SILENT);
    assertThat(condition(new Unreachable("refused"))).isEqualTo(Condition.UNREACHABLE);
  }

  private static Condition condition(RouteAnswer answer) {
    return state(WELL, Map.of(APP, answer)).condition();
  }

  private static RouteState state(EngineSnapshot engine, Map<HostName, RouteAnswer> answers) {
    return RouteState.of(TOPOLOGY, engine, answers).stream()
        .filter(state -> state.route().host().equals(APP))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whereNobodyWasAskedNothingIsClaimed() {
    assertThat(state(WELL, Map.of()).condition()).isEqualTo(Condition.UNKNOWN);
    assertThat(RouteState.unknown(TOPOLOGY))
        .isNotEmpty()
        .allSatisfy(
            state -> {
              assertThat(state.condition()).isEqualTo(Condition.UNKNOWN);
              assertThat(state.well()).isEmpty();
              assertThat(state.certificate()).isEmpty();
            });
  }

  @Test
  void withoutTheGatewayNothingIsReached() {
    assertThat(state(Snapshots.withoutContainer(WELL, "t-gate"), Map.of()).condition())
        .isEqualTo(Condition.UNREACHABLE);
  }

  @Test
  void theCertificateIsTheOneThatWasShown() {
    assertThat(state(WELL, Map.of(APP, new Answered(SHOWN, 200, ""))).certificate())
        .contains(SHOWN);
    assertThat(state(WELL, Map.of(APP, new NoHttp(SHOWN, ""))).certificate()).contains(SHOWN);
    assertThat(state(WELL, Map.of(APP, new NoTls(""))).certificate()).isEmpty();
  }

  @Test
  void onlyReplicasThatAreWellCount() {
    assertThat(state(WELL, Map.of()).well()).contains(1);
    assertThat(state(with(Status.RUNNING, Health.STARTING), Map.of()).well()).contains(0);
    assertThat(state(with(Status.RUNNING, Health.UNHEALTHY), Map.of()).well()).contains(0);
    assertThat(state(with(Status.EXITED, Health.HEALTHY), Map.of()).well()).contains(0);
    assertThat(state(Snapshots.withoutContainer(WELL, "t-app"), Map.of()).well()).contains(0);
  }

  private static EngineSnapshot with(Status status, Health health) {
    return Snapshots.withContainer(
        WELL,
        "t-app",
        before ->
            new ContainerState(
                before.id(),
                before.name(),
                before.image(),
                before.imageId(),
                status,
                Optional.of(health),
                before.exitCode(),
                before.networkMode(),
                before.endpoints(),
                before.exposures(),
                before.labels()));
  }
}
