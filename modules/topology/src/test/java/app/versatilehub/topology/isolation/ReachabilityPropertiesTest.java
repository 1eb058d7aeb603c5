package app.versatilehub.topology.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** What holds for every inventory, tried on random ones. */
@PropertyDefaults(tries = 200, edgeCases = EdgeCasesMode.NONE)
class ReachabilityPropertiesTest {

  private static final int NEVER = Integer.MAX_VALUE;

  @Provide
  Arbitrary<Inventory> inventories() {
    return InventoryArbitraries.inventories();
  }

  @Property(tries = 500)
  void theVerdictIsTheOneOfTheOracle(@ForAll("inventories") Inventory inventory) {
    Reachability reachability = Reachability.of(inventory);
    for (Zone zone : reachability.zones()) {
      Reach reach = reachability.from(zone);
      Map<Endpoint, Integer> reached = new HashMap<>();
      for (Endpoint endpoint : reachability.endpoints()) {
        int takeovers = takeovers(reach.to(endpoint));
        if (takeovers != NEVER) {
          reached.put(endpoint, takeovers);
        }
      }
      assertThat(reached)
          .as("takeovers from %s in %s", zone, inventory)
          .isEqualTo(ReachabilityOracle.reached(inventory, zone));
    }
  }

  @Property
  void everyStepOfAPathIsThere(@ForAll("inventories") Inventory inventory) {
    Reachability reachability = Reachability.of(inventory);
    for (Zone zone : reachability.zones()) {
      Reach reach = reachability.from(zone);
      for (Endpoint endpoint : reachability.endpoints()) {
        Verdict verdict = reach.to(endpoint);
        if (verdict instanceof Verdict.Open open) {
          new PathCheck(reachability, open.path()).leads(zone, endpoint, List.of());
        } else if (verdict instanceof Verdict.ByCompromise compromise) {
          new PathCheck(reachability, compromise.path())
              .leads(zone, endpoint, compromise.compromised());
        }
      }
    }
  }

  @Property
  void whatIsAskedForDirectlyIsWhatNeedsNoTakeover(@ForAll("inventories") Inventory inventory) {
    Reachability reachability = Reachability.of(inventory);
    for (Zone zone : reachability.zones()) {
      assertThat(reachability.directlyFrom(zone).open())
          .containsExactlyElementsOf(reachability.from(zone).open().toList());
    }
  }

  @Property
  void whoeverReachesTheMembersOfANetworkReachesEveryPortThatEachOfThemListensOnThere(
      @ForAll("inventories") Inventory inventory) {
    Reachability reachability = Reachability.of(inventory);
    for (Zone zone : reachability.zones()) {
      Reach packets = reachability.byPackets(zone);
      Set<Endpoint> open = packets.open().collect(Collectors.toSet());
      assertThat(reachability.directlyFrom(zone).open()).containsAll(open);
      for (NetworkEntry network : inventory.networks()) {
        boolean reached =
            packets.reachesMembersOf(network.name(), false)
                || (network.ipv6() && packets.reachesMembersOf(network.name(), true));
        reachability.endpoints().stream()
            .filter(endpoint -> reached)
            .filter(endpoint -> !packets.isOwn(endpoint))
            .filter(endpoint -> reachability.container(endpoint.container()).isOn(network.name()))
            .filter(
                endpoint ->
                    reachability.listens(
                        endpoint, reachability.container(endpoint.container()), network.name()))
            .forEach(
                endpoint -> assertThat(open).as("%s from %s", endpoint, zone).contains(endpoint));
      }
    }
  }

  @Property
  void aFurtherMembershipClosesNothing(
      @ForAll("inventories") Inventory inventory, @ForAll Random random) {
    ContainerEntry joining = any(inventory.containers(), random);
    Assume.that(joining.attachment() instanceof NetworkAttachment.Networks);
    List<String> others =
        inventory.networks().stream()
            .map(NetworkEntry::name)
            .filter(network -> !joining.isOn(network))
            .toList();
    Assume.that(!others.isEmpty());
    String name = any(others, random);
    List<Membership> memberships = new ArrayList<>(joining.memberships());
    memberships.add(new Membership(name, new TreeSet<>()));
    ContainerEntry joined =
        new ContainerEntry(
            joining.name(),
            joining.kind(),
            new NetworkAttachment.Networks(memberships),
            joining.ports(),
            joining.portsComplete(),
            joining.exposures(),
            joining.settings());

    noneIsFurther(
        inventory,
        with(
            inventory,
            inventory.networks(),
            inventory.containers().stream().map(c -> c.equals(joining) ? joined : c).toList()));
  }

