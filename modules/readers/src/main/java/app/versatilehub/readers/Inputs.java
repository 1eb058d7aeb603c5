package app.versatilehub.readers;

import app.versatilehub.topology.Port;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a resource, or a group among them.
 *
 * @param place where they stand, for messages
 * @param below the path of the group, empty for the whole
 * @param values in any form in which Pulumi writes them
 */
record Inputs(String place, String below, Map<?, ?> values) {

  // As in Pulumi's protocol; no SDK publishes them.
  private static final String SIGNATURE = "4dabf18193072939515e22adb298388d";
  private static final String SECRET = "1b47061264138c4ac30d75fd1eb44270";
  private static final String OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
  private static final Set<String> UNKNOWN =
      Set.of(
          "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
          "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
          "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
          "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
          "030794c1-ac77-496b-92df-f27374a8bd58",
          "e48ece36-62e2-4504-bad9-02848725956a",
          "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
          "[unknown]");

  /** What stands in place of a value that is not shown. */
  enum Hidden {
    SECRET,
    UNKNOWN;

    @Override
    public String toString() {
      return "[" + name().toLowerCase(Locale.ROOT) + "]";
    }
  }

  /** Whether {@code key} has a value, be it hidden. */
  boolean has(String key) {
    return value(key) != null;
  }

  boolean isHidden(String key) {
    return value(key) instanceof Hidden;
  }

  /** The text of {@code key}; absent when it is not set. */
  Optional<String> text(String key) {
    return Optional.ofNullable(value(key)).map(value -> text(key, value));
  }

  /** As {@link #text}, but absent, too, when it is hidden. */
  Optional<String> shownText(String key) {
    return isHidden(key) ? Optional.empty() : text(key);
  }

  /** The value of {@code key} read by {@code parse}, whose complaints get their place. */
  <T> Optional<T> parsed(String key, Function<String, T> parse) {
    return text(key)
        .filter(text -> !text.isBlank())
        .map(
            text -> {
              try {
                return parse.apply(text);
              } catch (IllegalArgumentException e) {
                throw unreadable(key, String.valueOf(e.getMessage()), "correct the value");
              }
            });
  }

  Optional<Port> port(String key) {
    return parsed(key, Port::parse);
  }

  /**
   * The value of {@code key}.
   *
   * @param worst what a hidden value is taken for
   */
  boolean flag(String key, boolean unset, boolean worst) {
    Object value = value(key);
    if (value == null) {
      return unset;
    }
    return value instanceof Hidden ? worst : Boolean.parseBoolean(text(key, value));
  }

  /** The texts of a list; hidden ones as {@link Hidden}. */
  List<Object> items(String key) {
    List<Object> items = new ArrayList<>();
    for (Object item : list(key)) {
      Object value = plain(item);
      if (value != null) {
        items.add(value instanceof Hidden ? value : text(key, value));
      }
    }
    return items;
  }

  /** The texts of a list, none of which may be hidden. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    items(key).forEach(item -> texts.add(text(key, item)));
    return texts;
  }

  /** The groups of a list, none of which may be hidden as a whole. */
  List<Inputs> groups(String key) {
    List<Inputs> groups = new ArrayList<>();
    for (Object item : list(key)) {
      groups.add(group("%s[%d]".formatted(key, groups.size()), plain(item)));
    }
    return groups;
  }

  /** The groups of a list that are not hidden. */
  List<Inputs> shownGroups(String key) {
    List<Inputs> groups = new ArrayList<>();
    if (!isHidden(key)) {
      for (Object item : list(key)) {
        if (!(plain(item) instanceof Hidden)) {
          groups.add(group(key, plain(item)));
        }
      }
    }
    return groups;
  }

  /** The group {@code key}; empty when it is not set. */
  Inputs group(String key) {
    return group(key, value(key));
  }

  /** The values of a group with any keys; hidden ones as {@link Hidden}. */
  Map<String, Object> entries(String key) {
    Inputs group = group(key);
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Object name : group.values.keySet()) {
      Object value = group.value(String.valueOf(name));
      if (value != null && !name.equals("__defaults")) {
        entries.put(
            String.valueOf(name),
            value instanceof Hidden ? value : group.text(String.valueOf(name), value));
      }
    }
    return entries;
  }

  UnreadableSourceException unreadable(String key, String reason, String cure) {
    return new UnreadableSourceException(place + ", " + path(key), reason, cure);
  }

  private List<?> list(String key) {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(key, value, "a list");
  }

  private Inputs group(String key, @Nullable Object value) {
    if (value == null) {
      return new Inputs(place, path(key), Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new Inputs(place, path(key), map);
    }
    throw wrong(key, value, "a group");
  }

  private String text(String key, Object value) {
    if (value instanceof Number number) {
      double whole = number.doubleValue();
      return Math.rint(whole) == whole && Math.abs(whole) < 1e15
          ? Long.toString(number.longValue())
          : number.toString();
    }
    if (value instanceof String || value instanceof Boolean) {
      return value.toString();
    }
    throw wrong(key, value, "one value");
  }

  private UnreadableSourceException wrong(String key, Object value, String expected) {
    if (value == Hidden.SECRET) {
      return unreadable(
          key,
          "is kept as a secret, but isolation depends on it",
          "keep only passwords and the like as secrets, not what is around them");
    }
    if (value == Hidden.UNKNOWN) {
      return unreadable(
          key,
          "is not known before deployment, but isolation depends on it",
          "give it a fixed value, or deploy first and then read the state");
    }
    return unreadable(key, "is not " + expected, "write it as the Docker provider expects it");
  }

  private @Nullable Object value(String key) {
    return plain(values.get(key));
  }

  private String path(String key) {
    return below.isEmpty() ? key : below + "." + key;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      if (SECRET.equals(map.get(SIGNATURE))) {
        return Hidden.SECRET;
      }
      if (OUTPUT.equals(map.get(SIGNATURE))) {
        if (Boolean.TRUE.equals(map.get("secret"))) {
          return Hidden.SECRET;
        }
        return map.containsKey("value") ? plain(map.get("value")) : Hidden.UNKNOWN;
      }
    }
    if (value instanceof String text) {
      if (text.equals("[secret]")) {
        return Hidden.SECRET;
      }
      return UNKNOWN.contains(text) ? Hidden.UNKNOWN : text;
    }
    return value;
  }

  /** Without the values, which may be secrets. */
  @Override
  public String toString() {
    return place + ", " + below;
  }
}
