package app.versatilehub.readers;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.RouteEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads resources of Pulumi's Docker provider, release 4. What is hidden as a secret or not known
 * before deployment is resolved by what it depends on, else taken at its worst, else refused.
 */
public final class DockerResourceReader {

  static final String CONTAINER = "docker:index/container:Container";
  static final String NETWORK = "docker:index/network:Network";
  static final String SERVICE = "docker:index/service:Service";

  private static final String BRIDGE = "bridge";
  private static final String OVERLAY = "overlay";
  private static final String INGRESS = "ingress";
  private static final String IN_CONTAINER = "container:";

  private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{12,64}");

  /** Inputs that name an image, by the types of its resources. */
  private static final Map<String, String> IMAGES =
      Map.of(
          "docker:index/remoteImage:RemoteImage", "name",
          "docker:index/image:Image", "imageName",
          "docker-build:index:Image", "tags");

  /** Inputs that give a namespace of the host, by the kinds of {@link Exposure.HostNamespace}. */
  private static final Map<String, String> NAMESPACES =
      new TreeMap<>(
          Map.of(
              "pid", "pidMode", "ipc", "ipcMode", "user", "usernsMode", "cgroup", "cgroupnsMode"));

  private final String title;
  private final Map<String, DockerResource> images = new HashMap<>();
  private final Index networks = new Index("network");
  private final Index containers = new Index("container");
  private final Map<String, NetworkEntry> external = new LinkedHashMap<>();

  private DockerResourceReader(String title) {
    this.title = title;
  }

  /**
   * Reads {@code resources}; those that isolation does not depend on are passed over.
   *
   * @param title the inventory's
   * @throws UnreadableSourceException if they leave open what isolation depends on
   */
  public static Inventory read(String title, List<DockerResource> resources) {
    return new DockerResourceReader(title).read(resources);
  }

  /** Whether {@link #read} looks at resources of {@code type}. */
  static boolean isRelevant(String type) {
    return isOfTheEngine(type) || IMAGES.containsKey(type);
  }

  /** Whether resources of {@code type} become networks or containers. */
  static boolean isOfTheEngine(String type) {
    return type.equals(CONTAINER) || type.equals(NETWORK) || type.equals(SERVICE);
  }

  private Inventory read(List<DockerResource> resources) {
    for (DockerResource resource : resources) {
      switch (resource.type()) {
        case NETWORK -> networks.add(subject(resource, Labels.NETWORK));
        case CONTAINER, SERVICE -> containers.add(subject(resource, Labels.SERVICE));
        default -> {
          if (IMAGES.containsKey(resource.type())) {
            images.put(resource.urn(), resource);
          }
        }
      }
    }
    List<NetworkEntry> networkEntries = new ArrayList<>();
    networks.all().forEach(network -> networkEntries.add(network(network)));
    List<ContainerEntry> containerEntries = new ArrayList<>();
    List<RouteEntry> routes = new ArrayList<>();
    for (Subject container : containers.all()) {
      List<RouteEntry> own =
          TraefikLabels.routes(container.name(), container.labels(), this::networkName);
      containerEntries.add(container(container, own));
      routes.addAll(own);
    }
    networkEntries.addAll(external.values());
    return new Inventory(
        title, Optional.empty(), networkEntries, containerEntries, routes, Optional.empty());
  }

  // --- Names
  // --------------------------------------------------------------------------------------

  /**
   * A network, container or service.
   *
   * @param inputs its inputs
   * @param spec those that a service keeps apart for its containers; of a container, the same
   * @param labels its labels; hidden values as they are shown
   * @param engineName its name on the engine
   * @param name its name in the inventory
   */
  private record Subject(
      DockerResource resource,
      Inputs inputs,
      Inputs spec,
      Map<String, String> labels,
      String engineName,
      String name) {

    boolean isService() {
      return resource.type().equals(SERVICE);
    }

    /** The input at the top below which {@code input} stands. */
    String top(String input) {
      return isService() ? "taskSpec" : input;
    }
  }

