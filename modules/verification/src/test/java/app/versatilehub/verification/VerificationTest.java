package app.versatilehub.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Severity;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.Prober.Silence;
import app.versatilehub.verification.probe.Outcome;
import app.versatilehub.verification.probe.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of answers. */
class VerificationTest {

  private static final Finding DRIFT =
      Finding.error("network-opened", "networks.back", "is not internal", "make it anew");

  @ParameterizedTest
  @EnumSource
  void anAnswerIsComparedWithWhatIsDeclared(Outcome outcome) {
    Status open = result("a", "b", 1, true, true, false, outcome).status();
    Status closed = result("a", "b", 1, false, false, false, outcome).status();

    if (outcome == Outcome.UNKNOWN) {
      assertThat(List.of(open, closed)).containsOnly(Status.UNKNOWN);
    } else if (outcome == Outcome.OPEN) {
      assertThat(List.of(open, closed)).containsExactly(Status.AGREES, Status.HOLE);
    } else {
      assertThat(List.of(open, closed)).containsExactly(Status.BLOCKED, Status.AGREES);
    }
  }

  @Test
  void whereAllAgreesNothingIsFound() {
    assertThat(
            verification(
                    List.of(),
                    result("a", "b", 1, true, true, true, Outcome.OPEN),
                    result("b", "a", 1, false, false, false, Outcome.DROPPED))
                .findings())
        .isEmpty();
  }

  @Test
  void answersAboutOneSourceAndDestinationAreOneFinding() {
    Verification verification =
        verification(
            List.of(),
            result("a", "b", 1, false, false, false, Outcome.OPEN),
            result("a", "b", 2, false, false, false, Outcome.OPEN),
            result("a", "c", 1, false, false, false, Outcome.OPEN));

    assertThat(verification.findings())
        .extracting(Finding::subject)
        .containsExactly("a -> b:80", "a -> c:80");
    assertThat(verification.findings().get(0).message())
        .contains("10.0.0.1", "10.0.0.2", "what was seen");
    assertThat(verification.count(Status.HOLE)).isEqualTo(3);
  }

  @Test
  void ofManyAnswersOnlySomeAreQuoted() {
    CellResult[] many = new CellResult[9];
    for (int i = 0; i < many.length; i++) {
      many[i] = result("a", "b", i + 1, false, false, false, Outcome.OPEN);
    }

    assertThat(verification(List.of(), many).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message().split("10\\.0\\.0\\.")).hasSize(4));
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, OPEN, ERROR, open-against-topology",
    "true, true, DROPPED, ERROR, closed-against-topology",
    "true, false, DROPPED, WARNING, closed-against-topology",
    "true, true, UNKNOWN, ERROR, not-probed",
    "false, false, UNKNOWN, ERROR, not-probed"
  })
  void aFlowThatIsClosedWeighsMoreThanAnotherWay(
      boolean declared, boolean flow, Outcome outcome, Severity severity, String id) {
    assertThat(
            verification(List.of(), result("a", "b", 1, declared, declared, flow, outcome))
                .findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo(id);
              assertThat(finding.severity()).isEqualTo(severity);
            });
  }

  @Test
  void aNameThatLeadsElsewhereIsAnError() {
    CellResult name =
        new CellResult(
            new PlannedCell(new Cell.Name("a", "b", "b", Set.of()), true, true, false),
            new Observation(Outcome.REFUSED, "the name is not known"));

    assertThat(verification(List.of(), name).findings())
        .extracting(Finding::severity, Finding::subject)
        .containsExactly(tuple(Severity.ERROR, "a -> name b"));
  }

  @Test
  void whatTheEngineIsConfiguredForIsExplainedByDrift() {
    assertThat(cure(result("a", "b", 1, false, true, false, Outcome.OPEN))).contains("drift");
    assertThat(cure(result("a", "b", 1, true, false, false, Outcome.DROPPED))).contains("drift");
  }

  @Test
  void whatItIsNotConfiguredForIsTheHosts() {
    assertThat(cure(result("a", "b", 1, false, false, false, Outcome.OPEN)))
        .contains("firewall")
        .doesNotContain("drift");
    assertThat(cure(result("a", "b", 1, true, true, false, Outcome.DROPPED)))
        .contains("firewall")
        .doesNotContain("drift");
  }

  @Test
  void oneAddressThatDriftDoesNotExplainLeavesAllUnexplained() {
    assertThat(
            cure(
                result("a", "b", 1, false, true, false, Outcome.OPEN),
                result("a", "b", 2, false, false, false, Outcome.OPEN)))
        .contains("firewall");
  }

  @Test
  void aServiceThatIsSilentAtSeveralAddressesIsOneWarning() {
    Verification verification =
        new Verification(
            "project/test",
            Snapshots.ENGINE,
            List.of(),
            List.of(new Silence("b", target(2)), new Silence("b", target(1))),
            List.of(),
            Duration.ZERO);

    assertThat(verification.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("not-listening");
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
              assertThat(finding.subject()).isEqualTo("b:80");
              assertThat(finding.message()).contains("10.0.0.1, 10.0.0.2");
            });
  }

  @Test
  void driftIsFoundBesidesTheMostSevereFirstInWhateverOrder() {
    List<CellResult> results =
        new ArrayList<>(
            List.of(
                result("a", "b", 1, true, true, false, Outcome.DROPPED),
                result("a", "c", 1, false, false, false, Outcome.OPEN),
                result("b", "c", 1, true, true, true, Outcome.UNKNOWN)));
    List<Finding> findings =
        verification(List.of(DRIFT, DRIFT), results.toArray(CellResult[]::new)).findings();
    Collections.reverse(results);

    assertThat(findings)
        .isSorted()
        .extracting(Finding::id)
        .containsExactly(
            "open-against-topology", "not-probed", "network-opened", "closed-against-topology");
    assertThat(verification(List.of(DRIFT), results.toArray(CellResult[]::new)).findings())
        .isEqualTo(findings);
  }

  @Test
  void everyAnswerCountsOnce() {
    Verification verification =
        verification(
            List.of(),
            result("a", "b", 1, true, true, false, Outcome.OPEN),
            result("a", "b", 2, true, true, false, Outcome.DROPPED),
            result("a", "b", 3, false, false, false, Outcome.OPEN),
            result("a", "b", 4, false, false, false, Outcome.UNKNOWN));

    for (Status status : Status.values()) {
      assertThat(verification.count(status)).as("%s", status).isEqualTo(1);
    }
  }

  private static String cure(CellResult... results) {
    return verification(List.of(), results).findings().get(0).cure();
  }

  private static Verification verification(List<Finding> drift, CellResult... results) {
    return new Verification(
        "project/test", Snapshots.ENGINE, List.of(results), List.of(), drift, Duration.ZERO);
  }

  private static CellResult result(
      String source,
      String destination,
      int address,
      boolean declared,
      boolean configured,
      boolean flow,
      Outcome outcome) {
    return new CellResult(
        new PlannedCell(
            new Cell.Connection(source, destination, "net", target(address)),
            declared,
            configured,
            flow),
        new Observation(outcome, "what was seen"));
  }

  private static Target target(int address) {
    return new Target(IpAddress.of("10.0.0." + address), Port.of(80));
  }
}
