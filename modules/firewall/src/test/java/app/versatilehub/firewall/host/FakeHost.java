package app.versatilehub.firewall.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host whose {@code nft} remembers one table, and whose other programs answer as told. */
final class FakeHost implements Programs {

  private static final String TABLE = "table inet versatile_hub {";

  private final Map<String, String> answers = new HashMap<>();
  private final List<String> ran = new ArrayList<>();
  private final List<String> started = new ArrayList<>();
  private @Nullable String table;
  private @Nullable String refused;

  void answer(String command, String out) {
    answers.put(command, out);
  }

  /** Lets a command fail. */
  void refuse(String command) {
    refused = command;
  }

  Optional<String> table() {
    return Optional.ofNullable(table);
  }

  void change(@Nullable String other) {
    table = other;
  }

  List<String> ran() {
    return ran;
  }

  List<String> started() {
    return started;
  }

  @Override
  public Optional<Path> find(String program) {
    return answers.keySet().stream().anyMatch(command -> command.startsWith(program + " "))
        ? Optional.of(Path.of("/usr/sbin", program))
        : Optional.empty();
  }

  @Override
  public Answer run(String input, List<String> command) {
    String line = String.join(" ", command);
    ran.add(line);
    if (line.equals(refused)) {
      return new Answer(1, "", "it does not want to");
    }
    if (line.equals("nft -f -")) {
      load(input);
      return new Answer(0, "", "");
    }
    if (line.equals("nft -s list table inet versatile_hub")) {
      return table == null
          ? new Answer(1, "", "Error: No such file or directory\n")
          : new Answer(0, table, "");
    }
    if (command.get(0).equals("sh")) {
      return takeBack(Path.of(command.get(1)));
    }
    return new Answer(0, answers.getOrDefault(line, ""), "");
  }

  private void load(String script) {
    int begin = script.indexOf(TABLE);
    table = begin < 0 ? null : script.substring(begin);
  }

  /** As the shell does. */
  private Answer takeBack(Path script) {
    try {
      String text = Files.readString(script);
      load(text.substring(text.indexOf("<<'RULES'"), text.lastIndexOf("RULES\n")));
      text.lines()
          .filter(line -> line.endsWith(" || failed=1"))
          .map(line -> line.replace(" || failed=1", ""))
          .forEach(ran::add);
      try (var files = Files.list(script.getParent())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(script.getParent());
      return new Answer(0, "", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Started start(List<String> command) {
    started.add(String.join(" ", command));
    return new Started() {
      @Override
      public boolean isAlive() {
        return true;
      }

      @Override
      public void end() {
        ran.add("end of " + String.join(" ", command));
      }
    };
  }
}
