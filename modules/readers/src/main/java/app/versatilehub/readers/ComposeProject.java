package app.versatilehub.readers;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.RouteEntry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A resolved Compose project as an inventory. A network is known by its key, a service by its name;
 * a job, too, and a service's n-th init container as {@code SERVICE.pre_start[n]}. Services of a
 * {@code provider} have no container and are left out.
 *
 * <p>A container that shares the network of another one ({@code container:NAME}) is refused unless
 * that one is of this project: where it is reached is written elsewhere.
 */
final class ComposeProject {

  private static final String BRIDGE = "bridge";
  private static final String SERVICE = "service:";
  private static final String CONTAINER = "container:";
  private static final Map<String, String> HOST_NAMESPACES =
      new TreeMap<>(
          Map.of(
              "pid", "pid", "ipc", "ipc", "uts", "uts", "userns_mode", "user", "cgroup", "cgroup"));

  /** Ranges of ports and mounts of other services are short to write and long to hold. */
  private static final int PARTS_LIMIT = 200_000;

  private final String title;
  private final JsonNode project;
  private final Map<String, NetworkEntry> networks = new LinkedHashMap<>();
  private final Map<String, String> networkKeys = new HashMap<>();
  private final Map<String, String> servicesByContainer = new HashMap<>();
  private final List<ContainerEntry> containers = new ArrayList<>();
  private final List<RouteEntry> routes = new ArrayList<>();
  private final Map<String, List<Link>> links = new HashMap<>();
  private int parts;

  /** A name that containers on some networks have for a service. */
  private record Link(String alias, JsonNode networks) {}

  /** What is mounted in a container, and whether whoever takes it over may only read it. */
  private record Mounts(JsonNode container, boolean readOnly) {}

  private ComposeProject(String title, JsonNode project) {
    this.title = title;
    this.project = project;
  }

  /**
   * Reads {@code project}, which compose-reader wrote.
   *
   * @throws UnreadableSourceException if a part of it has no place in an inventory
   */
  static Inventory inventory(String title, JsonNode project) {
    return new ComposeProject(title, project).read();
  }

  private Inventory read() {
    project.path("networks").properties().forEach(each -> network(each.getKey(), each.getValue()));
    services().forEach(each -> servicesByContainer.put(containerName(each), each.getKey()));
    services().map(Map.Entry::getValue).forEach(this::links);
    services().forEach(each -> service(each.getKey(), each.getValue()));
    for (Map.Entry<String, JsonNode> job : project.path("jobs").properties()) {
      String name = job.getKey();
      inPlace(
          "jobs." + name,
          () -> container(name, job.getValue(), Optional.of(ServiceKind.JOB), Set.of(name)));
    }
    return new Inventory(
        title,
        Optional.empty(),
        List.copyOf(networks.values()),
        containers,
        routes,
        Optional.empty());
  }

  private void links(JsonNode service) {
    for (JsonNode each : service.path("links")) {
      String[] link = each.asText().split(":", 2);
      links
          .computeIfAbsent(link[0], target -> new ArrayList<>())
          .add(new Link(link[link.length - 1], service.path("networks")));
    }
  }

  private Stream<Map.Entry<String, JsonNode>> services() {
    return project.path("services").properties().stream()
        .filter(service -> !hasNoContainer(service.getValue()));
  }

  private static boolean hasNoContainer(JsonNode service) {
    return service.has("provider");
  }

  private JsonNode service(String name) {
    return project.path("services").path(name);
  }

  private String containerName(Map.Entry<String, JsonNode> service) {
    String given = service.getValue().path("container_name").asText();
    return given.isEmpty()
        ? "%s-%s-1".formatted(project.path("name").asText(), service.getKey())
        : given;
  }

  // --- Networks ---------------------------------------------------------------------------------

  private void network(String key, JsonNode network) {
    boolean external = network.path("external").asBoolean();
    String driver = text(network, "driver").orElse(BRIDGE);
    NetworkEntry entry =
        inPlace(
            "networks." + key,
            () ->
                new NetworkEntry(
                    key,
                    driver,
                    network.path("internal").asBoolean(),
                    external,
                    network.path("enable_ipv6").asBoolean(),
                    stream(network.path("ipam").path("config"))
                        .flatMap(pool -> text(pool, "subnet").stream())
                        .map(Cidr::of)
                        .toList(),
                    driver.equals(BRIDGE)
                        ? BridgeOptions.of(texts(network.path("driver_opts")))
                        : BridgeOptions.DEFAULT));
    networks.put(key, entry);
    networkKeys.put(text(network, "name").orElse(key), key);
  }

  /** The key of a network of the engine, which may be none of the project's. */
  private String networkKey(String engineName) {
    return networkKeys.computeIfAbsent(
        engineName,
        name -> {
          String key = networks.containsKey(name) ? name + " of the engine" : name;
          networks.put(
              key,
              new NetworkEntry(key, BRIDGE, false, true, false, List.of(), BridgeOptions.DEFAULT));
          return key;
        });
  }

