package app.versatilehub.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How somebody would make a network again by hand, with its labels, range, bridge and members. */
final class NetworkRemake {

  private static final String BRIDGE = "com.docker.network.bridge.name";

  private final String name;
  private final JsonNode found;
  private final SortedMap<String, List<String>> members = new TreeMap<>();

  private NetworkRemake(String name, JsonNode found) {
    this.name = name;
    this.found = found;
    for (JsonNode member : found.path("Containers")) {
      String container = member.path("Name").asText();
      List<String> aliases = new ArrayList<>();
      JsonNode inspected = Client.parse(Command.docker("inspect", container).success()).path(0);
      inspected
          .path("NetworkSettings")
          .path("Networks")
          .path(name)
          .path("Aliases")
          .forEach(alias -> aliases.add(alias.asText()));
      aliases.removeIf(inspected.path("Id").asText()::startsWith);
      members.put(container, aliases);
    }
  }

  /** Looks at the network that is there now. */
  static NetworkRemake of(String network) {
    return new NetworkRemake(
        network, Client.parse(Command.docker("network", "inspect", network).success()).path(0));
  }

  /** Takes the one that is there away, and makes one with these options of {@code docker}. */
  void make(List<String> options) {
    members
        .keySet()
        .forEach(member -> Command.docker("network", "disconnect", name, member).success());
    Command.docker("network", "rm", name).success();
    List<String> create = new ArrayList<>(List.of("network", "create"));
    create.addAll(options);
    create.addAll(List.of("--opt", BRIDGE + "=" + found.path("Options").path(BRIDGE).asText()));
    found
        .path("Labels")
        .properties()
        .forEach(
            label ->
                create.addAll(
                    List.of("--label", label.getKey() + "=" + label.getValue().asText())));
    for (JsonNode range : found.at("/IPAM/Config")) {
      create.addAll(
          List.of(
              "--subnet",
              range.path("Subnet").asText(),
              "--gateway",
              range.path("Gateway").asText()));
    }
    create.add(name);
    Command.docker(create.toArray(String[]::new)).success();
    members.forEach(
        (member, aliases) -> {
          List<String> connect = new ArrayList<>(List.of("network", "connect"));
          aliases.forEach(alias -> connect.addAll(List.of("--alias", alias)));
          connect.addAll(List.of(name, member));
          Command.docker(connect.toArray(String[]::new)).success();
        });
  }
}
