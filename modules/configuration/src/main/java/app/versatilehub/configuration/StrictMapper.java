package app.versatilehub.configuration;

import app.versatilehub.topology.BridgeName;
import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageReference;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.isolation.Rule;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Maps settings to {@link StackSettings} and its parts strictly: an unknown key or a wrong value
 * becomes a finding with the key's path, the value and what is allowed. Goes on after each, to
 * report all at once.
 */
final class StrictMapper {

  private static final Object FINDINGS = "findings";
  private static final String WRONG = "wrong-setting";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().addModule(valueTypes()).addHandler(new Collector()).build();

  private StrictMapper() {}

  /**
   * Maps {@code settings}, and adds to {@code findings} whatever is wrong; then the result lacks
   * it.
   */
  static StackSettings read(ObjectNode settings, List<Finding> findings) {
    refuseIncomplete("isolation.waivers", settings.path("isolation").path("waivers"), findings);
    return map(StackSettings.class, settings, findings);
  }

  /** The same for a list of waivers of its own. */
  static StackSettings.JudgementSettings readWaivers(JsonNode waivers, List<Finding> findings) {
    refuseIncomplete("waivers", waivers, findings);
    ObjectNode settings = JsonNodeFactory.instance.objectNode().set("waivers", waivers);
    return map(StackSettings.JudgementSettings.class, settings, findings);
  }

  private static <T> T map(Class<T> type, ObjectNode settings, List<Finding> findings) {
    ObjectNode present = settings.deepCopy();
    refuseEmpty("", present, findings);
    try {
      return MAPPER.readerFor(type).withAttribute(FINDINGS, findings).readValue(present);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without a reason or an end a waiver would hide something for ever, and nobody knew why. */
  private static void refuseIncomplete(String path, JsonNode waivers, List<Finding> findings) {
    for (int index = 0; index < waivers.size(); index++) {
      if (waivers.path(index) instanceof ObjectNode waiver) {
        for (RecordComponent part : StackSettings.WaiverSettings.class.getRecordComponents()) {
          if (!waiver.has(part.getName())) {
            findings.add(
                Finding.error(
                    WRONG,
                    child(element(path, index), part.getName()),
                    "is missing",
                    "add it: a waiver has rule, subject, reason and expires"));
          }
        }
      }
    }
  }

  /** A key without a value would pass as if it were not there, and mean its default. */
  private static void refuseEmpty(String path, JsonNode node, List<Finding> findings) {
    if (node instanceof ObjectNode group) {
      for (String key : group.properties().stream().map(Map.Entry::getKey).toList()) {
        if (isEmpty(group.path(key))) {
          findings.add(withoutValue(child(path, key)));
          group.remove(key);
        } else {
          refuseEmpty(child(path, key), group.path(key), findings);
        }
      }
    } else if (node instanceof ArrayNode list) {
      for (int index = 0; index < list.size(); index++) {
        if (isEmpty(list.path(index))) {
          findings.add(withoutValue(element(path, index)));
          list.setNull(index);
        } else {
          refuseEmpty(element(path, index), list.path(index), findings);
        }
      }
    }
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || (value.isTextual() && value.textValue().isBlank());
  }

  private static Finding withoutValue(String path) {
    return Finding.error(WRONG, path, "has no value", "give it a value, or remove the setting");
  }

  private static SimpleModule valueTypes() {
    SimpleModule module = new SimpleModule();
    text(module, Boolean.class, StrictMapper::trueOrFalse);
    text(module, BridgeName.class, BridgeName::of);
    text(module, Cidr.class, Cidr::of);
    text(module, Compromises.class, Compromises::parse);
    text(module, DriverName.class, DriverName::new);
    text(module, EmailAddress.class, EmailAddress::new);
    text(module, EngineName.class, EngineName::of);
    text(module, Expiry.class, Expiry::parse);
    text(module, HostName.class, HostName::of);
    text(module, ImageReference.class, ImageReference::of);
    text(module, IpAddress.class, IpAddress::of);
    text(module, NamePrefix.class, NamePrefix::of);
    text(module, Port.class, Port::parse);
    text(module, Positive.class, Positive::parse);
    text(module, Rule.class, StrictMapper::rule);
    text(module, String.class, Function.identity());
    text(module, ImageSource.class, constant(ImageSource.values()));
    text(module, HostIsolation.class, constant(HostIsolation.values()));
    text(module, MemberPolicy.class, constant(MemberPolicy.values()));
    key(module, NetworkName.class, NetworkName::of);
    key(module, ServiceName.class, ServiceName::of);
    return module;
  }

  private static Boolean trueOrFalse(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "'%s' cannot stand here; allowed: true or false".formatted(text));
    };
  }

