package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.isolation.TestInventory.app;
import static app.versatilehub.topology.isolation.TestInventory.datastore;
import static app.versatilehub.topology.isolation.TestInventory.endpoint;
import static app.versatilehub.topology.isolation.TestInventory.engine;
import static app.versatilehub.topology.isolation.TestInventory.flow;
import static app.versatilehub.topology.isolation.TestInventory.gateway;
import static app.versatilehub.topology.isolation.TestInventory.inventory;
import static app.versatilehub.topology.isolation.TestInventory.network;
import static app.versatilehub.topology.isolation.TestInventory.route;
import static app.versatilehub.topology.isolation.TestInventory.unknownEngine;
import static app.versatilehub.topology.isolation.TestInventory.verdict;
import static app.versatilehub.topology.isolation.TestInventory.zone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.TestInventory.Part;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each trap on its own, with the way that leads there. Comments name where a trap is known from.
 */
class ReachabilityTest {

  private static final String UNKNOWN = "unknown";

  private static Part release(String version) {
    return version.equals(UNKNOWN) ? unknownEngine() : engine(version);
  }

  /** A database on a network that is closed on all sides, and its only client. */
  private static Inventory closedDatabase(Part... more) {
    return inventory(
        Stream.concat(
                Stream.of(
                    network("inside").isolated(),
                    app("client").on("inside"),
                    datastore("db").on("inside").listens(5432)),
                Stream.of(more))
            .toArray(Part[]::new));
  }

  @Nested
  class APortThatIsListenedOnAtOneNetworkAlone {

    private final Inventory inventory =
        inventory(
            network("web").isolated(),
            network("watch").isolated(),
            gateway("door").on("web", "watch").listens(443).listensAt("watch", 8082),
            app("till").on("web"),
            app("watchman").on("watch"));

    @Test
    void isReachedThere() {
      assertThat(verdict(inventory, "watchman", "door:8082"))
          .isEqualTo("open: watchman -> network watch -> door:8082");
    }

    @ParameterizedTest
    @ValueSource(strings = {"till", "network web", "Internet", "host"})
    void isReachedFromNoOtherUntilItIsTakenOver(String zone) {
      assertThat(verdict(inventory, zone, "door:8082")).doesNotStartWith("open");
    }

    @Test
    void doesNotCloseTheOthers() {
      assertThat(verdict(inventory, "till", "door:443"))
          .isEqualTo("open: till -> network web -> door:443");
    }

    @Test
    void isNoUndeclaredReachWhereItIsNotListenedOn() {
      Inventory declared =
          inventory(
              network("web").isolated(),
              network("watch").isolated(),
              app("door").on("web", "watch").listensAt("watch", 8082),
              app("till").on("web"),
              app("watchman").on("watch"),
              flow("watchman", "door", 8082));

      assertThat(new UndeclaredReach(Reachability.of(declared)).total()).isZero();
    }

    @Test
    void isReachedByNoFlowFromElsewhereWhereThePolicyIsEnforced() {
      Inventory wrong =
          inventory(
                  network("web").isolated(),
                  network("watch").isolated(),
                  app("door").on("web", "watch").listensAt("watch", 8082),
                  app("till").on("web"),
                  app("watchman").on("watch"),
                  flow("till", "door", 8082),
                  flow("watchman", "door", 8082))
              .under(MemberPolicy.ENFORCE);

      assertThat(verdict(wrong, "till", "door:8082")).isEqualTo("closed");
      assertThat(verdict(wrong, "watchman", "door:8082")).startsWith("open");
    }

    /** Or a label with a network's name that nobody has would close a database to all. */
    @Test
    void isReachedOnEveryNetworkIfItIsNotOnThatOne() {
      Inventory nowhere =
          inventory(
              network("web").isolated(),
              app("till").on("web"),
              datastore("db").on("web").listensAt("nowhere", 5432));

      assertThat(verdict(nowhere, "till", "db:5432")).startsWith("open");
    }
  }

  @Nested
  class OneNetwork {

    // Docker, "Port publishing and mapping"; moby#48492.
    @Test
    void letsMembersReachEachOthersEveryPort() {
      Inventory inventory = closedDatabase();

      assertThat(verdict(inventory, "client", "db:5432"))
          .isEqualTo("open: client -> network inside -> db:5432");
      assertThat(verdict(inventory, "network inside", "db:5432"))
          .isEqualTo("open: network inside -> db:5432");
    }

    // Measured with an internal network and its member, on 20.10.24 and 28.5.2.
    @ParameterizedTest
    @ValueSource(strings = {"Internet", "neighbour", "host", "other", "network web"})
    void isClosedToEverybodyElseWhenInternalAndWithoutAnAddressOnTheHost(String zone) {
      Inventory inventory = closedDatabase(network("web"), app("other").on("web").listens(80));

      assertThat(verdict(inventory, zone, "db:5432")).isEqualTo("closed");
    }

    // Measured: container to container on another network, by IP, on 20.10.24 and 28.5.2.
    @Test
    void isClosedToMembersOfAnother() {
      Inventory inventory =
          inventory(
              network("web"),
              network("back"),
              app("till").on("web"),
              app("clerk").on("back").listens(8080));

      assertThat(verdict(inventory, "till", "clerk:8080")).isEqualTo("closed");
      assertThat(verdict(inventory, "network web", "clerk:8080")).isEqualTo("closed");
      assertThat(verdict(inventory, "Internet", "clerk:8080")).isEqualTo("closed");
    }

    // enable_icc=false; Docker, "Bridge network driver".
    @Test
    void keepsMembersApartWithoutInterContainerCommunication() {
      Inventory inventory =
          inventory(
              network("web").keepingMembersApart(),
              app("till").on("web"),
              app("clerk").on("web").listens(80).publishes(80, 80),
              app("porter").on("web").listens(81));

      assertThat(verdict(inventory, "till", "porter:81")).isEqualTo("closed");
      assertThat(verdict(inventory, "network web", "porter:81")).isEqualTo("closed");
      assertThat(verdict(inventory, "host", "porter:81"))
          .isEqualTo("open: host -> network web -> porter:81");
      assertThat(verdict(inventory, "till", "clerk:80"))
          .isEqualTo("open: till -> network web -> host port 80 -> clerk:80");
    }

