package app.versatilehub.verification.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.probe.Probe.Way;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The conversation with a probe, of which this test plays the other side. */
class JsonProbeTest {

  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final Target DB = new Target(IpAddress.of("172.31.0.3"), Port.of(5432));
  private static final Target DB6 = new Target(IpAddress.of("fd00::3"), Port.of(5432));

  private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
  private final JsonProbe probe = new JsonProbe("chat-web", requests);

  @Test
  void isReadyOnceItHasGreeted() {
    assertThat(probe.ready()).isNotDone();

    say("{\"probe\":1,\"interfaces\":[{\"name\":\"eth0\",\"addresses\":[\"172.18.0.3/16\"]}]}");

    assertThat(probe.ready()).isCompleted();
    assertThat(probe.interfaces())
        .containsExactly(new Probe.Interface("eth0", List.of(IpAddress.of("172.18.0.3"))));
  }

  @Test
  void isAskedInOneLineAndAnswersInAnyOrderAndInPieces() {
    CompletableFuture<Map<Target, Outcome>> first = probe.connect(List.of(DB), PATIENCE, false);
    CompletableFuture<Map<Target, Outcome>> second = probe.connect(List.of(DB6), PATIENCE, true);

    assertThat(requests.toString(UTF_8).lines())
        .containsExactly(
            "{\"do\":\"connect\",\"timeoutMs\":700,\"onLinkOnly\":false,\"id\":1,"
                + "\"targets\":[\"172.31.0.3:5432\"]}",
            "{\"do\":\"connect\",\"timeoutMs\":700,\"onLinkOnly\":true,\"id\":2,"
                + "\"targets\":[\"[fd00::3]:5432\"]}");
    say("{\"id\":2,\"results\":[{\"target\":\"[fd00::3]:5432\",\"outcome\":\"dropped\"}]}");
    assertThat(first).isNotDone();
    assertThat(second).isCompletedWithValue(Map.of(DB6, Outcome.DROPPED));
    probe.written("{\"id\":1,\"results\":[{\"target\":\"172.3".getBytes(UTF_8));
    say("1.0.3:5432\",\"outcome\":\"open\"}]}");
    assertThat(first).isCompletedWithValue(Map.of(DB, Outcome.OPEN));
  }

  @Test
  void neverTakesAFailedAttemptForAClosedPort() {
    CompletableFuture<Map<Target, Outcome>> answer = probe.connect(List.of(DB), PATIENCE, false);

    say("{\"id\":1,\"results\":[{\"target\":\"172.31.0.3:5432\",\"outcome\":\"failed\"}]}");

    assertThat(answer).isCompletedWithValue(Map.of(DB, Outcome.UNKNOWN));
  }

  @Test
  void tellsWhereItListensItself() {
    CompletableFuture<Map<String, Optional<Target>>> answer =
        probe.listen(List.of("172.31.0.3:5432", "172.31.0.1:0"));

    say(
        "{\"id\":1,\"results\":[{\"address\":\"172.31.0.3:5432\",\"outcome\":\"taken\"},"
            + "{\"address\":\"172.31.0.1:0\",\"outcome\":\"listening\",\"bound\":\"172.31.0.1:4711\"}]}");

    assertThat(answer)
        .isCompletedWithValue(
            Map.of(
                "172.31.0.3:5432",
                Optional.empty(),
                "172.31.0.1:0",
                Optional.of(new Target(IpAddress.of("172.31.0.1"), Port.of(4711)))));
  }

  @Test
  void tellsWays() {
    List<IpAddress> addresses =
        List.of(
            IpAddress.of("10.0.0.1"),
            IpAddress.of("10.0.0.2"),
            IpAddress.of("10.0.0.3"),
            IpAddress.of("10.0.0.4"));
    CompletableFuture<Map<IpAddress, Way>> answer = probe.route(addresses);

    say(
        "{\"id\":1,\"results\":[{\"address\":\"10.0.0.1\",\"outcome\":\"on-link\",\"device\":\"br-hub\"},"
            + "{\"address\":\"10.0.0.2\",\"outcome\":\"gateway\",\"gateway\":\"10.0.0.254\"},"
            + "{\"address\":\"10.0.0.3\",\"outcome\":\"local\"},"
            + "{\"address\":\"10.0.0.4\",\"outcome\":\"unreachable\"}]}");

    assertThat(answer.join())
        .containsEntry(addresses.get(0), new Way.OnLink("br-hub"))
        .containsEntry(addresses.get(1), new Way.ByGateway(IpAddress.of("10.0.0.254")))
        .containsEntry(addresses.get(2), new Way.Local())
        .containsEntry(addresses.get(3), new Way.None());
  }

  @Test
  void isNotAskedNothing() {
    assertThat(probe.connect(List.of(), PATIENCE, false)).isCompletedWithValue(Map.of());
    assertThat(requests.size()).isZero();
  }

  @Test
  void leavesNobodyWaitingWhenItEnds() {
    CompletableFuture<Map<Target, Outcome>> waiting = probe.connect(List.of(DB), PATIENCE, false);

    probe.ended("its container stopped");

    assertThatThrownBy(waiting::join)
        .hasRootCauseMessage("the probe of chat-web ended: its container stopped");
    assertThatThrownBy(() -> probe.ready().join())
        .hasRootCauseMessage("the probe of chat-web ended: its container stopped");
    assertThatThrownBy(() -> probe.connect(List.of(DB), PATIENCE, false).join())
        .hasCauseInstanceOf(ProbeException.class);
  }

  @Test
  void isNotBelievedWhenItLeavesAQuestionOpen() {
    CompletableFuture<Map<Target, Outcome>> answer =
        probe.connect(List.of(DB, DB6), PATIENCE, false);

    say("{\"id\":1,\"results\":[{\"target\":\"172.31.0.3:5432\",\"outcome\":\"open\"}]}");

    assertThatThrownBy(answer::join)
        .hasRootCauseMessage("the probe of chat-web answered 1 of 2 questions");
  }

  @Test
  void tellsWhyItRefuses() {
    CompletableFuture<Map<Target, Outcome>> answer = probe.connect(List.of(DB), PATIENCE, false);

    say("{\"id\":1,\"error\":\"timeoutMs: 0 is not from 1 to 10000\"}");

    assertThatThrownBy(answer::join)
        .hasRootCauseMessage("the probe of chat-web refused: timeoutMs: 0 is not from 1 to 10000");
  }

  @Test
  void isDroppedWhenItSpeaksAnotherProtocolOrNone() {
    say("{\"probe\":2,\"interfaces\":[]}");
    assertThatThrownBy(() -> probe.ready().join())
        .hasRootCauseMessage("the probe of chat-web ended: it speaks protocol 2, not 1");

    JsonProbe other = new JsonProbe("agent", requests);
    other.written("hello\n".getBytes(UTF_8));
    assertThatThrownBy(() -> other.ready().join())
        .rootCause()
        .hasMessageContaining("it wrote something that is not JSON");
  }

  @Test
  void cannotBeAskedWhereItsInputIsClosed() {
    JsonProbe deaf =
        new JsonProbe(
            "agent",
            new OutputStream() {
              @Override
              public void write(int one) throws IOException {
                throw new IOException("closed");
              }
            });

    assertThatThrownBy(() -> deaf.connect(List.of(DB), PATIENCE, false).join())
        .hasRootCauseMessage("closed");
  }

  private void say(String line) {
    probe.written((line + "\n").getBytes(UTF_8));
  }
}
