package app.versatilehub.stack;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.TopologyInventory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whether the analysis sees it when one thing about what is registered is wrong. */
class BrokenStacksTest extends StackClaims {

  private Judgement after(Consumer<BrokenStack> change) {
    BrokenStack broken = new BrokenStack(stack);
    change.accept(broken);
    return broken.judge();
  }

  @TestFactory
  Stream<DynamicTest> isSeenWhen() {
    Judgement before = after(unbroken -> {});
    return Mutations.of(stack).stream()
        .map(
            mutation ->
                DynamicTest.dynamicTest(
                    mutation.sentence(),
                    () -> {
                      Judgement after = after(mutation.change());
                      assertThat(mutation.isSaid().test(before, after))
                          .as(
                              "%s in stack %s gives %s; found beside what is always found: %s",
                              mutation.sentence(),
                              stack,
                              mutation.expected(),
                              after.findings().stream()
                                  .filter(not(before.findings()::contains))
                                  .toList())
                          .isTrue();
                    }));
  }

  @Test
  void nothingIsSeenWhenNothingIsWrong() {
    assertThat(after(unbroken -> {}).atLeast(Severity.WARNING)).isEmpty();
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
            (what, change) -> assertThat(after(change).atLeast(Severity.WARNING)).isEmpty());
  }

  @Test
  void ipv6OnWebIsFilteredByNewEngines() {
    if (!isProduction()) {
      Judgement judgement =
          after(
              broken -> {
                broken.on("28.5.2");
                broken
                    .network("web")
                    .set("ipv6", true)
                    .add("ipamConfigs", Map.of("subnet", "fd00:2::/64"));
              });

      assertThat(judgement.atLeast(Severity.WARNING)).isEmpty();
    }
  }

  @Test
  void thereAreManyWaysAndEachIsAnother() {
    List<Mutations.Mutation> mutations = Mutations.of(stack);

    assertThat(mutations).hasSizeGreaterThanOrEqualTo(60);
    assertThat(mutations).extracting(Mutations.Mutation::sentence).doesNotHaveDuplicates();
    assertThat(
            Stream.concat(
                Stream.of(new BrokenStack(stack).state()),
                mutations.stream()
                    .map(
                        mutation -> {
                          BrokenStack broken = new BrokenStack(stack);
                          mutation.change().accept(broken);
                          return broken.state();
                        })))
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
