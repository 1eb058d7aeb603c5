package app.versatilehub.cli;

import app.versatilehub.topology.ConnectivityMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code matrix}: which service is on which network. */
@Command(name = "matrix", description = "Show which service is on which network.")
final class MatrixCommand implements Runnable {

  @Mixin private final StackOptions options = new StackOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table (the default), markdown or json.")
  private MatrixFormat format = MatrixFormat.TABLE;

  private final Console console;

  MatrixCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.print(format.render(ConnectivityMatrix.of(options.topology())));
  }
}
