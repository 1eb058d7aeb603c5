package app.versatilehub.cli;

import app.versatilehub.operations.Leftovers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.Set;

/**
 * What {@code pulumi stack export} says.
 *
 * @param text all of it; values of secrets are encrypted there
 * @param root the same, read
 */
record PulumiState(String text, JsonNode root) {

  private static final String DEPLOYMENT = "deployment";
  private static final String PENDING = "pending_operations";

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static PulumiState parse(String text) {
    try {
      return new PulumiState(text, new JsonMapper().readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Pulumi's state cannot be read", e);
    }
  }

  /** Never shows it. */
  @Override
  public String toString() {
    return "PulumiState[…]";
  }

  /** Whether something was begun and not finished. */
  boolean isInterrupted() {
    return !root.path(DEPLOYMENT).path(PENDING).isEmpty();
  }

  /** What there is on the engine by it, and what may be. */
  Leftovers.Known known() {
    Set<String> ids = new HashSet<>();
    root.path(DEPLOYMENT)
        .path("resources")
        .forEach(resource -> ids.add(resource.path("id").asText()));
    Set<String> creating = new HashSet<>();
    for (JsonNode operation : root.path(DEPLOYMENT).path(PENDING)) {
      String name = operation.path("resource").path("inputs").path("name").asText();
      if (operation.path("type").asText().equals("creating") && !name.isEmpty()) {
        creating.add(name);
      }
    }
    return new Leftovers.Known(ids, creating);
  }
}
