package app.versatilehub.readers;

import app.versatilehub.topology.isolation.Inventory;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads what {@code pulumi preview --json --show-sames} of Pulumi 3 writes: the resources as they
 * would be after the update.
 */
public final class PreviewReader {

  private static final Set<String> GONE =
      Set.of(
          "delete",
          "delete-replaced",
          "discard",
          "discard-replaced",
          "read-discard",
          "remove-pending-replace");

  private static final Set<String> THERE =
      Set.of(
          "same",
          "create",
          "update",
          "replace",
          "create-replacement",
          "read",
          "read-replacement",
          "refresh",
          "import",
          "import-replacement");

  private PreviewReader() {}

  /**
   * Reads {@code file}; a state that {@code pulumi stack export} has written will do, too.
   *
   * @throws UnreadableSourceException if it is none, is larger than 32 MiB, or does not tell all of
   *     what isolation depends on
   */
  public static Inventory read(Path file) {
    String source = file.toString();
    JsonNode root = open(source, file);
    return root.has("deployment")
        ? StateReader.read(source, root)
        : PulumiJson.inventory(source, "preview of stack", states(source, root));
  }

  private static JsonNode open(String source, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UnreadableSourceException(
          source, Files.exists(file) ? "is not a file" : "is not there", "give the path of a file");
    }
    try {
      if (Files.size(file) > PulumiJson.LIMIT) {
        throw new UnreadableSourceException(
            source, PulumiJson.TOO_LARGE, "give a file that Pulumi has written");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return PulumiJson.read(source, in);
      }
    } catch (IOException e) {
      throw new UnreadableSourceException(
          source, "cannot be read: " + e.getMessage(), "make it readable");
    }
  }

  private static Map<String, JsonNode> states(String source, JsonNode root) {
    refuseFailed(source, root);
    if (root.has("sequence") && root.has("timestamp")) {
      throw new UnreadableSourceException(
          source,
          "is one event of a stream",
          "unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW and make the preview again");
    }
    JsonNode steps = root.path("steps");
    if (!steps.isArray()) {
      throw PulumiJson.shape(source, "/steps", "a list of steps");
    }
    Map<String, JsonNode> states = new LinkedHashMap<>();
    Map<String, String> replaced = new HashMap<>();
    Set<String> made = new HashSet<>();
    int same = 0;
    for (int i = 0; i < steps.size(); i++) {
      String place = "/steps/" + i;
      String op = PulumiJson.text(source, place, steps.get(i), "op");
      String urn = PulumiJson.text(source, place, steps.get(i), "urn");
      same += op.equals("same") ? 1 : 0;
      if (GONE.contains(op)) {
        continue;
      }
      if (!THERE.contains(op)) {
        throw PulumiJson.shape(source, place + "/op", "an operation of Pulumi 3");
      }
      JsonNode state = steps.get(i).path("newState");
      if (!state.isObject()) {
        throw PulumiJson.shape(source, place + "/newState", "a resource's state");
      }
      String at = place + "/newState";
      states.put(at, state);
      if (op.equals("replace")) {
        replaced.put(urn, at);
      } else {
        made.add(urn);
      }
    }
    // With --show-replacement-steps, what is replaced comes a second time as what replaces it.
    replaced.forEach(
        (urn, at) -> {
          if (made.contains(urn)) {
            states.remove(at);
          }
        });
    refuseWithoutSames(source, root.path("changeSummary").path("same").asInt(), same);
    return states;
  }

  private static void refuseFailed(String source, JsonNode root) {
    JsonNode diagnostics = root.path("diagnostics");
    for (int i = 0; i < diagnostics.size(); i++) {
      if (diagnostics.get(i).path("severity").asText().equals("error")) {
        String message = diagnostics.get(i).path("message").asText().strip();
        throw new UnreadableSourceException(
            source + " at /diagnostics/" + i,
            "the preview failed: " + message.lines().findFirst().orElse("without a word"),
            "correct the program, and make the preview again");
      }
    }
    if (root.path("maybeCorrupt").asBoolean()) {
      throw new UnreadableSourceException(
          source,
          "the preview says of itself that it may be corrupt",
          "correct the program, and make the preview again");
    }
  }

  /** Pulumi leaves out what stays as it is, unless it is asked for it. */
  private static void refuseWithoutSames(String source, int counted, int shown) {
    if (shown < counted) {
      throw new UnreadableSourceException(
          source,
          "leaves out %d of the resources that stay as they are".formatted(counted - shown),
          "make it with 'pulumi preview --json --show-sames'");
    }
  }
}
