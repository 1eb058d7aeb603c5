package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import app.versatilehub.readers.DockerResource;
import app.versatilehub.readers.DockerResourceReader;
import app.versatilehub.testing.Registered;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.TopologyInventory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a committed stack registers, to be changed behind the program's back and then judged. */
final class BrokenStack {

  private static final String SECRET = "4dabf18193072939515e22adb298388d";

  private final Topology topology;
  private final Map<String, DockerResource> unbroken;
  // Only those that somebody wanted to change; what has been removed has none.
  private final Map<String, Optional<Part>> parts = new LinkedHashMap<>();
  private Policy policy;
  private Optional<EngineVersion> engine = Optional.empty();

  BrokenStack(String stack) {
    topology = Stacks.topology(stack);
    policy = Stacks.policy(stack);
    unbroken = Stacks.dockerResources(stack);
  }

  Part container(String name) {
    return part(Registered.CONTAINER, name);
  }

  Part network(String name) {
    return part(Registered.NETWORK, name);
  }

  Part volume(String name) {
    return part(Registered.VOLUME, name);
  }

  private Part part(String type, String name) {
    String urn = type + "::" + name;
    return requireNonNull(
            parts.computeIfAbsent(
                urn, key -> Optional.of(new Part(requireNonNull(unbroken.get(key), name)))))
        .orElseThrow();
  }

  /** A container that none of the modules declares. */
  Part stranger(String name, String image) {
    return add(Registered.CONTAINER, name, Map.of("name", name, "image", image));
  }

  Part add(String type, String name, Map<String, Object> inputs) {
    Part part = new Part(new DockerResource(type + "::" + name, type, name, inputs, Map.of()));
    parts.put(part.resource.urn(), Optional.of(part));
    return part;
  }

  void remove(Part part) {
    parts.put(part.resource.urn(), Optional.empty());
  }

  void on(String engineVersion) {
    engine = Optional.of(EngineVersion.parse(engineVersion));
  }

  void judgedBy(UnaryOperator<Policy> other) {
    policy = other.apply(policy);
  }

  /** A network's name on the engine. */
  String engineName(String network) {
    return topology.network(NetworkName.of(network)).engineName().value();
  }

  /** All that makes the judgement another one; a resource that was removed has none. */
  record Difference(
      Map<String, Optional<DockerResource>> resources,
      Policy policy,
      Optional<EngineVersion> engine) {}

  Difference difference() {
    Map<String, Optional<DockerResource>> changed = new HashMap<>();
    parts.forEach((urn, part) -> changed.put(urn, part.map(Part::resource)));
    changed
        .entrySet()
        .removeIf(
            entry -> entry.getValue().equals(Optional.ofNullable(unbroken.get(entry.getKey()))));
    return new Difference(changed, policy, engine);
  }

  private List<DockerResource> resources() {
    Map<String, DockerResource> resources = new LinkedHashMap<>(unbroken);
    parts.forEach(
        (urn, part) -> resources.compute(urn, (key, was) -> part.map(Part::resource).orElse(null)));
    return List.copyOf(resources.values());
  }

  Inventory inventory() {
    return DockerResourceReader.read("broken", resources())
        .onEngine(engine)
        .intending(TopologyInventory.flows(topology), TopologyInventory.egress(topology));
  }

  Judgement judge() {
    return Judge.judge(inventory(), policy);
  }

  /** One resource. */
  final class Part {

    private final DockerResource resource;
    private final Map<String, Object> inputs;
    private final Map<String, List<String>> dependencies;

    private Part(DockerResource resource) {
      this.resource = resource;
      this.inputs = copy(resource.inputs());
      this.dependencies = new HashMap<>(resource.dependencies());
    }

    private DockerResource resource() {
      return new DockerResource(
          resource.urn(), resource.type(), resource.name(), inputs, dependencies);
    }

    Part set(String input, Object value) {
      inputs.put(input, value);
      return this;
    }

    Part withoutInput(String input) {
      inputs.remove(input);
      return this;
    }

    Part add(String input, Object item) {
      list(input).add(item);
      return this;
    }

    Part option(String name, String value) {
      Map<String, Object> options = copy(group(inputs.getOrDefault("options", Map.of())));
      options.put("com.docker.network.bridge." + name, value);
      return set("options", options);
    }

    Part withoutOption(String name) {
      group(requireNonNull(inputs.get("options"))).remove("com.docker.network.bridge." + name);
      return this;
    }

    Part label(String name, String value) {
      return withoutLabel(name).add("labels", Map.of("label", name, "value", value));
    }

    Part withoutLabel(String name) {
      list("labels").removeIf(label -> name.equals(group(label).get("label")));
      return this;
    }

    /** The one label that ends so. */
    String labelLike(String end) {
      return list("labels").stream()
          .map(label -> String.valueOf(group(label).get("label")))
          .filter(name -> name.endsWith(end))
          .findFirst()
          .orElseThrow();
    }

    Part joins(String network, String... aliases) {
      return add(
          "networksAdvanced", Map.of("name", engineName(network), "aliases", List.of(aliases)));
    }

    /** Without the last one it has none at all, not the engine's default network. */
    Part leaves(String network) {
      removeFrom(network);
      return list("networksAdvanced").isEmpty() ? set("networkMode", "none") : this;
    }

    Part alsoCalled(String alias, String network) {
      removeFrom(network);
      return joins(network, resource.name(), alias);
    }

    private void removeFrom(String network) {
      String input = "networksAdvanced";
      list(input).removeIf(one -> engineName(network).equals(group(one).get("name")));
      dependencies.computeIfPresent(
          input,
          (name, keys) -> keys.stream().filter(key -> !key.endsWith("::" + network)).toList());
    }

    Part publishes(int port, int hostPort) {
      return add("ports", Map.of("internal", port, "external", hostPort));
    }

    Part publishes(int port, int hostPort, String address) {
      return add("ports", Map.of("internal", port, "external", hostPort, "ip", address));
    }

    Part mounts(String hostPath, boolean readOnly) {
      return add(
          "volumes", Map.of("hostPath", hostPath, "containerPath", "/mnt", "readOnly", readOnly));
    }

    Part adds(String capability) {
      return set("capabilities", Map.of("adds", List.of(capability)));
    }

    Part sees(String device) {
      return set("devices", List.of(Map.of("hostPath", device)));
    }

    /** Forgets that something is a secret. */
    Part bares(String input) {
      return set(input, bare(requireNonNull(inputs.get(input))));
    }

    private static Object bare(Object value) {
      if (value instanceof Map<?, ?> map) {
        if (map.containsKey(SECRET)) {
          return requireNonNull(map.get("value"));
        }
        Map<String, Object> bare = new HashMap<>();
        map.forEach((key, inner) -> bare.put((String) key, bare(requireNonNull(inner))));
        return bare;
      }
      return value instanceof List<?> list ? list.stream().map(Part::bare).toList() : value;
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(String input) {
      return (List<Object>)
          requireNonNull(inputs.computeIfAbsent(input, name -> new ArrayList<>()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> group(Object value) {
      return (Map<String, Object>) value;
    }

    private static Map<String, Object> copy(Map<String, Object> map) {
      Map<String, Object> copy = new HashMap<>();
      map.forEach((key, value) -> copy.put(key, copyOf(value)));
      return copy;
    }

    private static Object copyOf(Object value) {
      if (value instanceof Map<?, ?>) {
        return copy(group(value));
      }
      if (value instanceof List<?> list) {
        List<Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(copyOf(item)));
        return copy;
      }
      return value;
    }
  }
}
