package app.versatilehub.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.FakeNetwork.Asked;
import app.versatilehub.verification.Prober.Answers;
import app.versatilehub.verification.Prober.Silence;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.probe.Outcome;
import app.versatilehub.verification.probe.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom the prober asks what, and what it makes of the answers. */
@Timeout(20)
class ProberTest {

  private static final Topology TOPOLOGY = TestTopology.owned();
  private static final EngineSnapshot ENGINE = Snapshots.of(TOPOLOGY);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Target ABROAD = new Target(IpAddress.of("198.51.100.7"), Port.of(443));

  private static final Target DB = target("t-db", "t-back", 5432);
  private static final Target APP = target("t-app", "t-front", 8080);

  private Plan plan = Plan.of(TOPOLOGY, ENGINE);
  private FakeNetwork network = new FakeNetwork(plan);

  @Test
  void whatIsAsDeclaredAgrees() {
    Answers answers = ask();

    assertThat(answers.results()).hasSameSizeAs(plan.cells());
    assertThat(answers.results()).allMatch(result -> result.status() == Status.AGREES);
    assertThat(answers.silences()).isEmpty();
  }

  @Nested
  class WhoListens {

    @Test
    void isFoundOutFromTheInsideFirst() {
      ask();

      List<Asked> ofDb =
          network.asked().stream().filter(asked -> asked.target().equals(DB)).toList();
      assertThat(ofDb.get(0).source()).isEqualTo("db");
      assertThat(ofDb).extracting(Asked::source).contains("app", "gate");
    }

    @Test
    void whereNobodyDoesTheProbeListensAndSaysSo() {
      network.silent(DB);

      Answers answers = ask();

      assertThat(answers.silences()).containsExactly(new Silence("db", DB));
      assertThat(answers.results()).allMatch(result -> result.status() == Status.AGREES);
      assertThat(result(answers, "app -> db:5432").observation().outcome()).isEqualTo(Outcome.OPEN);
    }

    @Test
    void whereNobodyCanClosedIsNotFoundOut() {
      network.silent(DB);
      network.cannotListen("db");

      Answers answers = ask();

      for (String title : List.of("app -> db:5432", "gate -> db:5432", "host -> db:5432")) {
        assertThat(result(answers, title).status()).as(title).isEqualTo(Status.UNKNOWN);
        assertThat(result(answers, title).observation().evidence())
            .isEqualTo("nothing answers at %s even from the inside".formatted(DB));
      }
      assertThat(answers.silences()).isEmpty();
    }
  }

  @Nested
  class APortThatIsListenedOnAtOneNetworkAlone {

    private final EngineSnapshot engine = Snapshots.of(TestTopology.withBoundPort());
    private final Target inside = at("t-watch");
    private final Target outside = at("t-front");

    APortThatIsListenedOnAtOneNetworkAlone() {
      plan = Plan.of(TestTopology.withBoundPort(), engine);
      network = new FakeNetwork(plan);
      network.silent(outside);
    }

    private Target at(String name) {
      return new Target(
          engine.container("t-bell").orElseThrow().on(name).orElseThrow().addresses().get(0),
          Port.of(8082));
    }

    @Test
    void isExpectedThereAndNowhereElse() {
      assertThat(plan.cells())
          .filteredOn(planned -> planned.cell().destinationName().equals("bell:8082"))
          .filteredOn(PlannedCell::declared)
          .allMatch(PlannedCell::configured)
          .extracting(planned -> planned.cell().subject())
          .containsExactly("bell:8082 at %s on t-watch".formatted(inside.address()));
    }

    @Test
    void isClosedElsewhereBecauseNobodyListens() {
      Answers answers = ask();

      assertThat(answers.results()).allMatch(result -> result.status() == Status.AGREES);
      // Or the probe's own would answer in its place.
      assertThat(answers.silences()).isEmpty();
      assertThat(network.asked())
          .filteredOn(asked -> asked.target().equals(outside))
          .extracting(Asked::source)
          .contains("gate", "app", "host");
    }

    @Test
    void isAHoleWhereItAnswersElsewhere() {
      network.outcome("app", outside, Outcome.OPEN);

      assertThat(ask().results())
          .filteredOn(result -> result.status() == Status.HOLE)
          .extracting(result -> result.cell().title())
          .containsExactly("app -> bell:8082");
    }
  }

  @Nested
  class AProbe {

    @Test
    void thatDoesNotStartLeavesWhatItAsksAndProvesUnknown() {
      network.doesNotStart("db");

      assertUnknown(ask(), "db", "no probe could be started in db");
    }

