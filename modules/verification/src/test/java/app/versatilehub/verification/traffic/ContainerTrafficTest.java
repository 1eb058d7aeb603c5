package app.versatilehub.verification.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.verification.traffic.ContainerTraffic.Link;
import app.versatilehub.verification.traffic.Sample.Counters;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerTrafficTest {

  private static final Instant THEN = Instant.parse("2026-12-01T12:00:00Z");

  @Test
  void ratesAreWhatCameInBetweenByTheSecond() {
    ContainerTraffic traffic =
        between(Map.of("eth0", new Counters(1000, 50)), Map.of("eth0", new Counters(5000, 150)));

    assertThat(traffic.links())
        .containsExactly(new Link("eth0", Optional.of("front"), 2000, 50, 5000, 150));
  }

  @Test
  void countersThatBeginAnewMakeNoNegativeRate() {
    ContainerTraffic traffic =
        between(Map.of("eth0", new Counters(1000, 1000)), Map.of("eth0", new Counters(10, 2000)));

    assertThat(traffic.links().get(0).receivedPerSecond()).isZero();
    assertThat(traffic.links().get(0).sentPerSecond()).isEqualTo(500);
  }

  @Test
  void whatAnInterfaceHadCountedWhenItCameIsNoRate() {
    Link link = between(Map.of(), Map.of("eth1", new Counters(9000, 9000))).links().get(0);

    assertThat(link).isEqualTo(new Link("eth1", Optional.empty(), 0, 0, 9000, 9000));
  }

  @Test
  void twoBusyProcessorsAreTwoHundredPercent() {
    Sample before = new Sample(THEN, Map.of(), 0, 0, 4, 0);
    Sample after = new Sample(THEN.plusSeconds(1), Map.of(), 2, 4, 4, 77);
    ContainerTraffic traffic = ContainerTraffic.between("t", before, after, Map.of());

    assertThat(traffic.cpu()).isEqualTo(200);
    assertThat(traffic.memory()).isEqualTo(77);
  }

  @Test
  void aHostWhoseClockStandsStillIsNoDivisionByZero() {
    Sample same = new Sample(THEN, Map.of("eth0", new Counters(1, 1)), 5, 5, 2, 0);
    ContainerTraffic traffic = ContainerTraffic.between("t", same, same, Map.of());

    assertThat(traffic.cpu()).isZero();
    assertThat(traffic.links().get(0).receivedPerSecond()).isZero();
  }

  private static ContainerTraffic between(
      Map<String, Counters> before, Map<String, Counters> after) {
    return ContainerTraffic.between(
        "t",
        new Sample(THEN, before, 0, 0, 1, 0),
        new Sample(THEN.plusSeconds(2), after, 0, 0, 1, 0),
        Map.of("eth0", "front"));
  }
}
