package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.isolation.Endpoint;
import app.versatilehub.topology.isolation.Reach;
import app.versatilehub.topology.isolation.Reachability;
import app.versatilehub.topology.isolation.Verdict;
import app.versatilehub.topology.isolation.Zone;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a browser makes of the page is in {@link ReportIT}. */
class ReportTest {

  private static final int MEGABYTE = 1_000_000;

  @Test
  void takesLessThanAMegabyteWith200Services() {
    Report report = Reports.of(Topologies.large());

    assertThat(report.topology().services()).hasSizeGreaterThanOrEqualTo(200);
    assertThat(report.html().getBytes(StandardCharsets.UTF_8).length).isLessThan(MEGABYTE);
  }

  @Test
  void namesNothingThatWouldHaveToBeFetched() {
    String html = Reports.of(Topologies.stack("prod")).html();

    assertThat(html.replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
        .doesNotContain("http:", "https:", "@import", "src=", "<link");
  }

  @Test
  void writesNobodysWordsAsMarkup() {
    String html = Reports.hostile().html();

    assertThat(html).doesNotContain("<script>window", "<img");
    assertThat(Pattern.compile("<script").matcher(html).results().count()).isEqualTo(2);
  }

  @Test
  void tellsTheVerdictAndPathOfEveryPair() throws IOException {
    Report report = Reports.of(Topologies.stack("prod"));
    Reachability reachability = report.reachability();
    JsonNode data =
        new JsonMapper()
            .readTree(ReachData.of(reachability, reachability.inventory(), Optional.empty()));

    for (int s = 0; s < reachability.zones().size(); s++) {
      Zone zone = reachability.zones().get(s);
      Reach reach = reachability.from(zone);
      for (int t = 0; t < reachability.endpoints().size(); t++) {
        Endpoint endpoint = reachability.endpoints().get(t);
        Verdict verdict = reach.to(endpoint);
        char cost = data.path("costs").get(s).textValue().charAt(t);
        if (verdict instanceof Verdict.Open open) {
          assertThat(cost).isEqualTo('0');
          assertThat(path(data, s, t)).isEqualTo(open.path().steps());
        } else if (verdict instanceof Verdict.ByCompromise by) {
          assertThat(cost).isEqualTo(Character.forDigit(by.compromised().size(), 10));
          assertThat(path(data, s, t)).isEqualTo(by.path().steps());
        } else {
          assertThat(cost)
              .isEqualTo(zone.equals(new Zone.Container(endpoint.container())) ? '-' : '.');
          assertThat(path(data, s, t)).hasSize(1);
        }
      }
    }
  }

  @Test
  void knowsWhichPairsAFlowDeclares() throws IOException {
    Reachability reachability = Reports.of(Topologies.stack("prod")).reachability();
    JsonNode data =
        new JsonMapper()
            .readTree(ReachData.of(reachability, reachability.inventory(), Optional.empty()));

    assertThat(declared(data, "agent")).containsExactly("chat-bridge:4000", "hub-backend:8000");
    assertThat(declared(data, "hub-configure")).isEmpty();
    assertThat(data.path("flows").get(index(data.path("sources"), "Internet")).isNull()).isTrue();
  }

  @Test
  void tellsOfSeveralAnswersTheWorst() throws IOException {
    Report report = Reports.withLiveResults();
    JsonNode data =
        new JsonMapper()
            .readTree(
                ReachData.of(
                    report.reachability(), report.reachability().inventory(), report.live()));
    int agent = index(data.path("sources"), "agent");
    int db = index(data.path("targets"), "hub-db:3306");
    List<String> answers = new ArrayList<>();
    data.path("live").forEach(answer -> answers.add(answer.toString()));

    assertThat(answers).hasSize(2).contains("[%d,%d,\"hole\",\"open\"]".formatted(agent, db));
  }

  @Test
  void saysWhetherTheEngineIsAsDeclared() {
    assertThat(Reports.withLiveResults().html())
        .contains("not as declared", "On the running engine: Docker Engine 28.5.2");
    assertThat(Reports.of(Topologies.stack("prod")).html())
        .contains("No running engine was asked.")
        .doesNotContain("id=\"live\"");
  }

  private static List<String> path(JsonNode data, int source, int target) {
    List<String> steps = new ArrayList<>(List.of(data.path("sources").get(source).textValue()));
    int rest = data.path("paths").get(source).get(target).intValue();
    while (rest > 0) {
      steps.add(
          data.path("steps").get(data.path("rests").get(2 * rest - 2).intValue()).textValue());
      rest = data.path("rests").get(2 * rest - 1).intValue();
    }
    return steps;
  }

  private static List<String> declared(JsonNode data, String source) {
    List<String> targets = new ArrayList<>();
    data.path("flows")
        .get(index(data.path("sources"), source))
        .forEach(number -> targets.add(data.path("targets").get(number.intValue()).textValue()));
    return targets;
  }

  private static int index(JsonNode texts, String text) {
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).textValue().equals(text)) {
        return i;
      }
    }
    throw new AssertionError("no " + text);
  }
}