  private Subject subject(DockerResource resource, String nameLabel) {
    Inputs inputs = new Inputs(title + ", " + resource, "", resource.inputs());
    Inputs spec =
        resource.type().equals(SERVICE) ? inputs.group("taskSpec").group("containerSpec") : inputs;
    Map<String, String> labels = new TreeMap<>(labels(spec));
    labels.putAll(labels(inputs));
    String engineName = inputs.shownText("name").orElse(resource.name());
    return new Subject(
        resource, inputs, spec, labels, engineName, labels.getOrDefault(nameLabel, engineName));
  }

  private static Map<String, String> labels(Inputs inputs) {
    Map<String, String> labels = new TreeMap<>();
    for (Inputs label : inputs.groups("labels")) {
      String name = label.text("label").orElse("");
      boolean own = Set.of(Labels.KIND, Labels.NETWORK, Labels.SERVICE).contains(name);
      if (own || !label.isHidden("value")) {
        labels.put(name, label.text("value").orElse(""));
      } else if (!name.endsWith(".network")) {
        // A route leads somewhere though its host be hidden; the network is then Traefik's choice.
        labels.put(name, Inputs.Hidden.UNKNOWN.toString());
      }
    }
    return labels;
  }

  /** Subjects by all that others call them by. */
  private final class Index {
    private final String what;
    private final Map<String, Subject> byUrn = new LinkedHashMap<>();
    private final Map<String, Subject> byReference = new HashMap<>();
    private final Map<String, Subject> byName = new HashMap<>();

    Index(String what) {
      this.what = what;
    }

    void add(Subject subject) {
      byUrn.put(subject.resource().urn(), subject);
      unique("is called", byName.put(subject.name(), subject), subject.name());
      unique("has the name", byReference.put(subject.engineName(), subject), subject.engineName());
      subject.inputs().shownText("id").ifPresent(id -> byReference.put(id, subject));
    }

    private void unique(String is, @Nullable Subject other, String name) {
      if (other != null) {
        throw new UnreadableSourceException(
            title + ", " + other.resource(),
            "another %s %s '%s', too".formatted(what, is, name),
            "give each its own name; stacks that span several engines must be read one by one");
      }
    }

    Iterable<Subject> all() {
      return byUrn.values();
    }

    Optional<Subject> find(String reference) {
      return Optional.ofNullable(byReference.get(reference));
    }

    boolean isTaken(String name) {
      return byName.containsKey(name);
    }

    /** Those that the value of {@code input} of {@code user} depends on. */
    Set<Subject> neededBy(Subject user, String input) {
      Set<Subject> needed = new LinkedHashSet<>();
      for (String urn : user.resource().dependencies().getOrDefault(input, List.of())) {
        Optional.ofNullable(byUrn.get(urn)).ifPresent(needed::add);
      }
      return needed;
    }
  }

  private String networkName(String engineName) {
    return networks.find(engineName).map(Subject::name).orElse(engineName);
  }

  // --- Networks
  // -----------------------------------------------------------------------------------

  private static NetworkEntry network(Subject network) {
    Inputs inputs = network.inputs();
    boolean ingress = inputs.flag("ingress", false, false);
    String driver =
        inputs.text("driver").filter(text -> !text.isBlank()).orElse(ingress ? OVERLAY : BRIDGE);
    List<Cidr> subnets = new ArrayList<>();
    inputs
        .groups("ipamConfigs")
        .forEach(
            config -> {
              if (!config.isHidden("subnet")) {
                config.parsed("subnet", Cidr::of).ifPresent(subnets::add);
              }
            });
    return new NetworkEntry(
        network.name(),
        driver,
        inputs.flag("internal", false, false),
        false,
        inputs.flag("ipv6", false, true),
        subnets,
        driver.equals(BRIDGE) ? bridge(inputs) : BridgeOptions.DEFAULT);
  }

  private static BridgeOptions bridge(Inputs inputs) {
    Map<String, String> options = new TreeMap<>();
    Inputs group = inputs.group("options");
    inputs
        .entries("options")
        .keySet()
        .forEach(key -> group.text(key).ifPresent(text -> options.put(key, text)));
    try {
      return BridgeOptions.of(options);
    } catch (IllegalArgumentException e) {
      throw inputs.unreadable("options", String.valueOf(e.getMessage()), "correct the value");
    }
  }

