package app.versatilehub.cli;

import app.versatilehub.pictures.Picture;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diagram}: a picture of the topology. */
@Command(name = "diagram", description = "Draw the networks, or what becomes of a request.")
final class DiagramCommand implements Runnable {

  @Mixin private final StackOptions options = new StackOptions();

  @Option(
      names = "--picture",
      paramLabel = "PICTURE",
      description = "overview (the default), http, websocket or map.")
  private Picture picture = Picture.OVERVIEW;

  @Option(names = "--format", paramLabel = "FORMAT", description = "mermaid (the default) or svg.")
  private DiagramFormat format = DiagramFormat.MERMAID;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the picture goes (default: here).")
  private @Nullable Path output;

  private final Console console;

  DiagramCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String text = format.render(picture, options.topology());
    console.report(output, ansi -> text);
  }
}