    // ip6tables is on by default only since 27 (moby#48492): before, nothing drops IPv6.
    @ParameterizedTest
    @CsvSource({
      "26.1.5, open: till -> network web -> clerk:80",
      "27.0.0, closed",
      "unknown, open: till -> network web -> clerk:80"
    })
    void keepsMembersApartInIpv6OnlyWhereItIsFiltered(String version, String verdict) {
      assertThat(
              verdict(
                  inventory(
                      release(version),
                      network("web").isolated().ipv6().keepingMembersApart(),
                      app("till").on("web"),
                      app("clerk").on("web").listens(80)),
                  "till",
                  "clerk:80"))
          .isEqualTo(verdict);
    }

    @Test
    void doesNotCountAsReachingOneself() {
      assertThat(verdict(closedDatabase(), "db", "db:5432")).isEqualTo("closed");
    }

    @Test
    void mayHoldAPortThatNobodyKnows() {
      Inventory inventory =
          inventory(
              network("inside").isolated(),
              app("till").on("inside"),
              app("box").on("inside").listens(80).perhapsOnMorePorts());

      assertThat(verdict(inventory, "till", "box:*"))
          .isEqualTo("open: till -> network inside -> box:*");
      assertThat(Reachability.of(inventory).endpoints())
          .extracting(Endpoint::toString)
          .containsExactly("box:*", "box:80");
    }
  }

  @Nested
  class PublishedPorts {

    private final Inventory published =
        inventory(
            network("web"),
            network("back"),
            app("till").on("web").listens(8080, 9000).publishes(80, 8080),
            app("clerk").on("back"));

    // Published ports go past ufw: moby#4737, moby#22054.
    @ParameterizedTest
    @ValueSource(strings = {"Internet", "neighbour"})
    void areReachedFromOutside(String zone) {
      assertThat(verdict(published, zone, "till:8080"))
          .isEqualTo("open: " + zone + " -> host port 80 -> till:8080");
      assertThat(verdict(published, zone, "till:9000"))
          .isEqualTo(
              "after [till]: %s -> host port 80 -> till:8080 -> till taken over -> network web"
                      .formatted(zone)
                  + " -> till:9000");
    }

    // Docker, "Port publishing and mapping"; measured at the bridge address, 20.10.24 and 28.5.2.
    @ParameterizedTest
    @CsvSource({"20.10.24", "27.5.1", "28.5.2", "29.1.0", "unknown"})
    void areReachedFromEveryOtherNetworkThroughTheHostsAddress(String version) {
      Inventory inventory =
          inventory(
              release(version),
              network("web"),
              network("back"),
              app("till").on("web").publishes(80, 8080),
              app("clerk").on("back"));

      assertThat(verdict(inventory, "clerk", "till:8080"))
          .isEqualTo("open: clerk -> network back -> host port 80 -> till:8080");
    }

    // Measured closed on 20.10.24 and 28.5.2; from 29 the isolation chains are gone (moby#49981).
    @ParameterizedTest
    @CsvSource({
      "20.10.24, closed",
      "27.5.1, closed",
      "28.5.2, closed",
      "29.0.0, open: clerk -> network inside -> host port 80 -> till:8080",
      "unknown, open: clerk -> network inside -> host port 80 -> till:8080"
    })
    void areReachedFromInternalNetworksFromTwentyNineOn(String version, String verdict) {
      assertThat(
              verdict(
                  inventory(
                      release(version),
                      network("web"),
                      network("inside").internal(),
                      app("till").on("web").publishes(80, 8080),
                      app("clerk").on("inside")),
                  "clerk",
                  "till:8080"))
          .isEqualTo(verdict);
    }

    // Measured with inhibit_ipv4, 20.10.24 and 28.5.2.
    @ParameterizedTest
    @ValueSource(strings = {"20.10.24", "28.5.2", "29.0.0", UNKNOWN})
    void areNotReachedWithoutTheHostsAddress(String version) {
      assertThat(
              verdict(
                  closedDatabase(
                      release(version), network("web"), app("till").on("web").publishes(80, 8080)),
                  "client",
                  "till:8080"))
          .isEqualTo("closed");
    }

    // The proxy of the port listens on [::], and before 27 no rule for IPv6 stops who comes there.
    @ParameterizedTest
    @CsvSource({
      "26.1.5, open: clerk -> network inside -> host port 80 -> till:8080",
      "27.0.0, closed"
    })
    void areReachedFromInternalNetworksByUnfilteredIpv6(String version, String verdict) {
      assertThat(
              verdict(
                  inventory(
                      release(version),
                      network("web"),
                      network("inside").internal().gateway4(Gateway.ABSENT).ipv6(),
                      app("till").on("web").publishes(80, 8080),
                      app("clerk").on("inside")),
                  "clerk",
                  "till:8080"))
          .isEqualTo(verdict);
    }

    // moby#36174.
    @Test
    void areNoneWhereEveryNetworkIsInternal() {
      Inventory inventory =
          inventory(
              network("inside").internal(),
              network("web"),
              datastore("db").on("inside").publishes(5432, 5432),
              app("till").on("inside", "web").publishes(80, 80));

      assertThat(verdict(inventory, "Internet", "db:5432"))
          .isEqualTo(
              "after [till]: Internet -> host port 80 -> till:80 -> till taken over"
                  + " -> network inside -> db:5432");
      assertThat(verdict(inventory, "Internet", "till:80"))
          .isEqualTo("open: Internet -> host port 80 -> till:80");
    }

