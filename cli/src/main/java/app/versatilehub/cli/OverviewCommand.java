package app.versatilehub.cli;

import app.versatilehub.topology.ConnectivityMatrix;
import app.versatilehub.topology.Topology;
import java.nio.file.Path;
import java.util.List;
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
    console.print(of(options.topology(), options.authority()));
  }

  /** The overview with the markup of {@link Console#print}. */
  static String of(Topology topology, Path authority) {
    return MatrixFormat.TABLE.render(ConnectivityMatrix.of(topology))
        + "\n"
        + UrlsFormat.TABLE.render(topology, authority, List.of());
  }
}
