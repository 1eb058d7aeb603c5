import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a stack that exists as a program in Pulumi YAML: the same Docker resources with the same
 * inputs and the same order, so that the two languages can be compared. Takes what {@code pulumi
 * stack export --show-secrets} printed; components are left out, since YAML has none.
 */
final class YamlProgram {

  private static final JsonMapper JSON = new JsonMapper();

  public static void main(String[] arguments) throws IOException {
    JsonNode resources =
        JSON.readTree(new File(arguments[0])).path("deployment").path("resources");
    Map<String, String> names = new TreeMap<>();
    for (JsonNode resource : resources) {
      if (isDocker(resource)) {
        names.put(resource.path("urn").asText(), name(resource));
      }
    }
    ObjectNode program = JSON.createObjectNode();
    program.put("name", "versatile-hub-yaml").put("runtime", "yaml");
    ObjectNode declared = program.putObject("resources");
    for (JsonNode resource : resources) {
      if (!isDocker(resource)) {
        continue;
      }
      ObjectNode entry = declared.putObject(name(resource));
      entry.put("type", resource.path("type").asText());
      entry.set("properties", plain(resource.path("inputs")));
      ObjectNode options = entry.putObject("options");
      options.put("version", "4.5.1");
      ArrayNode dependsOn = options.putArray("dependsOn");
      for (JsonNode dependency : resource.path("dependencies")) {
        dependsOn.add("${" + names.get(dependency.asText()) + "}");
      }
    }
    System.out.print(new YAMLMapper().writeValueAsString(program));
  }

  private static boolean isDocker(JsonNode resource) {
    return resource.path("type").asText().startsWith("docker:");
  }

  /** A volume and a container may have the same name; in YAML all names are in one space. */
  private static String name(JsonNode resource) {
    String urn = resource.path("urn").asText();
    String type = resource.path("type").asText();
    return type.substring(type.lastIndexOf(':') + 1).toLowerCase() + "-"
        + urn.substring(urn.lastIndexOf("::") + 2);
  }

  /** Without what Pulumi notes for itself; secrets as the program would write them. */
  private static JsonNode plain(JsonNode node) {
    if (node.isObject() && node.has("plaintext")) {
      ObjectNode secret = JSON.createObjectNode();
      secret.set("fn::secret", plain(parse(node.path("plaintext").asText())));
      return secret;
    }
    if (node.isObject()) {
      ObjectNode copy = JSON.createObjectNode();
      node.properties().stream()
          .filter(property -> !property.getKey().equals("__defaults"))
          .forEach(property -> copy.set(property.getKey(), plain(property.getValue())));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JSON.createArrayNode();
      node.forEach(element -> copy.add(plain(element)));
      return copy;
    }
    return node;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