    @Test
    void areNoneOnNoNetworkAtAll() {
      assertThat(verdict(inventory(app("hermit").publishes(80, 80)), "Internet", "hermit:80"))
          .isEqualTo("closed");
    }

    @Test
    void countOnEveryAddressButTheLoopback() {
      Inventory inventory =
          inventory(network("web"), app("till").on("web").publishesAt("192.168.1.5", 80, 8080));

      assertThat(verdict(inventory, "Internet", "till:8080"))
          .isEqualTo("open: Internet -> host port 192.168.1.5:80 -> till:8080");
    }

    // A VPN's container publishes for those in its namespace, as half of all download stacks do.
    @Test
    void mayLeadToAnUnknownPortOfAnotherInTheNamespace() {
      Inventory inventory =
          inventory(
              network("web"),
              app("vpn").on("web").perhapsOnMorePorts().publishes(8080, 8080),
              app("torrent").inTheNamespaceOf("vpn").perhapsOnMorePorts(),
              app("known").inTheNamespaceOf("vpn").listens(9090));

      assertThat(verdict(inventory, "Internet", "torrent:*"))
          .isEqualTo("open: Internet -> host port 8080 -> torrent:*");
      assertThat(verdict(inventory, "Internet", "vpn:8080"))
          .isEqualTo("open: Internet -> host port 8080 -> vpn:8080");
      assertThat(verdict(inventory, "Internet", "vpn:*")).startsWith("after [");
      assertThat(verdict(inventory, "Internet", "known:9090")).startsWith("after [");
    }
  }

  @Nested
  class LoopbackPorts {

    private static Inventory bound(String version, TestInventory.Network network) {
      return inventory(
          release(version),
          network,
          network("back"),
          app("clerk").on("back"),
          app("till").on("web").publishesAt("127.0.0.1", 8080, 80));
    }

    @Test
    void areReachedByTheHost() {
      assertThat(verdict(bound("28.5.2", network("web").keepingMembersApart()), "host", "till:80"))
          .startsWith("open: host -> ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Internet", "clerk", "network back"})
    void areNotReachedFromTheInternetNorFromOtherNetworks(String zone) {
      assertThat(verdict(bound(UNKNOWN, network("web")), zone, "till:80")).isEqualTo("closed");
    }

    // moby#45610; 28.0.0 release notes, moby#49325.
    @ParameterizedTest
    @CsvSource({
      "20.10.24, open: neighbour -> host port 127.0.0.1:8080 -> till:80",
      "27.5.1, open: neighbour -> host port 127.0.0.1:8080 -> till:80",
      "28.0.0, closed",
      "29.0.0, closed",
      "unknown, open: neighbour -> host port 127.0.0.1:8080 -> till:80"
    })
    void areReachedByNeighboursBeforeTwentyEight(String version, String verdict) {
      assertThat(verdict(bound(version, network("web")), "neighbour", "till:80"))
          .isEqualTo(verdict);
    }

    // In the mode "routed" ports are opened at members' own addresses (moby#48596); trusted
    // interfaces do the same (moby#49832).
    @ParameterizedTest
    @ValueSource(strings = {"Internet", "neighbour"})
    void areNotKeptOnLoopbackByARoutedNetwork(String zone) {
      assertThat(verdict(bound("28.5.2", network("web").gateway4(Gateway.ROUTED)), zone, "till:80"))
          .isEqualTo("open: " + zone + " -> host port 127.0.0.1:8080 -> till:80");
      assertThat(
              verdict(
                  bound("28.5.2", network("web").ipv6().gateway6(Gateway.ROUTED)), zone, "till:80"))
          .isEqualTo("open: " + zone + " -> host port 127.0.0.1:8080 -> till:80");
      assertThat(verdict(bound("28.5.2", network("web").gateway6(Gateway.ROUTED)), zone, "till:80"))
          .isEqualTo("closed");
    }

    // Before 28 a published port is open at the member's own address, wherever that is routed.
    @ParameterizedTest
    @CsvSource({
      "27.5.1, 2a00:1::/64, open: Internet -> host port 127.0.0.1:8080 -> till:80",
      "27.5.1, fd00::/64, closed",
      "28.0.0, 2a00:1::/64, closed"
    })
    void areReachedFromTheInternetAtAGlobalAddressBeforeTwentyEight(
        String version, String range, String verdict) {
      assertThat(
              verdict(bound(version, network("web").ipv6().subnet(range)), "Internet", "till:80"))
          .isEqualTo(verdict);
    }
  }

  @Nested
  class TheHost {

    private static Inventory besideTheHost(TestInventory.Network network) {
      return inventory(
          network,
          app("agent").onTheHostsNetwork().listens(9100),
          app("till").on(network.entry().name()).listens(80));
    }

    // libnetwork#1151; measured on 20.10.24 and 28.5.2.
    @Test
    void isReachedFromAnInternalNetworkAndReachesItsMembers() {
      Inventory inventory = besideTheHost(network("inside").internal());

      assertThat(verdict(inventory, "till", "agent:9100"))
          .isEqualTo("open: till -> network inside -> the host's address -> agent:9100");
      assertThat(verdict(inventory, "host", "till:80"))
          .isEqualTo("open: host -> network inside -> till:80");
    }

    // inhibit_ipv4 measured on 20.10.24 and 28.5.2; gateway_mode "isolated": moby#49262.
    @Test
    void isNotThereWhereTheBridgeHasNoAddress() {
      Inventory inventory = besideTheHost(network("inside").isolated());

      assertThat(verdict(inventory, "till", "agent:9100")).isEqualTo("closed");
      assertThat(verdict(inventory, "host", "till:80")).startsWith("after [agent]");
    }

