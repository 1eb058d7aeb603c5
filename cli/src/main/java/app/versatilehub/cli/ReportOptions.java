package app.versatilehub.cli;

import app.versatilehub.topology.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** What a command that judges reports, where, and when that fails. */
final class ReportOptions {

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the report goes (default: here).")
  private @Nullable Path output;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "The least severity that fails: error (the default), warning or info.")
  private Severity failOn = Severity.ERROR;

  @Option(
      names = "--explain",
      arity = "2",
      hideParamSyntax = true,
      paramLabel = "SOURCE DESTINATION:PORT",
      description = "Show only whether one reaches the other, and why or why not.")
  private List<String> explain = List.of();

  Severity failOn() {
    return failOn;
  }

  /** Source and destination, in this order; empty when everything is wanted. */
  List<String> explain() {
    return explain;
  }

  /**
   * Writes a report to where it is wanted.
   *
   * @throws IllegalArgumentException if the file cannot be written
   */
  void write(Console console, Function<Ansi, String> report) {
    console.report(output, report);
  }
}