  @Property
  void anUnknownReleaseIsAsWeakAsAnyOther(@ForAll("inventories") Inventory inventory) {
    for (String version : List.of("20.10.24", "26.1.5", "27.5.1", "28.5.2", "29.0.0")) {
      noneIsFurther(
          inventory.onEngine(Optional.of(EngineVersion.parse(version))),
          inventory.onEngine(Optional.empty()));
    }
  }

  @Property
  void namesChangeNothing(@ForAll("inventories") Inventory inventory) {
    // Other letters and the other way round, so that whatever is sorted is sorted otherwise.
    UnaryOperator<String> rename = name -> "zyxwvutsrq".charAt(name.charAt(1) - '0') + name;
    Reachability before = Reachability.of(inventory);
    Reachability after = Reachability.of(renamed(inventory, rename));

    for (Zone zone : before.zones()) {
      Reach reach = before.from(zone);
      Reach renamed = after.from(renamed(zone, rename));
      for (Endpoint endpoint : before.endpoints()) {
        assertThat(
                takeovers(
                    renamed.to(new Endpoint(rename.apply(endpoint.container()), endpoint.port()))))
            .isEqualTo(takeovers(reach.to(endpoint)));
      }
    }
  }

  @Property
  void theProofDoesNotDependOnTheOrderOfDeclaration(
      @ForAll("inventories") Inventory inventory, @ForAll Random random) {
    List<NetworkEntry> networks = new ArrayList<>(inventory.networks());
    List<ContainerEntry> containers = new ArrayList<>(inventory.containers());
    Collections.shuffle(networks, random);
    Collections.shuffle(containers, random);

    assertThat(proof(with(inventory, networks, containers))).isEqualTo(proof(inventory));
  }