  private NetworkAttachment attachment(String name, JsonNode container, Set<String> names) {
    String mode = container.path("network_mode").asText();
    if (mode.startsWith(SERVICE) || mode.startsWith(CONTAINER)) {
      return new NetworkAttachment.SharedWith(sharedBy(name, mode));
    }
    if (mode.isEmpty()) {
      return memberships(name, container, names);
    }
    return switch (mode) {
      case "host" -> new NetworkAttachment.Host();
      case "none" -> new NetworkAttachment.Networks(List.of());
      // Without names, which the engine's own bridge does not resolve.
      case "default", BRIDGE ->
          new NetworkAttachment.Networks(
              List.of(new Membership(networkKey(BRIDGE), new TreeSet<>())));
      default ->
          new NetworkAttachment.Networks(
              List.of(new Membership(networkKey(mode), new TreeSet<>(names))));
    };
  }

  private NetworkAttachment memberships(String name, JsonNode container, Set<String> names) {
    List<Membership> memberships = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : container.path("networks").properties()) {
      JsonNode network = project.path("networks").path(each.getKey());
      List<String> special =
          List.of(network.path("name").asText(), network.path("driver").asText());
      if (special.contains("host")) {
        return new NetworkAttachment.Host();
      }
      if (special.contains("none") || special.contains("null")) {
        continue;
      }
      NavigableSet<String> found = new TreeSet<>(names);
      if (!each.getValue().path("use_service_name_alias").asBoolean(true)) {
        found.remove(name);
      }
      stream(each.getValue().path("aliases")).map(JsonNode::asText).forEach(found::add);
      links.getOrDefault(name, List.of()).stream()
          .filter(link -> link.networks().has(each.getKey()))
          .forEach(link -> found.add(link.alias()));
      memberships.add(new Membership(each.getKey(), found));
    }
    return new NetworkAttachment.Networks(memberships);
  }

  /** By names of containers, services can end up with each other's network, which is none. */
  private String sharedBy(String name, String mode) {
    Set<String> seen = new HashSet<>(Set.of(name));
    String first = owner(mode);
    String next = first;
    while (seen.add(next)) {
      String further = service(next).path("network_mode").asText();
      if (!further.startsWith(SERVICE) && !further.startsWith(CONTAINER)) {
        return first;
      }
      next = owner(further);
    }
    throw new IllegalArgumentException("'%s' leads back to '%s'".formatted(mode, next));
  }

  /** The service that {@code service:NAME} or {@code container:NAME} means. */
  private String owner(String reference) {
    String name = reference.substring(reference.indexOf(':') + 1);
    String service = reference.startsWith(SERVICE) ? name : servicesByContainer.get(name);
    if (service == null || service(service).isMissingNode() || hasNoContainer(service(service))) {
      throw new IllegalArgumentException(
          "'%s' is no container of these files; allowed: one that is".formatted(reference));
    }
    return service;
  }

  // --- Containers -------------------------------------------------------------------------------

  private void service(String name, JsonNode service) {
    String place = "services." + name;
    Set<String> names = new TreeSet<>(List.of(name, containerName(Map.entry(name, service))));
    inPlace(place, () -> container(name, service, Optional.empty(), names));
    inPlace(
        place + ".labels",
        () ->
            routes.addAll(
                TraefikLabels.routes(
                    name,
                    texts(service.path("labels")),
                    network -> networkKeys.getOrDefault(network, network))));
    int number = 0;
    for (JsonNode hook : service.path("pre_start")) {
      String hookName = "%s.pre_start[%d]".formatted(name, number++);
      ObjectNode withMounts = hook.deepCopy();
      withMounts.withArray("volumes_from").add(name);
      inPlace(
          "services." + hookName,
          () -> container(hookName, withMounts, Optional.of(ServiceKind.JOB), Set.of()));
    }
  }

  private ContainerEntry container(
      String name, JsonNode container, Optional<ServiceKind> kind, Set<String> names) {
    Map<String, String> labels = texts(container.path("labels"));
    NavigableSet<Port> declared = declaredPorts(container);
    List<Exposure> exposures = exposures(container);
    Recognition recognition =
        Recognition.of(
            text(container, "image"), labels, declared, Recognition.publishesWeb(exposures));
    ContainerEntry entry =
        new ContainerEntry(
            name,
            name,
            kind.orElse(recognition.kind()),
            attachment(name, container, names),
            recognition.ports(),
            recognition.bound(),
            recognition.portsComplete(),
            exposures,
            settings(container, labels));
    containers.add(entry);
    return entry;
  }

  private static List<Setting> settings(JsonNode container, Map<String, String> labels) {
    List<Setting> settings = new ArrayList<>();
    texts(container.path("environment"))
        .forEach((name, value) -> settings.add(new Setting(Place.ENVIRONMENT, name, value)));
    labels.forEach((name, value) -> settings.add(new Setting(Place.LABEL, name, value)));
    int word = 0;
    for (String part : List.of("entrypoint", "command")) {
      for (JsonNode each : container.path(part)) {
        settings.add(new Setting(Place.COMMAND, Integer.toString(word++), each.asText()));
      }
    }
    return settings;
  }

  // --- Ports ------------------------------------------------------------------------------------

  private NavigableSet<Port> declaredPorts(JsonNode container) {
    NavigableSet<Port> declared = new TreeSet<>();
    stream(container.path("ports")).map(ComposeProject::target).forEach(declared::add);
    for (JsonNode each : container.path("expose")) {
      String[] range = each.asText().split("/", 2)[0].split("-", 2);
      int last = Port.parse(range[range.length - 1]).number();
      for (int port = Port.parse(range[0]).number(); port <= last; port++) {
        declared.add(Port.of(port));
      }
    }
    count(declared.size());
    return declared;
  }

  private void count(int more) {
    parts += more;
    if (parts > PARTS_LIMIT) {
      throw new IllegalArgumentException(
          "with it, more than %d ports and mounts; allowed: fewer".formatted(PARTS_LIMIT));
    }
  }

  /** The engine chooses from a range its first; a free one that nobody knows is as the target. */
  private static Exposure published(JsonNode port) {
    String published = port.path("published").asText();
    return new PublishedPort(
        Exposures.hostAddress(port.path("host_ip").asText()),
        published.isEmpty() || published.equals("0")
            ? target(port)
            : Port.parse(published.split("-", 2)[0]),
        target(port));
  }

  private static Port target(JsonNode port) {
    return Port.of(port.path("target").asInt());
  }

  // --- Exposures --------------------------------------------------------------------------------

  private List<Exposure> exposures(JsonNode container) {
    Set<Exposure> exposures = new LinkedHashSet<>();
    boolean privileged =
        Stream.concat(Stream.of(container), stream(container.path("post_start")))
            .anyMatch(part -> part.path("privileged").asBoolean());
    if (privileged) {
      exposures.add(new Exposure.Privileged());
    }
    if (container.path("use_api_socket").asBoolean()) {
      exposures.add(new Exposure.EngineSocket());
    }
    stream(container.path("cap_add"))
        .flatMap(each -> Exposures.capability(each.asText()).stream())
        .forEach(exposures::add);
    stream(container.path("devices"))
        .forEach(each -> exposures.add(new Exposure.Device(each.path("source").asText())));
    // Such a rule opens devices, of which the container can make the files itself.
    stream(container.path("device_cgroup_rules"))
        .forEach(each -> exposures.add(new Exposure.Device(each.asText())));
    mounts(new Mounts(container, false), exposures);
    HOST_NAMESPACES.forEach(
        (key, namespace) -> {
          if (container.path(key).asText().equals("host")) {
            exposures.add(new Exposure.HostNamespace(namespace));
          }
        });
    stream(container.path("ports")).map(ComposeProject::published).forEach(exposures::add);
    return List.copyOf(exposures);
  }

  private void mounts(Mounts own, Set<Exposure> exposures) {
    Set<String> seen = new HashSet<>();
    Deque<Mounts> open = new ArrayDeque<>(List.of(own));
    while (!open.isEmpty()) {
      Mounts next = open.remove();
      for (JsonNode volume : next.container().path("volumes")) {
        boolean readOnly = next.readOnly() || volume.path("read_only").asBoolean();
        hostPath(volume).ifPresent(path -> exposures.addAll(Exposures.mount(path, readOnly)));
      }
      for (JsonNode each : next.container().path("volumes_from")) {
        String from = each.asText();
        boolean readOnly = next.readOnly() || from.endsWith(":ro");
        String source = from.replaceFirst(":r[ow]$", "");
        String service = source.startsWith(CONTAINER) ? owner(source) : source;
        if (seen.add(service + readOnly)) {
          open.add(new Mounts(service(service), readOnly));
        }
      }
    }
    count(exposures.size());
  }

  /** Also of a volume that is only another name for a folder or device of the host. */
  private Optional<String> hostPath(JsonNode volume) {
    String source = volume.path("source").asText();
    return switch (volume.path("type").asText()) {
      case "bind", "npipe" -> Optional.of(source);
      case "volume" ->
          text(project.path("volumes").path(source).path("driver_opts"), "device")
              .filter(device -> device.startsWith("/") && !device.startsWith("//"));
      default -> Optional.empty();
    };
  }

  // --- JSON -------------------------------------------------------------------------------------

  private <T> T inPlace(String place, Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw new UnreadableSourceException(
          title, place + ": " + e.getMessage(), "change it to what is allowed");
    }
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.of(node.path(field).asText()).filter(text -> !text.isEmpty());
  }

  /** A variable without a value is not set, and not here. */
  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      if (!each.getValue().isNull()) {
        texts.put(each.getKey(), each.getValue().asText());
      }
    }
    return texts;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
