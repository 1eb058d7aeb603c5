package app.versatilehub.configuration;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.isolation.Waiver;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a stack's settings, from Pulumi or from the stack's file. */
public final class SettingsReader {

  /** The project's name, which stands before each of its keys in a stack's file. */
  public static final String PROJECT = "versatile-hub";

  private static final String SECTION = PROJECT + ":";
  private static final Pattern STACK = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final String SECRETS = "secrets";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          // Pulumi, too, takes only true and false for such.
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SettingsReader() {}

  /**
   * Reads the settings that Pulumi hands to the program.
   *
   * @param stack whose settings they are
   * @param config every setting by its full name, objects as JSON text
   * @throws FindingsException with everything that is wrong in them
   */
  public static StackConfiguration read(StackId stack, Map<String, String> config) {
    List<Finding> findings = new ArrayList<>();
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(SECTION)) {
            String name = key.substring(SECTION.length());
            node(name, value, findings).ifPresent(node -> settings.set(name, node));
          }
        });
    return configuration(stack, settings, findings);
  }

  /** The name of the file in which Pulumi keeps the settings of {@code stack}. */
  public static String fileName(String stack) {
    return "Pulumi." + stack + ".yaml";
  }

  /**
   * Reads {@code Pulumi.<stack>.yaml} without Pulumi. Secrets are encrypted there: only their names
   * are read.
   *
   * @param directory where {@code Pulumi.yaml} is
   * @param stack the stack's name
   * @throws FindingsException if there is no such file, or with everything that is wrong in it
   */
  public static StackConfiguration readFile(Path directory, String stack) {
    String name = fileName(stack);
    Path file = directory.resolve(name);
    if (!STACK.matcher(stack).matches() || !Files.isRegularFile(file)) {
      throw refused(
          stack,
          List.of(
              Finding.error(
                  "unknown-stack",
                  name,
                  "there is no such file in " + directory.toAbsolutePath().normalize(),
                  "name a stack that has one, or copy Pulumi.dev.yaml to begin another")));
    }
    List<Finding> findings = new ArrayList<>();
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    section(file, name, findings)
        .properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              if (key.startsWith(SECTION)) {
                settings.set(key.substring(SECTION.length()), entry.getValue());
              } else if (!key.contains(":")) {
                findings.add(
                    Finding.error(
                        "unknown-setting",
                        key,
                        "is not a setting: the project's name is missing before it",
                        "write %s%s, or remove it".formatted(SECTION, key)));
              }
            });
    blind(settings.path(SECRETS));
    return configuration(StackId.of(PROJECT, stack), settings, findings).withoutSecrets();
  }

  /** Puts a word in the place of each secret, which is a group with its encrypted text. */
  private static void blind(JsonNode secrets) {
    if (secrets instanceof ObjectNode group) {
      group.fieldNames().forEachRemaining(name -> group.put(name, "encrypted"));
    }
  }

  /**
   * Reads waivers for what is not a stack of this project: a list, each as in the settings.
   *
   * @param file a YAML file
   * @throws FindingsException if it cannot be read, or with everything that is wrong in it
   */
  public static List<Waiver> readWaivers(Path file) {
    List<Finding> findings = new ArrayList<>();
    JsonNode root = tree(file, file.toString(), findings);
    if (!isAbsent(root) && !root.isArray()) {
      findings.add(
          Finding.error(
              "wrong-setting",
              file.toString(),
              "is not a list of waivers",
              "write '- rule: ID' for each, and below it subject, reason and expires"));
    }
    JsonNode waivers = root.isArray() ? root : JsonNodeFactory.instance.arrayNode();
    StackSettings.JudgementSettings read = StrictMapper.readWaivers(waivers, findings);
    if (!findings.isEmpty()) {
      throw new FindingsException("the waivers in " + file, findings);
    }
    return read.isolation().waivers();
  }

  private static StackConfiguration configuration(
      StackId stack, ObjectNode settings, List<Finding> findings) {
    StackSettings read = StrictMapper.read(settings, findings);
    if (!findings.isEmpty()) {
      throw refused(stack.stack(), findings);
    }
    return read.configuration(stack, localTag());
  }

  /** What stands below {@code config}; a file without it is Pulumi's way to say: all defaults. */
  private static JsonNode section(Path file, String name, List<Finding> findings) {
    JsonNode root = tree(file, name, findings);
    JsonNode config = root.path("config");
    if (!isAbsent(root) && !root.isObject()) {
      findings.add(withoutKeys(name));
    } else if (!isAbsent(config) && !config.isObject()) {
      findings.add(withoutKeys(name + ", config"));
    }
    return config;
  }

  private static JsonNode tree(Path file, String name, List<Finding> findings) {
    try {
      return YAML.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      findings.add(unreadable(name, place(e) + ": " + why(e)));
    } catch (IOException e) {
      findings.add(unreadable(name, ": " + e.getMessage()));
    }
    return MissingNode.getInstance();
  }

  private static Finding withoutKeys(String where) {
    return Finding.error(
        "wrong-setting",
        where,
        "has no keys; allowed: settings by their names",
        "begin with 'config:' and write each setting below it as '%sNAME: VALUE'"
            .formatted(SECTION));
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** Pulumi hands objects over as JSON, anything else as bare text. */
  private static Optional<JsonNode> node(String name, String value, List<Finding> findings) {
    if (!value.startsWith("{") && !value.startsWith("[")) {
      return Optional.of(JsonNodeFactory.instance.textNode(value));
    }
    try {
      return Optional.of(JSON.readTree(value));
    } catch (JsonProcessingException e) {
      // The parser quotes what it stumbled over, and that may be a secret.
      String words = name.equals(SECRETS) ? "" : ": " + why(e);
      findings.add(unreadable(name, place(e) + words));
      return Optional.empty();
    }
  }

  private static Finding unreadable(String where, String why) {
    return Finding.error(
        "unreadable-settings", where, "cannot be read" + why, "correct the syntax there");
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  /** The parser's words without the excerpts, which it sets in. */
  private static String why(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.startsWith(" "))
        .collect(Collectors.joining(", "));
  }

  private static FindingsException refused(String stack, List<Finding> findings) {
    return new FindingsException("the settings of stack %s/%s".formatted(PROJECT, stack), findings);
  }

  /** The tag that {@code images/TAG} gives to the project's own images. */
  private static String localTag() {
    try (InputStream in =
        Objects.requireNonNull(SettingsReader.class.getResourceAsStream("/images/TAG"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