  @Property
  void theProofCountsEveryPairOnce(@ForAll("inventories") Inventory inventory) {
    Reachability reachability = Reachability.of(inventory);
    int open = 0;
    int byCompromise = 0;
    int closed = 0;
    for (Zone zone : reachability.zones()) {
      for (Endpoint endpoint : reachability.endpoints()) {
        if (zone.toString().equals(endpoint.container())) {
          continue;
        }
        int takeovers = takeovers(reachability.from(zone).to(endpoint));
        open += takeovers == 0 ? 1 : 0;
        byCompromise += takeovers > 0 && takeovers < NEVER ? 1 : 0;
        closed += takeovers == NEVER ? 1 : 0;
      }
    }
    Proof proof = proof(inventory);

    assertThat(List.of(proof.open(), proof.byCompromise(), proof.closed(), proof.pairs()))
        .containsExactly(open, byCompromise, closed, open + byCompromise + closed);
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private static void noneIsFurther(Inventory before, Inventory after) {
    Reachability stronger = Reachability.of(before);
    Reachability weaker = Reachability.of(after);
    for (Zone zone : stronger.zones()) {
      Reach reach = stronger.from(zone);
      Reach further = weaker.from(zone);
      for (Endpoint endpoint : stronger.endpoints()) {
        assertThat(takeovers(further.to(endpoint)))
            .as("takeovers from %s to %s, before in %s, after in %s", zone, endpoint, before, after)
            .isLessThanOrEqualTo(takeovers(reach.to(endpoint)));
      }
    }
  }

  private static Proof proof(Inventory inventory) {
    return Judge.judge(inventory, Policy.strict(LocalDate.of(2026, 1, 1))).proof();
  }

  private static int takeovers(Verdict verdict) {
    if (verdict instanceof Verdict.Open) {
      return 0;
    }
    return verdict instanceof Verdict.ByCompromise compromise
        ? compromise.compromised().size()
        : NEVER;
  }

  private static Inventory with(
      Inventory inventory, List<NetworkEntry> networks, List<ContainerEntry> containers) {
    return new Inventory(
        inventory.title(),
        inventory.engine(),
        networks,
        containers,
        inventory.routes(),
        inventory.flows());
  }

  private static Zone renamed(Zone zone, UnaryOperator<String> rename) {
    if (zone instanceof Zone.Network network) {
      return new Zone.Network(rename.apply(network.name()));
    }
    return zone instanceof Zone.Container container
        ? new Zone.Container(rename.apply(container.name()))
        : zone;
  }

  private static Inventory renamed(Inventory inventory, UnaryOperator<String> rename) {
    return new Inventory(
        "renamed",
        inventory.engine(),
        inventory.networks().stream()
            .map(
                n ->
                    new NetworkEntry(
                        rename.apply(n.name()),
                        n.driver(),
                        n.internal(),
                        n.external(),
                        n.ipv6(),
                        n.subnets(),
                        n.bridge()))
            .toList(),
        inventory.containers().stream()
            .map(
                c ->
                    new ContainerEntry(
                        rename.apply(c.name()),
                        rename.apply(c.name()),
                        c.kind(),
                        renamed(c.attachment(), rename),
                        c.ports(),
                        c.bound().entrySet().stream()
                            .collect(
                                Collectors.toMap(
                                    Map.Entry::getKey, e -> rename.apply(e.getValue()))),
                        c.portsComplete(),
                        c.exposures(),
                        c.settings()))
            .toList(),
        inventory.routes().stream()
            .map(
                r ->
                    new RouteEntry(
                        r.host(), rename.apply(r.container()), r.port(), r.network().map(rename)))
            .toList(),
        inventory.flows());
  }

  private static NetworkAttachment renamed(
      NetworkAttachment attachment, UnaryOperator<String> rename) {
    if (attachment instanceof NetworkAttachment.SharedWith shared) {
      return new NetworkAttachment.SharedWith(rename.apply(shared.container()));
    }
    return attachment instanceof NetworkAttachment.Networks networks
        ? new NetworkAttachment.Networks(
            networks.memberships().stream()
                .map(m -> new Membership(rename.apply(m.network()), m.names()))
                .toList())
        : attachment;
  }

  /** Reads a path as a person would, and asks the inventory about every step. */
  private record PathCheck(Reachability reachability, Path path) {

    private static final String TAKEN_OVER = " taken over";

    private Inventory inventory() {
      return reachability.inventory();
    }

    void leads(Zone zone, Endpoint endpoint, List<String> compromised) {
      List<String> steps = path.steps();
      assertThat(steps.get(0)).as("start of %s", path).isEqualTo(zone.toString());
      assertThat(steps.get(steps.size() - 1)).as("end").isEqualTo(endpoint.toString());
      assertThat(
              steps.stream()
                  .filter(step -> step.endsWith(TAKEN_OVER))
                  .map(step -> step.substring(0, step.length() - TAKEN_OVER.length())))
          .as("takeovers on %s", path)
          .containsExactlyElementsOf(compromised);
      for (int i = 1; i < steps.size(); i++) {
        check(steps.get(i - 1), steps.get(i));
      }
    }

    private void check(String before, String step) {
      Supplier<String> what =
          () -> "'%s' after '%s' on %s in %s".formatted(step, before, path, inventory());
      if (step.endsWith(TAKEN_OVER)) {
        String name = step.substring(0, step.length() - TAKEN_OVER.length());
        assertThat(before).as(what).startsWith(name + ":");
      } else if (step.startsWith("route ")) {
        ContainerEntry gateway = container(before.substring(0, before.lastIndexOf(':')));
        assertThat(gateway.kind()).as(what).isEqualTo(ServiceKind.GATEWAY);
      } else if (step.equals("control of the host")) {
        assertThat(holder(before).exposures()).as(what).isNotEmpty();
      } else if (step.startsWith("network ") && isHolder(before)) {
        assertThat(isOn(holder(before), step)).as(what).isTrue();
      } else if (isEndpoint(step)) {
        arrives(before, step, what);
      }
    }

    private void arrives(String before, String step, Supplier<String> what) {
      ContainerEntry reached = container(step.substring(0, step.lastIndexOf(':')));
      if (before.startsWith("network ")) {
        assertThat(isOn(reached, before)).as(what).isTrue();
      } else if (before.startsWith("host port ")) {
        String port = before.substring("host port ".length());
        assertThat(
                inventory().containers().stream()
                    .filter(c -> owner(c).equals(owner(reached)))
                    .flatMap(ContainerEntry::publishedPorts)
                    .map(Exposure.PublishedPort::toString))
            .as(what)
            .contains(port);
      } else if (before.startsWith("route ")) {
        assertThat(inventory().routes())
            .as(what)
            .anyMatch(r -> r.container().equals(reached.name()));
      } else if (before.equals("the host's address")) {
        assertThat(owner(reached).attachment()).as(what).isInstanceOf(NetworkAttachment.Host.class);
      } else if (isHolder(before)) {
        assertThat(owner(holder(before))).as(what).isEqualTo(owner(reached));
      } else {
        assertThat(before).as(what).isEqualTo("control of the host");
      }
    }

    private boolean isHolder(String step) {
      return step.endsWith(TAKEN_OVER)
          || inventory().containers().stream().anyMatch(c -> c.name().equals(step));
    }

    private ContainerEntry holder(String step) {
      return container(
          step.endsWith(TAKEN_OVER)
              ? step.substring(0, step.length() - TAKEN_OVER.length())
              : step);
    }

    private boolean isEndpoint(String step) {
      return step.startsWith("c") && step.contains(":");
    }

    private boolean isOn(ContainerEntry container, String network) {
      return owner(container).isOn(network.substring("network ".length()));
    }

    private ContainerEntry owner(ContainerEntry container) {
      return reachability.namespaceOwner(container);
    }

    private ContainerEntry container(String name) {
      return inventory().containers().stream()
          .filter(c -> c.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no container " + name));
    }
  }
}
