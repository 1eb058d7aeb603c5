package app.versatilehub.topology.isolation;

import app.versatilehub.topology.Exposure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Which exposures hand the host, and with it the engine and every container, to whoever is inside.
 * After the <a href="https://docs.docker.com/engine/security/">engine's security notes</a>, {@code
 * capabilities(7)} and the <a
 * href="https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html">OWASP
 * sheet</a>.
 */
final class HostControl {

  /** Each of them is known to lead to root on the host, alone or with the others' defaults. */
  private static final Set<String> CAPABILITIES =
      Set.of(
          "ALL",
          "SYS_ADMIN",
          "SYS_MODULE",
          "SYS_RAWIO",
          "SYS_PTRACE",
          "SYS_BOOT",
          "DAC_READ_SEARCH",
          "BPF",
          "MAC_ADMIN");

  /** Writing below one of these changes what the host itself runs as root. */
  private static final Set<String> FOLDERS =
      Set.of(
          "bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "usr");

  private static final Set<String> VARIABLE_FOLDERS =
      Set.of("/var", "/var/lib", "/var/run", "/var/spool");

  private HostControl() {}

  static boolean isGivenBy(Exposure exposure) {
    if (exposure instanceof Exposure.EngineSocket || exposure instanceof Exposure.Privileged) {
      return true;
    }
    if (exposure instanceof Exposure.Capability capability) {
      return CAPABILITIES.contains(capability.name());
    }
    if (exposure instanceof Exposure.Device device) {
      return isStorageOrMemory(device.path());
    }
    return exposure instanceof Exposure.HostMount mount
        && (holdsSockets(clean(mount.path()))
            || (!mount.readOnly() && isSystemFolder(mount.path())));
  }

  static boolean isGivenTo(ContainerEntry container) {
    return container.exposures().stream().anyMatch(HostControl::isGivenBy);
  }

  /** Whether the host keeps there what it runs, or what it keeps secret. */
  static boolean isSystemFolder(String path) {
    String clean = clean(path);
    if (clean.equals("/")
        || clean.equals("/home")
        || clean.endsWith("/.ssh")
        || VARIABLE_FOLDERS.contains(clean)
        || clean.startsWith("/var/lib/docker")
        || clean.startsWith("/var/lib/containerd")
        || clean.startsWith("/var/run/")
        || clean.startsWith("/var/spool/cron")) {
      return true;
    }
    if (!clean.startsWith("/")) {
      return false;
    }
    int end = clean.indexOf('/', 1);
    String top = end < 0 ? clean.substring(1) : clean.substring(1, end);
    // The time zone is a harmless file that half of all Compose files mount.
    return FOLDERS.contains(top)
        && !clean.equals("/etc/localtime")
        && !clean.equals("/etc/timezone");
  }

  /** Those of engines, which answer on a read-only mount, too. */
  private static boolean holdsSockets(String clean) {
    return clean.equals("/")
        || clean.equals("/run")
        || clean.equals("/var/run")
        || clean.matches("(/var)?/run/(containerd|docker|podman|crio|user(/[0-9]+)?)")
        || clean.matches(".*/(containerd|docker|podman|crio)\\.sock");
  }

  /** Without the slashes, single dots and double dots that do not matter. */
  private static String clean(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return (path.startsWith("/") ? "/" : "") + String.join("/", names);
  }

  private static boolean isStorageOrMemory(String path) {
    String device = clean(path);
    return device.equals("/dev")
        || device.matches(
            "/dev/(mem|kmem|port|(sd|vd|xvd|hd|nvme|dm-|md|loop|mmcblk|nbd|rbd|pmem|zd|mapper|disk"
                + "|block|zvol).*)");
  }
}
