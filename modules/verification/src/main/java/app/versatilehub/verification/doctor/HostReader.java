package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Port;
import app.versatilehub.verification.doctor.HostFacts.Holder;
import app.versatilehub.verification.host.TcpSocket;
import app.versatilehub.verification.host.TcpSocket.Owner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads from the kernel's files who listens on ports of this host. */
final class HostReader {

  private final Path proc;

  HostReader(Path proc) {
    this.proc = proc;
  }

  /** The holders of those {@code ports} that somebody listens on. */
  Map<Port, List<Holder>> holders(Set<Port> ports) {
    List<TcpSocket> sockets =
        TcpSocket.all(proc).stream()
            .filter(socket -> socket.state() == TcpSocket.State.LISTENING)
            .filter(socket -> ports.contains(socket.port()))
            .toList();
    Map<Port, List<Holder>> found = new HashMap<>();
    TcpSocket.owners(proc, sockets, command -> true)
        .forEach(
            (socket, owners) -> {
              List<Holder> holders =
                  found.computeIfAbsent(socket.port(), none -> new ArrayList<>());
              owners.stream()
                  .map(HostReader::holder)
                  .filter(holder -> !holders.contains(holder))
                  .forEach(holders::add);
            });
    sockets.forEach(socket -> found.putIfAbsent(socket.port(), List.of(Holder.HIDDEN)));
    return found;
  }

  private static Holder holder(Owner owner) {
    return new Holder(
        OptionalInt.of(owner.id()), owner.command().replaceAll("[\\p{Cc}\\p{Cf}]", "?"));
  }
}
