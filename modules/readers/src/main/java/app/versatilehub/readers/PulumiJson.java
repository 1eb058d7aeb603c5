package app.versatilehub.readers;

import app.versatilehub.topology.isolation.Inventory;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What previews and states have in common: JSON of bounded size, and resources in it. */
final class PulumiJson {

  /** Larger than any real one by far. */
  static final long LIMIT = 32L << 20;

  static final String TOO_LARGE = "is larger than 32 MiB";
  static final String MAKE_AGAIN = "make it again, and let nothing else write to it";

  private static final int DEPTH = 100;
  private static final long TOKENS = 2_000_000;
  private static final int TEXT = 10_000_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxTokenCount(TOKENS)
                          .maxStringLength(TEXT)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private static final TypeReference<Map<String, Object>> INPUTS = new TypeReference<>() {};

  private PulumiJson() {}

  /** The object that {@code in} holds. */
  static JsonNode read(String source, InputStream in) {
    try {
      byte[] bytes = in.readNBytes((int) LIMIT + 1);
      if (bytes.length > LIMIT) {
        throw new UnreadableSourceException(source, TOO_LARGE, MAKE_AGAIN);
      }
      try (JsonParser parser = MAPPER.createParser(bytes)) {
        return object(source, parser);
      }
    } catch (IOException e) {
      throw new UnreadableSourceException(
          source, "cannot be read: " + e.getMessage(), "make it readable");
    }
  }

  private static JsonNode object(String source, JsonParser parser) throws IOException {
    JsonNode root;
    boolean more;
    try {
      root = MAPPER.readTree(parser);
      more = root != null && parser.nextToken() != null;
    } catch (JsonProcessingException e) {
      throw new UnreadableSourceException(at(source, parser), reason(e), MAKE_AGAIN);
    }
    if (root == null) {
      throw new UnreadableSourceException(source, "is empty", MAKE_AGAIN);
    }
    if (more) {
      throw new UnreadableSourceException(
          at(source, parser),
          "goes on after the JSON, as a stream of events does",
          "unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW and make it again");
    }
    if (!root.isObject()) {
      throw shape(source, "", "an object");
    }
    return root;
  }

  /** The resources among {@code states}, which are given by their places in {@code source}. */
  static Inventory inventory(String source, String kind, Map<String, JsonNode> states) {
    Set<String> urns = new HashSet<>();
    Set<String> hosts = new HashSet<>();
    Map<String, String> hostsByProvider = hostsByProvider(states);
    List<DockerResource> resources = new ArrayList<>();
    String stack = "";
    boolean ofTheEngine = false;
    for (Map.Entry<String, JsonNode> entry : states.entrySet()) {
      JsonNode state = entry.getValue();
      String place = entry.getKey();
      String urn = text(source, place, state, "urn");
      if (!urns.add(urn)) {
        throw new UnreadableSourceException(
            source + " at " + place, "the resource %s comes twice".formatted(urn), MAKE_AGAIN);
      }
      String[] parts = urn.split("::", 4);
      if (parts.length != 4 || !urn.startsWith("urn:pulumi:")) {
        throw new UnreadableSourceException(
            source + " at " + place, "'%s' is not a URN".formatted(urn), MAKE_AGAIN);
      }
      stack = parts[1] + "/" + parts[0].substring("urn:pulumi:".length());
      String type = text(source, place, state, "type");
      // What is only looked up belongs to somebody else.
      if (DockerResourceReader.isRelevant(type) && !state.path("external").asBoolean()) {
        resources.add(resource(source, place, urn, type, parts[3], state));
        if (DockerResourceReader.isOfTheEngine(type)) {
          ofTheEngine = true;
          hosts.add(hostsByProvider.getOrDefault(withoutId(state.path("provider").asText()), ""));
        }
      }
    }
    if (!ofTheEngine) {
      throw new UnreadableSourceException(
          source,
          "has no network, container or service of the Docker provider",
          "give the one of a stack that has some");
    }
    if (hosts.size() > 1) {
      throw new UnreadableSourceException(
          source,
          "spans %d engines, and networks of one are not those of another".formatted(hosts.size()),
          "keep each engine in a stack of its own");
    }
    return DockerResourceReader.read("%s %s".formatted(kind, stack), resources);
  }

  static UnreadableSourceException shape(String source, String place, String expected) {
    return new UnreadableSourceException(
        place.isEmpty() ? source : source + " at " + place,
        "is not " + expected,
        "give what 'pulumi preview --json --show-sames' or 'pulumi stack export' writes");
  }

  /** The text {@code key} of {@code node}. */
  static String text(String source, String place, JsonNode node, String key) {
    JsonNode text = node.path(key);
    if (!text.isTextual()) {
      throw shape(source, place + "/" + key, "a text");
    }
    return text.textValue();
  }

  private static DockerResource resource(
      String source, String place, String urn, String type, String name, JsonNode state) {
    JsonNode given = state.path("inputs");
    if (!given.isObject()) {
      throw shape(source, place + "/inputs", "an object");
    }
    Map<String, Object> inputs = new HashMap<>(MAPPER.convertValue(given, INPUTS));
    if (state.path("id").isTextual()) {
      inputs.put("id", state.get("id").textValue());
    }
    Map<String, List<String>> dependencies = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : state.path("propertyDependencies").properties()) {
      List<String> urns = new ArrayList<>();
      entry.getValue().forEach(needed -> urns.add(needed.asText()));
      dependencies.put(entry.getKey(), urns);
    }
    return new DockerResource(urn, type, name, inputs, dependencies);
  }

  /** Which engine each explicit provider of Docker speaks to. */
  private static Map<String, String> hostsByProvider(Map<String, JsonNode> states) {
    Map<String, String> hosts = new HashMap<>();
    states.forEach(
        (place, state) -> {
          if (state.path("type").asText().equals("pulumi:providers:docker")) {
            hosts.put(state.path("urn").asText(), state.path("inputs").path("host").asText());
          }
        });
    return hosts;
  }

  private static String withoutId(String provider) {
    int id = provider.lastIndexOf("::");
    return id < 0 ? provider : provider.substring(0, id);
  }

  private static String at(String source, JsonParser parser) {
    JsonLocation location = parser.currentLocation();
    return "%s line %d, column %d".formatted(source, location.getLineNr(), location.getColumnNr());
  }

  /** In our own words: those of the parser may repeat what the file says. */
  private static String reason(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "ends before the JSON does";
    }
    if (e instanceof StreamConstraintsException) {
      return "is nested deeper than %d levels, has more than %d parts, or texts of more than %d characters"
          .formatted(DEPTH, TOKENS, TEXT);
    }
    return String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
        ? "says the same thing twice"
        : "is not JSON";
  }
}
