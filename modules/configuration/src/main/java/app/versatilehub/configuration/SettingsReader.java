package app.versatilehub.configuration;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.StackId;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads a stack's settings, from Pulumi or from the stack's file. */
public final class SettingsReader {

  /** The project's name, which stands before each of its keys in a stack's file. */
  public static final String PROJECT = "versatile-hub";

  private static final String SECTION = PROJECT + ":";
  private static final JsonMapper JSON = new JsonMapper();

  private SettingsReader() {}

  /**
   * Reads the settings that Pulumi hands to the program.
   *
   * @param stack whose settings they are
   * @param config every setting by its full name, objects as JSON text
   * @throws FindingsException with everything that is wrong in them
   */
  public static StackConfiguration read(StackId stack, Map<String, String> config) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(SECTION)) {
            settings.set(key.substring(SECTION.length()), node(stack, key, value));
          }
        });
    return configuration(stack, settings);
  }

  /**
   * Reads {@code Pulumi.<stack>.yaml} without Pulumi. Secrets are encrypted there, and left out.
   *
   * @param directory where {@code Pulumi.yaml} is
   * @param stack the stack's name
   * @throws FindingsException if there is no such file, or with everything that is wrong in it
   */
  public static StackConfiguration readFile(Path directory, String stack) {
    StackId id = StackId.of(PROJECT, stack);
    String name = "Pulumi." + stack + ".yaml";
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw refused(
          id,
          Finding.error(
              "unknown-stack",
              name,
              "there is no such file in " + directory.toAbsolutePath().normalize(),
              "name a stack that has one, or copy Pulumi.dev.yaml to begin another"));
    }
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    try {
      JsonNode config = new YAMLMapper().readTree(file.toFile()).path("config");
      config
          .properties()
          .forEach(
              entry -> {
                if (entry.getKey().startsWith(SECTION)) {
                  settings.set(entry.getKey().substring(SECTION.length()), entry.getValue());
                }
              });
    } catch (JsonProcessingException e) {
      throw refused(id, unreadable(name, e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.remove("secrets");
    return configuration(id, settings);
  }

  private static StackConfiguration configuration(StackId stack, ObjectNode settings) {
    return StrictMapper.read(stack, settings).configuration(stack, localTag());
  }

  /** Pulumi hands objects over as JSON, anything else as bare text. */
  private static JsonNode node(StackId stack, String key, String value) {
    if (!value.startsWith("{") && !value.startsWith("[")) {
      return JsonNodeFactory.instance.textNode(value);
    }
    try {
      return JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw refused(stack, unreadable(key, e));
    }
  }

  private static Finding unreadable(String where, JsonProcessingException e) {
    String place =
        e.getLocation() == null
            ? ""
            : " at line %d, column %d"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return Finding.error(
        "unreadable-settings",
        where,
        "cannot be read%s: %s".formatted(place, e.getOriginalMessage()),
        "correct the syntax there");
  }

  private static FindingsException refused(StackId stack, Finding finding) {
    return new FindingsException("the settings of stack " + stack, List.of(finding));
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
