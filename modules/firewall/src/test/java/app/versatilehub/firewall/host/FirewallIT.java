package app.versatilehub.firewall.host;

import static app.versatilehub.firewall.Hub.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.RuleSet;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules on a real kernel and a real engine, both in network namespaces. */
class FirewallIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topology OPEN = Street.topology(MemberPolicy.OPEN);
  private static final Topology ENFORCED = Street.topology(MemberPolicy.ENFORCE);
  private static final String STRANGER = "vh-fw-stranger";
  private static final int STRANGERS_PORT = 9090;
  private static final HostFacts HOST =
      new HostFacts(
          ports(Lab.SSH),
          ports(Lab.SSH),
          new TreeSet<>(List.of("uplink")),
          Optional.empty(),
          new TreeMap<>(
              Map.of(
                  "net.bridge.bridge-nf-call-iptables", "1",
                  "net.bridge.bridge-nf-call-ip6tables", "1")));
  private static final RuleSet RULES = RuleSet.of(OPEN, ports(), HOST);
  private static final RuleSet ENFORCING = RuleSet.of(ENFORCED, ports(), HOST);

  private static Lab lab;

  private HostFirewall firewall;

  @BeforeAll
  static void begin() {
    lab = new Lab();
    lab.carryImage();
    lab.deploy(OPEN);
    lab.container(
        STRANGER,
        List.of("--publish=%1$d:%1$d".formatted(STRANGERS_PORT)),
        List.of(STRANGERS_PORT));
    lab.docker("network", "connect", "vh-fw-back", STRANGER);
  }

  @AfterAll
  static void end() {
    if (lab != null) {
      lab.close();
    }
  }

  @BeforeEach
  void another() {
    firewall = lab.firewall();
  }

  @AfterEach
  void removeRules() {
    firewall.remove();
  }

  private void apply(RuleSet rules, Topology topology, HostFacts host) {
    Optional<HostFirewall.Members> members =
        rules
            .members()
            .map(held -> new HostFirewall.Members(firewall.addresses(topology), List.of("true")));
    assertThat(firewall.apply(rules, members, host, PATIENCE)).isPresent();
    firewall.confirm();
  }

  /** What the outsider, the host and containers reach, one fact a line. */
  private static String table() {
    String stranger = lab.address(STRANGER, "bridge");
    String gate = lab.address("vh-fw-gate", "vh-fw-egress-gate");
    String gateIpv6 = lab.addressIpv6("vh-fw-gate", "vh-fw-egress-gate");
    SortedMap<String, Boolean> table = new TreeMap<>();
    for (String address : List.of(Lab.ADDRESS, Lab.ADDRESS_IPV6)) {
      String family = address.contains(":") ? "IPv6" : "IPv4";
      table.put("outsider -> SSH, " + family, lab.outsiderReaches(address, Lab.SSH));
      table.put("outsider -> mail, " + family, lab.outsiderReaches(address, Lab.MAIL));
      table.put("outsider -> gateway, " + family, lab.outsiderReaches(address, 80));
      table.put("outsider -> stranger, " + family, lab.outsiderReaches(address, STRANGERS_PORT));
    }
    table.put("outsider -> stranger's own address", lab.outsiderReaches(stranger, STRANGERS_PORT));
    table.put("outsider -> gateway's own address, IPv4", lab.outsiderReaches(gate, 80));
    table.put("outsider -> gateway's own address, IPv6", lab.outsiderReaches(gateIpv6, 80));
    table.put("host -> stranger", lab.hostReaches(stranger, STRANGERS_PORT));
    table.put("host -> gateway", lab.hostReaches("127.0.0.1", 80));
    table.put("host -> mail", lab.hostReaches(Lab.ADDRESS, Lab.MAIL));
    table.put("stranger -> SSH", lab.containerReaches(STRANGER, "10.247.0.1", Lab.SSH));
    table.put("stranger -> mail", lab.containerReaches(STRANGER, Lab.ADDRESS, Lab.MAIL));
    table.put("gateway -> mail", lab.containerReaches("vh-fw-gate", "10.247.4.1", Lab.MAIL));
    table.put(
        "gateway -> shop",
        lab.containerReaches("vh-fw-gate", lab.address("vh-fw-shop", "vh-fw-front"), 8080));
    StringBuilder text = new StringBuilder();
    table.forEach(
        (cell, open) -> text.append(open ? "open    " : "closed  ").append(cell).append('\n'));
    return text.toString();
  }

  /** From 28 on an engine lets packets for a container's own address come from its network only. */
  private static boolean closesAddressesItself() {
    EngineVersion version =
        EngineVersion.parse(lab.docker("version", "--format", "{{.Server.Version}}"));
    return !version.isBefore(new EngineVersion(28, 0, 0));
  }

  @Test
  void onlySshAndTheGatewayAreLeft() {
    assertThat(table())
        .as("before")
        .isEqualTo(
            """
            open    gateway -> mail
            open    gateway -> shop
            open    host -> gateway
            open    host -> mail
            open    host -> stranger
            open    outsider -> SSH, IPv4
            open    outsider -> SSH, IPv6
            %1$s  outsider -> gateway's own address, IPv4
            %1$s  outsider -> gateway's own address, IPv6
            open    outsider -> gateway, IPv4
            open    outsider -> gateway, IPv6
            open    outsider -> mail, IPv4
            open    outsider -> mail, IPv6
            %1$s  outsider -> stranger's own address
            open    outsider -> stranger, IPv4
            open    outsider -> stranger, IPv6
            open    stranger -> SSH
            open    stranger -> mail
            """
                .formatted(closesAddressesItself() ? "closed" : "open  "));

    apply(RULES, OPEN, HOST);

    String after =
        """
        closed  gateway -> mail
        open    gateway -> shop
        open    host -> gateway
        open    host -> mail
        open    host -> stranger
        open    outsider -> SSH, IPv4
        open    outsider -> SSH, IPv6
        closed  outsider -> gateway's own address, IPv4
        closed  outsider -> gateway's own address, IPv6
        open    outsider -> gateway, IPv4
        open    outsider -> gateway, IPv6
        closed  outsider -> mail, IPv4
        closed  outsider -> mail, IPv6
        closed  outsider -> stranger's own address
        closed  outsider -> stranger, IPv4
        closed  outsider -> stranger, IPv6
        closed  stranger -> SSH
        closed  stranger -> mail
        """;
    assertThat(table()).as("after").isEqualTo(after);
    lab.restartEngine();
    Lab.until("the gateway", () -> lab.outsiderReaches(Lab.ADDRESS, 80));
    assertThat(table()).as("after a restart of the engine").isEqualTo(after);
    assertThat(firewall.status(RULES, HOST).findings()).isEmpty();
  }

  @Test
  void whoIsLoggedInStaysLoggedIn() throws IOException {
    Process session = lab.session();
    try {
      assertThat(answers(session, "before")).isTrue();
      apply(RULES, OPEN, HOST);
      assertThat(answers(session, "after")).isTrue();
    } finally {
      session.destroy();
    }
  }

  /** At a port that only the configuration of its server says. */
  @Test
  void aRealSessionOfSshGoesOnAndAnotherCanBegin() throws IOException {
    assumeTrue(Lab.hasSshd(), "made by ./versatile test");
    lab.configureSshd();
    assertThat(lab.facts().sshPorts()).as("configured").containsExactlyElementsOf(ports(Lab.SSHD));
    Process sshd = lab.startSshd();
    Process session = lab.login();
    try {
      assertThat(answers(session, "before")).isTrue();
      HostFacts host = lab.facts();
      assertThat(host.sessions()).containsExactlyElementsOf(ports(Lab.SSHD));
      assertThatThrownBy(() -> RuleSet.of(OPEN, ports(Lab.SSH), host))
          .isInstanceOf(FindingsException.class)
          .hasMessageContaining("firewall-cuts-ssh");

      apply(RuleSet.of(OPEN, ports(), host), OPEN, host);

      assertThat(answers(session, "after")).isTrue();
      Process another = lab.login();
      try {
        assertThat(answers(another, "hello")).isTrue();
      } finally {
        another.destroy();
      }
      assertThat(lab.outsiderReaches(Lab.ADDRESS, Lab.SSH)).as("no sshd is there").isFalse();
    } finally {
      session.destroy();
      sshd.destroy();
    }
  }

  private static boolean answers(Process session, String line) throws IOException {
    Writer to = session.outputWriter(StandardCharsets.UTF_8);
    to.write(line + "\n");
    to.flush();
    return line.equals(session.inputReader(StandardCharsets.UTF_8).readLine());
  }

  @Test
  void whatNobodyConfirmsIsTakenBackByteForByte() {
    String before = lab.rules();

    firewall.apply(RULES, Optional.empty(), HOST, Duration.ofSeconds(2));
    assertThat(lab.rules()).isNotEqualTo(before);
    assertThat(lab.outsiderReaches(Lab.ADDRESS, Lab.MAIL)).isFalse();

    Lab.until("the roll-back", () -> firewall.status(RULES, HOST).trialUntil().isEmpty());
    assertThat(lab.rules()).isEqualTo(before);
    assertThat(lab.outsiderReaches(Lab.ADDRESS, Lab.MAIL)).isTrue();
  }

  /** Whoever loses his terminal takes all processes of its session with him. */
  @Test
  void theWayBackHasASessionOfItsOwn() {
    firewall.apply(RULES, Optional.empty(), HOST, PATIENCE);

    List<ProcessHandle> armed =
        ProcessHandle.allProcesses()
            .filter(
                process ->
                    process
                        .info()
                        .commandLine()
                        .orElse("")
                        .contains(lab.folder() + "/state/trial-"))
            .toList();
    assertThat(armed).hasSize(1);
    assertThat(session(armed.get(0).pid())).isEqualTo(Long.toString(armed.get(0).pid()));
    firewall.rollBack();
    Lab.until("its end", () -> !armed.get(0).isAlive());
  }

  private static String session(long process) {
    return lab.programs().run("ps", "-o", "sid=", "-p", Long.toString(process)).out().strip();
  }

  @Test
  void removingLeavesTheRulesAsTheyWereByteForByte() {
    String before = lab.rules();

    apply(RULES, OPEN, HOST);
    assertThat(firewall.apply(RULES, Optional.empty(), HOST, PATIENCE)).as("again").isEmpty();
    assertThat(lab.rules()).contains("table inet versatile_hub").contains(before.strip());
    apply(ENFORCING, ENFORCED, HOST);

    assertThat(firewall.remove()).isTrue();
    assertThat(lab.rules()).isEqualTo(before);
  }

  @Test
  void changesByHandAreSeen() {
    apply(RULES, OPEN, HOST);
    lab.programs().run("nft", "add", "element", "inet", "versatile_hub", "published", "{ 25 }");

    assertThat(firewall.status(RULES, HOST).findings())
        .extracting(Finding::id)
        .containsExactly("firewall-changed");
  }

  @Test
  void besideUfwItsStatusTellsTheTruth() throws IOException {
    Path files = lab.folder().resolve("ufw");
    try {
      lab.ufw("--force", "enable");
      lab.ufw("default", "allow", "incoming");
      lab.ufw("allow", "22/tcp");
      if (Lab.IN_NFTABLES) {
        // To accept there does not end the packet's way, and ufw drops what is forwarded.
        assertThat(lab.outsiderReaches(Lab.ADDRESS, 80)).isFalse();
        lab.ufw("default", "allow", "routed");
      }
      String rules = lab.rules();
      String kept = Files.readString(files.resolve("user.rules"));
      HostFacts host =
          new HostFacts(ports(Lab.SSH), ports(), new TreeSet<>(), lab.firewall().facts().ufw());
      assertThat(host.ufw()).isPresent();
      assertThat(lab.outsiderReaches(Lab.ADDRESS, STRANGERS_PORT)).isTrue();

      RuleSet beside = RuleSet.of(OPEN, ports(), host);
      apply(beside, OPEN, host);

      assertThat(lab.ufw("status", "verbose"))
          .contains("Default: deny (incoming)")
          .containsPattern("80/tcp +ALLOW IN +Anywhere +# versatile-hub")
          .containsPattern("22/tcp +ALLOW IN +Anywhere *\n");
      assertThat(lab.outsiderReaches(Lab.ADDRESS, Lab.SSH)).isTrue();
      assertThat(lab.outsiderReaches(Lab.ADDRESS, 80)).isTrue();
      assertThat(lab.outsiderReaches(Lab.ADDRESS_IPV6, 80)).isTrue();
      assertThat(lab.outsiderReaches(Lab.ADDRESS, Lab.MAIL)).isFalse();
      assertThat(lab.outsiderReaches(Lab.ADDRESS, STRANGERS_PORT)).isFalse();
      assertThat(lab.containerReaches(STRANGER, "10.247.0.1", Lab.SSH)).isFalse();
      HostFacts now =
          new HostFacts(ports(Lab.SSH), ports(), new TreeSet<>(), lab.firewall().facts().ufw());
      assertThat(firewall.status(beside, now).findings()).isEmpty();

      firewall.remove();
      assertThat(lab.rules()).isEqualTo(rules);
      assertThat(Files.readString(files.resolve("user.rules"))).isEqualTo(kept);
      assertThat(lab.ufw("status", "verbose")).contains("Default: allow (incoming)");
    } finally {
      lab.ufw("--force", "disable");
    }
  }

  // --- Members of one network -------------------------------------------------------------------

  /** Each way between two services at each address and port; true for those that are open. */
  private static SortedMap<String, Boolean> ways() {
    SortedMap<String, Boolean> ways = new TreeMap<>();
    for (Service source : OPEN.services()) {
      for (Service destination : OPEN.services()) {
        if (source.equals(destination)) {
          continue;
        }
        OPEN.networks().stream()
            .filter(network -> source.isOn(network.name()) && destination.isOn(network.name()))
            .forEach(
                network -> {
                  String name = destination.containerName().value();
                  String address = lab.address(name, network.engineName().value());
                  for (Port port : destination.ports()) {
                    ways.put(
                        "%s -> %s:%s".formatted(source.name(), destination.name(), port),
                        lab.containerReaches(
                            source.containerName().value(), address, port.number()));
                  }
                });
      }
    }
    return ways;
  }

  private static List<String> open(SortedMap<String, Boolean> ways) {
    return ways.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  private static List<String> declared() {
    return OPEN.flows().stream()
        .map(Object::toString)
        .filter(flow -> !flow.startsWith("Internet"))
        .sorted()
        .toList();
  }

  private static boolean shopReachesItsDatabase() {
    return lab.containerReaches("vh-fw-shop", lab.address("vh-fw-db", "vh-fw-back"), 5432);
  }

  private static boolean strangerReachesTheDatabase() {
    return lab.containerReaches(STRANGER, lab.address("vh-fw-db", "vh-fw-back"), 5432);
  }

  @Test
  void membersReachTheDeclaredFlowsOnly() {
    SortedMap<String, Boolean> before = ways();
    assertThat(before.values()).as("before: every port").containsOnly(true);
    assertThat(before.keySet()).containsAll(declared()).hasSizeGreaterThan(declared().size());
    assertThat(strangerReachesTheDatabase()).isTrue();

    apply(ENFORCING, ENFORCED, HOST);

    assertThat(open(ways())).containsExactlyElementsOf(declared());
    assertThat(strangerReachesTheDatabase()).isFalse();
    assertThat(lab.outsiderReaches(Lab.ADDRESS, 80)).isTrue();
    assertThat(lab.hostReaches(lab.address(STRANGER, "bridge"), STRANGERS_PORT)).isTrue();
  }

  @Test
  void aContainerThatIsReplacedIsClosedUntilItIsKnown() throws InterruptedException {
    apply(ENFORCING, ENFORCED, HOST);
    String before = lab.address("vh-fw-db", "vh-fw-back");

    lab.docker("rm", "--force", "vh-fw-db");
    // Takes the address that was free.
    lab.container("vh-fw-next", List.of("--network=vh-fw-back"), List.of(5432));
    lab.run(ENFORCED, ENFORCED.service(ServiceName.of("db")));
    try {
      assertThat(lab.address("vh-fw-db", "vh-fw-back")).isNotEqualTo(before);
      assertThat(shopReachesItsDatabase()).isFalse();

      Thread watch = new Thread(() -> firewall.watch(ENFORCED, addresses -> {}));
      watch.start();
      try {
        Lab.until("the watch", FirewallIT::shopReachesItsDatabase);
        assertThat(lab.containerReaches("vh-fw-shop", before, 5432)).as("who came after").isFalse();
        lab.docker("rm", "--force", "vh-fw-next");
        lab.docker("restart", "--time=0", "vh-fw-db");
        Lab.until("the watch", FirewallIT::shopReachesItsDatabase);
        lab.restartEngine();
        Lab.until("the engine's containers", FirewallIT::shopReachesItsDatabase);
        assertThat(open(ways())).containsExactlyElementsOf(declared());
      } finally {
        watch.interrupt();
        watch.join(Duration.ofSeconds(20).toMillis());
      }
      assertThat(firewall.status(ENFORCING, HOST).findings()).isEmpty();
    } finally {
      // Which may have been done by then.
      lab.programs().run("docker", "-H", lab.socket(), "rm", "--force", "vh-fw-next");
    }
  }
}
