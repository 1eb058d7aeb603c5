package app.versatilehub.readers;

import app.versatilehub.topology.isolation.Inventory;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads what {@code pulumi stack export} writes: the resources as they were last deployed. */
public final class StateReader {

  private static final Set<Integer> VERSIONS = Set.of(3, 4);

  private StateReader() {}

  /**
   * Reads {@code in} to its end.
   *
   * @param title what it is, for messages, such as its file's name
   * @throws UnreadableSourceException if it is none, is larger than 32 MiB, or does not tell all of
   *     what isolation depends on
   */
  public static Inventory read(String title, InputStream in) {
    return read(title, PulumiJson.read(title, in));
  }

  static Inventory read(String source, JsonNode root) {
    JsonNode version = root.path("version");
    if (!version.isInt() || !VERSIONS.contains(version.intValue())) {
      throw PulumiJson.shape(source, "/version", "a version that is known here (3 or 4)");
    }
    JsonNode deployment = root.path("deployment");
    if (!deployment.path("pending_operations").isEmpty()) {
      throw new UnreadableSourceException(
          source + " at /deployment/pending_operations",
          "an update was interrupted, so that the state may not be what is deployed",
          "run 'pulumi refresh', and export the state again");
    }
    JsonNode resources = deployment.path("resources");
    if (deployment.isObject() && resources.isMissingNode()) {
      throw new UnreadableSourceException(
          source, "nothing is deployed", "deploy the stack, or name another state");
    }
    if (!resources.isArray()) {
      throw PulumiJson.shape(source, "/deployment/resources", "a list of resources");
    }
    Map<String, JsonNode> states = new LinkedHashMap<>();
    for (int i = 0; i < resources.size(); i++) {
      JsonNode resource = resources.get(i);
      if (!resource.path("delete").asBoolean()
          && !resource.path("pendingReplacement").asBoolean()) {
        states.put("/deployment/resources/" + i, resource);
      }
    }
    return PulumiJson.inventory(source, "state of stack", states);
  }
}
