package app.versatilehub.testing;

import static app.versatilehub.testing.IsolationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Waiver;
import app.versatilehub.topology.isolation.Zone;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each assertion: that it passes, and that it fails with the reason. */
class IsolationAssertTest {

  private static final Port WEB = Port.of(80);

  /** Internet, gate on front; app on front and back; db on back. */
  private static final Inventory INVENTORY =
      new Inventory(
          "three tiers",
          Optional.empty(),
          List.of(network("front", false), network("back", true)),
          List.of(
              container(
                  "gate",
                  ServiceKind.GATEWAY,
                  80,
                  List.of(new Exposure.PublishedPort(WEB, WEB)),
                  "front"),
              container("app", ServiceKind.APP, 8080, List.of(), "front", "back"),
              container("db", ServiceKind.DATASTORE, 5432, List.of(), "back")),
          List.of(),
          Optional.empty());

  private static NetworkEntry network(String name, boolean internal) {
    return new NetworkEntry(
        name,
        "bridge",
        internal,
        false,
        false,
        List.of(),
        BridgeOptions.of(
            Map.of("com.docker.network.bridge.inhibit_ipv4", String.valueOf(internal))));
  }

  private static ContainerEntry container(
      String name, ServiceKind kind, int port, List<Exposure> exposures, String... networks) {
    return new ContainerEntry(
        name,
        kind,
        new NetworkAttachment.Networks(
            Arrays.stream(networks)
                .map(network -> new Membership(network, new TreeSet<>(List.of(name))))
                .toList()),
        new TreeSet<>(List.of(Port.of(port))),
        true,
        exposures,
        List.of());
  }

  /** With one more container. */
  private static Inventory and(ContainerEntry container) {
    return new Inventory(
        INVENTORY.title(),
        INVENTORY.engine(),
        INVENTORY.networks(),
        Stream.concat(INVENTORY.containers().stream(), Stream.of(container)).toList(),
        INVENTORY.routes(),
        INVENTORY.flows());
  }

  private static void fails(ThrowingCallable claim, String... reasons) {
    assertThatThrownBy(claim)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[three tiers]")
        .hasMessageContainingAll(reasons);
  }

  @Test
  void isolates() {
    assertThat(INVENTORY)
        .isolates("db")
        .from(Zone.INTERNET, Zone.NEIGHBOUR, Zone.HOST, new Zone.Network("front"))
        .isolates("db")
        .from("gate")
        .isolates("db")
        .evenAfterTakeovers(1)
        .from(Zone.INTERNET)
        .isolates("db")
        .fromEverythingBut("app");
  }

  @Test
  void isolatesFailsWithThePath() {
    fails(
        () -> assertThat(INVENTORY).isolates("db").from("gate", "app"),
        "db is not isolated:",
        "from app: app -> network back -> db:5432");
    fails(
        () -> assertThat(INVENTORY).isolates("gate").from(Zone.INTERNET),
        "gate is not isolated:",
        "from Internet: Internet -> host port 80 -> gate:80");
  }

  @Test
  void isolatesFailsWithThePathOfTakeovers() {
    fails(
        () -> assertThat(INVENTORY).isolates("db").evenAfterTakeovers(2).from(Zone.INTERNET),
        "db is not isolated after 2 takeovers:",
        "gate taken over",
        "app taken over");
  }

  @Test
  void isolatesFromEverythingButFailsForWhoeverElseReachesIt() {
    fails(
        () -> assertThat(INVENTORY).isolates("db").fromEverythingBut("gate"),
        "from app: app -> network back -> db:5432");
  }

  @Test
  void reaches() {
    assertThat(INVENTORY)
        .reaches("app", "db", 5432)
        .reaches(Zone.INTERNET, "gate", 80)
        .doesNotReach("gate", "db", 5432)
        .doesNotReach(Zone.INTERNET, "app", 8080);
  }

  @Test
  void reachesFailsWithWhatIsReached() {
    fails(
        () -> assertThat(INVENTORY).reaches("gate", "db", 5432),
        "gate does not reach db:5432; it reaches app:8080");
    fails(
        () -> assertThat(INVENTORY).doesNotReach("app", "db", 5432),
        "app reaches db:5432:",
        "app -> network back -> db:5432");
  }

  @Test
  void isOn() {
    assertThat(INVENTORY).isOn("app", "back", "front").isOn("db", "back");

    fails(() -> assertThat(INVENTORY).isOn("app", "back"), "app is on back, front instead of back");
    fails(
        () -> assertThat(INVENTORY).isOn("db", "back", "front"),
        "db is on back instead of back, front");
  }

  @Test
  void isOnFailsForTheHostsNetwork() {
    ContainerEntry onHost =
        new ContainerEntry(
            "agent",
            ServiceKind.APP,
            new NetworkAttachment.Host(),
            new TreeSet<>(),
            true,
            List.of(),
            List.of());

    fails(() -> assertThat(and(onHost)).isOn("agent"), "agent is on Host[]");
    fails(
        () -> assertThat(and(onHost)).publishesNoHostPortsExcept("gate"),
        "agent, which is on the host's own network");
  }

  @Test
  void publishesNoHostPortsExcept() {
    assertThat(INVENTORY).publishesNoHostPortsExcept("gate");

    fails(
        () -> assertThat(INVENTORY).publishesNoHostPortsExcept("app"),
        "others publish ports, too:",
        "gate, its port 80 on the host's port 80");
  }

  @Test
  void breaksRules() {
    Inventory broken =
        and(
            container(
                "debug",
                ServiceKind.APP,
                22,
                List.of(
                    new Exposure.Privileged(),
                    new Exposure.PublishedPort(Port.of(2222), Port.of(22))),
                "back"));

    assertThat(INVENTORY).breaksNoRule();
    assertThat(broken)
        .breaksRule("privileged", "service debug")
        .breaksOnly("privileged", "published-port");
    fails(
        () -> assertThat(broken).breaksNoRule(),
        "it breaks privileged, published-port instead of nothing",
        "service debug: is privileged [privileged]");
    fails(
        () -> assertThat(INVENTORY).breaksOnly("privileged"),
        "it breaks nothing instead of privileged nothing at all");
    fails(
        () -> assertThat(broken).breaksRule("privileged", "service app"),
        "it does not break privileged for service app, but",
        "service debug: is privileged");
  }

  @Test
  void waiversCountWhereTheyAreGiven() {
    Policy policy =
        new Policy(
            0,
            List.of(new Waiver("privileged", "service debug", "a test", LocalDate.of(2026, 1, 1))),
            LocalDate.of(2026, 1, 1));
    Inventory broken =
        and(container("debug", ServiceKind.APP, 22, List.of(new Exposure.Privileged()), "back"));

    assertThatCode(() -> assertThat(broken).judgedBy(policy).breaksNoRule())
        .doesNotThrowAnyException();
  }

  @Test
  void aNameThatIsNotThereIsAFailure() {
    fails(
        () -> assertThat(INVENTORY).isolates("database"),
        "there is no service 'database', but app, db, gate");
    fails(
        () -> assertThat(INVENTORY).isolates("db").from(new Zone.Network("middle")),
        "there is no network middle, but the networks back, front");
    fails(
        () -> assertThat(INVENTORY).reaches("app", "db", 3306),
        "db does not listen on 3306, but on db:5432");
  }
}
