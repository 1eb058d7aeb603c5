package app.versatilehub.verification.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.verification.TestTopology;
import app.versatilehub.verification.access.AccessFilter.StatusRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {

  /** As Traefik 3.7 writes it. */
  private static final String RECORDED =
      """
      {"ClientAddr":"10.7.0.1:43210","ClientHost":"10.7.0.1","ClientPort":"43210","ClientUsername":"-",\
      "DownstreamContentSize":12,"DownstreamStatus":502,"Duration":12345678,"OriginStatus":502,\
      "RequestHost":"app.example.org","RequestMethod":"GET","RequestPath":"/a/b?token=hunter2",\
      "RequestProtocol":"HTTP/2.0","RouterName":"t-app@docker","ServiceName":"t-app@docker",\
      "StartUTC":"2026-12-01T12:00:00.5Z","entryPointName":"websecure","level":"info","msg":"",\
      "request_Authorization":"Bearer hunter2","time":"2026-12-01T12:00:01Z"}""";

  private final AccessLog log = new AccessLog(TestTopology.owned());

  @Test
  void readsWhatIsWorthKnowingAndNeitherQueryNorHeaders() {
    assertThat(log.entry(RECORDED))
        .contains(
            new AccessEntry(
                Instant.parse("2026-12-01T12:00:00.5Z"),
                502,
                "GET",
                "app.example.org",
                "/a/b",
                "app",
                Duration.ofNanos(12_345_678),
                "10.7.0.1"));
    assertThat(log.entry(RECORDED).toString()).doesNotContain("hunter2");
  }

  @Test
  void saysWhereNoRouteLedToAService() {
    assertThat(log.entry(RECORDED.replace("\"ServiceName\":\"t-app@docker\",", "")))
        .map(AccessEntry::service)
        .contains("-");
    assertThat(log.entry(RECORDED.replace("t-app@docker", "noop@internal")))
        .map(AccessEntry::service)
        .contains("noop@internal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "2026-12-01T12:00:00Z INF starting",
        "{\"level\":\"info\",\"msg\":\"configuration loaded\"}",
        "{\"DownstreamStatus\":\"200\",\"RequestMethod\":\"GET\",\"StartUTC\":\"2026-12-01T12:00:00Z\"}",
        "{\"DownstreamStatus\":200,\"RequestMethod\":\"GET\",\"StartUTC\":\"yesterday\"}",
        "[1, 2]",
        "null"
      })
  void skipsWhatIsNoRequest(String line) {
    assertThat(log.entry(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u001b[2J",
        "\\u0007",
        "\\u009b31m",
        "\\r\\n",
        "\\u202e",
        "\\u200b",
        "\\u2028",
        "\\u007f"
      })
  void letsNoClientSteerTheTerminal(String hostile) {
    for (String field :
        List.of("/a/b", "app.example.org", "\"GET", "\"10.7.0.1\"", "t-app@docker")) {
      String end = field.endsWith("\"") ? field.substring(0, field.length() - 1) : field;
      AccessEntry entry = log.entry(RECORDED.replace(end, end + hostile)).orElseThrow();

      assertThat(entry.method() + entry.host() + entry.path() + entry.service() + entry.client())
          .doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*");
    }
  }

  @Test
  void cutsWhatIsEndless() {
    assertThat(log.entry(RECORDED.replace("/a/b", "/" + "a".repeat(60_000))))
        .hasValueSatisfying(entry -> assertThat(entry.path()).hasSizeLessThan(400));
  }

  @Test
  void filtersByServiceAndStatus() {
    AccessEntry entry = log.entry(RECORDED).orElseThrow();

    assertThat(filter("app", "5xx").takes(entry)).isTrue();
    assertThat(filter("app", "502").takes(entry)).isTrue();
    assertThat(filter("db", "5xx").takes(entry)).isFalse();
    assertThat(filter("app", "4xx").takes(entry)).isFalse();
    assertThat(new AccessFilter(Optional.empty(), Optional.empty()).takes(entry)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "6xx", "50", "5000", "x", "99"})
  void refusesWhatIsNoStatus(String text) {
    assertThatThrownBy(() -> StatusRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5xx");
  }

  @Test
  void putsLinesTogetherFromPiecesWithinACharacter() {
    List<String> lines = new ArrayList<>();
    Lines joined = new Lines(lines::add);
    for (byte one : "größer\nzwei\nunended".getBytes(StandardCharsets.UTF_8)) {
      joined.add(new byte[] {one});
    }

    assertThat(lines).containsExactly("größer", "zwei");
  }

  @Test
  void dropsLinesThatAreTooLongAndOnlyThose() {
    List<String> lines = new ArrayList<>();
    Lines joined = new Lines(lines::add);
    joined.add(("x".repeat(70_000) + "\nshort\n").getBytes(StandardCharsets.UTF_8));

    assertThat(lines).containsExactly("short");
  }

  private static AccessFilter filter(String service, String status) {
    return new AccessFilter(Optional.of(service), Optional.of(StatusRange.parse(status)));
  }
}
