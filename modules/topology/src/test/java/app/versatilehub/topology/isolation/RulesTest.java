package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.isolation.TestInventory.app;
import static app.versatilehub.topology.isolation.TestInventory.datastore;
import static app.versatilehub.topology.isolation.TestInventory.declaringFlows;
import static app.versatilehub.topology.isolation.TestInventory.egress;
import static app.versatilehub.topology.isolation.TestInventory.engine;
import static app.versatilehub.topology.isolation.TestInventory.engineProxy;
import static app.versatilehub.topology.isolation.TestInventory.flow;
import static app.versatilehub.topology.isolation.TestInventory.flowFromTheInternet;
import static app.versatilehub.topology.isolation.TestInventory.gateway;
import static app.versatilehub.topology.isolation.TestInventory.inventory;
import static app.versatilehub.topology.isolation.TestInventory.network;
import static app.versatilehub.topology.isolation.TestInventory.route;
import static app.versatilehub.topology.isolation.TestInventory.unknownEngine;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.TestInventory.Part;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule: an inventory that breaks it, and the nearest one that does not. */
class RulesTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);

  /** What is found in the one, and in the other that differs only in what the rule is about. */
  private record Pair(
      Rule rule,
      Severity severity,
      String subject,
      String message,
      Supplier<List<Finding>> broken,
      Supplier<List<Finding>> kept) {

    @Override
    public String toString() {
      return rule.id() + ": " + message;
    }
  }

  private static List<Finding> judged(Policy policy, Part... parts) {
    return Judge.judge(inventory(parts), policy).findings();
  }

  private static List<Finding> judged(Part... parts) {
    return judged(Policy.strict(TODAY), parts);
  }

  /** Judged only in the test itself. */
  private static Supplier<List<Finding>> judging(Policy policy, Part... parts) {
    return () -> judged(policy, parts);
  }

  private static Supplier<List<Finding>> judging(Part... parts) {
    return () -> judged(parts);
  }

  private static List<Finding> of(Rule rule, List<Finding> findings) {
    return findings.stream().filter(finding -> finding.id().equals(rule.id())).toList();
  }

  private static List<Finding> of(Rule rule, Part... parts) {
    return of(rule, judged(parts));
  }

  private static Policy waiving(String rule, String subject, LocalDate expires) {
    return new Policy(0, List.of(new Waiver(rule, subject, "moves out in July", expires)), TODAY);
  }

  static Stream<Pair> pairs() {
    return Stream.of(
        new Pair(
            Rule.DATASTORE_EXPOSED,
            Severity.ERROR,
            "service shelf",
            "a datastore is on network inside, which is not internal",
            judging(network("inside"), datastore("shelf").on("inside")),
            judging(network("inside").isolated(), datastore("shelf").on("inside"))),
        new Pair(
            Rule.DATASTORE_EXPOSED,
            Severity.ERROR,
            "service shelf",
            "a datastore is on network inside, which strangers may join",
            judging(network("inside").isolated().external(), datastore("shelf").on("inside")),
            judging(network("inside").isolated().external(), app("shelf").on("inside"))),
        new Pair(
            Rule.DATASTORE_EXPOSED,
            Severity.ERROR,
            "service shelf",
            "a datastore is on network inside, which the gateway shares",
            judging(
                network("inside").isolated(),
                datastore("shelf").on("inside"),
                gateway("door").on("inside")),
            judging(
                network("inside").isolated(),
                datastore("shelf").on("inside"),
                app("door").on("inside"))),
        new Pair(
            Rule.DATASTORE_WITHIN_REACH,
            Severity.ERROR,
            "service shelf",
            "the Internet reaches it as things are: Internet -> host port 5432 -> shelf:5432",
            judging(network("web"), datastore("shelf").on("web").publishes(5432, 5432)),
            judging(network("web"), datastore("shelf").on("web").listens(5432))),
        new Pair(
            Rule.DATASTORE_WITHIN_REACH,
            Severity.ERROR,
            "service shelf",
            "the Internet reaches it after 1 takeovers: Internet -> host port 80 -> door:80"
                + " -> door taken over -> network web -> shelf:5432",
            judging(
                new Policy(1, List.of(), TODAY),
                network("web"),
                gateway("door").on("web").publishes(80, 80),
                datastore("shelf").on("web").listens(5432)),
            judging(
                network("web"),
                gateway("door").on("web").publishes(80, 80),
                datastore("shelf").on("web").listens(5432))),
        new Pair(
            Rule.PUBLISHED_PORT,
            Severity.ERROR,
            "service shelf",
            "publishes its port 80 on the host's port 5432",
            judging(network("web"), app("shelf").on("web").publishes(5432, 80)),
            judging(network("web"), gateway("shelf").on("web").publishes(5432, 80))),
        new Pair(
            Rule.DATASTORE_EXPOSED,
            Severity.ERROR,
            "service shelf",
            "a datastore is on network lan, which is on the wire of the host",
            judging(network("lan").driver("macvlan").internal(), datastore("shelf").on("lan")),
            judging(network("lan").driver("overlay").internal(), datastore("shelf").on("lan"))),
        new Pair(
            Rule.PUBLISHED_PORT,
            Severity.ERROR,
            "service door",
            "publishes its port 81 on the host's port 8081, to which no flow from the Internet leads",
            judging(
                network("web"),
                gateway("door").on("web").publishes(80, 80).publishes(8081, 81),
                app("till").on("web").listens(81),
                flowFromTheInternet("door", 80),
                flowFromTheInternet("till", 81),
                flow("till", "door", 81)),
            judging(
                network("web"),
                gateway("door").on("web").publishes(80, 80),
                flowFromTheInternet("door", 80))),
        new Pair(
            Rule.AMBIGUOUS_ALIAS,
            Severity.ERROR,
            "network web",
            "the name 'db' leads to one and two",
            judging(network("web"), app("one").onAs("web", "DB"), app("two").onAs("web", "db")),
            judging(network("web"), app("one").onAs("web", "DB", "db"), app("two").onAs("web"))),
        new Pair(
            Rule.LOOPBACK_PORT,
            Severity.WARNING,
            "service shelf",
            "publishes its port 80 on 127.0.0.1:5432",
            judging(network("web"), app("shelf").on("web").publishesAt("127.0.0.1", 5432, 80)),
            judging(network("web"), app("shelf").on("web").publishesAt("192.168.1.5", 5432, 80))),
        new Pair(
            Rule.LOOPBACK_PORT,
            Severity.WARNING,
            "service door",
            "publishes its port 80 on [::1]:5432, which neighbours reach, too",
            judging(
                engine("27.5.1"),
                network("web"),
                gateway("door").on("web").publishesAt("::1", 5432, 80)),
            judging(engine("27.5.1"), network("web"), gateway("door").on("web").listens(80))),
        new Pair(
            Rule.SECOND_WAY_IN,
            Severity.ERROR,
            "service cam",
            "the Internet reaches it past the gateway: Internet -> network lan -> cam:80",
            judging(network("lan").driver("macvlan"), app("cam").on("lan").listens(80)),
            judging(
                network("lan").driver("macvlan").subnet("192.168.1.0/24"),
                app("cam").on("lan").listens(80))),
        new Pair(
            Rule.SECOND_WAY_IN,
            Severity.ERROR,
            "service back",
            "is a gateway beside front, and the Internet reaches both",
            judging(
                network("web"),
                gateway("front").on("web").publishes(80, 80),
                gateway("back").on("web").publishes(81, 81)),
            judging(
                network("web"),
                gateway("front").on("web").publishes(80, 80),
                gateway("back").on("web").publishesAt("127.0.0.1", 81, 81))),
        new Pair(
            Rule.ENGINE_SOCKET,
            Severity.ERROR,
            "service door",
            "has the engine's socket",
            judging(gateway("door").with(new Exposure.EngineSocket())),
            judging(gateway("door").with(new Exposure.HostMount("/srv", true)))),
        new Pair(
            Rule.ENGINE_SOCKET,
            Severity.ERROR,
            "service proxy",
            "is a proxy of the engine on network web, which is not internal",
            judging(network("web"), engineProxy("proxy").on("web")),
            judging(network("web").isolated(), engineProxy("proxy").on("web"))),
        new Pair(
            Rule.ENGINE_SOCKET,
            Severity.ERROR,
            "service proxy",
            "is a proxy of the engine on network web, which strangers may join",
            judging(network("web").external().isolated(), engineProxy("proxy").on("web")),
            judging(network("web").isolated(), engineProxy("proxy").on("web"))),
        new Pair(
            Rule.PRIVILEGED,
            Severity.ERROR,
            "service till",
            "is privileged",
            judging(app("till").with(new Exposure.Privileged())),
            judging(app("till").with(new Exposure.Capability("SYS_TIME")))),
        new Pair(
            Rule.HOST_NETWORK,
            Severity.ERROR,
            "service till",
            "is on the host's own network",
            judging(app("till").onTheHostsNetwork()),
            judging(app("till"))),
        new Pair(
            Rule.HOST_NAMESPACE,
            Severity.ERROR,
            "service till",
            "shares the pid namespace of the host",
            judging(app("till").with(new Exposure.HostNamespace("pid"))),
            judging(app("till"))),
        new Pair(
            Rule.SHARED_NAMESPACE,
            Severity.WARNING,
            "service sidecar",
            "uses the network namespace of till",
            judging(app("till"), app("sidecar").inTheNamespaceOf("till")),
            judging(app("till"), app("sidecar"))),
        new Pair(
            Rule.ADDED_CAPABILITY,
            Severity.WARNING,
            "service till",
            "has the capability NET_ADMIN",
            judging(app("till").with(new Exposure.Capability("NET_ADMIN"))),
            judging(app("till"))),
        new Pair(
            Rule.ADDED_CAPABILITY,
            Severity.ERROR,
            "service till",
            "has the capability SYS_ADMIN, which is control of the host",
            judging(app("till").with(new Exposure.Capability("SYS_ADMIN"))),
            judging(app("till"))),
        new Pair(
            Rule.HOST_DEVICE,
            Severity.WARNING,
            "service till",
            "has the device /dev/ttyUSB0",
            judging(app("till").with(new Exposure.Device("/dev/ttyUSB0"))),
            judging(app("till"))),
        new Pair(
            Rule.HOST_DEVICE,
            Severity.ERROR,
            "service till",
            "has the device /dev/sda, which is control of the host",
            judging(app("till").with(new Exposure.Device("/dev/sda"))),
            judging(app("till"))),
        new Pair(
            Rule.HOST_MOUNT,
            Severity.INFO,
            "service till",
            "writes /srv/files of the host",
            judging(app("till").with(new Exposure.HostMount("/srv/files", false))),
            judging(app("till"))),
        new Pair(
            Rule.HOST_MOUNT,
            Severity.WARNING,
            "service till",
            "reads /etc of the host",
            judging(app("till").with(new Exposure.HostMount("/etc", true))),
            judging(app("till"))),
        new Pair(
            Rule.HOST_MOUNT,
            Severity.ERROR,
            "service till",
            "writes /etc of the host, which is control of the host",
            judging(app("till").with(new Exposure.HostMount("/etc", false))),
            judging(app("till"))),
        new Pair(
            Rule.INTERNAL_OPEN_TO_HOST,
            Severity.WARNING,
            "network inside",
            "is internal, but the host has an address on it",
            judging(network("inside").internal(), app("till").on("inside")),
            judging(network("inside").isolated(), app("till").on("inside"))),
        new Pair(
            Rule.INTERNAL_OPEN_TO_HOST,
            Severity.ERROR,
            "network inside",
            "is internal, but the host has an address on it",
            judging(network("inside").internal(), datastore("shelf").on("inside")),
            judging(network("inside"), datastore("shelf").on("inside"))),
        new Pair(
            Rule.INTERNAL_OPEN_TO_HOST,
            Severity.WARNING,
            "network inside",
            "is internal, but whether its driver weave closes it towards the host is not known",
            judging(network("inside").driver("weave").internal(), datastore("shelf").on("inside")),
            judging(
                network("inside").driver("overlay").internal(), datastore("shelf").on("inside"))),
        new Pair(
            Rule.IPV6_OPEN_TO_HOST,
            Severity.ERROR,
            "network inside",
            "is internal and has IPv6, and the host has an IPv6 address on it",
            judging(network("inside").internal().gateway4(Gateway.ABSENT).ipv6()),
            judging(network("inside").isolated().ipv6())),
        new Pair(
            Rule.UNFILTERED_IPV6,
            Severity.WARNING,
            "network web",
            "has IPv6, which Engine 26.1.5 does not filter",
            judging(engine("26.1.5"), network("web").ipv6()),
            judging(engine("27.0.0"), network("web").ipv6())),
        new Pair(
            Rule.UNFILTERED_IPV6,
            Severity.WARNING,
            "network web",
            "has IPv6, which an engine before 27 does not filter",
            judging(unknownEngine(), network("web").ipv6()),
            judging(unknownEngine(), network("web"))),
        new Pair(
            Rule.DIRECT_ROUTING,
            Severity.WARNING,
            "network web",
            "other hosts route to its members past published ports",
            judging(network("web").gateway4(Gateway.ROUTED)),
            judging(network("web").gateway6(Gateway.ROUTED))),
        new Pair(
            Rule.DIRECT_ROUTING,
            Severity.WARNING,
            "network web",
            "other hosts route to its members past published ports",
            judging(network("web").ipv6().gateway6(Gateway.NAT_UNPROTECTED)),
            judging(network("web").ipv6())),
        new Pair(
            Rule.UNDECLARED_REACH,
            Severity.INFO,
            "network web",
            "opens 6 pairs of a service and another one's port, of which no flow declares 1",
            judging(
                network("web"),
                app("till").on("web"),
                app("clerk").on("web").listens(80, 81),
                app("porter").on("web").perhapsOnMorePorts(),
                app("side").inTheNamespaceOf("clerk"),
                app("far").listens(90),
                flow("till", "clerk", 80),
                flow("porter", "clerk", 80),
                flow("porter", "clerk", 81),
                flow("side", "clerk", 80),
                flow("side", "clerk", 81)),
            judging(
                network("web"),
                app("till").on("web"),
                app("clerk").on("web").listens(80),
                flow("till", "clerk", 80))),
        new Pair(
            Rule.UNDECLARED_EGRESS,
            Severity.WARNING,
            "service till",
            "can open connections to the Internet, which is not declared",
            judging(network("web"), app("till").on("web"), declaringFlows()),
            judging(network("web").internal(), app("till").on("web"), declaringFlows())),
        new Pair(
            Rule.UNDECLARED_EGRESS,
            Severity.INFO,
            "service till",
            "can open connections to the Internet, which is not declared",
            judging(network("web").external(), app("till").on("web"), declaringFlows()),
            judging(network("web").external(), app("till").on("web"), egress("till"))),
        new Pair(
            Rule.EGRESS_WITHOUT_WAY,
            Severity.ERROR,
            "service till",
            "is to reach the Internet, but is on internal networks",
            judging(network("out").isolated(), app("till").on("out"), egress("till")),
            judging(network("out"), app("till").on("out"), egress("till"))),
        new Pair(
            Rule.FLOW_TO_NOBODY,
            Severity.ERROR,
            "flow till -> clerk:81",
            "clerk does not listen on 81",
            judging(
                network("web"),
                app("till").on("web"),
                app("clerk").on("web").listens(80),
                flow("till", "clerk", 81)),
            judging(
                network("web"),
                app("till").on("web"),
                app("clerk").on("web").listens(80).perhapsOnMorePorts(),
                flow("till", "clerk", 81))),
        new Pair(
            Rule.FLOW_WITHOUT_NETWORK,
            Severity.ERROR,
            "flow till -> clerk:80",
            "the two are on no common network",
            judging(
                network("web"),
                network("back"),
                app("till").on("back"),
                app("clerk").on("web").listens(80),
                flow("till", "clerk", 80)),
            judging(
                network("web"),
                network("back"),
                app("till").on("web"),
                app("clerk").on("web").listens(80),
                flow("till", "clerk", 80))),
        new Pair(
            Rule.FLOW_WITHOUT_NETWORK,
            Severity.ERROR,
            "flow Internet -> clerk:80",
            "nothing leads there from the Internet",
            judging(
                network("web"),
                app("clerk").on("web").listens(80),
                flowFromTheInternet("clerk", 80)),
            judging(
                network("web"),
                gateway("door").on("web").publishes(443, 443),
                app("clerk").on("web").listens(80),
                route("shop", "clerk", 80, "web"),
                flowFromTheInternet("clerk", 80))),
        new Pair(
            Rule.AMBIGUOUS_ALIAS,
            Severity.ERROR,
            "network web",
            "the name 'db' leads to one and two",
            judging(network("web"), app("one").onAs("web", "db"), app("two").onAs("web", "db")),
            judging(
                network("web"),
                network("back"),
                app("one").onAs("web", "db"),
                app("two").onAs("back", "db"))),
        new Pair(
            Rule.AMBIGUOUS_ALIAS,
            Severity.ERROR,
            "network web",
            "the name 'db' leads to one and two",
            judging(
                network("web"),
                app("one").onAs("web", "db"),
                app("one-2").onAs("web", "db").replicaOf("one"),
                app("two").onAs("web", "db")),
            judging(
                network("web"),
                app("one").onAs("web", "db"),
                app("one-2").onAs("web", "db").replicaOf("one"))),
        new Pair(
            Rule.AMBIGUOUS_ALIAS,
            Severity.ERROR,
            "service client",
            "asks for the name 'db' and gets two on network back, one on network web",
            judging(
                network("web"),
                network("back"),
                app("one").onAs("web", "db"),
                app("two").onAs("back", "db"),
                app("client").on("web", "back")),
            judging(
                network("web"),
                network("back"),
                app("one").onAs("web", "db").onAs("back", "db"),
                app("client").on("web", "back"))),
        new Pair(
            Rule.STRANGERS_ALIAS,
            Severity.INFO,
            "service till",
            "asks network web, too, for clerk, shelf",
            judging(
                network("web").external(),
                network("back"),
                app("till").on("web", "back"),
                app("clerk").on("back").listens(80),
                app("shelf").on("back").listens(81),
                flow("till", "shelf", 81),
                flow("till", "clerk", 80)),
            judging(
                network("web"),
                network("back"),
                app("till").on("web", "back"),
                app("clerk").on("back").listens(80),
                flow("till", "clerk", 80))),
        new Pair(
            Rule.SUBNET_OVERLAP,
            Severity.ERROR,
            "network two",
            "172.31.7.0/24 overlaps 172.31.0.0/16 of network one",
            judging(network("two").subnet("172.31.7.0/24"), network("one").subnet("172.31.0.0/16")),
            judging(
                network("two").subnet("172.32.7.0/24"), network("one").subnet("172.31.0.0/16"))),
        new Pair(
            Rule.ROUTE_TO_NOWHERE,
            Severity.ERROR,
            "route shop",
            "clerk does not listen on 81",
            judging(
                network("web"),
                gateway("door").on("web"),
                app("clerk").on("web").listens(80),
                route("shop", "clerk", 81, "web")),
            judging(
                network("web"),
                gateway("door").on("web"),
                app("clerk").on("web").publishes(8081, 81),
                route("shop", "clerk", 81, "web"))),
        new Pair(
            Rule.ROUTE_TO_NOWHERE,
            Severity.ERROR,
            "route shop",
            "there is no gateway that could follow it",
            judging(
                network("web"),
                app("clerk").on("web").listens(80),
                route("shop", "clerk", 80, "web")),
            judging(
                network("web"),
                gateway("door").on("web"),
                app("clerk").on("web").listens(80).perhapsOnMorePorts(),
                route("shop", "clerk", 81, "web"))),
        new Pair(
            Rule.ROUTE_TO_NOWHERE,
            Severity.ERROR,
            "route shop",
            "the gateway and clerk do not meet on network web",
            judging(
                network("web"),
                network("back"),
                gateway("door").on("web", "back"),
                app("clerk").on("back").listens(80),
                route("shop", "clerk", 80, "web")),
            judging(
                network("web"),
                network("back"),
                gateway("door").on("web", "back"),
                app("clerk").on("back").listens(80),
                route("shop", "clerk", 80, "back"))),
        new Pair(
            Rule.ROUTE_TO_NOWHERE,
            Severity.ERROR,
            "route shop",
            "the gateway and clerk do not meet",
            judging(
                network("web"),
                network("back"),
                gateway("door").on("web"),
                app("clerk").on("back").listens(80),
                route("shop", "clerk", Optional.of(80), Optional.empty())),
            judging(
                network("web"),
                network("back"),
                gateway("door").on("web"),
                gateway("other").on("back"),
                app("clerk").on("back").listens(80),
                route("shop", "clerk", Optional.of(80), Optional.empty()))),
        new Pair(
            Rule.ROUTE_BY_CHANCE,
            Severity.WARNING,
            "route shop",
            "clerk is on back, web, and only some of them lead there from the gateway",
            judging(
                network("web"),
                network("back"),
                gateway("door").on("web"),
                app("clerk").on("web", "back").listens(80),
                route("shop", "clerk", Optional.of(80), Optional.empty())),
            judging(
                network("web"),
                network("back"),
                gateway("door").on("web"),
                app("clerk").on("web", "back").listens(80),
                route("shop", "clerk", 80, "web"))),
        new Pair(
            Rule.PLAIN_SECRET,
            Severity.ERROR,
            "service till",
            "a secret stands in the variable DB_PASSWORD",
            judging(app("till").set("DB_PASSWORD", "hunter2")),
            judging(app("till").set("DB_PASSWORD_FILE", "/run/secrets/db"))),
        new Pair(
            Rule.WAIVER_EXPIRED,
            Severity.WARNING,
            "waiver of privileged for service till",
            "expired on 2026-06-29 (reason given: moves out in July)",
            judging(
                waiving("privileged", "service till", TODAY.minusDays(1)),
                app("till").with(new Exposure.Privileged())),
            judging(
                waiving("privileged", "service till", TODAY),
                app("till").with(new Exposure.Privileged()))),
        new Pair(
            Rule.WAIVER_UNUSED,
            Severity.WARNING,
            "waiver of privileged for service tlil",
            "there is no such finding (reason given: moves out in July)",
            judging(
                waiving("privileged", "service tlil", TODAY),
                app("till").with(new Exposure.Privileged())),
            judging(
                waiving("privileged", "service till", TODAY),
                app("till").with(new Exposure.Privileged()))));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void isReportedOnceWhereItIsBroken(Pair pair) {
    assertThat(of(pair.rule(), pair.broken().get()))
        .containsExactly(
            new Finding(
                pair.rule().id(),
                pair.severity(),
                pair.subject(),
                pair.message(),
                pair.rule().cure()));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void isNotReportedWhereItIsKept(Pair pair) {
    assertThat(of(pair.rule(), pair.kept().get())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void isTestedWhicheverItIs(Rule rule) {
    assertThat(pairs().map(Pair::rule)).contains(rule);
  }

  @ParameterizedTest
  @EnumSource
  void hasAnIdATitleAReasonAndACure(Rule rule) {
    assertThat(rule.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(Rule.find(rule.id())).contains(rule);
    assertThat(rule.title()).isNotBlank().doesNotEndWith(".");
    assertThat(rule.reason()).isNotBlank().endsWith(".");
    assertThat(rule.cure()).isNotBlank().doesNotEndWith(".");
    assertThat(rule.severity()).isNotNull();
  }

  @Test
  void hasNoOtherId() {
    assertThat(Rule.find("no-such-rule")).isEmpty();
    assertThat(Arrays.stream(Rule.values()).map(Rule::id)).doesNotHaveDuplicates();
  }

  @Nested
  class Subnets {

    @ParameterizedTest
    @CsvSource({
      // Side by side, of one network, of two families.
      "10.0.0.0/25, 10.0.0.128/25, 0",
      "10.0.0.0/24, 10.0.0.0/24, 1",
      "fd00::/48, fd00::/64, 1",
      "10.0.0.0/8, fd00::/8, 0"
    })
    void overlapWhereOneIsInTheOther(String one, String two, int findings) {
      assertThat(of(Rule.SUBNET_OVERLAP, network("one").subnet(one), network("two").subnet(two)))
          .hasSize(findings);
      assertThat(of(Rule.SUBNET_OVERLAP, network("two").subnet(two), network("one").subnet(one)))
          .hasSize(findings);
      assertThat(of(Rule.SUBNET_OVERLAP, network("one").subnet(one, two))).isEmpty();
    }

    @Test
    void areComparedWithEveryOneAround() {
      assertThat(
              of(
                  Rule.SUBNET_OVERLAP,
                  network("all").subnet("10.0.0.0/8", "fd00::/64"),
                  network("half").subnet("10.0.0.0/9"),
                  network("last").subnet("10.255.0.0/16"),
                  network("deep").subnet("10.1.0.0/16", "10.2.0.0/16"),
                  network("v6").subnet("fd00::/64")))
          .extracting(Finding::message)
          .containsExactlyInAnyOrder(
              "10.0.0.0/9 overlaps 10.0.0.0/8 of network all",
              "10.1.0.0/16 overlaps 10.0.0.0/8 of network all",
              "10.1.0.0/16 overlaps 10.0.0.0/9 of network half",
              "10.2.0.0/16 overlaps 10.0.0.0/8 of network all",
              "10.2.0.0/16 overlaps 10.0.0.0/9 of network half",
              "10.255.0.0/16 overlaps 10.0.0.0/8 of network all",
              "fd00::/64 overlaps fd00::/64 of network all");
    }
  }

  @Nested
  class Datastores {

    @Test
    void areExposedByTheNetworkNamespaceThatTheyUse() {
      assertThat(
              of(
                  Rule.DATASTORE_EXPOSED,
                  network("web"),
                  app("main").on("web"),
                  datastore("shelf").inTheNamespaceOf("main")))
          .extracting(Finding::message)
          .containsExactly("a datastore is on network web, which is not internal");
    }

    @Test
    void areExposedByAGatewayInAnothersNamespace() {
      assertThat(
              of(
                  Rule.DATASTORE_EXPOSED,
                  network("inside").isolated(),
                  app("main").on("inside"),
                  gateway("door").inTheNamespaceOf("main"),
                  datastore("shelf").on("inside")))
          .extracting(Finding::message)
          .containsExactly("a datastore is on network inside, which the gateway shares");
    }

    @Test
    void areMeasuredAtTheirNearestPort() {
      assertThat(
              of(
                  Rule.DATASTORE_WITHIN_REACH,
                  network("web"),
                  datastore("shelf").on("web").listens(1).publishes(5432, 5432)))
          .extracting(Finding::message)
          .containsExactly(
              "the Internet reaches it as things are: Internet -> host port 5432 -> shelf:5432");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 1", "3, 1"})
    void mayBeAsNearAsThePolicyAllows(int compromises, int findings) {
      List<Finding> judged =
          judged(
              new Policy(compromises, List.of(), TODAY),
              network("web"),
              network("inside").isolated(),
              gateway("door").on("web").publishes(80, 80),
              app("till").on("web", "inside").listens(8080),
              datastore("shelf").on("inside").listens(5432));

      assertThat(of(Rule.DATASTORE_WITHIN_REACH, judged)).hasSize(findings);
    }

    @Test
    void inAnothersNamespaceMakeAnInternalNetworkOpenToTheHostAnError() {
      assertThat(
              of(
                  Rule.INTERNAL_OPEN_TO_HOST,
                  network("inside").internal(),
                  app("main").on("inside"),
                  datastore("shelf").inTheNamespaceOf("main")))
          .extracting(Finding::severity)
          .containsExactly(Severity.ERROR);
    }

    @Test
    void areNotToldThatTheyGetOut() {
      assertThat(
              of(
                  Rule.UNDECLARED_EGRESS,
                  network("web"),
                  datastore("shelf").on("web"),
                  declaringFlows()))
          .isEmpty();
    }
  }

  @Nested
  class WaysIn {

    // Each has a rule of its own, which says better what is wrong.
    @Test
    void areNotReportedTwice() {
      assertThat(of(Rule.SECOND_WAY_IN, network("web"), app("till").on("web").publishes(80, 80)))
          .isEmpty();
      assertThat(
              of(
                  Rule.SECOND_WAY_IN,
                  engine("26.1.5"),
                  network("web").ipv6().subnet("2a00:1::/64"),
                  app("till").on("web").listens(80)))
          .isEmpty();
    }

    @Test
    void areReportedBesideALoopbackPort() {
      assertThat(
              of(
                  Rule.SECOND_WAY_IN,
                  network("lan").driver("ipvlan"),
                  app("till").on("lan").listens(80).publishesAt("127.0.0.1", 80, 80)))
          .hasSize(1);
    }

    @Test
    void areReportedOnTheWireAlsoWithUnfilteredIpv6() {
      assertThat(
              of(
                  Rule.SECOND_WAY_IN,
                  engine("26.1.5"),
                  network("lan").driver("macvlan").ipv6().subnet("2a00:1::/64"),
                  app("till").on("lan").listens(80)))
          .hasSize(1);
    }

    @Test
    void areNotThoseOfTheGatewaysRoutes() {
      assertThat(
              of(
                  Rule.SECOND_WAY_IN,
                  network("web"),
                  gateway("door").on("web").publishes(443, 443),
                  app("till").on("web").listens(80),
                  route("shop", "till", 80, "web")))
          .isEmpty();
    }

    @Test
    void leadThroughTheHostsNetwork() {
      assertThat(of(Rule.SECOND_WAY_IN, app("agent").onTheHostsNetwork().listens(9100)))
          .extracting(Finding::message)
          .containsExactly(
              "the Internet reaches it past the gateway: Internet -> the host's address"
                  + " -> agent:9100");
    }
  }

  @Nested
  class Flows {

    // The database's name is not resolved there, and the gateway speaks HTTP for outsiders.
    @Test
    void betweenServicesAreNotMadePossibleByAGatewaysRoute() {
      assertThat(
              of(
                  Rule.FLOW_WITHOUT_NETWORK,
                  network("web"),
                  network("back"),
                  gateway("door").on("web", "back").publishes(443, 443),
                  app("till").on("web"),
                  app("clerk").on("back").listens(80),
                  route("shop", "clerk", 80, "back"),
                  flow("till", "clerk", 80)))
          .hasSize(1);
    }

    @Test
    void areJudgedOneByOne() {
      assertThat(
              of(
                  Rule.FLOW_WITHOUT_NETWORK,
                  network("web"),
                  app("till").on("web"),
                  app("far").listens(1),
                  app("clerk").on("web").listens(80),
                  flow("till", "clerk", 80),
                  flow("till", "far", 1),
                  flow("far", "clerk", 80),
                  flow("clerk", "clerk", 80)))
          .extracting(Finding::subject)
          .containsExactly("flow clerk -> clerk:80", "flow far -> clerk:80", "flow till -> far:1");
    }

    @Test
    void thatASourceCannotDeclareAreNotMissed() {
      assertThat(judged(network("web"), app("till").on("web"), app("clerk").on("web").listens(80)))
          .extracting(Finding::id)
          .doesNotContain("undeclared-reach", "undeclared-egress");
    }

    @Test
    void areNotMissedWhereMembersAreKeptApart() {
      assertThat(
              of(
                  Rule.UNDECLARED_REACH,
                  network("web").keepingMembersApart(),
                  app("till").on("web"),
                  app("clerk").on("web").listens(80),
                  declaringFlows()))
          .isEmpty();
      assertThat(
              of(
                  Rule.UNDECLARED_REACH,
                  engine("26.1.5"),
                  network("web").ipv6().keepingMembersApart(),
                  app("till").on("web"),
                  app("clerk").on("web").listens(80),
                  declaringFlows()))
          .hasSize(1);
    }
  }

  @Nested
  class Names {

    @Test
    void ofStrangersAreNoMatterForAGatewayWhichAsksTheEngine() {
      assertThat(
              of(
                  Rule.STRANGERS_ALIAS,
                  network("web").external(),
                  gateway("door").on("web"),
                  app("till").on("web").listens(80),
                  flow("door", "till", 80)))
          .isEmpty();
    }

    @Test
    void ofStrangersMatterInASharedNamespace() {
      assertThat(
              of(
                  Rule.STRANGERS_ALIAS,
                  network("web").external(),
                  app("main").on("web"),
                  app("side").inTheNamespaceOf("main"),
                  app("till").on("web").listens(80),
                  flow("side", "till", 80)))
          .extracting(Finding::subject)
          .containsExactly("service side");
    }

    @Test
    void areAmbiguousInASharedNamespace() {
      assertThat(
              of(
                  Rule.AMBIGUOUS_ALIAS,
                  network("web"),
                  network("back"),
                  app("one").onAs("web", "db"),
                  app("two").onAs("back", "db"),
                  app("client").on("web", "back"),
                  app("side").inTheNamespaceOf("client")))
          .extracting(Finding::subject)
          .containsExactly("service client", "service side");
    }

    @Test
    void areReportedWhereTheyMeetAndNotAgainForEveryClient() {
      assertThat(
              of(
                  Rule.AMBIGUOUS_ALIAS,
                  network("web"),
                  network("back"),
                  app("one").onAs("web", "db"),
                  app("two").onAs("web", "db"),
                  app("three").onAs("back", "db"),
                  app("client").on("web", "back")))
          .extracting(Finding::subject)
          .containsExactly("network web");
    }
  }

  @Nested
  class Routes {

    @Test
    void areSureWhereEveryNetworkLeadsFromTheGateway() {
      assertThat(
              judged(
                  network("web"),
                  network("back"),
                  gateway("door").on("web", "back"),
                  app("clerk").on("web", "back").listens(80),
                  route("shop", "clerk", Optional.of(80), Optional.empty())))
          .extracting(Finding::id)
          .doesNotContain("route-by-chance", "route-to-nowhere");
    }
  }

  @Nested
  class Secrets {

    @ParameterizedTest
    @ValueSource(strings = {"ENVIRONMENT", "LABEL", "COMMAND"})
    void areNeverShown(Place place) {
      List<Finding> findings =
          judged(app("till").setting(place, "1", "ghp_0123456789abcdefghijABCDEFGHIJ012345"));

      assertThat(of(Rule.PLAIN_SECRET, findings)).hasSize(1);
      assertThat(findings.toString()).doesNotContain("ghp_");
    }
  }
}
