package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.TopologyInventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whether the analysis sees it when one thing about what is registered is wrong. */
class BrokenStacksTest extends StackClaims {

  private BrokenStack after(Consumer<BrokenStack> change) {
    BrokenStack broken = new BrokenStack(stack);
    change.accept(broken);
    return broken;
  }

  @TestFactory
  Stream<DynamicTest> isSeenWhen() {
    return Mutations.of(stack).stream()
        .map(
            mutation ->
                DynamicTest.dynamicTest(
                    mutation.sentence(),
                    () -> {
                      BrokenStack after = after(mutation.change());
                      assertThat(mutation.isSaid().test(after))
                          .as(
                              () ->
                                  "%s in stack %s: expected %s, but only found %s"
                                      .formatted(
                                          mutation.sentence(),
                                          stack,
                                          mutation.expected(),
                                          newFindings(after)))
                          .isTrue();
                    }));
  }

  private List<Finding> newFindings(BrokenStack after) {
    List<Finding> findings = new ArrayList<>(after.judge().findings());
    findings.removeAll(new BrokenStack(stack).judge().findings());
    return findings;
  }

  @Test
  void nothingIsSeenWhenNothingIsWrong() {
    assertThat(new BrokenStack(stack).judge().atLeast(Severity.WARNING)).isEmpty();
  }

  @Test
  void nothingIsSeenInWhatIsHarmless() {
    Map<String, Consumer<BrokenStack>> harmless =
        Map.of(
            "the host's time zone",
            broken -> broken.container("agent").mounts("/etc/localtime", true),
            "a capability that every container has",
            broken -> broken.container("agent").adds("NET_BIND_SERVICE"),
            "a name that no client sees twice",
            broken -> {
              broken.container("chat-redis").alsoCalled("redis", "chat-internal");
              broken.container("hub-redis-cache").alsoCalled("redis", "hub-internal");
            },
            "a file for the password instead of the password",
            broken -> broken.container("hub-worker").add("envs", "DB_PASSWORD=/run/secrets/x"));

    assertThat(harmless)
        .allSatisfy(
            (what, change) ->
                assertThat(after(change).judge().atLeast(Severity.WARNING)).isEmpty());
  }

  @Test
  void ipv6OfAnOpenNetworkIsFilteredByNewEngines() {
    Judgement judgement =
        after(
                broken -> {
                  broken.on("28.5.2");
                  broken
                      .network("egress-agent")
                      .set("ipv6", true)
                      .add("ipamConfigs", Map.of("subnet", "fd00:2::/64"));
                })
            .judge();

    assertThat(judgement.atLeast(Severity.WARNING)).isEmpty();
  }

  @Test
  void thereAreManyWaysAndEachIsAnother() {
    List<Mutations.Mutation> mutations = Mutations.of(stack);

    assertThat(mutations).hasSizeGreaterThanOrEqualTo(60);
    assertThat(mutations).extracting(Mutations.Mutation::sentence).doesNotHaveDuplicates();
    assertThat(
            Stream.concat(
                Stream.of(new BrokenStack(stack).difference()),
                mutations.stream().map(mutation -> after(mutation.change()).difference())))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsRegisteredReachesExactlyWhatIsDeclaredToReach() {
    assertThat(new BrokenStack(stack).judge().proof())
        .isEqualTo(
            Judge.judge(TopologyInventory.of(Stacks.topology(stack)), Stacks.policy(stack))
                .proof());
  }
}
