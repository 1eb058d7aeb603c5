package app.versatilehub.firewall.host;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.HostFacts.Ufw;
import app.versatilehub.firewall.host.Programs.Answer;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.host.KernelFiles;
import app.versatilehub.verification.host.TcpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the facts of this host from the kernel's files and from its programs. */
final class HostReader {

  /** As the newest OpenSSH calls the process of one session, as others do, and another server. */
  private static final Set<String> SSH_SERVERS = Set.of("sshd", "sshd-session", "dropbear");

  /** An address may have a port of its own, and then those of no address mean nothing. */
  private static final List<Pattern> SSHD_PORTS =
      List.of(
          Pattern.compile("(?m)^listenaddress .*:([0-9]+)$"),
          Pattern.compile("(?m)^port ([0-9]+)$"));

  private static final Pattern UFW_INCOMING =
      Pattern.compile("(?m)^Default: (allow|deny|reject) \\(incoming\\)");
  private static final String UFW_RULE = "ufw ";

  private final Path proc;
  private final Programs programs;
  private final Map<String, String> environment;

  /**
   * A reader.
   *
   * @param proc where the kernel's files are
   * @param environment of this process
   */
  HostReader(Path proc, Programs programs, Map<String, String> environment) {
    this.proc = proc;
    this.programs = programs;
    this.environment = Map.copyOf(environment);
  }

  HostFacts read() {
    TreeSet<Port> listening = new TreeSet<>(configured());
    TreeSet<Port> sessions = new TreeSet<>();
    sockets(listening, sessions);
    TreeSet<String> uplinks = new TreeSet<>(defaultRoutes());
    String[] connection = environment.getOrDefault("SSH_CONNECTION", "").split(" ", -1);
    if (connection.length == 4) {
      port(connection[3]).ifPresent(sessions::add);
      interfaceOf(connection[2]).ifPresent(uplinks::add);
    }
    return new HostFacts(listening, sessions, uplinks, ufw(), bridgeFilter());
  }

  private SortedMap<String, String> bridgeFilter() {
    SortedMap<String, String> values = new TreeMap<>();
    for (String setting : HostFacts.BRIDGE_FILTER) {
      KernelFiles.lines(proc.resolve("sys").resolve(setting.replace('.', '/')))
          .findFirst()
          .ifPresent(value -> values.put(setting, value.strip()));
    }
    return values;
  }

  private SortedSet<Port> configured() {
    if (programs.find("sshd").isEmpty()) {
      return new TreeSet<>();
    }
    String settings = programs.run("sshd", "-T").out();
    return SSHD_PORTS.stream()
        .map(pattern -> ports(pattern, settings))
        .filter(ports -> !ports.isEmpty())
        .findFirst()
        .orElseGet(TreeSet::new);
  }

  private static SortedSet<Port> ports(Pattern pattern, String settings) {
    return pattern
        .matcher(settings)
        .results()
        .flatMap(line -> port(line.group(1)).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void sockets(Set<Port> listening, Set<Port> sessions) {
    // What a session forwards listens at the loopback address.
    List<TcpSocket> sockets =
        TcpSocket.all(proc).stream().filter(socket -> !socket.loopback()).toList();
    for (TcpSocket socket : TcpSocket.owners(proc, sockets, SSH_SERVERS::contains).keySet()) {
      switch (socket.state()) {
        case LISTENING -> listening.add(socket.port());
        case ESTABLISHED -> sessions.add(socket.port());
        case OTHER -> {}
      }
    }
    // What sessions forward is theirs, too: connections that they have opened.
    sessions.retainAll(listening);
  }

  private SortedSet<String> defaultRoutes() {
    TreeSet<String> names = new TreeSet<>();
    KernelFiles.table(proc.resolve("net/route"))
        .filter(columns -> columns.length > 7)
        .filter(columns -> columns[1].equals("00000000") && columns[7].equals("00000000"))
        .forEach(columns -> names.add(columns[0]));
    KernelFiles.table(proc.resolve("net/ipv6_route"))
        .filter(columns -> columns.length > 9)
        .filter(columns -> columns[0].matches("0+") && columns[1].equals("00"))
        .map(columns -> columns[9])
        .filter(name -> !name.equals("lo"))
        .forEach(names::add);
    return names;
  }

  private static Optional<String> interfaceOf(String address) {
    try {
      return Optional.ofNullable(NetworkInterface.getByInetAddress(InetAddress.getByName(address)))
          .map(NetworkInterface::getName);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Ufw> ufw() {
    if (programs.find("ufw").isEmpty()) {
      return Optional.empty();
    }
    Answer status = programs.run("ufw", "status", "verbose");
    Matcher incoming = UFW_INCOMING.matcher(status.out());
    if (!status.out().startsWith("Status: active") || !incoming.find()) {
      return Optional.empty();
    }
    TreeSet<String> rules = new TreeSet<>();
    programs
        .run("ufw", "show", "added")
        .out()
        .lines()
        .filter(line -> line.startsWith(UFW_RULE))
        .map(line -> line.substring(UFW_RULE.length()).replaceFirst(" comment '.*'$", ""))
        .forEach(rules::add);
    return Optional.of(new Ufw(incoming.group(1), rules));
  }

  private static Optional<Port> port(String text) {
    try {
      return Optional.of(Port.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
