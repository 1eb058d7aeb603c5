package app.versatilehub.readers;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.RouteEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads resources of Pulumi's Docker provider, release 4. What is hidden as a secret or not known
 * before deployment is resolved by what it depends on, else taken at its worst, else refused.
 */
public final class DockerResourceReader {

  static final String CONTAINER = "docker:index/container:Container";
  static final String NETWORK = "docker:index/network:Network";
  static final String SERVICE = "docker:index/service:Service";
  private static final String VOLUME = "docker:index/volume:Volume";

  private static final String BRIDGE = "bridge";
  private static final String OVERLAY = "overlay";

  private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{12,64}");

  /** Inputs that name an image, by the types of its resources. */
  private static final Map<String, String> IMAGES =
      Map.of(
          "docker:index/remoteImage:RemoteImage", "name",
          "docker:index/image:Image", "imageName",
          "docker-build:index:Image", "tags");

  private final String title;
  private final Map<String, DockerResource> images = new HashMap<>();
  private final DockerIndex networks;
  private final DockerIndex containers;
  private final DockerIndex volumes;
  private final DockerAttachments attachments;
  private final DockerExposures around;

  private DockerResourceReader(String title) {
    this.title = title;
    networks = new DockerIndex(title, "network");
    containers = new DockerIndex(title, "container");
    volumes = new DockerIndex(title, "volume");
    attachments = new DockerAttachments(networks, containers);
    around = new DockerExposures(containers, volumes);
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
    return isOfTheEngine(type) || type.equals(VOLUME) || IMAGES.containsKey(type);
  }

  /** Whether resources of {@code type} become networks or containers. */
  static boolean isOfTheEngine(String type) {
    return type.equals(CONTAINER) || type.equals(NETWORK) || type.equals(SERVICE);
  }

  private Inventory read(List<DockerResource> resources) {
    for (DockerResource resource : resources) {
      switch (resource.type()) {
        case NETWORK -> networks.add(DockerSubject.of(title, resource, Labels.NETWORK));
        case CONTAINER, SERVICE ->
            containers.add(DockerSubject.of(title, resource, Labels.SERVICE));
        case VOLUME -> volumes.add(DockerSubject.of(title, resource, ""));
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
    for (DockerSubject container : containers.all()) {
      List<RouteEntry> own =
          TraefikLabels.routes(container.name(), container.labels(), this::networkName);
      containerEntries.add(container(container, own));
      routes.addAll(own);
    }
    networkEntries.addAll(attachments.external());
    return new Inventory(
        title, Optional.empty(), networkEntries, containerEntries, routes, Optional.empty());
  }

  private String networkName(String engineName) {
    return networks.find(engineName).map(DockerSubject::name).orElse(engineName);
  }

  private static NetworkEntry network(DockerSubject network) {
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

  private ContainerEntry container(DockerSubject container, List<RouteEntry> routes) {
    NavigableSet<Port> declared = new TreeSet<>();
    routes.forEach(route -> route.port().ifPresent(declared::add));
    List<Exposure> exposures = new ArrayList<>(DockerExposures.published(container, declared));
    Optional<String> image = image(container);
    Recognition recognition = recognition(container, image, declared, exposures);
    if (container.inputs().flag("publishAllPorts", false, true)) {
      exposures.addAll(DockerExposures.allPublished(container, recognition));
    }
    exposures.addAll(DockerExposures.powers(container.spec()));
    exposures.addAll(around.mounts(container));
    return new ContainerEntry(
        container.name(),
        container.labels().getOrDefault(Labels.REPLICA_OF, container.name()),
        recognition.kind(),
        attachments.attachment(container),
        recognition.ports(),
        recognition.bound(),
        recognition.portsComplete(),
        exposures.stream().distinct().toList(),
        settings(container));
  }

  private static Recognition recognition(
      DockerSubject container,
      Optional<String> image,
      Set<Port> declared,
      List<Exposure> exposures) {
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
  private Optional<String> image(DockerSubject container) {
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

  private static List<Setting> settings(DockerSubject container) {
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
    for (Inputs upload : spec.shownGroups("uploads")) {
      Optional<String> file = upload.shownText("file");
      upload
          .shownText("content")
          .or(() -> upload.shownText("contentBase64"))
          .ifPresent(text -> settings.add(new Setting(Place.FILE, file.orElse(""), text)));
    }
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