  /** The name of a network that nobody here registers. */
  private String external(Inputs user, String input, String name, String driver) {
    if (networks.isTaken(name)) {
      throw user.unreadable(
          input,
          "'%s' is no network's name on the engine, but a network is called so by its label"
              .formatted(name),
          "name the network as the engine does");
    }
    external.computeIfAbsent(
        name,
        key -> new NetworkEntry(key, driver, false, true, false, List.of(), BridgeOptions.DEFAULT));
    return name;
  }

  // --- Containers
  // ---------------------------------------------------------------------------------

  private ContainerEntry container(Subject container, List<RouteEntry> routes) {
    NavigableSet<Port> declared = new TreeSet<>();
    routes.forEach(route -> route.port().ifPresent(declared::add));
    List<Exposure> exposures = new ArrayList<>(published(container, declared));
    Optional<String> image = image(container);
    Recognition recognition = recognition(container, image, declared, exposures);
    if (container.inputs().flag("publishAllPorts", false, true)) {
      exposures.addAll(allPublished(container, recognition));
    }
    exposures.addAll(powers(container.spec()));
    exposures.addAll(mounts(container, new LinkedHashSet<>()));
    return new ContainerEntry(
        container.name(),
        recognition.kind(),
        attachment(container),
        recognition.ports(),
        recognition.portsComplete(),
        exposures.stream().distinct().toList(),
        settings(container));
  }

  private static Recognition recognition(
      Subject container, Optional<String> image, Set<Port> declared, List<Exposure> exposures) {
    try {
      return Recognition.of(
          image, container.labels(), declared, Recognition.publishesWeb(exposures));
    } catch (IllegalArgumentException e) {
      throw container
          .inputs()
          .unreadable("labels", String.valueOf(e.getMessage()), "correct the label");
    }
  }

  /** The name of the image, whose id alone would not say what it is. */
  private Optional<String> image(Subject container) {
    Optional<String> image =
        container.spec().shownText("image").filter(text -> !ID.matcher(text).matches());
    if (image.isPresent()) {
      return image;
    }
    Set<String> names = new TreeSet<>();
    for (String urn :
        container.resource().dependencies().getOrDefault(container.top("image"), List.of())) {
      Optional.ofNullable(images.get(urn)).flatMap(this::imageName).ifPresent(names::add);
    }
    if (names.size() == 1) {
      return names.stream().findFirst();
    }
    if (container.labels().containsKey(Labels.KIND)) {
      return Optional.empty();
    }
    throw container
        .spec()
        .unreadable(
            "image",
            "the image's name is not known, so that it may be a datastore",
            "give the container the label %s, or its image by name".formatted(Labels.KIND));
  }

  private Optional<String> imageName(DockerResource image) {
    Inputs inputs = new Inputs(title + ", " + image, "", image.inputs());
    String input = IMAGES.getOrDefault(image.type(), "name");
    return input.equals("tags")
        ? inputs.items(input).stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .findFirst()
        : inputs.shownText(input);
  }

  // --- Attachments
  // --------------------------------------------------------------------------------

  private NetworkAttachment attachment(Subject container) {
    return container.isService() ? ofService(container) : ofContainer(container);
  }

  private NetworkAttachment ofContainer(Subject container) {
    Inputs inputs = container.inputs();
    if (inputs.has("networks")) {
      throw inputs.unreadable(
          "networks", "is an input of releases before 4", "use networksAdvanced instead");
    }
    Map<String, SortedSet<String>> names = memberships(container, inputs, "networksAdvanced");
    String mode =
        inputs.isHidden("networkMode")
            ? hiddenMode(container)
            : inputs.text("networkMode").orElse("");
    if (mode.startsWith(IN_CONTAINER)) {
      String other = mode.substring(IN_CONTAINER.length());
      return new NetworkAttachment.SharedWith(
          containers
              .find(other)
              .orElseThrow(
                  () ->
                      inputs.unreadable(
                          "networkMode",
                          "the container '%s' is not among these resources".formatted(other),
                          "register it in the same program, or use networks of the engine"))
              .name());
    }
    switch (mode) {
      case "host" -> {
        return new NetworkAttachment.Host();
      }
      case "", "default", BRIDGE -> {
        // The provider takes a container off the default network when it has others.
        if (names.isEmpty()) {
          names.put(external(inputs, "networkMode", BRIDGE, BRIDGE), new TreeSet<>());
        }
      }
      case "none" -> {
        // Nothing but what networksAdvanced names.
      }
      default ->
          join(
              names,
              networks
                  .find(mode)
                  .map(Subject::name)
                  .orElseGet(() -> external(inputs, "networkMode", mode, BRIDGE)),
              List.of(container.engineName()));
    }
    return attached(names);
  }

