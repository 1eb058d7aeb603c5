package app.versatilehub.cli;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.GatewayCertificate;
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
  private Path directory = Path.of(System.getProperty("versatile.directory", ""));

  @Option(names = "--stacktrace", description = "Show where in the program a failure comes from.")
  private boolean stacktrace;

  String stack() {
    return stack;
  }

  Path directory() {
    return directory;
  }

  /** Where the stack's own certificate authority is, if it has one. */
  Path authority() {
    return GatewayCertificate.authority(directory.toAbsolutePath().normalize(), stack);
  }

  /** The project's own command, for whoever runs it later and from elsewhere. */
  Path program() {
    return directory.toAbsolutePath().normalize().resolve("versatile");
  }

  boolean stacktrace() {
    return stacktrace;
  }

  /**
   * Reads the stack's settings.
   *
   * @throws app.versatilehub.topology.FindingsException if they are wrong
   */
  StackConfiguration configuration() {
    return SettingsReader.readFile(directory, stack);
  }

  /**
   * Composes the stack's topology.
   *
   * @throws app.versatilehub.topology.FindingsException if its settings are wrong
   */
  Topology topology() {
    return topology(stack);
  }

  /** The same for another stack of the project. */
  Topology topology(String other) {
    return VersatileHub.topology(SettingsReader.readFile(directory, other).environment());
  }
}
