package app.versatilehub.firewall.host;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.dockerplan.NetworkOptions;
import app.versatilehub.documents.Project;
import app.versatilehub.firewall.HostFacts;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.DockerEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A host in a network namespace of its own, with an engine of its own and files of ufw of its own,
 * and an outsider in another namespace at its uplink. Nothing of the machine's own network or
 * firewall is touched.
 */
final class Lab implements AutoCloseable {

  static final String ADDRESS = "203.0.113.1";
  static final String ADDRESS_IPV6 = "2001:db8:203::1";

  /** Listens on the host, and is nobody's business outside. */
  static final int MAIL = 2525;

  static final int SSH = 22;

  /** Where a real server of SSH listens, once {@link #startSshd} has been called. */
  static final int SSHD = 2022;

  /** A Debian with one, which {@code ./versatile test} makes. */
  private static final Optional<Path> SSH_ROOT =
      Optional.ofNullable(System.getenv("VERSATILE_SSH_ROOT")).map(Path::of);

  /** What the engine is told, where {@code ./versatile test --engine} has it told something. */
  private static final String OPTIONS =
      Optional.ofNullable(System.getenv("VERSATILE_ENGINE_OPTIONS")).orElse("");

  /** Whether the engine keeps its rules there, and what iptables drops is dropped. */
  static final boolean IN_NFTABLES = OPTIONS.contains("nftables");

  private static final String HOST = "vhfw-host";
  private static final String OUTSIDER = "vhfw-out";
  private static final String IMAGE = "versatile-hub/base:1";

  /** Answers every line with the same line. */
  private static final String ECHO =
      """
      use IO::Socket::IP; use IO::Select;
      my (%listens, $all); $all = IO::Select->new;
      for (@ARGV) {
        # Without flags, so that it also listens where there is no IPv6 yet.
        my $s = IO::Socket::IP->new(LocalHost => '::', LocalPort => $_, Listen => 50, ReuseAddr => 1,
          GetAddrInfoFlags => 0) or die "$_: $@";
        $listens{$s} = 1; $all->add($s);
      }
      while (1) {
        for my $h ($all->can_read) {
          if ($listens{$h}) { my $c = $h->accept; $all->add($c) if $c }
          elsif (sysread($h, my $b, 512)) { syswrite($h, $b) }
          else { $all->remove($h); close $h }
        }
      }
      """;

  private final Path folder;
  private final Process host;
  private final Process listener;
  private final Programs programs;
  private Process engine;