    // inhibit_ipv4 is about IPv4 alone.
    @Test
    void isStillThereByIpv6WhereOnlyIpv4IsInhibited() {
      Inventory inventory =
          besideTheHost(network("inside").internal().gateway4(Gateway.ABSENT).ipv6());

      assertThat(verdict(inventory, "host", "till:80"))
          .isEqualTo("open: host -> network inside -> till:80");
      assertThat(verdict(inventory, "till", "agent:9100"))
          .isEqualTo("open: till -> network inside -> the host's address -> agent:9100");
      assertThat(verdict(besideTheHost(network("inside").isolated().ipv6()), "host", "till:80"))
          .startsWith("after [agent]");
    }

    @Test
    void isReachedFromOutsideWhereAContainerListensThere() {
      Inventory inventory = besideTheHost(network("inside").isolated());

      assertThat(verdict(inventory, "Internet", "agent:9100"))
          .isEqualTo("open: Internet -> the host's address -> agent:9100");
      assertThat(verdict(inventory, "neighbour", "agent:9100"))
          .isEqualTo("open: neighbour -> the host's address -> agent:9100");
    }

    // AF_PACKET with CAP_NET_RAW, which is in the engine's default set: capabilities(7).
    @Test
    void letsAContainerOnItsNetworkSendFramesOnEveryBridge() {
      Inventory inventory = besideTheHost(network("inside").isolated());

      assertThat(verdict(inventory, "agent", "till:80"))
          .isEqualTo(
              "open: agent -> raw frames on the host's bridges -> network inside -> till:80");
      assertThat(verdict(inventory, "Internet", "till:80"))
          .isEqualTo(
              "after [agent]: Internet -> the host's address -> agent:9100 -> agent taken over"
                  + " -> raw frames on the host's bridges -> network inside -> till:80");
    }

    @Test
    void letsContainersOnItsNetworkReachEachOther() {
      Inventory inventory =
          inventory(
              app("one").onTheHostsNetwork().listens(1), app("two").onTheHostsNetwork().listens(2));

      assertThat(verdict(inventory, "one", "two:2"))
          .isEqualTo("open: one -> host -> the host's address -> two:2");
    }

    @Test
    void reachesPublishedAndLoopbackPorts() {
      Inventory inventory =
          inventory(
              network("web").gateway4(Gateway.ABSENT),
              app("till").on("web").publishes(80, 80).publishesAt("127.0.0.1", 81, 81));

      assertThat(verdict(inventory, "host", "till:80"))
          .isEqualTo("open: host -> host port 80 -> till:80");
      assertThat(verdict(inventory, "host", "till:81"))
          .isEqualTo("open: host -> host port 127.0.0.1:81 -> till:81");
    }
  }

  @Nested
  class SharedNamespaces {

    private final Inventory inventory =
        inventory(
            network("inside").isolated(),
            app("sidecar").inTheNamespaceOf("main").listens(15000),
            app("main").on("inside").listens(8080),
            app("third").inTheNamespaceOf("sidecar").listens(3),
            datastore("db").on("inside").listens(5432),
            app("other"));

    // Docker, "Networking overview", container networks.
    @Test
    void areOnTheNetworksOfTheirOwner() {
      assertThat(verdict(inventory, "sidecar", "db:5432"))
          .isEqualTo("open: sidecar -> network inside -> db:5432");
      assertThat(verdict(inventory, "db", "third:3"))
          .isEqualTo("open: db -> network inside -> third:3");
      assertThat(verdict(inventory, "other", "third:3")).isEqualTo("closed");
    }

    @Test
    void areEachOthersLoopback() {
      assertThat(verdict(inventory, "main", "sidecar:15000"))
          .isEqualTo("open: main -> sidecar:15000");
      assertThat(verdict(inventory, "third", "main:8080")).isEqualTo("open: third -> main:8080");
    }

    @Test
    void ofTheHostAreOnTheHostsNetwork() {
      Inventory onTheHost =
          inventory(
              app("main").onTheHostsNetwork(), app("sidecar").inTheNamespaceOf("main").listens(80));

      assertThat(verdict(onTheHost, "Internet", "sidecar:80"))
          .isEqualTo("open: Internet -> the host's address -> sidecar:80");
    }

    @Test
    void thatGoRoundInACircleLeadNowhere() {
      Inventory circle =
          inventory(
              network("web"),
              app("till").on("web").listens(80),
              app("hen").inTheNamespaceOf("egg").listens(1),
              app("egg").inTheNamespaceOf("hen").listens(2),
              app("self").inTheNamespaceOf("self").listens(3),
              app("chick").inTheNamespaceOf("hen").listens(4));

      for (String endpoint : new String[] {"hen:1", "egg:2", "self:3", "chick:4"}) {
        assertThat(verdict(circle, "till", endpoint)).isEqualTo("closed");
      }
      assertThat(verdict(circle, "hen", "till:80")).isEqualTo("closed");
    }
  }

  @Nested
  class ControlOfTheHost {

    static Stream<Exposure> exposures() {
      return Stream.of(
          // moby security notes; OWASP Docker cheat sheet, rule 1.
          new Exposure.EngineSocket(),
          new Exposure.Privileged(),
          new Exposure.Capability("SYS_ADMIN"),
          new Exposure.Device("/dev/sda"),
          new Exposure.HostMount("/", false),
          // A socket answers on a read-only mount, too (traefik#4174).
          new Exposure.HostMount("/var/run", true));
    }

    @ParameterizedTest
    @MethodSource("exposures")
    void reachesEverything(Exposure exposure) {
      Inventory inventory = closedDatabase(app("agent").with(exposure));

      assertThat(verdict(inventory, "agent", "db:5432"))
          .isEqualTo("open: agent -> control of the host -> db:5432");
    }

    @Test
    void isOneTakeoverAwayFromWhoeverReachesTheContainer() {
      Inventory inventory =
          closedDatabase(
              network("web"),
              gateway("door").on("web").publishes(443, 443).with(new Exposure.EngineSocket()));

      assertThat(verdict(inventory, "Internet", "db:5432"))
          .isEqualTo(
              "after [door]: Internet -> host port 443 -> door:443 -> door taken over"
                  + " -> control of the host -> db:5432");
    }

