package app.versatilehub.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/** Output for programs. */
final class Json {

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Puts a number that may be absent; then null stands in its place. */
  static void put(ObjectNode to, String name, OptionalInt number) {
    to.put(name, number.isPresent() ? number.getAsInt() : null);
  }

  static String text(ObjectNode node) {
    return node.toPrettyString() + "\n";
  }
}
