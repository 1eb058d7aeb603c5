package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.live.ContainerEvent;
import app.versatilehub.live.ContainerEvent.Kind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** For how long services are away while they are replaced: beforehand, and as it was. */
class DowntimeTest {

  private static final Topology TOPOLOGY = Stacks.topology("dev");

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  /** Pulumi as it calls. */
  private static final class Pulumi implements CreationHooks {

    private Consumer<String> planned = name -> {};
    private Consumer<String> before = name -> {};
    private Consumer<String> after = name -> {};
    private Set<String> hooked = Set.of();

    @Override
    public void around(
        String purpose, Set<String> resources, Consumer<String> first, Consumer<String> second) {
      hooked = resources;
      before = first;
      after = second;
    }

    @Override
    public void planned(Consumer<String> consumer) {
      planned = consumer;
    }
  }

  private final Pulumi pulumi = new Pulumi();

  @Nested
  class Beforehand {

    private final Set<String> there = new HashSet<>();

    @BeforeEach
    void everythingIsThere() {
      TOPOLOGY.services().forEach(service -> there.add(service.containerName().value()));
      TOPOLOGY.networks().forEach(network -> there.add(network.engineName().value()));
      Downtime.foretell(TOPOLOGY, there, pulumi, told::add);
    }

    /** For its grace, the 30 s in which failures do not count, and then the failures that do. */
    @Test
    void aDatabaseIsAwayForItsStopAndItsStartAndItsClientsAreNamed() {
      pulumi.planned.accept("chat-postgres");

      assertThat(told)
          .containsExactly(
              "chat-postgres will be away while it is replaced, for at most %d s: "
                      .formatted(longest("chat-postgres"))
                  + "two must not have its data at a time; asked by chat-web, chat-worker");
      assertThat(longest("chat-postgres"))
          .isEqualTo(
              seconds(TOPOLOGY.service(name("chat-postgres")).workload().confinement().grace())
                  + 30
                  + 5 * (seconds(TOPOLOGY.environment().health().interval()) + 5));
    }

    @Test
    void theGatewayIsAwayForItsPorts() {
      pulumi.planned.accept("traefik");

      assertThat(told)
          .singleElement()
          .asString()
          .contains("traefik will be away", "two cannot have its ports of the host at a time");
    }

    @Test
    void whoServesUntilItsSuccessorDoesIsNotAway() {
      pulumi.planned.accept("chat-web");

      assertThat(told).isEmpty();
    }

    @Test
    void unlessItsNetworkIsReplacedUnderIt() {
      pulumi.planned.accept("chat-internal");
      pulumi.planned.accept("chat-web");

      assertThat(told)
          .singleElement()
          .asString()
          .contains("chat-web will be away", "its network chat-internal is replaced");
    }

    @Test
    void whatIsNotThereYetAndJobsAreNotAway() {
      there.remove("versatile-chat-postgres");
      there.remove("versatile-chat-internal");

      pulumi.planned.accept("chat-internal");
      pulumi.planned.accept("chat-postgres");
      pulumi.planned.accept("chat-web");
      pulumi.planned.accept("chat-prepare");
      pulumi.planned.accept("chat-postgres-data");

      assertThat(told).isEmpty();
    }

    @Test
    void nobodyIsWaitedForLongerThanTheUpdateWaits() {
      Topology impatient =
          Stacks.topologyOf(
              Map.of(
                  "generateSecrets", "true",
                  "images", "local",
                  "domain", "example.org",
                  "health", "{\"patienceSeconds\": 7}"));
      assertThat(Downtime.longest(impatient, impatient.service(name("chat-postgres"))).toSeconds())
          .isEqualTo(
              seconds(impatient.service(name("chat-postgres")).workload().confinement().grace())
                  + 7);
    }

    private static long longest(String service) {
      return Downtime.longest(TOPOLOGY, TOPOLOGY.service(name(service))).toSeconds();
    }

    private static long seconds(Duration duration) {
      return duration.toSeconds();
    }
  }

  @Nested
  class Afterwards {

    private final AtomicLong clock = new AtomicLong();
    private final Downtime downtime =
        new Downtime(
            TOPOLOGY,
            told::add,
            told::add,
            service -> service.name() + " is not well",
            () -> Duration.ofMillis(clock.get()).toNanos());

    @BeforeEach
    void pulumiKnows() {
      downtime.watch(pulumi);
    }

    @Test
    void itIsToldFromTheFirstSignalUntilTheSuccessorIsHealthy() {
      at(1000, "versatile-chat-postgres", Kind.SIGNALLED);
      at(1500, "versatile-chat-postgres", Kind.ENDED);
      pulumi.before.accept("chat-postgres");
      at(2000, "versatile-chat-postgres", Kind.STARTED);
      at(8300, "versatile-chat-postgres", Kind.HEALTHY);
      clock.set(9999);
      pulumi.after.accept("chat-postgres");

      assertThat(told).containsExactly("chat-postgres was away for 7.3 s");
    }

    @Test
    void whatTheEngineTellsLaterThanPulumiDoesNotMatter() {
      at(1000, "versatile-chat-redis", Kind.ENDED);
      pulumi.before.accept("chat-redis");
      clock.set(3000);
      pulumi.after.accept("chat-redis");
      at(3001, "versatile-chat-redis", Kind.HEALTHY);

      assertThat(told).containsExactly("chat-redis was away for 2.0 s");
    }

    /** Its predecessor is stopped by another name, after it. */
    @Test
    void whoHasHandedOverWasNotAway() {
      pulumi.before.accept("chat-web");
      at(1000, "versatile-chat-web", Kind.STARTED);
      at(5000, "versatile-chat-web", Kind.HEALTHY);
      at(6000, "versatile-chat-web.before-0123456789ab", Kind.SIGNALLED);
      at(7000, "versatile-chat-web.before-0123456789ab", Kind.ENDED);
      pulumi.after.accept("chat-web");

      assertThat(told).isEmpty();
    }

    @Test
    void whatDoesNotBecomeHealthyIsToldOnceWithTheReason() throws InterruptedException {
      at(500, "versatile-chat-web", Kind.UNHEALTHY);
      pulumi.before.accept("chat-web");
      at(1000, "versatile-chat-web", Kind.UNHEALTHY);
      at(2000, "versatile-chat-web", Kind.ENDED);

      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("chat-web is not well");
      assertThat(told.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void whatIsNotBeingMadeIsNotExplained() throws InterruptedException {
      at(1000, "versatile-chat-web", Kind.UNHEALTHY);
      pulumi.before.accept("chat-web");
      pulumi.after.accept("chat-web");
      at(2000, "versatile-chat-web", Kind.UNHEALTHY);
      at(2000, "somebody-else", Kind.UNHEALTHY);

      assertThat(told.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void jobsAreNotWatched() {
      assertThat(pulumi.hooked)
          .contains("chat-postgres", "traefik", "chat-web")
          .doesNotContain("chat-prepare", "hub-site");
    }

    private void at(long milliseconds, String container, Kind kind) {
      clock.set(milliseconds);
      downtime.happened(new ContainerEvent(container, kind));
    }
  }

  private static ServiceName name(String service) {
    return ServiceName.of(service);
  }
}
