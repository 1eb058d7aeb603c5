package app.versatilehub.readers;

import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds out on which networks containers are. */
final class DockerAttachments {

  private static final String BRIDGE = "bridge";
  private static final String HOST = "host";
  private static final String OVERLAY = "overlay";
  private static final String INGRESS = "ingress";
  private static final String IN_CONTAINER = "container:";

  private final DockerIndex networks;
  private final DockerIndex containers;
  private final Map<String, NetworkEntry> external = new LinkedHashMap<>();

  DockerAttachments(DockerIndex networks, DockerIndex containers) {
    this.networks = networks;
    this.containers = containers;
  }

  /** The networks that {@link #attachment} has met and nobody registers. */
  Collection<NetworkEntry> external() {
    return external.values();
  }

  /** Where the interfaces of {@code container} are. */
  NetworkAttachment attachment(DockerSubject container) {
    if (entries(container).stream()
        .anyMatch(entry -> entry.shownText("name").filter(HOST::equals).isPresent())) {
      return new NetworkAttachment.Host();
    }
    return container.isService() ? ofService(container) : ofContainer(container);
  }

  private static List<Inputs> entries(DockerSubject container) {
    return container.isService()
        ? container.inputs().group("taskSpec").groups("networksAdvanceds")
        : container.inputs().groups("networksAdvanced");
  }

  private NetworkAttachment ofContainer(DockerSubject container) {
    Inputs inputs = container.inputs();
    if (inputs.has("networks")) {
      throw inputs.unreadable(
          "networks", "is an input of releases before 4", "use networksAdvanced instead");
    }
    Map<String, SortedSet<String>> names = memberships(container);
    String mode =
        inputs.isHidden("networkMode")
            ? hiddenMode(container)
            : inputs.text("networkMode").orElse("");
    if (mode.startsWith(IN_CONTAINER)) {
      return new NetworkAttachment.SharedWith(
          sharedWith(container, mode.substring(IN_CONTAINER.length())).name());
    }
    switch (mode) {
      case HOST -> {
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
                  .map(DockerSubject::name)
                  .orElseGet(() -> external(inputs, "networkMode", mode, BRIDGE)),
              List.of(container.engineName()));
    }
    return attached(names);
  }

  private DockerSubject sharedWith(DockerSubject container, String other) {
    Set<DockerSubject> needed = containers.neededBy(container, "networkMode");
    return containers
        .find(other)
        // An id that nobody told.
        .or(() -> needed.size() == 1 ? needed.stream().findFirst() : Optional.empty())
        .orElseThrow(
            () ->
                container
                    .inputs()
                    .unreadable(
                        "networkMode",
                        "the container '%s' is not among these resources".formatted(other),
                        "register it in the same program, or use networks of the engine"));
  }

  /** What a network mode is that is not known before deployment. */
  private String hiddenMode(DockerSubject container) {
    Set<DockerSubject> others = containers.neededBy(container, "networkMode");
    Set<DockerSubject> nets = networks.neededBy(container, "networkMode");
    if (others.size() + nets.size() == 1) {
      return others.isEmpty()
          ? nets.iterator().next().engineName()
          : IN_CONTAINER + others.iterator().next().engineName();
    }
    throw unresolved(container.inputs(), "networkMode");
  }

  private NetworkAttachment ofService(DockerSubject service) {
    Map<String, SortedSet<String>> names = memberships(service);
    if (names.isEmpty()) {
      names.put(external(service.inputs(), "taskSpec", BRIDGE, BRIDGE), new TreeSet<>());
    }
    if (DockerExposures.endpointPorts(service).stream()
        .anyMatch(port -> !port.text("publishMode").orElse(INGRESS).equals("host"))) {
      String ingress =
          networks
              .find(INGRESS)
              .map(DockerSubject::name)
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

  /** The networks that are listed, each with the names by which it knows the container. */
  private Map<String, SortedSet<String>> memberships(DockerSubject container) {
    String driver = container.isService() ? OVERLAY : BRIDGE;
    Map<String, SortedSet<String>> names = new LinkedHashMap<>();
    List<Inputs> hidden = new ArrayList<>();
    List<Inputs> strange = new ArrayList<>();
    Set<DockerSubject> needed = networks.neededBy(container, container.top("networksAdvanced"));
    for (Inputs entry : entries(container)) {
      Optional<DockerSubject> network = entry.shownText("name").flatMap(networks::find);
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

  private static List<String> aliases(DockerSubject container, Inputs entry) {
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
}
