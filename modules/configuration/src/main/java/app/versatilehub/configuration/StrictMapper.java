package app.versatilehub.configuration;

import app.versatilehub.topology.BridgeName;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageReference;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Maps settings to {@link StackSettings} strictly: an unknown key or a wrong value becomes a
 * finding with the key's path, the value and what is allowed. Goes on after each, to report all at
 * once.
 */
final class StrictMapper {

  private static final Object FINDINGS = "findings";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().addModule(valueTypes()).addHandler(new Collector()).build();

  private StrictMapper() {}

  static StackSettings read(StackId stack, ObjectNode settings) {
    List<Finding> findings = new ArrayList<>();
    try {
      StackSettings read =
          MAPPER
              .readerFor(StackSettings.class)
              .withAttribute(FINDINGS, findings)
              .readValue(settings);
      if (findings.isEmpty()) {
        return read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new FindingsException("the settings of stack " + stack, findings);
  }

  private static SimpleModule valueTypes() {
    SimpleModule module = new SimpleModule();
    text(module, BridgeName.class, BridgeName::of);
    text(module, Cidr.class, Cidr::of);
    text(module, EmailAddress.class, EmailAddress::new);
    text(module, EngineName.class, EngineName::of);
    text(module, HostName.class, HostName::of);
    text(module, ImageReference.class, ImageReference::of);
    text(module, IpAddress.class, IpAddress::of);
    text(module, NamePrefix.class, NamePrefix::of);
    text(module, Port.class, Port::parse);
    text(module, Positive.class, Positive::parse);
    text(module, ImageSource.class, constant(ImageSource.values()));
    text(module, HostIsolation.class, constant(HostIsolation.values()));
    key(module, NetworkName.class, NetworkName::of);
    key(module, ServiceName.class, ServiceName::of);
    return module;
  }

  /** Enum constants by their names in lower case with hyphens. */
  private static <E extends Enum<E>> Function<String, E> constant(E[] constants) {
    Map<String, E> byText =
        Arrays.stream(constants)
            .collect(
                Collectors.toMap(
                    constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    Function.identity()));
    return text -> {
      E constant = byText.get(text);
      if (constant == null) {
        throw new IllegalArgumentException(
            "'%s' is not known here; allowed: %s"
                .formatted(
                    text, byText.keySet().stream().sorted().collect(Collectors.joining(", "))));
      }
      return constant;
    };
  }

  private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
    module.addDeserializer(type, new TextDeserializer<>(type, parse));
  }

  private static <T> void key(SimpleModule module, Class<T> type, Function<String, T> parse) {
    module.addKeyDeserializer(
        type,
        new KeyDeserializer() {
          @Override
          public @Nullable Object deserializeKey(String key, DeserializationContext context)
              throws IOException {
            try {
              return parse.apply(key);
            } catch (IllegalArgumentException e) {
              return context.handleWeirdKey(type, key, "%s", e.getMessage());
            }
          }
        });
  }

  /** Reads a value type from its text. */
  private static final class TextDeserializer<T> extends StdScalarDeserializer<T> {

    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parse;

    TextDeserializer(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.currentToken().isScalarValue()) {
        return (T) context.handleUnexpectedToken(handledType(), parser);
      }
      String text = parser.getText();
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        return (T) context.handleWeirdStringValue(handledType(), text, "%s", e.getMessage());
      }
    }
  }

  /** Turns each of Jackson's complaints into a finding, and lets it go on. */
  private static final class Collector extends DeserializationProblemHandler {

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        @Nullable JsonDeserializer<?> deserializer,
        Object bean,
        String property)
        throws IOException {
      String known =
          deserializer == null || deserializer.getKnownPropertyNames() == null
              ? "another key"
              : deserializer.getKnownPropertyNames().stream()
                  .map(Object::toString)
                  .sorted()
                  .collect(Collectors.joining(", "));
      add(context, "unknown-setting", "is not a setting", "remove it, or use one of: " + known);
      parser.skipChildren();
      return true;
    }

    @Override
    public @Nullable Object handleWeirdStringValue(
        DeserializationContext context, Class<?> type, String text, String message) {
      return wrongValue(context, explain(type, text, message));
    }

    @Override
    public @Nullable Object handleWeirdNumberValue(
        DeserializationContext context, Class<?> type, Number number, String message) {
      return wrongValue(context, explain(type, number.toString(), message));
    }

    @Override
    public @Nullable Object handleWeirdKey(
        DeserializationContext context, Class<?> type, String key, String message) {
      return wrongValue(context, message);
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
        DeserializationContext context,
        JavaType type,
        JsonToken token,
        JsonParser parser,
        @Nullable String message)
        throws IOException {
      String what =
          switch (token) {
            case START_OBJECT -> "a group of settings";
            case START_ARRAY -> "a list";
            default -> "'" + parser.getText() + "'";
          };
      wrongValue(
          context,
          "%s cannot stand here; allowed: %s".formatted(what, describe(type.getRawClass())));
      parser.skipChildren();
      return null;
    }

    private static @Nullable Object wrongValue(DeserializationContext context, String message) {
      add(context, "wrong-setting", message, "correct the value, or remove the setting");
      return null;
    }

    /** Our own value types explain themselves; Jackson's explanations name Java classes. */
    private static String explain(Class<?> type, String text, String message) {
      return message.startsWith("'")
          ? message
          : "'%s' cannot stand here; allowed: %s".formatted(text, describe(type));
    }

    private static String describe(Class<?> type) {
      if (type == Boolean.class) {
        return "true or false";
      }
      if (type.getEnclosingClass() == StackSettings.class || Map.class.isAssignableFrom(type)) {
        return "settings below this key";
      }
      return "one value";
    }

    @SuppressWarnings("unchecked")
    private static void add(
        DeserializationContext context, String id, String message, String cure) {
      String path =
          context
              .getParser()
              .getParsingContext()
              .pathAsPointer()
              .toString()
              .substring(1)
              .replace('/', '.');
      ((List<Finding>) context.getAttribute(FINDINGS)).add(Finding.error(id, path, message, cure));
    }
  }
}
