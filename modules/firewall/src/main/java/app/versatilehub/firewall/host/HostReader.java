package app.versatilehub.firewall.host;

import app.versatilehub.firewall.HostFacts;
import app.versatilehub.firewall.HostFacts.Ufw;
import app.versatilehub.firewall.host.Programs.Answer;
import app.versatilehub.topology.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import java.util.stream.Stream;

/** Reads the facts of this host from the kernel's files and from its programs. */
final class HostReader {

  /** As the newest OpenSSH calls the process of one session, as others do, and another server. */
  private static final Set<String> SSH_SERVERS = Set.of("sshd", "sshd-session", "dropbear");

  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private static final Pattern SSHD_PORT = Pattern.compile("(?m)^port ([0-9]+)$");
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
      lines(proc.resolve("sys").resolve(setting.replace('.', '/')))
          .findFirst()
          .ifPresent(value -> values.put(setting, value.strip()));
    }
    return values;
  }

  private SortedSet<Port> configured() {
    TreeSet<Port> ports = new TreeSet<>();
    if (programs.find("sshd").isPresent()) {
      Matcher lines = SSHD_PORT.matcher(programs.run("sshd", "-T").out());
      while (lines.find()) {
        port(lines.group(1)).ifPresent(ports::add);
      }
    }
    return ports;
  }

  private void sockets(Set<Port> listening, Set<Port> sessions) {
    Map<String, String[]> byInode = new HashMap<>();
    Stream.of("net/tcp", "net/tcp6")
        .flatMap(table -> lines(proc.resolve(table)))
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > INODE)
        .forEach(columns -> byInode.put("socket:[" + columns[INODE] + "]", columns));
    for (Path process : entries(proc, "[0-9]*")) {
      if (lines(process.resolve("comm")).anyMatch(SSH_SERVERS::contains)) {
        for (Path file : entries(process.resolve("fd"), "*")) {
          String[] columns = byInode.get(target(file));
          if (columns != null && !isLoopback(columns[LOCAL_ADDRESS])) {
            Set<Port> found =
                switch (columns[STATE]) {
                  case LISTENING -> listening;
                  case ESTABLISHED -> sessions;
                  default -> new TreeSet<>();
                };
            localPort(columns[LOCAL_ADDRESS]).ifPresent(found::add);
          }
        }
      }
    }
    // What sessions forward is theirs, too: connections that they have opened.
    sessions.retainAll(listening);
  }

  /** What a session forwards listens there. */
  private static boolean isLoopback(String address) {
    return address.startsWith("0100007F:")
        || address.startsWith("00000000000000000000000001000000:");
  }

  private SortedSet<String> defaultRoutes() {
    TreeSet<String> names = new TreeSet<>();
    lines(proc.resolve("net/route"))
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 7)
        .filter(columns -> columns[1].equals("00000000") && columns[7].equals("00000000"))
        .forEach(columns -> names.add(columns[0]));
    lines(proc.resolve("net/ipv6_route"))
        .map(line -> line.strip().split("\\s+"))
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

  /** An address is hexadecimal digits, a colon, and the port as four more. */
  private static Optional<Port> localPort(String address) {
    try {
      return Optional.of(
          Port.of(Integer.parseInt(address.substring(address.indexOf(':') + 1), 16)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Processes end while they are looked at, and others are not ours to look at. */
  private static List<Path> entries(Path folder, String glob) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return entries;
    }
    return entries;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException | UncheckedIOException e) {
      return Stream.empty();
    }
  }
}
