package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Port;
import app.versatilehub.verification.doctor.HostFacts.Holder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Reads from the kernel's files who listens on ports of this host. */
final class HostReader {

  /** The kernel's number for the state LISTEN. */
  private static final String LISTEN = "0A";

  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private final Path proc;

  HostReader(Path proc) {
    this.proc = proc;
  }

  /** The holders of those {@code ports} that somebody listens on. */
  Map<Port, List<Holder>> holders(Set<Port> ports) {
    Map<String, Port> sockets = new HashMap<>();
    Stream.of("net/tcp", "net/tcp6")
        .flatMap(table -> lines(proc.resolve(table)))
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > INODE && columns[STATE].equals(LISTEN))
        .forEach(
            columns ->
                port(columns[LOCAL_ADDRESS]).stream()
                    .mapToObj(Port::of)
                    .filter(ports::contains)
                    .forEach(port -> sockets.put("socket:[" + columns[INODE] + "]", port)));
    return sockets.isEmpty() ? Map.of() : owners(sockets);
  }

  private Map<Port, List<Holder>> owners(Map<String, Port> sockets) {
    Map<Port, List<Holder>> found = new HashMap<>();
    for (Path process : entries(proc, "[0-9]*")) {
      for (Path file : entries(process.resolve("fd"), "*")) {
        Port port = sockets.get(target(file));
        if (port != null) {
          List<Holder> holders = found.computeIfAbsent(port, none -> new ArrayList<>());
          Holder holder = holder(process);
          if (!holders.contains(holder)) {
            holders.add(holder);
          }
        }
      }
    }
    sockets.values().forEach(port -> found.putIfAbsent(port, List.of(Holder.HIDDEN)));
    return found;
  }

  private static Holder holder(Path process) {
    String command = lines(process.resolve("comm")).findFirst().orElse("?");
    return new Holder(
        OptionalInt.of(Integer.parseInt(process.getFileName().toString())),
        command.replaceAll("[\\p{Cc}\\p{Cf}]", "?"));
  }

  /** An address is hexadecimal digits, a colon, and the port as four more. */
  private static OptionalInt port(String address) {
    try {
      int number = Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
      return number > 0 && number <= 65_535 ? OptionalInt.of(number) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
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
