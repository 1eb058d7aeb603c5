package app.versatilehub.cli;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Topology;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which stack a command is about, and how it reports failures. */
final class StackOptions {

  @Option(
      names = "--stack",
      paramLabel = "STACK",
      description = "The stack whose Pulumi.STACK.yaml is read (default: dev).")
  private String stack = "dev";

  @Option(names = "--directory", hidden = true, description = "Where Pulumi.yaml is.")
  private Path directory = Path.of("");

  @Option(names = "--stacktrace", description = "Show where in the program a failure comes from.")
  private boolean stacktrace;

  String stack() {
    return stack;
  }

  boolean stacktrace() {
    return stacktrace;
  }

  /**
   * Composes the stack's topology.
   *
   * @throws app.versatilehub.topology.FindingsException if its settings are wrong
   */
  Topology topology() {
    return VersatileHub.topology(SettingsReader.readFile(directory, stack).environment());
  }
}
