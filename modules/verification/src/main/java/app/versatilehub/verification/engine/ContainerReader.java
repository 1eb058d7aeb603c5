package app.versatilehub.verification.engine;

import static app.versatilehub.verification.engine.Json.elements;
import static app.versatilehub.verification.engine.Json.text;

import app.versatilehub.readers.Exposures;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what the engine says of one container, except its environment and its command. */
final class ContainerReader {

  /** How much of a container's identifier is a name of it, too. */
  private static final int SHORT_ID = 12;

  private static final String BUILT_IN_BRIDGE = "bridge";
  private static final String TCP = "/tcp";

  /** The host's namespaces, by the kinds of {@link Exposure.HostNamespace}. */
  private static final Map<String, String> NAMESPACES =
      new TreeMap<>(
          Map.of("pid", "PidMode", "ipc", "IpcMode", "uts", "UTSMode", "user", "UsernsMode"));

  private final List<NetworkState> networks;
  private final boolean ownCgroups;

  /**
   * Reads containers of an engine.
   *
   * @param networks its networks
   * @param ownCgroups whether it gives containers a cgroup namespace of their own unless told
   *     otherwise
   */
  ContainerReader(List<NetworkState> networks, boolean ownCgroups) {
    this.networks = networks;
    this.ownCgroups = ownCgroups;
  }

  ContainerState read(JsonNode container) {
    JsonNode state = container.path("State");
    JsonNode config = container.path("Config");
    JsonNode host = container.path("HostConfig");
    Status status = status(state);
    String mode = text(host.path("NetworkMode"));
    return new ContainerState(
        text(container.path("Id")),
        name(container),
        text(config.path("Image")),
        text(container.path("Image")),
        status,
        health(text(state.path("Health").path("Status"))),
        state.path("ExitCode").asInt(),
        mode.equals("default") ? BUILT_IN_BRIDGE : mode,
        endpoints(container, status),
        exposures(container, status),
        Json.texts(config.path("Labels")));
  }

  private static String name(JsonNode container) {
    String name = text(container.path("Name"));
    return name.startsWith("/") ? name.substring(1) : name;
  }

  private static Status status(JsonNode state) {
    return Json.parsed(text(state.path("Status")).toUpperCase(Locale.ROOT), Status::valueOf)
        .orElseGet(() -> state.path("Running").asBoolean() ? Status.RUNNING : Status.EXITED);
  }

  private static Optional<Health> health(String text) {
    return Json.parsed(text.toUpperCase(Locale.ROOT), Health::valueOf);
  }

  private List<EndpointState> endpoints(JsonNode container, Status status) {
    List<EndpointState> endpoints = new ArrayList<>();
    container
        .path("NetworkSettings")
        .path("Networks")
        .properties()
        .forEach(
            entry -> {
              JsonNode endpoint = entry.getValue();
              Optional<NetworkState> network = network(entry.getKey(), endpoint);
              if (network.filter(NetworkState::hasNoInterfaces).isEmpty()) {
                String name = network.map(NetworkState::name).orElse(entry.getKey());
                endpoints.add(
                    new EndpointState(
                        name,
                        // The engine's name server does not serve its own bridge.
                        name.equals(BUILT_IN_BRIDGE) ? new TreeSet<>() : names(container, endpoint),
                        status.hasNamespace() ? addresses(endpoint) : List.of()));
              }
            });
    return endpoints;
  }

  /** A container that was never started may know its network by an identifier only. */
  private Optional<NetworkState> network(String key, JsonNode endpoint) {
    String id = text(endpoint.path("NetworkID"));
    return networks.stream()
        .filter(network -> network.id().equals(id))
        .findFirst()
        .or(() -> networks.stream().filter(network -> network.name().equals(key)).findFirst())
        .or(
            () ->
                networks.stream()
                    .filter(network -> key.length() >= SHORT_ID && network.id().startsWith(key))
                    .findFirst());
  }

  private static SortedSet<String> names(JsonNode container, JsonNode endpoint) {
    String id = text(container.path("Id"));
    String shortId = id.substring(0, Math.min(id.length(), SHORT_ID));
    Stream<String> more =
        Stream.of("Aliases", "DNSNames")
            .flatMap(list -> elements(endpoint.path(list)))
            .map(Json::text);
    return Stream.concat(Stream.of(name(container)), more)
        .filter(name -> !name.isEmpty() && !name.equals(shortId))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<IpAddress> addresses(JsonNode endpoint) {
    return Stream.of("IPAddress", "GlobalIPv6Address")
        .map(endpoint::path)
        .flatMap(address -> Json.address(address).stream())
        .toList();
  }

  private List<Exposure> exposures(JsonNode container, Status status) {
    JsonNode host = container.path("HostConfig");
    JsonNode actual =
        status.hasNamespace() ? container.path("NetworkSettings").path("Ports") : host.path("-");
    Set<Exposure> exposures = new LinkedHashSet<>(published(host.path("PortBindings"), actual));
    if (host.path("Privileged").asBoolean()) {
      exposures.add(new Exposure.Privileged());
    }
    elements(host.path("CapAdd"))
        .map(Json::text)
        .filter(name -> !name.isEmpty())
        .flatMap(name -> Exposures.capability(name).stream())
        .forEach(exposures::add);
    elements(host.path("Devices"))
        .map(device -> text(device.path("PathOnHost")))
        .filter(path -> !path.isEmpty())
        .map(Exposure.Device::new)
        .forEach(exposures::add);
    NAMESPACES.forEach(
        (kind, mode) -> {
          if (isHost(host.path(mode))) {
            exposures.add(new Exposure.HostNamespace(kind));
          }
        });
    if (ownCgroups && isHost(host.path("CgroupnsMode"))) {
      exposures.add(new Exposure.HostNamespace("cgroup"));
    }
    elements(container.path("Mounts")).flatMap(ContainerReader::mount).forEach(exposures::add);
    return List.copyOf(exposures);
  }

  private static boolean isHost(JsonNode mode) {
    return text(mode).equals("host");
  }

  /** What is in force for a port comes before what was asked for. */
  private static List<Exposure> published(JsonNode wanted, JsonNode actual) {
    Set<String> ports = new TreeSet<>();
    Stream.of(wanted, actual)
        .forEach(bindings -> bindings.fieldNames().forEachRemaining(ports::add));
    return ports.stream()
        .filter(port -> port.endsWith(TCP))
        .flatMap(
            port -> {
              JsonNode bindings =
                  actual.path(port).isEmpty() ? wanted.path(port) : actual.path(port);
              return Json.parsed(port.substring(0, port.length() - TCP.length()), Port::parse)
                  .stream()
                  .flatMap(inner -> elements(bindings).map(binding -> published(binding, inner)));
            })
        .distinct()
        .toList();
  }

  /** An address that cannot be read may be any; a port that the engine has yet to choose, too. */
  private static Exposure published(JsonNode binding, Port inner) {
    return new Exposure.PublishedPort(
        Json.parsed(text(binding.path("HostIp")), Exposures::hostAddress).flatMap(found -> found),
        Json.parsed(text(binding.path("HostPort")).replaceFirst("-.*", ""), Port::parse)
            .orElse(inner),
        inner);
  }

  private static Stream<Exposure> mount(JsonNode mount) {
    String type = text(mount.path("Type"));
    if (!type.equals("bind") && !type.equals("npipe")) {
      return Stream.empty();
    }
    boolean readOnly = !mount.path("RW").asBoolean(true);
    return Json.parsed(text(mount.path("Source")), path -> Exposures.mount(path, readOnly)).stream()
        .flatMap(List::stream);
  }
}
