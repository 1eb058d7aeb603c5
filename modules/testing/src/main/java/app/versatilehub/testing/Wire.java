package app.versatilehub.testing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Inputs in the form in which Pulumi's engine gets them. It encrypts in the state, and hides in
 * previews, what the program has wrapped as a secret, and nothing else.
 *
 * @param inputs maps, lists and plain values
 */
public record Wire(Map<String, Object> inputs) {

  // As in Pulumi's protocol; the SDK does not publish it.
  private static final String SIGNATURE = "4dabf18193072939515e22adb298388d";
  private static final String SECRET = "1b47061264138c4ac30d75fd1eb44270";

  public Wire {
    inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
  }

  /** Everything that the engine would show. */
  public String shown() {
    return String.valueOf(withoutSecrets(inputs));
  }

  /** The text of each wrapped secret by its place, such as {@code uploads.0.content}. */
  public Map<String, String> secrets() {
    Map<String, String> secrets = new TreeMap<>();
    collect("", inputs, secrets);
    return secrets;
  }

  private static @Nullable Object withoutSecrets(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      if (isSecret(map)) {
        return "[secret]";
      }
      Map<String, @Nullable Object> shown = new TreeMap<>();
      map.forEach((key, inner) -> shown.put((String) key, withoutSecrets(inner)));
      return shown;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> shown = new ArrayList<>();
      list.forEach(inner -> shown.add(withoutSecrets(inner)));
      return shown;
    }
    return value;
  }

  private static void collect(String path, @Nullable Object value, Map<String, String> secrets) {
    if (value instanceof Map<?, ?> map) {
      if (isSecret(map)) {
        secrets.put(path, String.valueOf(requireNonNull(map.get("value"))));
      } else {
        map.forEach((key, inner) -> collect(below(path, key), inner, secrets));
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect(below(path, i), list.get(i), secrets);
      }
    }
  }

  private static boolean isSecret(Map<?, ?> map) {
    return SECRET.equals(map.get(SIGNATURE));
  }

  private static String below(String path, Object key) {
    return path.isEmpty() ? key.toString() : path + "." + key;
  }
}
