package app.versatilehub.stack;

import app.versatilehub.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line, as a process of its own on a test's stack. */
final class VersatileProcess {

  private VersatileProcess() {}

  /** The words that start it with {@code arguments} about a stack. */
  static List<String> command(TestStack stack, String... arguments) {
    List<String> words = command(arguments);
    words.addAll(List.of("--stack", TestStack.STACK, "--directory", stack.directory().toString()));
    return words;
  }

  /** The words that start it with {@code arguments}. */
  static List<String> command(String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }
}
