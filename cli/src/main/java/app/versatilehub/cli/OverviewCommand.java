package app.versatilehub.cli;

import app.versatilehub.topology.ConnectivityMatrix;
import app.versatilehub.topology.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code overview}: the matrix and the addresses, as {@code versatile up} ends. */
@Command(name = "overview", description = "Show the matrix and the public addresses.")
final class OverviewCommand implements Runnable {

  @Mixin private final StackOptions options = new StackOptions();

  private final Console console;

  OverviewCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Topology topology = options.topology();
    console.print(
        MatrixFormat.TABLE.render(ConnectivityMatrix.of(topology))
            + "\n"
            + UrlsFormat.TABLE.render(topology));
  }
}