    // NET_ADMIN in one's own namespace is no way out; in the host's it is the host's network.
    @Test
    void isGivenByNetAdminOnTheHostsNetworkOnly() {
      Exposure netAdmin = new Exposure.Capability("CAP_NET_ADMIN");

      assertThat(
              verdict(
                  closedDatabase(app("agent").onTheHostsNetwork().with(netAdmin)),
                  "agent",
                  "db:5432"))
          .isEqualTo("open: agent -> control of the host -> db:5432");
      assertThat(verdict(closedDatabase(app("agent").with(netAdmin)), "agent", "db:5432"))
          .isEqualTo("closed");
      assertThat(
              verdict(
                  closedDatabase(
                      app("agent").onTheHostsNetwork().with(new Exposure.Capability("NET_RAW"))),
                  "agent",
                  "db:5432"))
          .isEqualTo(
              "open: agent -> raw frames on the host's bridges -> network inside -> db:5432");
    }

    @Test
    void leadsOutAndToTheHost() {
      Inventory inventory =
          inventory(
              network("web"),
              app("agent").with(new Exposure.Privileged()),
              app("till").on("web").publishesAt("127.0.0.1", 8080, 80));

      assertThat(Reachability.of(inventory).from(zone("agent")).leavesForTheInternet()).isTrue();
    }
  }

  @Nested
  class Pivots {

    /** A chain of networks; each has one member in common with the next. */
    private static Inventory chain() {
      return inventory(
          network("n0"),
          network("n1").isolated(),
          network("n2").isolated(),
          app("a").on("n0", "n1").publishes(80, 80),
          app("b").on("n1", "n2").listens(81),
          datastore("db").on("n2").listens(5432));
    }

    // peers: no tool for Docker follows more than one network; a pivot owns all of its networks.
    @Test
    void leadAsFarAsTheyAreChained() {
      assertThat(verdict(chain(), "Internet", "a:80"))
          .isEqualTo("open: Internet -> host port 80 -> a:80");
      assertThat(verdict(chain(), "Internet", "b:81"))
          .isEqualTo(
              "after [a]: Internet -> host port 80 -> a:80 -> a taken over -> network n1 -> b:81");
      assertThat(verdict(chain(), "Internet", "db:5432"))
          .isEqualTo(
              "after [a, b]: Internet -> host port 80 -> a:80 -> a taken over -> network n1"
                  + " -> b:81 -> b taken over -> network n2 -> db:5432");
    }

    @Test
    void countOnlyWhatIsTakenOverOnTheWay() {
      assertThat(verdict(chain(), "a", "db:5432"))
          .isEqualTo("after [b]: a -> network n1 -> b:81 -> b taken over -> network n2 -> db:5432");
      assertThat(verdict(chain(), "b", "db:5432")).isEqualTo("open: b -> network n2 -> db:5432");
    }

    @Test
    void needAPortToBeTakenOver() {
      Inventory deaf =
          inventory(
              network("n0"),
              network("n1").isolated(),
              app("a").on("n0"),
              app("deaf").on("n0", "n1"),
              datastore("db").on("n1").listens(5432));

      assertThat(verdict(deaf, "a", "db:5432")).isEqualTo("closed");
    }

    @Test
    void takeTheWayWithTheFewestTakeovers() {
      Inventory detour =
          inventory(
              network("n0"),
              network("n1").isolated(),
              network("n2").isolated(),
              app("start").on("n0"),
              app("a").on("n0", "n1").listens(1),
              app("b").on("n1", "n2").listens(2),
              app("short").on("n0", "n2").listens(3),
              datastore("db").on("n2").listens(5432));

      assertThat(verdict(detour, "start", "db:5432")).startsWith("after [short]: ");
    }
  }

  @Nested
  class UnfilteredIpv6 {

    private static Inventory withRange(String version, String... ranges) {
      return inventory(
          release(version),
          network("web").ipv6().subnet(ranges),
          network("back").ipv6(),
          network("inside").internal().ipv6(),
          network("closed").isolated().ipv6(),
          network("old"),
          app("till").on("web").listens(80),
          app("clerk").on("back"),
          app("auditor").on("inside").listens(1),
          app("monk").on("closed"),
          app("veteran").on("old"));
    }

    // moby#21951, libnetwork#2557; filtered by default since 27.0 (moby#48492).
    @ParameterizedTest
    @CsvSource({
      "20.10.24, open: neighbour -> unfiltered IPv6 -> network web -> till:80",
      "26.1.5, open: neighbour -> unfiltered IPv6 -> network web -> till:80",
      "27.0.0, closed",
      "29.0.0, closed",
      "unknown, open: neighbour -> unfiltered IPv6 -> network web -> till:80"
    })
    void letsNeighboursThroughBeforeTwentySeven(String version, String verdict) {
      assertThat(verdict(withRange(version, "fd00::/64"), "neighbour", "till:80"))
          .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
      "26.1.5, 2a00:1::/64, open: Internet -> network web -> till:80",
      "26.1.5, fd00::/64, closed",
      "26.1.5, 8.8.8.0/24, closed",
      "27.0.0, 2a00:1::/64, closed"
    })
    void letsTheInternetThroughWhereTheRangeIsGlobal(String version, String range, String verdict) {
      assertThat(verdict(withRange(version, range), "Internet", "till:80")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
      "clerk, 26.1.5, open: clerk -> network back -> unfiltered IPv6 -> network web -> till:80",
      "clerk, 27.0.0, closed",
      // Without a route out, but frames can be addressed by hand.
      "auditor, 26.1.5, open: auditor -> network inside -> unfiltered IPv6 -> network web -> till:80",
      "auditor, 27.0.0, closed",
      "monk, 26.1.5, closed",
      "veteran, 26.1.5, closed"
    })
    void letsOtherNetworksThrough(String source, String version, String verdict) {
      assertThat(verdict(withRange(version, "fd00::/64"), source, "till:80")).isEqualTo(verdict);
    }

