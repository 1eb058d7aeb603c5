package app.versatilehub.firewall.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs programs of the host. */
interface Programs {

  /**
   * How a program ended.
   *
   * @param exitCode 0 for success
   * @param out what it printed
   * @param err what it complained of
   */
  record Answer(int exitCode, String out, String err) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** A program that runs. */
  interface Started {

    boolean isAlive();

    /** Asks it to end. */
    void end();
  }

  /** Where the program of that name is; absent if it is not installed. */
  Optional<Path> find(String program);

  /**
   * Runs one to its end.
   *
   * @param input what it reads
   * @param command the program and its arguments
   * @throws app.versatilehub.topology.FindingsException if it is not installed or does not end
   */
  Answer run(String input, List<String> command);

  /** Runs one without input. */
  default Answer run(String... command) {
    return run("", List.of(command));
  }

  /**
   * Starts one that outlasts this process and its terminal.
   *
   * @param command the program and its arguments
   */
  Started start(List<String> command);
}
