package app.versatilehub.verification.drift;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Attachment;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the placeholders in a cure stand for, such as {@code {container}}. Values are words of a
 * shell's command line, quoted where the engine's names need it.
 *
 * @param words values by placeholder
 */
record Cure(SortedMap<String, String> words) {

  /** Pulumi keeps what it once made for unchanged: only a replacement looks at the engine. */
  static final String CONTAINER_AGAIN =
      "pulumi up --stack {stack} --target-replace '**Container::{service}'";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/@%+=,-]+");

  Cure {
    words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
  }

  static Cure of(String placeholder, String value) {
    return new Cure(new TreeMap<>(Map.of(placeholder, quoted(value))));
  }

  /** With one value more. */
  Cure with(String placeholder, String value) {
    return withWords(placeholder, quoted(value));
  }

  /** With words of a command line that are quoted already. */
  Cure withWords(String placeholder, String commandLine) {
    SortedMap<String, String> more = new TreeMap<>(words);
    more.put(placeholder, commandLine);
    return new Cure(more);
  }

  String fill(String template) {
    String text = template;
    for (Map.Entry<String, String> word : words.entrySet()) {
      text = text.replace("{" + word.getKey() + "}", word.getValue());
    }
    return text;
  }

  /** The names on a network, as {@code docker network connect} takes them. */
  static String aliases(Attachment attachment) {
    return attachment.aliases().stream()
        .map(alias -> "--alias " + quoted(alias))
        .collect(joining(" "));
  }

  /** As a shell reads it back. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
