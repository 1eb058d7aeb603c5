package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.isolation.TestInventory.app;
import static app.versatilehub.topology.isolation.TestInventory.datastore;
import static app.versatilehub.topology.isolation.TestInventory.declaringFlows;
import static app.versatilehub.topology.isolation.TestInventory.engine;
import static app.versatilehub.topology.isolation.TestInventory.flow;
import static app.versatilehub.topology.isolation.TestInventory.inventory;
import static app.versatilehub.topology.isolation.TestInventory.network;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.TestInventory.Part;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Members of networks that the host's firewall holds to the declared flows. */
class EnforcedPolicyTest {

  private static final Policy POLICY = new Policy(0, List.of(), LocalDate.of(2026, 12, 1));

  private static Inventory shop(Part... more) {
    Part[] parts =
        Stream.concat(
                Stream.of(
                    network("front").isolated(),
                    network("back").isolated(),
                    app("door").on("front").listens(80),
                    app("till").on("front", "back").listens(8080, 9000),
                    datastore("shelf").on("back").listens(5432)),
                Stream.of(more))
            .toArray(Part[]::new);
    return inventory(parts).under(MemberPolicy.ENFORCE);
  }

  private static Set<String> open(Inventory inventory, String container) {
    return Reachability.of(inventory)
        .byPackets(new Zone.Container(container))
        .open()
        .filter(endpoint -> !endpoint.container().equals(container))
        .map(Endpoint::toString)
        .collect(Collectors.toSet());
  }

  @Test
  void reachTheirFlowsAndNothingElse() {
    Inventory shop = shop(flow("door", "till", 8080), flow("till", "shelf", 5432));

    assertThat(open(shop, "door")).containsExactly("till:8080");
    assertThat(open(shop, "till")).containsExactly("shelf:5432");
    assertThat(open(shop, "shelf")).isEmpty();
  }

  @Test
  void leaveNothingUndeclared() {
    Inventory shop = shop(flow("door", "till", 8080));

    Judgement judgement = Judge.judge(shop, POLICY);
    assertThat(judgement.proof().undeclared()).isZero();
    assertThat(judgement.findings())
        .noneMatch(finding -> finding.id().equals(Rule.UNDECLARED_REACH.id()));
    assertThat(Judge.judge(shop.under(MemberPolicy.OPEN), POLICY).proof().undeclared())
        .isEqualTo(5);
  }

  @Test
  void reachNobodyByAFlowThatNoNetworkCarries() {
    assertThat(open(shop(flow("door", "shelf", 5432)), "door")).isEmpty();
  }

  @Test
  void whoIsOnTheNetworkWithoutAFlowReachesNobody() {
    Inventory shop = shop(app("stranger").on("back"), declaringFlows());

    assertThat(open(shop, "stranger")).isEmpty();
    assertThat(
            Reachability.of(shop)
                .byPackets(new Zone.Network("back"))
                .reachesMembersOf("back", false))
        .isFalse();
  }

  @Test
  void aFlowIsThatOfWhoeverIsInTheSameNamespace() {
    Inventory shop =
        shop(app("helper").inTheNamespaceOf("till").listens(1), flow("till", "shelf", 5432));

    assertThat(open(shop, "helper")).contains("shelf:5432");
  }

  @Test
  void otherDriversAreNotHeldToFlows() {
    Inventory overlay =
        inventory(
                network("cloud").driver("overlay").internal(),
                app("a").on("cloud").listens(1),
                app("b").on("cloud").listens(2),
                declaringFlows())
            .under(MemberPolicy.ENFORCE);

    assertThat(open(overlay, "a")).containsExactly("b:2");
  }

  @Test
  void areHeldByIpv6ThatTheEngineDoesNotFilter() {
    Inventory town =
        inventory(
                engine("26.1.5"),
                network("street").ipv6(),
                network("square").ipv6(),
                network("cloud").driver("overlay").ipv6(),
                app("door").on("street").listens(80),
                app("till").on("street").listens(8080, 9000),
                app("stall").on("square").listens(7000),
                app("bird").on("cloud").listens(1),
                flow("door", "till", 8080))
            .under(MemberPolicy.ENFORCE);

    // What others leave open is theirs to close.
    assertThat(open(town, "door")).containsExactlyInAnyOrder("till:8080", "bird:1");
    assertThat(open(town, "stall")).containsExactly("bird:1");
    assertThat(Reachability.of(town).byPackets(Zone.NEIGHBOUR).open().map(Endpoint::toString))
        .containsExactly("bird:1");
    assertThat(Judge.judge(town, POLICY).findings())
        .filteredOn(finding -> finding.id().equals(Rule.UNFILTERED_IPV6.id()))
        .extracting(Finding::subject)
        .containsExactly("network cloud");
  }

  @Test
  void areHeldWhereTheEngineProtectsNobody() {
    Inventory town =
        inventory(
                engine("29.0.0"),
                network("street").gateway4(Gateway.NAT_UNPROTECTED),
                network("square"),
                app("till").on("street").listens(8080),
                app("stall").on("square"),
                declaringFlows())
            .under(MemberPolicy.ENFORCE);

    assertThat(Reachability.of(town).byPackets(Zone.NEIGHBOUR).open()).isEmpty();
    assertThat(open(town, "stall")).isEmpty();
    assertThat(open(town.under(MemberPolicy.OPEN), "stall")).containsExactly("till:8080");
  }

  /**
   * On isolated networks, where there is no other way, exactly those of the open ways are left that
   * a flow declares.
   */
  @Property(tries = 300)
  void whatIsLeftIsWhatWasOpenAndIsDeclared(@ForAll("inventories") Inventory inventory) {
    Inventory open = inventory.under(MemberPolicy.OPEN);
    Inventory enforced = inventory.under(MemberPolicy.ENFORCE);
    for (ContainerEntry container : inventory.containers()) {
      Set<String> expected = new HashSet<>(open(open, container.name()));
      expected.retainAll(
          inventory.flows().orElseThrow().stream()
              .filter(flow -> flow.source().filter(container.name()::equals).isPresent())
              .map(flow -> flow.destination() + ":" + flow.port())
              .collect(Collectors.toSet()));
      assertThat(open(enforced, container.name())).isEqualTo(expected);
    }
    assertThat(Judge.judge(enforced, POLICY).proof().undeclared()).isZero();
  }

  private record Draft(Set<Integer> networks, Set<Integer> talksTo) {}

  @Provide
  static Arbitrary<Inventory> inventories() {
    Arbitrary<Set<Integer>> numbers = Arbitraries.integers().between(0, 4).set().ofMaxSize(3);
    return Combinators.combine(numbers, numbers)
        .as(Draft::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(EnforcedPolicyTest::inventoryOf);
  }

  private static Inventory inventoryOf(List<Draft> drafts) {
    List<Part> parts = new ArrayList<>(List.of(declaringFlows()));
    for (int i = 0; i < 5; i++) {
      parts.add(network("n" + i).isolated());
    }
    for (int i = 0; i < drafts.size(); i++) {
      parts.add(
          app("c" + i)
              .on(drafts.get(i).networks().stream().map(n -> "n" + n).toArray(String[]::new))
              .listens(80, 81));
    }
    List<FlowEntry> flows = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      for (int other : drafts.get(i).talksTo()) {
        if (other < drafts.size() && other != i) {
          flows.add(new FlowEntry(Optional.of("c" + i), "c" + other, Port.of(80)));
        }
      }
    }
    return inventory(parts.toArray(Part[]::new)).intending(flows, Set.of());
  }
}