    @Test
    void thatEndsLeavesWhatItAsksAndProvesUnknown() {
      network.ends("db");

      assertUnknown(ask(), "db", "the probe ended");
    }

    @Test
    void thatNeverAnswersIsWaitedForOnce() {
      network.neverAnswers("db");

      assertUnknown(ask(), "db", "the probe of db does not answer");
    }

    @Test
    void whoseContainerStopsMeanwhileProvesNothingClosed() {
      network.goes("db");

      Answers answers = ask();

      assertThat(answers.results())
          .filteredOn(result -> result.cell().parties().contains("db"))
          .filteredOn(result -> !result.observation().outcome().isOpen())
          .isNotEmpty()
          .allSatisfy(
              result ->
                  assertThat(result.observation().evidence())
                      .isEqualTo("db stopped, or lost an address, meanwhile"))
          .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.UNKNOWN));
      assertThat(answers.results())
          .filteredOn(result -> !result.cell().parties().contains("db"))
          .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.AGREES));
      assertThat(result(answers, "app -> db:5432").status())
          .as("what was open was so")
          .isEqualTo(Status.AGREES);
    }

    /** Nothing listens inside for sure, so that also closed ways to it prove nothing. */
    private void assertUnknown(Answers answers, String service, String why) {
      assertThat(answers.results())
          .filteredOn(result -> result.cell().source().equals(service))
          .isNotEmpty()
          .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.UNKNOWN))
          .allSatisfy(result -> assertThat(result.observation().evidence()).isEqualTo(why));
      assertThat(result(answers, "gate -> db:5432").status()).isEqualTo(Status.UNKNOWN);
      assertThat(result(answers, "gate -> db:5432").observation().evidence()).isEqualTo(why);
      assertThat(result(answers, "app -> db:5432").status())
          .as("an open way is proved by whoever answers")
          .isEqualTo(Status.AGREES);
    }

    @Test
    void ofTheHostThatDoesNotStartLeavesUnknownWhatIsNotSentWithoutIt() {
      network.doesNotStart(Cell.HOST);

      assertHostUnknown(ask());
    }

    @Test
    void ofTheHostThatNeverAnswersLeavesUnknownWhatIsNotSentWithoutIt() {
      network.neverAnswers(Cell.HOST);

      assertHostUnknown(ask());
    }

    private void assertHostUnknown(Answers answers) {
      assertThat(answers.results())
          .filteredOn(
              result ->
                  result.cell().source().equals(Cell.HOST)
                      || result.cell() instanceof Cell.HostAddress)
          .isNotEmpty()
          .allMatch(result -> result.status() == Status.UNKNOWN);
      assertThat(result(answers, "gate -> db:5432").status()).isEqualTo(Status.UNKNOWN);
      assertThat(result(answers, "app -> db:5432").status())
          .as("on its own network nobody needs the host")
          .isEqualTo(Status.AGREES);
    }
  }

  @Test
  void whatIsNotFoundOutIsNeitherOpenNorClosed() {
    network.outcome("gate", DB, Outcome.UNKNOWN);
    network.outcome("app", DB, Outcome.UNKNOWN);

    Answers answers = ask();

    assertThat(result(answers, "gate -> db:5432").status()).isEqualTo(Status.UNKNOWN);
    assertThat(result(answers, "app -> db:5432").status()).isEqualTo(Status.UNKNOWN);
  }

  @Nested
  class NothingLeavesTheMachine {

    @Test
    void whereTheHostHasNoWayOnALinkOfItsOwnOnlyNeighboursAreSentTo() {
      Answers answers = ask();

      assertThat(network.asked())
          .filteredOn(asked -> asked.target().equals(DB) && !asked.source().equals("db"))
          .extracting(Asked::source)
          .contains("app", "gate");
      assertThat(network.asked())
          .filteredOn(asked -> asked.target().equals(DB) && !asked.source().equals("db"))
          .allMatch(Asked::onLinkOnly);
      assertThat(result(answers, "gate -> db:5432").observation().outcome())
          .isEqualTo(Outcome.UNROUTED);
    }

    @Test
    void theHostSendsOnlyToItselfAndToItsBridges() {
      ask();

      assertThat(network.asked())
          .filteredOn(asked -> asked.source().equals(Cell.HOST))
          .isNotEmpty()
          .allMatch(asked -> isHere(asked.target().address()));
    }

    /** As an engine does on an internal network: it is configured so, and binds nothing. */
    @Test
    void nobodySendsToAPublishedAddressThatTheHostDoesNotHave() {
      PublishedPort elsewhere =
          new PublishedPort(Optional.of(IpAddress.of("203.0.113.9")), Port.of(7777), Port.of(5432));
      use(publishing("t-db", elsewhere));

      Answers answers = ask();

      assertThat(network.asked())
          .noneMatch(asked -> asked.target().address().value().equals("203.0.113.9"));
      assertThat(answers.results())
          .filteredOn(
              result ->
                  result.cell() instanceof Cell.Published published
                      && published.published().equals(elsewhere))
          .isNotEmpty()
          .allMatch(result -> result.observation().outcome() == Outcome.UNROUTED);
    }

    @Test
    void abroadIsSentToOnlyWhenAskedFor() {
      ask();

      assertThat(network.asked())
          .noneMatch(asked -> asked.target().equals(ABROAD))
          .allMatch(
              asked ->
                  asked.onLinkOnly()
                      || isHere(asked.target().address())
                      || isOwn(asked.source(), asked.target().address()));
    }

    private boolean isOwn(String source, IpAddress address) {
      return ENGINE.container("t-" + source).stream()
          .flatMap(container -> container.endpoints().stream())
          .anyMatch(endpoint -> endpoint.addresses().contains(address));
    }

    private boolean isHere(IpAddress address) {
      return address.isLoopback()
          || address.equals(FakeNetwork.HOST_ADDRESS)
          || address.value().startsWith("10.7.0.");
    }
  }

  @Nested
  class OnceMore {

    @Test
    void isAskedWhatIsClosedAgainstTheTopologyWithMorePatience() {
      network.outcome("app", DB, Outcome.DROPPED, Outcome.OPEN);

      Answers answers = ask();

      List<Asked> tries = tries("app", DB);
      assertThat(result(answers, "app -> db:5432").status()).isEqualTo(Status.AGREES);
      assertThat(tries).hasSize(2);
      assertThat(tries.get(1).patience()).isGreaterThan(tries.get(0).patience());
    }

    @Test
    void isNotAskedWhatIsOpenAgainstIt() {
      network.outcome("gate", DB, Outcome.OPEN, Outcome.DROPPED);

      assertThat(result(ask(), "gate -> db:5432").status()).isEqualTo(Status.HOLE);
      assertThat(tries("gate", DB)).hasSize(1);
    }

    @Test
    void nothingIsAskedWhereAllIsAsDeclared() {
      ask();

      assertThat(network.asked()).extracting(Asked::source, Asked::target).doesNotHaveDuplicates();
    }

    @Test
    void whatStaysClosedIsBlocked() {
      network.outcome("app", DB, Outcome.DROPPED);

      assertThat(result(ask(), "app -> db:5432").status()).isEqualTo(Status.BLOCKED);
    }

    private List<Asked> tries(String source, Target target) {
      return network.asked().stream()
          .filter(asked -> asked.source().equals(source) && asked.target().equals(target))
          .toList();
    }
  }

  @Nested
  class TheWayOut {

    @Test
    void isARouteByAGatewayThatTheHostIs() {
      network.gateway("db", IpAddress.of("10.7.0.1"));

      CellResult egress = result(ask(), "db -> Internet");

      assertThat(egress.status()).isEqualTo(Status.HOLE);
      assertThat(egress.observation().evidence()).isEqualTo("there is a route to 10.7.0.1");
    }

    @Test
    void isNoneByAGatewayOfABridgeThatTheHostHasNoAddressOn() {
      network.gateway("db", IpAddress.of("10.7.1.1"));

      CellResult egress = result(ask(), "db -> Internet");

      assertThat(egress.status()).isEqualTo(Status.AGREES);
      assertThat(egress.observation().evidence())
          .isEqualTo("there is a route to 10.7.1.1, which leads no further");
    }

    @Test
    void isThereByAGatewayThatIsOnNoBridge() {
      network.gateway("db", IpAddress.of("192.168.77.1"));

      assertThat(result(ask(), "db -> Internet").status()).isEqualTo(Status.HOLE);
    }

    @Test
    void isThereByAnUplinkThatNeedsNoGateway() {
      network.uplink("db", "ppp0");

      CellResult egress = result(ask(), "db -> Internet");

      assertThat(egress.status()).isEqualTo(Status.HOLE);
      assertThat(egress.observation().evidence()).isEqualTo("there is a route by ppp0");
    }

    @Test
    void isMissedWhereItIsDeclared() {
      network.withoutRoute("app");

      CellResult egress = result(ask(), "app -> Internet");

      assertThat(egress.status()).isEqualTo(Status.BLOCKED);
      assertThat(egress.observation().evidence()).isEqualTo("there is no route to a gateway");
    }

    @Test
    void withAnAddressAbroadIsWhetherThatAnswers() {
      network.outcome("app", ABROAD, Outcome.OPEN);
      network.outcome("gate", ABROAD, Outcome.DROPPED);
      network.outcome("db", ABROAD, Outcome.OPEN);

      Answers answers = Prober.ask(plan, network, Optional.of(ABROAD), SHORT);

      assertThat(result(answers, "app -> Internet").status()).isEqualTo(Status.AGREES);
      assertThat(result(answers, "gate -> Internet").status()).isEqualTo(Status.BLOCKED);
      assertThat(result(answers, "db -> Internet").status()).isEqualTo(Status.HOLE);
    }
  }

  @Nested
  class AName {

    @Test
    void thatIsNotKnownIsBlocked() {
      network.name("app", "db", List.of());

      CellResult name = result(ask(), "app -> name db");

      assertThat(name.status()).isEqualTo(Status.BLOCKED);
      assertThat(name.observation().evidence()).isEqualTo("the name is not known");
    }

    @Test
    void thatLeadsToSomebodyElseIsBlockedAndNamesThem() {
      network.name("app", "db", List.of(DB.address(), APP.address()));

      CellResult name = result(ask(), "app -> name db");

      assertThat(name.status()).isEqualTo(Status.BLOCKED);
      assertThat(name.observation().evidence())
          .isEqualTo("leads to %s, which is t-app".formatted(APP.address()));
    }

    @Test
    void thatLeadsToNobodyKnownIsBlocked() {
      network.name("app", "db", List.of(IpAddress.of("10.9.9.9")));

      assertThat(result(ask(), "app -> name db").observation().evidence())
          .isEqualTo("leads to 10.9.9.9");
    }
  }

  @Nested
  class APublishedPort {

    private static final PublishedPort SIX =
        new PublishedPort(Optional.of(IpAddress.of("::1")), Port.of(9000), Port.of(8080));

    @Test
    void isTriedAtTheAddressesOfTheHost() {
      ask();

      assertThat(network.asked())
          .filteredOn(asked -> asked.source().equals("app") && isPort(asked, 443))
          .extracting(asked -> asked.target().address().value())
          .contains("192.168.5.10", "10.7.0.1")
          .doesNotContain("127.0.0.1");
      assertThat(network.asked())
          .filteredOn(asked -> asked.source().equals(Cell.HOST) && isPort(asked, 443))
          .extracting(asked -> asked.target().address().value())
          .contains("127.0.0.1");
    }

    @Test
    void onALoopbackAddressIsTriedThereByTheHost() {
      use(publishing("t-app", SIX));

      ask();

      assertThat(network.asked())
          .filteredOn(asked -> asked.source().equals(Cell.HOST) && isPort(asked, 9000))
          .extracting(asked -> asked.target().address().value())
          .contains("::1")
          .doesNotContain("127.0.0.1");
      assertThat(network.asked())
          .filteredOn(asked -> asked.source().equals("gate") && isPort(asked, 9000))
          .isNotEmpty()
          .noneMatch(asked -> asked.target().address().isLoopback());
    }

    private static boolean isPort(Asked asked, int port) {
      return asked.target().port().equals(Port.of(port));
    }
  }

  @Test
  void nothingIsAskedOfAnEngineWithoutTheStack() {
    use(new EngineSnapshot(ENGINE.engine(), List.of(), List.of(), ENGINE.images()));

    assertThatCode(this::ask).doesNotThrowAnyException();
    assertThat(network.asked()).allMatch(asked -> asked.source().equals(Cell.HOST));
  }

  private void use(EngineSnapshot engine) {
    plan = Plan.of(TOPOLOGY, engine);
    network = new FakeNetwork(plan);
  }

  private static EngineSnapshot publishing(String container, Exposure exposure) {
    return Snapshots.withContainer(
        ENGINE,
        container,
        one ->
            new ContainerState(
                one.id(),
                one.name(),
                one.image(),
                one.imageId(),
                one.status(),
                one.health(),
                one.exitCode(),
                one.networkMode(),
                one.endpoints(),
                List.of(exposure),
                one.labels()));
  }

  private Answers ask() {
    return Prober.ask(plan, network, Optional.empty(), SHORT);
  }

  private static CellResult result(Answers answers, String title) {
    Predicate<CellResult> titled = result -> result.cell().title().equals(title);
    return answers.results().stream().filter(titled).findFirst().orElseThrow();
  }

  private static Target target(String container, String network, int port) {
    return new Target(
        ENGINE.container(container).orElseThrow().on(network).orElseThrow().addresses().get(0),
        Port.of(port));
  }
}
