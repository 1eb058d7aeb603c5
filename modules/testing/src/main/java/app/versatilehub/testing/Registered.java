package app.versatilehub.testing;

import static java.util.Objects.requireNonNull;

import app.versatilehub.readers.DockerResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One resource as the program registered it.
 *
 * @param type its type in Pulumi
 * @param name its name in Pulumi
 * @param parent the name of the component that it belongs to
 * @param dependsOn the names of those that it explicitly waits for
 * @param dependencies by input, the {@link #key} of those whose outputs are in its value
 * @param options how Pulumi is to treat it
 * @param inputs its inputs, in the clear
 * @param wire its inputs as Pulumi's engine gets them, secrets wrapped
 */
public record Registered(
    String type,
    String name,
    Optional<String> parent,
    SortedSet<String> dependsOn,
    Map<String, List<String>> dependencies,
    Options options,
    Map<String, Object> inputs,
    Wire wire) {

  public static final String NETWORK = "docker:index/network:Network";
  public static final String VOLUME = "docker:index/volume:Volume";
  public static final String CONTAINER = "docker:index/container:Container";

  /** The component that holds the resources of one module. */
  public static final String MODULE = "versatile-hub:docker:Module";

  private static final String BETWEEN = "::";

  public Registered {
    requireNonNull(type, "type");
    requireNonNull(name, "name");
    requireNonNull(parent, "parent");
    requireNonNull(dependsOn, "dependsOn");
    dependencies = Map.copyOf(dependencies);
    requireNonNull(options, "options");
    requireNonNull(inputs, "inputs");
    requireNonNull(wire, "wire");
  }

  /**
   * How Pulumi is to treat a resource.
   *
   * @param protect whether it refuses to delete it
   * @param deleteBeforeReplace whether the old one goes before the new one comes
   * @param replaceOnChanges the inputs of which a change makes a new one
   */
  public record Options(
      boolean protect, boolean deleteBeforeReplace, List<String> replaceOnChanges) {}

  public boolean is(String ofType) {
    return type.equals(ofType);
  }

  /** Type and name, by which {@link #dependencies} call it. */
  public String key() {
    return type + BETWEEN + name;
  }

  /** The names of those whose outputs are among its inputs. */
  public SortedSet<String> uses() {
    SortedSet<String> names = new TreeSet<>();
    dependencies.values().forEach(keys -> keys.forEach(key -> names.add(afterType(key))));
    return names;
  }

  private static String afterType(String key) {
    return key.substring(key.lastIndexOf(BETWEEN) + BETWEEN.length());
  }

  /** The id that every resource of that name gets. */
  static String id(String name) {
    return name + "-id";
  }

  /** What a reader of Docker resources reads. */
  DockerResource toDockerResource() {
    Map<String, Object> told = new TreeMap<>(wire.inputs());
    told.put("id", id(name));
    return new DockerResource(key(), type, name, told, dependencies);
  }

  /** Its name on the engine. */
  public String engineName() {
    return text("name");
  }

  public boolean has(String input) {
    return inputs.containsKey(input);
  }

  public String text(String input) {
    return (String) value(input);
  }

  public boolean flag(String input) {
    return (Boolean) value(input);
  }

  public int number(String input) {
    return ((Number) value(input)).intValue();
  }

  /** The words of a list; none when it is not set. */
  public List<String> words(String input) {
    return list(input).stream().map(String.class::cast).toList();
  }

  /** The groups of a list; none when it is not set. */
  public List<Map<String, Object>> groups(String input) {
    List<Map<String, Object>> groups = new ArrayList<>();
    list(input).forEach(item -> groups.add(group(item)));
    return groups;
  }

  public Map<String, Object> group(String input) {
    return group(value(input));
  }

  public SortedMap<String, String> labels() {
    SortedMap<String, String> labels = new TreeMap<>();
    groups("labels")
        .forEach(label -> labels.put((String) label.get("label"), (String) label.get("value")));
    return labels;
  }

  /** The labels that Traefik reads. */
  public SortedMap<String, String> traefikLabels() {
    SortedMap<String, String> labels = labels();
    labels.keySet().removeIf(label -> !label.startsWith("traefik."));
    return labels;
  }

  /** The networks' names on the engine, each with the container's aliases there. */
  public SortedMap<String, List<String>> attachments() {
    SortedMap<String, List<String>> attachments = new TreeMap<>();
    groups("networksAdvanced")
        .forEach(
            attachment -> {
              List<String> aliases = new ArrayList<>();
              if (attachment.get("aliases") instanceof List<?> list) {
                list.forEach(alias -> aliases.add((String) alias));
              }
              attachments.put(String.valueOf(attachment.get("name")), aliases);
            });
    return attachments;
  }

  private Object value(String input) {
    return requireNonNull(inputs.get(input), () -> "%s has no input '%s'".formatted(name, input));
  }

  private List<?> list(String input) {
    Object list = inputs.get(input);
    return list == null ? List.of() : (List<?>) list;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> group(@Nullable Object value) {
    return (Map<String, Object>) requireNonNull(value);
  }

  /** The row in a resource table. */
  @Override
  public String toString() {
    return "%s %s %s".formatted(type, parent.orElse("-"), name);
  }
}
