package app.versatilehub.verification.engine;

import app.versatilehub.topology.IpAddress;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads JSON that others have made: what is not as expected counts as not there. */
final class Json {

  private Json() {}

  /** The text; empty when it is none. */
  static String text(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asText() : "";
  }

  /** What {@code parse} makes of {@code value}; absent when that throws. */
  static <V, T> Optional<T> parsed(V value, Function<V, T> parse) {
    try {
      return Optional.of(parse.apply(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Optional<IpAddress> address(JsonNode node) {
    return parsed(text(node), IpAddress::of);
  }

  static Optional<Boolean> flag(JsonNode node) {
    return node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static SortedMap<String, String> texts(JsonNode object) {
    SortedMap<String, String> texts = new TreeMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), text(entry.getValue())));
    return texts;
  }
}
