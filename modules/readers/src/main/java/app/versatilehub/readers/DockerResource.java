package app.versatilehub.readers;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A resource of Pulumi's Docker provider, as a program registers it.
 *
 * @param urn its URN
 * @param type its type, such as {@code docker:index/container:Container}
 * @param name its name in Pulumi
 * @param inputs its inputs in any form in which Pulumi writes values; its id on the engine, where
 *     that is known, as {@code id}
 * @param dependencies the URNs of the resources that the value of an input depends on, by input
 */
public record DockerResource(
    String urn,
    String type,
    String name,
    Map<String, Object> inputs,
    Map<String, List<String>> dependencies) {

  public DockerResource {
    requireNonNull(urn, "urn");
    requireNonNull(type, "type");
    requireNonNull(name, "name");
    // Not Map.copyOf: inputs may be null.
    inputs = new HashMap<>(inputs);
    dependencies = Map.copyOf(dependencies);
  }

  /** Without the inputs, which may be secrets. */
  @Override
  public String toString() {
    return "%s %s"
        .formatted(type.substring(type.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT), name);
  }
}
