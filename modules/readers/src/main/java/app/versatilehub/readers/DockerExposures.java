package app.versatilehub.readers;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds the ways around the networks that containers have. */
final class DockerExposures {

  /** Inputs that give a namespace of the host, by the kinds of {@link Exposure.HostNamespace}. */
  private static final Map<String, String> NAMESPACES =
      new TreeMap<>(
          Map.of(
              "pid", "pidMode", "ipc", "ipcMode", "user", "usernsMode", "cgroup", "cgroupnsMode"));

  private final DockerIndex containers;
  private final DockerIndex volumes;

  DockerExposures(DockerIndex containers, DockerIndex volumes) {
    this.containers = containers;
    this.volumes = volumes;
  }

  static List<Inputs> endpointPorts(DockerSubject service) {
    return service.inputs().group("endpointSpec").groups("ports");
  }

  /** The published ports; adds what they lead to to {@code declared}. */
  static List<Exposure> published(DockerSubject container, Set<Port> declared) {
    List<Exposure> published = new ArrayList<>();
    boolean service = container.isService();
    for (Inputs port : service ? endpointPorts(container) : container.inputs().groups("ports")) {
      String input = service ? "targetPort" : "internal";
      Port inner =
          port.port(input)
              .orElseThrow(() -> port.unreadable(input, "is not set", "give the port's number"));
      // The engine chooses one that nobody knows; the same number stands for it.
      Port outer = port.port(service ? "publishedPort" : "external").orElse(inner);
      Optional<IpAddress> address =
          port.parsed("ip", Exposures::hostAddress).flatMap(found -> found);
      declared.add(inner);
      published.add(new Exposure.PublishedPort(address, outer, inner));
    }
    return published;
  }

  /** Every port, as the engine publishes them on ports of its choice. */
  static List<Exposure> allPublished(DockerSubject container, Recognition recognition) {
    if (!recognition.portsComplete()) {
      throw container
          .inputs()
          .unreadable(
              "publishAllPorts",
              "publishes whatever the image exposes, which is not known here",
              "publish each port by an entry of its own in ports");
    }
    List<Exposure> published = new ArrayList<>();
    recognition.ports().forEach(port -> published.add(new Exposure.PublishedPort(port, port)));
    return published;
  }

  /** Powers, devices and namespaces of the host. */
  static List<Exposure> powers(Inputs inputs) {
    List<Exposure> powers = new ArrayList<>();
    if (inputs.flag("privileged", false, true)) {
      powers.add(new Exposure.Privileged());
    }
    inputs
        .group("capabilities")
        .texts("adds")
        .forEach(name -> Exposures.capability(name).ifPresent(powers::add));
    inputs
        .groups("devices")
        .forEach(
            device ->
                device.text("hostPath").ifPresent(path -> powers.add(new Exposure.Device(path))));
    NAMESPACES.forEach(
        (kind, input) ->
            inputs
                .text(input)
                .filter("host"::equals)
                .ifPresent(host -> powers.add(new Exposure.HostNamespace(kind))));
    return powers;
  }

  /** The host's files in a container, those of containers whose volumes it shares, too. */
  List<Exposure> mounts(DockerSubject container) {
    return mounts(container, new HashSet<>());
  }

  private List<Exposure> mounts(DockerSubject container, Set<String> seen) {
    List<Exposure> mounts = new ArrayList<>();
    if (!seen.add(container.name())) {
      return mounts;
    }
    Inputs spec = container.spec();
    for (Inputs volume : spec.groups("volumes")) {
      boolean readOnly = volume.flag("readOnly", false, false);
      volume.parsed("hostPath", path -> Exposures.mount(path, readOnly)).ifPresent(mounts::addAll);
      mounts.addAll(bound(container, volume, "volumeName", "volumes", readOnly));
      volume
          .text("fromContainer")
          .filter(other -> !other.isEmpty())
          .ifPresent(other -> mounts.addAll(mounts(sharedWith(volume, other), seen)));
    }
    for (Inputs mount : spec.groups("mounts")) {
      boolean readOnly = mount.flag("readOnly", false, false);
      bound(mount.group("volumeOptions").group("driverOptions"))
          .ifPresent(path -> mounts.addAll(Exposures.mount(path, readOnly)));
      switch (mount.text("type").orElse("")) {
        case "volume" ->
            mounts.addAll(bound(container, mount, "source", container.top("mounts"), readOnly));
        case "tmpfs" -> {
          // Nothing of the host's.
        }
        default ->
            mount
                .parsed("source", path -> Exposures.mount(path, readOnly))
                .ifPresent(mounts::addAll);
      }
    }
    return mounts;
  }

  private DockerSubject sharedWith(Inputs volume, String other) {
    return containers
        .find(other)
        .orElseThrow(
            () ->
                volume.unreadable(
                    "fromContainer",
                    "the container '%s' is not among these resources".formatted(other),
                    "register it in the same program, or name the volumes themselves"));
  }

  /** The folders of the host behind the volume {@code key}; behind all it may be, if hidden. */
  private List<Exposure> bound(
      DockerSubject container, Inputs use, String key, String input, boolean readOnly) {
    Collection<DockerSubject> candidates =
        use.isHidden(key)
            ? volumes.neededBy(container, input)
            : use.text(key).flatMap(volumes::find).stream().toList();
    return candidates.stream()
        .flatMap(volume -> bound(volume.inputs().group("driverOpts")).stream())
        .flatMap(path -> Exposures.mount(path, readOnly).stream())
        .toList();
  }

  /** The folder of the host that the options of Docker's own volume driver bind. */
  private static Optional<String> bound(Inputs options) {
    boolean bind = List.of(options.text("o").orElse("").split(",", -1)).contains("bind");
    return bind ? options.text("device") : Optional.empty();
  }
}