  /** What a network mode is that is not known before deployment. */
  private String hiddenMode(Subject container) {
    Set<Subject> others = containers.neededBy(container, "networkMode");
    Set<Subject> nets = networks.neededBy(container, "networkMode");
    if (others.size() + nets.size() == 1) {
      return others.isEmpty()
          ? nets.iterator().next().engineName()
          : IN_CONTAINER + others.iterator().next().engineName();
    }
    throw unresolved(container.inputs(), "networkMode");
  }

  private NetworkAttachment ofService(Subject service) {
    Map<String, SortedSet<String>> names =
        memberships(service, service.inputs().group("taskSpec"), "networksAdvanceds");
    if (names.isEmpty()) {
      names.put(external(service.inputs(), "taskSpec", BRIDGE, BRIDGE), new TreeSet<>());
    }
    if (endpointPorts(service).stream()
        .anyMatch(port -> !port.text("publishMode").orElse(INGRESS).equals("host"))) {
      String ingress =
          networks
              .find(INGRESS)
              .map(Subject::name)
              .orElseGet(() -> external(service.inputs(), "endpointSpec", INGRESS, OVERLAY));
      names.putIfAbsent(ingress, new TreeSet<>());
    }
    return attached(names);
  }

  private static NetworkAttachment attached(Map<String, SortedSet<String>> names) {
    List<Membership> memberships = new ArrayList<>();
    names.forEach((network, known) -> memberships.add(new Membership(network, known)));
    return new NetworkAttachment.Networks(memberships);
  }

  /**
   * The networks in the list {@code input}, each with the names by which it knows the container.
   */
  private Map<String, SortedSet<String>> memberships(
      Subject container, Inputs where, String input) {
    String driver = container.isService() ? OVERLAY : BRIDGE;
    Map<String, SortedSet<String>> names = new LinkedHashMap<>();
    List<Inputs> hidden = new ArrayList<>();
    List<Inputs> strange = new ArrayList<>();
    Set<Subject> needed = networks.neededBy(container, container.top(input));
    for (Inputs entry : where.groups(input)) {
      Optional<Subject> network = entry.shownText("name").flatMap(networks::find);
      if (network.isPresent()) {
        join(names, network.get().name(), aliases(container, entry));
        needed.remove(network.get());
      } else {
        (entry.isHidden("name") ? hidden : strange).add(entry);
      }
    }
    List<Inputs> open = new ArrayList<>(hidden);
    // An id that nobody told, if something here is left for it to be.
    if (needed.size() != hidden.size() && needed.size() == hidden.size() + strange.size()) {
      open.addAll(strange);
      strange.clear();
    }
    boolean left = open.isEmpty() && !needed.isEmpty() && !strange.isEmpty();
    if (left || (!open.isEmpty() && needed.size() != open.size())) {
      throw unresolved((left ? strange : open).get(0), "name");
    }
    // Which one is which does not matter, but for the aliases: each gets all of them.
    List<String> aliases =
        open.stream().flatMap(entry -> aliases(container, entry).stream()).toList();
    if (!open.isEmpty()) {
      needed.forEach(network -> join(names, network.name(), aliases));
    }
    for (Inputs entry : strange) {
      String name = entry.text("name").orElse("");
      if (name.isEmpty()) {
        throw entry.unreadable("name", "is not set", "name the network");
      }
      join(
          names,
          external(entry, "name", name, name.equals(BRIDGE) ? BRIDGE : driver),
          name.equals(BRIDGE) ? List.of() : aliases(container, entry));
    }
    return names;
  }

