package app.versatilehub.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a shell inside a container runs. It reads passwords where the container has them, so that
 * they are in no argument.
 *
 * @param text the script
 * @param arguments its arguments; never a secret
 */
record Script(String text, List<String> arguments) {

  /** Ends so when it has failed, and all that was there is as it was. */
  static final int UNCHANGED = 3;

  Script {
    arguments = List.copyOf(arguments);
  }

  /** The one of this name that comes with the program. */
  static Script named(String name, String... arguments) {
    try (InputStream in =
        Optional.ofNullable(Script.class.getResourceAsStream(name + ".sh")).orElseThrow()) {
      return new Script(new String(in.readAllBytes(), StandardCharsets.UTF_8), List.of(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> command() {
    List<String> words = new ArrayList<>(List.of("sh", "-c", text, "versatile"));
    words.addAll(arguments);
    return words;
  }
}
