package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One resource as the program registered it.
 *
 * @param type its type in Pulumi
 * @param name its name in Pulumi
 * @param parent the name of the component that it belongs to
 * @param dependsOn the names of those that it explicitly waits for
 * @param uses the names of those whose outputs are among its inputs
 * @param options how Pulumi is to treat it
 * @param inputs its inputs, in the clear
 * @param wire its inputs as Pulumi's engine gets them, secrets wrapped
 */
record Registered(
    String type,
    String name,
    Optional<String> parent,
    SortedSet<String> dependsOn,
    SortedSet<String> uses,
    Options options,
    Map<String, Object> inputs,
    Wire wire) {

  static final String NETWORK = "docker:index/network:Network";
  static final String VOLUME = "docker:index/volume:Volume";
  static final String CONTAINER = "docker:index/container:Container";
  static final String MODULE = "versatile-hub:docker:Module";

  /** How Pulumi is to treat a resource. */
  record Options(boolean protect, boolean deleteBeforeReplace, List<String> replaceOnChanges) {}

  boolean is(String ofType) {
    return type.equals(ofType);
  }

  /** Its name on the engine. */
  String engineName() {
    return text("name");
  }

  boolean has(String input) {
    return inputs.containsKey(input);
  }

  String text(String input) {
    return (String) value(input);
  }

  boolean flag(String input) {
    return (Boolean) value(input);
  }

  int number(String input) {
    return ((Number) value(input)).intValue();
  }

  /** The words of a list; none when it is not set. */
  List<String> words(String input) {
    return list(input).stream().map(String.class::cast).toList();
  }

  /** The groups of a list; none when it is not set. */
  List<Map<String, Object>> groups(String input) {
    List<Map<String, Object>> groups = new ArrayList<>();
    list(input).forEach(item -> groups.add(group(item)));
    return groups;
  }

  Map<String, Object> group(String input) {
    return group(value(input));
  }

  SortedMap<String, String> labels() {
    SortedMap<String, String> labels = new TreeMap<>();
    groups("labels")
        .forEach(label -> labels.put((String) label.get("label"), (String) label.get("value")));
    return labels;
  }

  /** The labels that Traefik reads. */
  SortedMap<String, String> traefikLabels() {
    SortedMap<String, String> labels = labels();
    labels.keySet().removeIf(label -> !label.startsWith("traefik."));
    return labels;
  }

  /** The networks' names on the engine, each with the container's aliases there. */
  SortedMap<String, List<String>> attachments() {
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
