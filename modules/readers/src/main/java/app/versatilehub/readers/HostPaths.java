package app.versatilehub.readers;

import app.versatilehub.topology.Exposure;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What a path of the host is inside a container. */
final class HostPaths {

  /** Whoever speaks to one of these starts containers of any kind. */
  private static final Set<String> SOCKETS =
      Set.of("docker.sock", "podman.sock", "containerd.sock", "docker_engine");

  private static final List<Path> SOCKET_FOLDERS = List.of(Path.of("/var/run"), Path.of("/run"));

  private HostPaths() {}

  /** The exposures of a mount: a folder above the socket's is both the socket and much else. */
  static List<Exposure> mounted(String source, boolean readOnly) {
    Path path = Path.of(source).normalize();
    Exposure mount = new Exposure.HostMount(path.toString(), readOnly);
    Exposure socket = new Exposure.EngineSocket();
    if (SOCKETS.contains(name(source)) || SOCKET_FOLDERS.contains(path)) {
      return List.of(socket);
    }
    return SOCKET_FOLDERS.stream().anyMatch(folder -> folder.startsWith(path))
        ? List.of(socket, mount)
        : List.of(mount);
  }

  /** After the last slash or, in a pipe of Windows, backslash. */
  private static String name(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
