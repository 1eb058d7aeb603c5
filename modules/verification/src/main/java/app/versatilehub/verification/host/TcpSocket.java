package app.versatilehub.verification.host;

import app.versatilehub.topology.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A TCP socket of this host, IPv4 or IPv6.
 *
 * @param file what a process that has it open is shown to have open
 * @param loopback whether its own address can be reached from this host only
 * @param port its own port
 * @param state what it is used for
 * @see <a href="https://docs.kernel.org/networking/proc_net_tcp.html">proc_net_tcp</a>
 */
public record TcpSocket(String file, boolean loopback, Port port, State state) {

  /** What sockets are used for. */
  public enum State {
    LISTENING,
    ESTABLISHED,
    OTHER
  }

  /**
   * A process.
   *
   * @param id its number
   * @param command its command's name, which the process itself has chosen
   */
  public record Owner(int id, String command) {}

  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /**
   * All of them.
   *
   * @param proc where the kernel's files are
   */
  public static List<TcpSocket> all(Path proc) {
    return Stream.of("net/tcp", "net/tcp6")
        .flatMap(table -> KernelFiles.table(proc.resolve(table)))
        .filter(columns -> columns.length > INODE)
        .flatMap(columns -> of(columns).stream())
        .toList();
  }

  private static Optional<TcpSocket> of(String[] columns) {
    String address = columns[LOCAL_ADDRESS];
    State state =
        switch (columns[STATE]) {
          case "0A" -> State.LISTENING;
          case "01" -> State.ESTABLISHED;
          default -> State.OTHER;
        };
    return port(address)
        .map(
            port ->
                new TcpSocket("socket:[" + columns[INODE] + "]", isLoopback(address), port, state));
  }

  /** An address is hexadecimal digits, a colon, and the port as four more. */
  private static Optional<Port> port(String address) {
    try {
      return Optional.of(
          Port.of(Integer.parseInt(address.substring(address.indexOf(':') + 1), 16)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("0100007F:")
        || address.startsWith("00000000000000000000000001000000:");
  }

  /**
   * Which of {@code sockets} processes have open, as far as this user may see it.
   *
   * @param commands whose sockets are looked for, by names of commands
   */
  public static Map<TcpSocket, List<Owner>> owners(
      Path proc, List<TcpSocket> sockets, Predicate<String> commands) {
    Map<String, TcpSocket> byFile =
        sockets.stream()
            .collect(Collectors.toMap(TcpSocket::file, socket -> socket, (one, same) -> one));
    Map<TcpSocket, List<Owner>> owners = new HashMap<>();
    if (byFile.isEmpty()) {
      return owners;
    }
    for (Path process : KernelFiles.entries(proc, "[0-9]*")) {
      String command = KernelFiles.lines(process.resolve("comm")).findFirst().orElse("?");
      if (commands.test(command)) {
        Owner owner = new Owner(Integer.parseInt(process.getFileName().toString()), command);
        KernelFiles.entries(process.resolve("fd"), "*").stream()
            .map(KernelFiles::target)
            .distinct()
            .filter(byFile::containsKey)
            .forEach(
                file ->
                    owners.computeIfAbsent(byFile.get(file), none -> new ArrayList<>()).add(owner));
      }
    }
    return owners;
  }
}
