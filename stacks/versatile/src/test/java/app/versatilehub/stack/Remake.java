package app.versatilehub.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How somebody would make a container again by hand, like the one that is there but for what is
 * changed here. What its image says (program, user, health check) is left to the image.
 */
final class Remake {

  private final String name;
  private final SortedMap<String, String> labels = new TreeMap<>();
  private final SortedMap<String, String> variables = new TreeMap<>();
  private final SortedMap<String, List<String>> networks = new TreeMap<>();
  private final List<String> options = new ArrayList<>();
  private String image;

  private Remake(String name, JsonNode found) {
    this.name = name;
    image = found.at("/Config/Image").asText();
    found
        .at("/Config/Labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    for (JsonNode variable : found.at("/Config/Env")) {
      String[] pair = variable.asText().split("=", 2);
      variables.put(pair[0], pair[1]);
    }
    // Of the client that makes it, too.
    variables.remove("PATH");
    String id = found.path("Id").asText();
    found
        .at("/NetworkSettings/Networks")
        .properties()
        .forEach(
            network -> {
              List<String> aliases = new ArrayList<>();
              network.getValue().path("Aliases").forEach(alias -> aliases.add(alias.asText()));
              aliases.removeIf(id::startsWith);
              networks.put(network.getKey(), aliases);
            });
    for (JsonNode bind : found.at("/HostConfig/Binds")) {
      with("--volume", bind.asText());
    }
    with("--restart", found.at("/HostConfig/RestartPolicy/Name").asText());
  }

  /** Looks at the container that is there now. */
  static Remake of(String container) {
    return new Remake(
        container, Client.parse(Command.docker("inspect", container).success()).path(0));
  }

  /** With more options of {@code docker create}. */
  Remake with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  Remake label(String label, String value) {
    labels.put(label, value);
    return this;
  }

  Remake withoutLabel(String label) {
    labels.remove(label);
    return this;
  }

  Remake variable(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  Remake image(String other) {
    image = other;
    return this;
  }

  /** In place of its networks: {@code host}, or {@code container:NAME}. */
  Remake networkMode(String mode) {
    networks.clear();
    return with("--network", mode);
  }

  /** Takes the one that is there away, and makes and starts the other one. */
  void make() {
    List<String> create = new ArrayList<>(List.of("docker", "create", "--name", name));
    create.addAll(options);
    labels.forEach((label, value) -> create.addAll(List.of("--label", label + "=" + value)));
    // Their values may be secrets, and what a command is given may be printed.
    variables.keySet().forEach(variable -> create.addAll(List.of("--env", variable)));
    networks.entrySet().stream()
        .limit(1)
        .forEach(
            first -> {
              create.addAll(List.of("--network", first.getKey()));
              first.getValue().forEach(alias -> create.addAll(List.of("--network-alias", alias)));
            });
    create.add(image);
    Command.docker("rm", "--force", name).success();
    Command.run(Path.of("."), Map.copyOf(variables), create).success();
    networks.entrySet().stream()
        .skip(1)
        .forEach(
            more -> {
              List<String> connect = new ArrayList<>(List.of("network", "connect"));
              more.getValue().forEach(alias -> connect.addAll(List.of("--alias", alias)));
              connect.addAll(List.of(more.getKey(), name));
              Command.docker(connect.toArray(String[]::new)).success();
            });
    Command.docker("start", name).success();
  }
}