  private static Rule rule(String id) {
    return Rule.find(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a rule; allowed: %s"
                        .formatted(
                            id,
                            Arrays.stream(Rule.values())
                                .map(Rule::id)
                                .sorted()
                                .collect(Collectors.joining(", ")))));
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
          public @Nullable Object deserializeKey(String key, DeserializationContext context) {
            return parsed(key, parse, context);
          }
        });
  }

  private static <T> @Nullable T parsed(
      String text, Function<String, T> parse, DeserializationContext context) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      addWrong(context, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static void addWrong(DeserializationContext context, String message) {
    findings(context)
        .add(
            Finding.error(
                WRONG, path(context), message, "correct the value, or remove the setting"));
  }

  @SuppressWarnings("unchecked")
  private static List<Finding> findings(DeserializationContext context) {
    return (List<Finding>) context.getAttribute(FINDINGS);
  }

  private static String path(DeserializationContext context) {
    return path(context.getParser().getParsingContext());
  }

  private static String path(JsonStreamContext context) {
    String outer = context.getParent() == null ? "" : path(context.getParent());
    if (!context.hasPathSegment()) {
      return outer;
    }
    return context.inArray()
        ? element(outer, context.getCurrentIndex())
        : child(outer, context.getCurrentName());
  }

  private static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String element(String path, int index) {
    return path + "[" + index + "]";
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
      return parsed(parser.getText(), parse, context);
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
      // Records are read ahead to their end: then the context stands at the group, not at the key.
      boolean ahead = !parser.equals(context.getParser());
      String path = ahead ? child(path(context), property) : path(context);
      findings(context)
          .add(
              Finding.error(
                  "unknown-setting",
                  path,
                  "is not a setting",
                  "remove it, or use one of: " + known));
      parser.skipChildren();
      return true;
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
        DeserializationContext context,
        JavaType type,
        JsonToken token,
        JsonParser parser,
        @Nullable String message)
        throws IOException {
      return misplaced(context, type.getRawClass(), parser);
    }

    @Override
    public @Nullable Object handleMissingInstantiator(
        DeserializationContext context,
        Class<?> type,
        @Nullable ValueInstantiator instantiator,
        JsonParser parser,
        @Nullable String message)
        throws IOException {
      return misplaced(context, type, parser);
    }

    private static @Nullable Object misplaced(
        DeserializationContext context, Class<?> type, JsonParser parser) throws IOException {
      addWrong(
          context,
          "%s cannot stand here; allowed: %s".formatted(found(context, parser), allowed(type)));
      parser.skipChildren();
      return null;
    }

    private static String found(DeserializationContext context, JsonParser parser)
        throws IOException {
      if (parser.hasToken(JsonToken.START_OBJECT)) {
        return "a group of settings";
      }
      if (parser.hasToken(JsonToken.START_ARRAY)) {
        return "a list";
      }
      // What stands in place of the secrets may be one of them.
      return path(context).startsWith("secrets") ? "a value" : "'" + parser.getText() + "'";
    }

    private static String allowed(Class<?> type) {
      if (Collection.class.isAssignableFrom(type)) {
        return "a list";
      }
      boolean group =
          type.getEnclosingClass() == StackSettings.class || Map.class.isAssignableFrom(type);
      return group ? "settings below this key" : "one value";
    }
  }
}