    @Test
    void doesNotLeadToInternalNetworks() {
      assertThat(verdict(withRange("26.1.5"), "neighbour", "auditor:1")).isEqualTo("closed");
    }

    // Whoever gets out can come back from a machine on the Internet.
    @Test
    void isReachedByWayOfTheInternet() {
      assertThat(verdict(withRange("26.1.5", "2a00:1::/64"), "veteran", "till:80"))
          .isEqualTo("open: veteran -> network old -> the Internet -> network web -> till:80");
    }
  }

  @Nested
  class DirectRouting {

    private static Inventory unprotected(String version, TestInventory.Network network) {
      return inventory(
          release(version),
          network,
          network("back"),
          app("till").on("web").listens(80),
          app("clerk").on("back"));
    }

    // 28.0.0 release notes: nat-unprotected.
    @Test
    void letsNeighboursReachEveryPort() {
      for (TestInventory.Network network :
          new TestInventory.Network[] {
            network("web").gateway4(Gateway.NAT_UNPROTECTED),
            network("web").ipv6().gateway6(Gateway.NAT_UNPROTECTED)
          }) {
        Inventory inventory = unprotected("28.5.2", network);

        assertThat(verdict(inventory, "neighbour", "till:80"))
            .isEqualTo("open: neighbour -> network web -> till:80");
        assertThat(verdict(inventory, "Internet", "till:80")).isEqualTo("closed");
      }
    }

    @Test
    void isOffWithoutTheOptionOnInternalNetworksAndWithoutTheAddressFamily() {
      for (TestInventory.Network network :
          new TestInventory.Network[] {
            network("web"),
            network("web").internal().gateway4(Gateway.NAT_UNPROTECTED),
            network("web").gateway4(Gateway.ROUTED),
            network("web").gateway6(Gateway.NAT_UNPROTECTED)
          }) {
        assertThat(verdict(unprotected("28.5.2", network), "neighbour", "till:80"))
            .isEqualTo("closed");
      }
    }

    @ParameterizedTest
    @CsvSource({
      "2a00:1::/64, open: Internet -> network web -> till:80",
      "fd00::/64, closed",
      "8.8.8.0/24, closed"
    })
    void letsTheInternetReachEveryPortAtGlobalAddresses(String range, String verdict) {
      assertThat(
              verdict(
                  unprotected(
                      "28.5.2",
                      network("web").ipv6().gateway6(Gateway.NAT_UNPROTECTED).subnet(range)),
                  "Internet",
                  "till:80"))
          .isEqualTo(verdict);
    }

    // The isolation chains between networks are gone in 29 (moby#49981).
    @ParameterizedTest
    @CsvSource({
      "28.5.2, closed",
      "29.0.0, open: clerk -> network back -> network web -> till:80",
      "unknown, open: clerk -> network back -> network web -> till:80"
    })
    void letsOtherNetworksReachEveryPortFromTwentyNineOn(String version, String verdict) {
      assertThat(
              verdict(
                  unprotected(version, network("web").gateway4(Gateway.NAT_UNPROTECTED)),
                  "clerk",
                  "till:80"))
          .isEqualTo(verdict);
    }
  }

  @Nested
  class OtherDrivers {

    private static Inventory on(TestInventory.Network network) {
      return inventory(
          network,
          network("web"),
          app("cam").on("lan").listens(80),
          app("hub").on("lan"),
          app("clerk").on("web"));
    }

    // Docker, "Macvlan network driver", "IPvlan network driver".
    @ParameterizedTest
    @ValueSource(strings = {"macvlan", "ipvlan"})
    void putMembersOnTheWire(String driver) {
      Inventory inventory = on(network("lan").driver(driver).subnet("192.168.1.0/24"));

      assertThat(verdict(inventory, "neighbour", "cam:80"))
          .isEqualTo("open: neighbour -> network lan -> cam:80");
      assertThat(verdict(inventory, "Internet", "cam:80")).isEqualTo("closed");
      // The parent's children do not see the host, but a router leads from one to the other.
      assertThat(verdict(inventory, "clerk", "cam:80"))
          .isEqualTo("open: clerk -> network web -> the Internet -> network lan -> cam:80");
      assertThat(verdict(inventory, "host", "cam:80"))
          .isEqualTo("open: host -> the Internet -> network lan -> cam:80");
    }

    @Test
    void putMembersOnTheInternetWhereTheRangeIsGlobalOrUnknown() {
      for (TestInventory.Network network :
          new TestInventory.Network[] {network("lan"), network("lan").subnet("8.8.8.0/24")}) {
        assertThat(verdict(on(network.driver("macvlan")), "Internet", "cam:80"))
            .isEqualTo("open: Internet -> network lan -> cam:80");
      }
    }

    // libnetwork/drivers/macvlan: a parent interface stays the parent of an internal network.
    @Test
    void leaveMembersOfAnInternalNetworkOnTheWireButWithoutAWayOut() {
      Inventory inventory = on(network("lan").driver("macvlan").internal());

      assertThat(verdict(inventory, "neighbour", "cam:80"))
          .isEqualTo("open: neighbour -> network lan -> cam:80");
      assertThat(verdict(inventory, "Internet", "cam:80")).isEqualTo("closed");
      assertThat(verdict(inventory, "clerk", "cam:80")).isEqualTo("closed");
      assertThat(Reachability.of(inventory).from(zone("network lan")).leavesForTheInternet())
          .isFalse();
    }

    @Test
    void leadFromTheWireToWhatNeighboursReach() {
      Inventory inventory =
          inventory(
              engine("27.5.1"),
              network("lan").driver("macvlan"),
              network("web"),
              app("cam").on("lan"),
              app("till").on("web").publishesAt("127.0.0.1", 8080, 80));

      assertThat(verdict(inventory, "cam", "till:80"))
          .isEqualTo(
              "open: cam -> network lan -> neighbour -> host port 127.0.0.1:8080 -> till:80");
    }

    // Docker, "Overlay network driver": docker_gwbridge is the way out, and the host is on it.
    @Test
    void leaveAnOverlayToItsMembersWhenInternalAndToTheHostWhenNot() {
      assertThat(verdict(on(network("lan").driver("overlay").internal()), "host", "cam:80"))
          .isEqualTo("closed");
      assertThat(verdict(on(network("lan").driver("overlay")), "host", "cam:80"))
          .isEqualTo("open: host -> network lan -> cam:80");
      assertThat(verdict(on(network("lan").driver("overlay")), "clerk", "cam:80"))
          .isEqualTo("closed");
    }

    // What a plugin does with "internal" is not known.
    @ParameterizedTest
    @ValueSource(strings = {"20.10.24", "28.5.2", "29.0.0"})
    void areTakenAtTheirWorstWhenUnknown(String version) {
      Inventory inventory =
          inventory(
              engine(version),
              network("lan").driver("weave").internal(),
              network("web"),
              app("cam").on("lan").listens(80),
              app("till").on("web").publishes(80, 80));

      assertThat(verdict(inventory, "host", "cam:80"))
          .isEqualTo("open: host -> network lan -> cam:80");
      assertThat(verdict(inventory, "cam", "till:80"))
          .isEqualTo("open: cam -> network lan -> host port 80 -> till:80");
    }

    // com.docker.network.bridge.enable_icc is the bridge driver's.
    @Test
    void ignoreTheOptionsOfTheBridgeDriver() {
      TestInventory.Network network =
          network("lan").driver("overlay").isolated().keepingMembersApart();

      assertThat(verdict(on(network), "hub", "cam:80"))
          .isEqualTo("open: hub -> network lan -> cam:80");
    }
  }

  @Nested
  class Routes {

    private static Inventory routed(Part... more) {
      return inventory(
          Stream.concat(
                  Stream.of(
                      network("web"),
                      network("other").isolated(),
                      gateway("door").on("web").publishes(443, 443)),
                  Stream.of(more))
              .toArray(Part[]::new));
    }

    @Test
    void leadFromTheInternetThroughTheGateway() {
      assertThat(
              verdict(
                  routed(
                      app("till").on("web").listens(8080, 9000),
                      route("shop.example.org", "till", 8080, "web")),
                  "Internet",
                  "till:8080"))
          .isEqualTo(
              "open: Internet -> host port 443 -> door:443 -> route shop.example.org -> till:8080");
    }

    @Test
    void leadToNoOtherPort() {
      assertThat(
              verdict(
                  routed(
                      app("till").on("web").listens(8080, 9000),
                      route("shop", "till", 8080, "web")),
                  "Internet",
                  "till:9000"))
          .startsWith("after [");
    }

    @Test
    void leadNowhereWithoutACommonNetwork() {
      assertThat(
              verdict(
                  routed(
                      app("till").on("other").listens(8080), route("shop", "till", 8080, "other")),
                  "Internet",
                  "till:8080"))
          .isEqualTo("closed");
      assertThat(
              verdict(
                  routed(
                      app("till").on("web", "other").listens(8080),
                      route("shop", "till", 8080, "other")),
                  "network other",
                  "till:8080"))
          .isEqualTo("open: network other -> till:8080");
    }

    // Traefik takes the lowest port that it sees, or the one that the label names.
    @Test
    void mayLeadToAnyPortWhenTheyNameNone() {
      Inventory inventory =
          routed(
              app("till").on("web").listens(80, 81).perhapsOnMorePorts(),
              route("shop", "till", Optional.empty(), Optional.empty()));

      for (String endpoint : new String[] {"till:*", "till:80", "till:81"}) {
        assertThat(verdict(inventory, "Internet", endpoint))
            .isEqualTo("open: Internet -> host port 443 -> door:443 -> route shop -> " + endpoint);
      }
    }

    @Test
    void mayLeadToAnUnknownPortWhenTheyNameOneThatNobodyKnows() {
      Inventory inventory =
          routed(
              app("till").on("web").listens(80).perhapsOnMorePorts(),
              route("shop", "till", 8080, "web"));

      assertThat(verdict(inventory, "Internet", "till:*"))
          .isEqualTo("open: Internet -> host port 443 -> door:443 -> route shop -> till:*");
      assertThat(verdict(inventory, "Internet", "till:80")).startsWith("after [");
    }

    @Test
    void areFollowedByGatewaysOnly() {
      Inventory inventory =
          inventory(
              network("web"),
              network("other"),
              app("door").on("web", "other").publishes(443, 443),
              app("till").on("web").listens(80),
              route("shop", "till", 80, "web"));

      assertThat(verdict(inventory, "Internet", "till:80")).startsWith("after [door]");
    }

    @Test
    void areFollowedFromTheHostsNetworkWhereTheHostHasAnAddress() {
      Part onTheHost = gateway("door").onTheHostsNetwork().listens(443);
      Part till = app("till").on("web").listens(80);
      Part route = route("shop", "till", 80, "web");

      assertThat(verdict(inventory(network("web"), onTheHost, till, route), "Internet", "till:80"))
          .isEqualTo("open: Internet -> the host's address -> door:443 -> route shop -> till:80");
      assertThat(
              verdict(
                  inventory(network("web").isolated(), onTheHost, till, route),
                  "Internet",
                  "till:80"))
          .startsWith("after [door]");
      assertThat(
              verdict(
                  inventory(
                      network("web"),
                      network("hidden").isolated(),
                      onTheHost,
                      app("till").onTheHostsNetwork().listens(80),
                      route),
                  "network hidden",
                  "till:80"))
          .isEqualTo("closed");
      assertThat(
              verdict(
                  inventory(
                      network("web"),
                      onTheHost,
                      app("till").onTheHostsNetwork().listens(80),
                      route),
                  "Internet",
                  "till:80"))
          .isEqualTo("open: Internet -> the host's address -> till:80");
    }

    @Test
    void areNotFollowedWhereTheyMustNot() {
      Inventory inventory =
          routed(app("till").on("web").listens(80), route("shop", "till", 80, "web"));
      Reachability reachability = Reachability.of(inventory);

      assertThat(reachability.directlyWithoutRoutes(Zone.INTERNET).open())
          .containsExactly(endpoint("door:443"));
      assertThat(reachability.directlyFrom(Zone.INTERNET).compromises(endpoint("till:80")))
          .isZero();
    }

    @Test
    void ofAGatewayToItselfAddNothing() {
      Inventory inventory = routed(route("dashboard", "door", 443, "web"));

      assertThat(verdict(inventory, "Internet", "door:443"))
          .isEqualTo("open: Internet -> host port 443 -> door:443");
    }
  }

  @Nested
  class TheInternet {

    @ParameterizedTest
    @CsvSource({
      "web, true",
      "inside, false",
      "host, true",
      "shared, true",
      "hermit, false",
      "agent, true",
    })
    void isReachedFromNetworksThatAreNotInternal(String container, boolean leaves) {
      Inventory inventory =
          inventory(
              network("open"),
              network("internal").internal(),
              app("web").on("open").listens(1),
              app("inside").on("internal"),
              app("host").onTheHostsNetwork(),
              app("shared").inTheNamespaceOf("web"),
              app("hermit"),
              app("agent").with(new Exposure.EngineSocket()));

      assertThat(
              Reachability.of(inventory).from(new Zone.Container(container)).leavesForTheInternet())
          .isEqualTo(leaves);
    }

    @Test
    void isNotReachedWithoutATakeoverFromWhoeverOnlyMeetsOneThatGetsOut() {
      Inventory inventory =
          inventory(
              network("open"),
              network("internal").isolated(),
              app("inside").on("internal"),
              app("both").on("open", "internal").listens(80));

      assertThat(Reachability.of(inventory).from(zone("inside")).leavesForTheInternet()).isFalse();
      assertThat(Reachability.of(inventory).directlyFrom(zone("inside")).leavesForTheInternet())
          .isFalse();
    }
  }

  @Nested
  class Packets {

    @ParameterizedTest
    @CsvSource({"20.10.24, true", "26.1.5, true", "27.0.0, false", "28.5.2, false"})
    void comeByIpv6FromAnotherNetworkBeforeTheEngineFiltersIt(String version, boolean reaches) {
      Inventory inventory =
          inventory(engine(version), network("web").ipv6(), network("other").ipv6());
      Reach reach = Reachability.of(inventory).byPackets(new Zone.Network("other"));

      assertThat(reach.reachesMembersOf("web", true)).isEqualTo(reaches);
      assertThat(reach.reachesMembersOf("web", false)).isFalse();
    }

    @Test
    void areNotWhatTheEnginesSocketIsGoodFor() {
      Inventory inventory =
          inventory(
              network("web"),
              network("internal").isolated(),
              app("agent").on("web").with(new Exposure.EngineSocket()),
              datastore("db").on("internal").listens(5432));
      Reachability reachability = Reachability.of(inventory);

      assertThat(reachability.from(zone("agent")).open()).containsExactly(endpoint("db:5432"));
      assertThat(reachability.byPackets(zone("agent")).open()).isEmpty();
      assertThat(reachability.byPackets(zone("agent")).reachesMembersOf("internal", false))
          .isFalse();
    }

    @Test
    void ofTheHostComeOnlyWhereItHasAnAddress() {
      Inventory inventory =
          inventory(network("web"), network("internal").internal(), network("closed").isolated());
      Reach host = Reachability.of(inventory).byPackets(Zone.HOST);

      assertThat(host.reachesMembersOf("web", false)).isTrue();
      assertThat(host.reachesMembersOf("internal", false)).isTrue();
      assertThat(host.reachesMembersOf("closed", false)).isFalse();
      assertThat(host.reachesPublishedPorts()).isTrue();
      assertThat(host.reachesTheHost()).isTrue();
    }

    @Test
    void ofAClosedNetworkReachNeitherTheHostNorWhatIsPublished() {
      Inventory inventory = inventory(network("web"), network("closed").isolated());
      Reachability reachability = Reachability.of(inventory);

      assertThat(reachability.byPackets(new Zone.Network("closed")).reachesTheHost()).isFalse();
      assertThat(reachability.byPackets(new Zone.Network("closed")).reachesPublishedPorts())
          .isFalse();
      assertThat(reachability.byPackets(new Zone.Network("web")).reachesTheHost()).isTrue();
      assertThat(reachability.byPackets(new Zone.Network("web")).reachesPublishedPorts()).isTrue();
    }
  }

  @Nested
  class Questions {

    @Test
    void areAboutEveryZoneInAFixedOrder() {
      assertThat(Reachability.of(closedDatabase(network("a"))).zones())
          .extracting(Zone::toString)
          .containsExactly(
              "Internet", "neighbour", "host", "network a", "network inside", "client", "db");
    }

    @Test
    void listWhatIsOpen() {
      Reach reach = Reachability.of(closedDatabase()).from(zone("client"));

      assertThat(reach.zone()).isEqualTo(zone("client"));
      assertThat(reach.open()).containsExactly(endpoint("db:5432"));
    }

    @Test
    void areRefusedWhenTheyAreAboutNothing() {
      Reachability reachability = Reachability.of(closedDatabase());

      assertThatIllegalArgumentException()
          .isThrownBy(() -> reachability.from(zone("ghost")))
          .withMessage("nothing is called 'ghost' here");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> reachability.from(zone("network ghost")))
          .withMessage("nothing is called 'ghost' here");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> reachability.from(zone("client")).to(endpoint("db:1")))
          .withMessage("no endpoint 'db:1'");
    }
  }
}
