package app.versatilehub.live;

import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.EngineState.ExistingNetwork;
import app.versatilehub.topology.EngineState.ExistingVolume;
import app.versatilehub.topology.EngineState.HostRoute;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Port;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Turns the engine's answers into an {@link EngineState}. What others have made there is taken as
 * it comes: a part that cannot be read is left out.
 */
final class EngineAnswers {

  private static final String BRIDGE_OPTION = "com.docker.network.bridge.name";

  private static final Pattern EXITED = Pattern.compile("^Exited \\((\\d{1,3})\\)");

  private static final Set<String> ALIVE = Set.of("running", "paused", "restarting");

  /** How much of a network's identifier the engine puts into the name of its bridge. */
  private static final int SHORT_ID = 12;

  private EngineAnswers() {}

  static EngineState state(
      JsonNode version,
      boolean local,
      JsonNode networks,
      JsonNode containers,
      JsonNode volumes,
      List<HostRoute> routes) {
    Map<String, Set<String>> users = users(containers);
    return new EngineState(
        version(version.path("Version").asText()),
        version.path("ApiVersion").asText(),
        local,
        stream(networks).map(EngineAnswers::network).toList(),
        stream(containers).flatMap(EngineAnswers::container).toList(),
        stream(volumes.path("Volumes")).map(volume -> volume(volume, users)).toList(),
        routes);
  }

  private static Optional<EngineVersion> version(String text) {
    try {
      return Optional.of(EngineVersion.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ExistingNetwork network(JsonNode node) {
    String id = node.path("Id").asText();
    String driver = node.path("Driver").asText();
    return new ExistingNetwork(
        id,
        node.path("Name").asText(),
        driver,
        node.path("Internal").asBoolean(),
        stream(node.path("IPAM").path("Config"))
            .map(config -> AddressRange.parse(config.path("Subnet").asText()))
            .flatMap(Optional::stream)
            .toList(),
        bridge(id, driver, node.path("Options")),
        texts(node.path("Labels")));
  }

  private static Optional<String> bridge(String id, String driver, JsonNode options) {
    if (!driver.equals(Network.BRIDGE_DRIVER)) {
      return Optional.empty();
    }
    String named = options.path(BRIDGE_OPTION).asText();
    if (!named.isEmpty()) {
      return Optional.of(named);
    }
    return Optional.of(id)
        .filter(i -> i.length() >= SHORT_ID)
        .map(i -> "br-" + i.substring(0, SHORT_ID));
  }

  /** A container has further names, with a second slash, where others link to it. */
  private static Stream<ExistingContainer> container(JsonNode node) {
    return stream(node.path("Names"))
        .map(JsonNode::asText)
        .filter(name -> name.lastIndexOf('/') == 0)
        .limit(1)
        .map(
            name ->
                new ExistingContainer(
                    name.substring(1),
                    texts(node.path("Labels")),
                    publishedPorts(node.path("Ports")),
                    exitCode(node.path("Status").asText())));
  }

  private static ExistingVolume volume(JsonNode node, Map<String, Set<String>> users) {
    String name = node.path("Name").asText();
    return new ExistingVolume(name, texts(node.path("Labels")), users.getOrDefault(name, Set.of()));
  }

  /** The names of containers that have not ended, by the volumes that they have. */
  private static Map<String, Set<String>> users(JsonNode containers) {
    Map<String, Set<String>> users = new HashMap<>();
    stream(containers)
        .filter(node -> ALIVE.contains(node.path("State").asText()))
        .forEach(
            node ->
                container(node)
                    .forEach(
                        container ->
                            stream(node.path("Mounts"))
                                .filter(mount -> mount.path("Type").asText().equals("volume"))
                                .forEach(
                                    mount ->
                                        users
                                            .computeIfAbsent(
                                                mount.path("Name").asText(),
                                                none -> new HashSet<>())
                                            .add(container.name()))));
    return users;
  }

  /** The list of containers has it in words only, such as {@code Exited (1) 5 minutes ago}. */
  private static Optional<Integer> exitCode(String status) {
    Matcher matcher = EXITED.matcher(status);
    return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  private static Set<Port> publishedPorts(JsonNode ports) {
    Set<Port> published = new HashSet<>();
    for (JsonNode port : ports) {
      int number = port.path("PublicPort").asInt();
      if (number > 0 && number <= 65_535 && port.path("Type").asText().equals("tcp")) {
        published.add(Port.of(number));
      }
    }
    return published;
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new HashMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