  Lab() {
    try {
      folder = Files.createTempDirectory(Path.of("/var/tmp"), "vhfw");
      Files.createDirectory(folder.resolve("engine"));
      Files.createDirectory(folder.resolve("data"));
      removeNamespaces();
      script(
          """
          ip netns add vhfw-host
          ip netns add vhfw-out
          ip -n vhfw-host link set lo up
          ip -n vhfw-out link set lo up
          ip -n vhfw-host link add uplink type veth peer name uplink netns vhfw-out
          ip -n vhfw-host address add 203.0.113.1/24 dev uplink
          ip -n vhfw-host address add 2001:db8:203::1/64 dev uplink nodad
          ip -n vhfw-out address add 203.0.113.2/24 dev uplink
          ip -n vhfw-out address add 2001:db8:203::2/64 dev uplink nodad
          ip -n vhfw-host link set uplink up
          ip -n vhfw-out link set uplink up
          ip -n vhfw-host route add default via 203.0.113.2
          ip -n vhfw-out route add 10.247.0.0/16 via 203.0.113.1
          ip -n vhfw-out route add fd00:247::/32 via 2001:db8:203::1
          # An engine that switches it on itself closes the chain FORWARD, too; with rules in nftables it
          # leaves that to others.
          nsenter --net=/run/netns/vhfw-host sysctl -q -w net.ipv4.ip_forward=%1$d \
            net.ipv6.conf.all.forwarding=%1$d
          """
              .formatted(IN_NFTABLES ? 1 : 0));
      script("cp -a /etc/ufw %1$s/ufw; cp -a /etc/default/ufw %1$s/default-ufw".formatted(folder));
      host =
          start(
              List.of(
                  "nsenter",
                  "--net=/run/netns/" + HOST,
                  "unshare",
                  "--mount",
                  "--propagation",
                  "private",
                  "sh",
                  "-ec",
                  ("mount --bind %1$s/ufw /etc/ufw; mount --bind %1$s/default-ufw /etc/default/ufw;"
                          + " touch %1$s/ready; exec sleep 1800")
                      .formatted(folder)));
      until("the host's namespaces", () -> Files.exists(folder.resolve("ready")));
      programs = new InNamespaces(host.pid());
      listener = start(inHost("perl", "-e", ECHO, "" + SSH, "" + MAIL));
      engine = startEngine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Also where the run is ended before its time; a second time does no harm.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  // --- Host -------------------------------------------------------------------------------------

  Programs programs() {
    return programs;
  }

  Path folder() {
    return folder;
  }

  HostFirewall firewall() {
    StateFolder state = new StateFolder(folder.resolve("state"));
    return new NftFirewall(
        programs,
        new HostReader(Path.of("/proc/" + host.pid()), programs, Map.of()),
        state,
        new Boot(programs, folder.resolve("run"), folder.resolve("units"), state.rules()),
        Clock.systemUTC(),
        this::connect);
  }

  DockerEngine connect() {
    return DockerEngine.connect(Map.of("DOCKER_HOST", socket()));
  }

  /** Every rule of the host, whoever made it; without counters, which change by themselves. */
  String rules() {
    return programs.run("nft", "-s", "list", "ruleset").out();
  }

  String ufw(String... words) {
    List<String> command = new ArrayList<>(List.of("ufw"));
    command.addAll(List.of(words));
    Programs.Answer answer = programs.run("", command);
    assertThat(answer.succeeded()).as("%s: %s", command, answer).isTrue();
    return answer.out();
  }

  private List<String> inHost(String... words) {
    List<String> command =
        new ArrayList<>(List.of("nsenter", "-t", "" + host.pid(), "--net", "--mount"));
    command.addAll(List.of(words));
    return command;
  }

  // --- SSH --------------------------------------------------------------------------------------

  static boolean hasSshd() {
    return SSH_ROOT.isPresent();
  }

  /** What the host is found to be, with the processes that it has now. */
  HostFacts facts() {
    Path proc = folder.resolve("proc");
    // The machine's own processes are there, too, but their sockets are not among the host's.
    script(
        "rm -rf %1$s; mkdir %1$s; ln -s /proc/%2$d/net /proc/[0-9]* %1$s/"
            .formatted(proc, host.pid()));
    return new HostReader(proc, programs, Map.of()).read();
  }

  /** By its configuration, at the port of an address. */
  void configureSshd() {
    Path root = SSH_ROOT.orElseThrow();
    Programs.Answer answer =
        programs.run(
            "bash",
            "-euc",
            """
            mkdir %1$s/ssh
            mount --bind %1$s/ssh %2$s/etc/ssh
            mount --rbind /dev %2$s/dev
            mount -t proc proc %2$s/proc
            mount -t tmpfs tmpfs %2$s/run
            mkdir %2$s/run/sshd
            for key in host client; do chroot %2$s ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/$key; done
            cat >%1$s/ssh/sshd_config <<'END'
            ListenAddress 0.0.0.0:%3$d
            HostKey /etc/ssh/host
            AuthorizedKeysFile /etc/ssh/client.pub
            StrictModes no
            UsePAM no
            END
            """
                .formatted(folder, root, SSHD));
    assertThat(answer.succeeded()).as("%s", answer.err()).isTrue();
  }

  Process startSshd() {
    Process sshd =
        start(inHost("chroot", SSH_ROOT.orElseThrow().toString(), "/usr/sbin/sshd", "-D", "-e"));
    until("sshd", () -> outsiderReachesServer(SSHD) || died(sshd));
    assertThat(sshd.isAlive()).as("see %s", folder.resolve("log")).isTrue();
    return sshd;
  }

  /** The outsider, logged in: each line that is written comes back. */
  Process login() {
    return start(
        inHost(
            "nsenter",
            "--net=/run/netns/" + OUTSIDER,
            "chroot",
            SSH_ROOT.orElseThrow().toString(),
            "ssh",
            "-i",
            "/etc/ssh/client",
            "-p",
            Integer.toString(SSHD),
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "-o",
            "ConnectTimeout=5",
            "root@" + ADDRESS,
            "cat"),
        false);
  }

  /** Whether there is anybody who speaks first. */
  private static boolean outsiderReachesServer(int port) {
    return new SystemPrograms()
        .run(
            "nsenter",
            "--net=/run/netns/" + OUTSIDER,
            "timeout",
            "1.2",
            "bash",
            "-c",
            "exec 3<>/dev/tcp/$0/$1 && read -t 1 line <&3",
            ADDRESS,
            Integer.toString(port))
        .succeeded();
  }

  // --- Engine -----------------------------------------------------------------------------------

  String socket() {
    return "unix://" + folder.resolve("engine/docker.sock");
  }

  /**
   * The engine of this machine; or the one that the tests run on, if that has a root file system of
   * its own, as {@code ./versatile test --engine} lets it have.
   */
  private List<String> dockerd() {
    Optional<String> root = Optional.ofNullable(System.getenv("VERSATILE_ENGINE_ROOT"));
    String engine = folder.resolve("engine").toString();
    String data = folder.resolve("data").toString();
    return root.isPresent()
        ? List.of(
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            Project.file("toolchain/run-engine.sh").toString(),
            root.get(),
            data,
            engine)
        : List.of(
            "dockerd",
            "--data-root=" + data,
            "--exec-root=" + engine + "/exec",
            "--pidfile=" + engine + "/pid",
            "--host=" + socket());
  }

  private Process startEngine() {
    List<String> command = new ArrayList<>(dockerd());
    command.add("--bip=10.247.0.1/24");
    OPTIONS.lines().flatMap(line -> Stream.of(line.split(" ", -1))).forEach(command::add);
    Process started = start(inHost(command.toArray(String[]::new)));
    until(
        "the engine",
        () -> programs.run("docker", "-H", socket(), "version").succeeded() || died(started));
    assertThat(started.isAlive()).as("see %s", folder.resolve("log")).isTrue();
    return started;
  }

  private static boolean died(Process process) {
    return !process.isAlive();
  }

  /** Gives the engine the image that {@link #container} runs. */
  void carryImage() {
    script("docker save %s | docker -H %s load".formatted(IMAGE, socket()));
  }

  void restartEngine() {
    stop(engine);
    // As when the host restarts: what an engine that was killed has left there says that it runs.
    script("rm -rf %s/engine/*".formatted(folder));
    engine = startEngine();
  }

  String docker(String... words) {
    List<String> command = new ArrayList<>(List.of("docker", "-H", socket()));
    command.addAll(List.of(words));
    Programs.Answer answer = programs.run("", command);
    assertThat(answer.succeeded()).as("%s: %s", command, answer.err()).isTrue();
    return answer.out().strip();
  }

  void deploy(Topology topology) {
    topology.networks().forEach(network -> create(topology, network));
    topology.services().forEach(service -> run(topology, service));
  }

  private void create(Topology topology, Network network) {
    List<String> words = new ArrayList<>(List.of("network", "create"));
    if (network.internal()) {
      words.add("--internal");
    }
    if (network.hasIpv6()) {
      words.add("--ipv6");
    }
    network.subnets().forEach(subnet -> words.add("--subnet=" + subnet.range()));
    NetworkOptions.of(network, topology.environment().hostIsolation())
        .forEach((key, value) -> words.add("--opt=" + key + "=" + value));
    Labels.of(topology.stack(), network)
        .forEach((key, value) -> words.add("--label=" + key + "=" + value));
    words.add(network.engineName().value());
    docker(words.toArray(String[]::new));
  }

  void run(Topology topology, Service service) {
    List<String> networks =
        service
            .networks()
            // From an internal network nothing is published.
            .sorted(Comparator.comparing(name -> topology.network(name).internal()))
            .map(name -> engineName(topology, name))
            .toList();
    List<String> words = new ArrayList<>();
    service
        .publishedPorts()
        .forEach(
            published -> words.add("--publish=" + published.hostPort() + ":" + published.port()));
    Labels.of(topology.stack(), service)
        .forEach((key, value) -> words.add("--label=" + key + "=" + value));
    words.add("--network=" + networks.get(0));
    String name = service.containerName().value();
    container(name, words, service.ports().stream().map(Port::number).toList());
    networks
        .subList(1, networks.size())
        .forEach(network -> docker("network", "connect", network, name));
  }

  private static String engineName(Topology topology, NetworkName name) {
    return topology.network(name).engineName().value();
  }

  /** One that listens on ports. */
  void container(String name, List<String> options, List<Integer> ports) {
    List<String> words =
        new ArrayList<>(List.of("run", "--detach", "--restart=always", "--name=" + name));
    words.addAll(options);
    words.addAll(List.of(IMAGE, "perl", "-e", ECHO));
    ports.forEach(port -> words.add(port.toString()));
    docker(words.toArray(String[]::new));
  }

  String address(String container, String network) {
    return endpoint(container, network, "IPAddress");
  }

  String addressIpv6(String container, String network) {
    return endpoint(container, network, "GlobalIPv6Address");
  }

  private String endpoint(String container, String network, String field) {
    return docker(
        "inspect",
        "--format",
        "{{(index .NetworkSettings.Networks \"%s\").%s}}".formatted(network, field),
        container);
  }

  // --- Who reaches what -------------------------------------------------------------------------

  boolean outsiderReaches(String address, int port) {
    return reaches(List.of("nsenter", "--net=/run/netns/" + OUTSIDER), address, port);
  }

  boolean hostReaches(String address, int port) {
    return reaches(inHost(), address, port);
  }

  boolean containerReaches(String container, String address, int port) {
    return reaches(List.of("docker", "-H", socket(), "exec", container), address, port);
  }

  /** A line goes there and comes back: a proxy that accepts by itself is not enough. */
  private static boolean reaches(List<String> from, String address, int port) {
    List<String> command = new ArrayList<>(from);
    command.addAll(
        List.of(
            "timeout",
            "1.2",
            "bash",
            "-c",
            "exec 3<>/dev/tcp/$0/$1 && echo hello >&3 && read -t 1 line <&3 && [ \"$line\" = hello ]",
            address,
            Integer.toString(port)));
    return new SystemPrograms().run("", command).succeeded();
  }

  /** Somebody who is logged in: what is written comes back for as long as the connection lives. */
  Process session() {
    return start(
        List.of(
            "nsenter",
            "--net=/run/netns/" + OUTSIDER,
            "bash",
            "-c",
            "exec 3<>/dev/tcp/%s/%d; while read -r line; do echo \"$line\" >&3; read -r -t 2 answer <&3 && echo \"$answer\" || exit 1; done"
                .formatted(ADDRESS, SSH)),
        false);
  }

  // --- Processes --------------------------------------------------------------------------------

  private Process start(List<String> command) {
    return start(command, true);
  }

  private Process start(List<String> command, boolean logged) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      if (logged) {
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
      }
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void script(String text) {
    Programs.Answer answer = new SystemPrograms().run("", List.of("bash", "-euc", text));
    assertThat(answer.succeeded()).as("%s: %s", text, answer.err()).isTrue();
  }

  static void until(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(40));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waiting for " + what).isBefore(end);
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private static void removeNamespaces() {
    for (String name : List.of(HOST, OUTSIDER)) {
      new SystemPrograms().run("ip", "netns", "delete", name);
    }
  }

  @Override
  public void close() {
    stop(engine);
    stop(listener);
    stop(host);
    removeNamespaces();
    script("rm -rf --one-file-system " + folder);
  }

  /** Programs of the machine, in the host's namespaces. */
  private static final class InNamespaces implements Programs {

    private final Programs machine = new SystemPrograms();
    private final long host;

    InNamespaces(long host) {
      this.host = host;
    }

    @Override
    public Optional<Path> find(String program) {
      return program.equals("sshd")
          ? SSH_ROOT.map(root -> root.resolve("usr/sbin/sshd"))
          : machine.find(program);
    }

    @Override
    public Answer run(String input, List<String> command) {
      return machine.run(input, inside(command));
    }

    @Override
    public Started start(List<String> command) {
      return machine.start(inside(command));
    }

    private List<String> inside(List<String> command) {
      List<String> words = new ArrayList<>(List.of("nsenter", "-t", "" + host, "--net", "--mount"));
      if (command.get(0).equals("sshd")) {
        words.addAll(List.of("chroot", SSH_ROOT.orElseThrow().toString()));
      }
      words.addAll(command);
      return words;
    }
  }
}