  private static void join(
      Map<String, SortedSet<String>> names, String network, List<String> more) {
    names.computeIfAbsent(network, key -> new TreeSet<>()).addAll(more);
  }

  private static List<String> aliases(Subject container, Inputs entry) {
    List<String> aliases = new ArrayList<>(entry.texts("aliases"));
    aliases.add(container.engineName());
    return aliases;
  }

  private static UnreadableSourceException unresolved(Inputs user, String input) {
    return user.unreadable(
        input,
        "is not known before deployment, and what it depends on does not tell either",
        "give the network a fixed name and use that, or deploy first and then read the state");
  }

  // --- Ways around the networks
  // -------------------------------------------------------------------

  private static List<Inputs> endpointPorts(Subject service) {
    return service.inputs().group("endpointSpec").groups("ports");
  }

  /** The published ports; adds what they lead to to {@code declared}. */
  private static List<Exposure> published(Subject container, Set<Port> declared) {
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

  private static List<Exposure> allPublished(Subject container, Recognition recognition) {
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

  private static List<Exposure> powers(Inputs inputs) {
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
  private List<Exposure> mounts(Subject container, Set<Subject> seen) {
    List<Exposure> mounts = new ArrayList<>();
    if (!seen.add(container)) {
      return mounts;
    }
    Inputs spec = container.spec();
    for (Inputs volume : spec.groups("volumes")) {
      boolean readOnly = volume.flag("readOnly", false, false);
      volume.parsed("hostPath", path -> Exposures.mount(path, readOnly)).ifPresent(mounts::addAll);
      volume
          .text("fromContainer")
          .filter(other -> !other.isEmpty())
          .ifPresent(other -> mounts.addAll(mounts(sharedWith(volume, other), seen)));
    }
    for (Inputs mount : spec.groups("mounts")) {
      boolean readOnly = mount.flag("readOnly", false, false);
      if (!Set.of("volume", "tmpfs").contains(mount.text("type").orElse(""))) {
        mount.parsed("source", path -> Exposures.mount(path, readOnly)).ifPresent(mounts::addAll);
      }
    }
    return mounts;
  }

  private Subject sharedWith(Inputs volume, String other) {
    return containers
        .find(other)
        .orElseThrow(
            () ->
                volume.unreadable(
                    "fromContainer",
                    "the container '%s' is not among these resources".formatted(other),
                    "register it in the same program, or name the volumes themselves"));
  }

  // --- Settings
  // -----------------------------------------------------------------------------------

  private static List<Setting> settings(Subject container) {
    List<Setting> settings = new ArrayList<>();
    Inputs spec = container.spec();
    if (container.isService()) {
      if (!spec.isHidden("env")) {
        spec.entries("env")
            .forEach(
                (name, value) -> {
                  if (value instanceof String text) {
                    settings.add(new Setting(Place.ENVIRONMENT, name, text));
                  }
                });
      }
    } else {
      for (Object variable : shown(spec, "envs")) {
        if (variable instanceof String text && text.indexOf('=') > 0) {
          int equals = text.indexOf('=');
          settings.add(
              new Setting(
                  Place.ENVIRONMENT, text.substring(0, equals), text.substring(equals + 1)));
        }
      }
    }
    container
        .labels()
        .forEach(
            (name, value) -> {
              if (!value.equals(Inputs.Hidden.UNKNOWN.toString())) {
                settings.add(new Setting(Place.LABEL, name, value));
              }
            });
    List<Object> words =
        new ArrayList<>(shown(spec, container.isService() ? "commands" : "entrypoints"));
    words.addAll(shown(spec, container.isService() ? "args" : "command"));
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i) instanceof String text) {
        settings.add(new Setting(Place.COMMAND, Integer.toString(i), text));
      }
    }
    return settings;
  }

  private static List<Object> shown(Inputs inputs, String key) {
    return inputs.isHidden(key) ? List.of() : inputs.items(key);
  }
}
