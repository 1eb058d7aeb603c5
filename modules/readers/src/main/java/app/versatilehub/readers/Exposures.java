package app.versatilehub.readers;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What mounts, powers and addresses mean as exposures, whoever writes them. */
public final class Exposures {

  /** What the engine gives to every container. */
  private static final Set<String> DEFAULT_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private static final Pattern SOCKET =
      Pattern.compile(".*/(docker|podman|containerd|crio)\\.sock|.*pipe[/\\\\]+docker_engine");
  private static final Set<String> FOLDERS_OF_THE_SOCKET = Set.of("/", "/run", "/var", "/var/run");
  private static final Set<String> ALL_ADDRESSES = Set.of("", "0.0.0.0", "::");

  private Exposures() {}

  /**
   * A file or folder of the host in the container.
   *
   * @param hostPath its path on the host
   * @param readOnly whether the container may only read it
   */
  public static List<Exposure> mount(String hostPath, boolean readOnly) {
    String path = Path.of(hostPath).normalize().toString().replaceFirst("^//+", "/");
    if (SOCKET.matcher(path).matches()) {
      return List.of(new Exposure.EngineSocket());
    }
    List<Exposure> exposures = new ArrayList<>();
    if (FOLDERS_OF_THE_SOCKET.contains(path)) {
      exposures.add(new Exposure.EngineSocket());
    }
    exposures.add(new Exposure.HostMount(path, readOnly));
    return exposures;
  }

  /** A power of the kernel; none that every container has. */
  public static Optional<Exposure> capability(String name) {
    Exposure.Capability capability = new Exposure.Capability(name);
    return DEFAULT_CAPABILITIES.contains(capability.name())
        ? Optional.empty()
        : Optional.of(capability);
  }

  /**
   * The one address that {@code text} means; absent for all of them.
   *
   * @throws IllegalArgumentException if {@code text} is neither an address nor empty
   */
  public static Optional<IpAddress> hostAddress(String text) {
    return ALL_ADDRESSES.contains(text) ? Optional.empty() : Optional.of(IpAddress.of(text));
  }
}
