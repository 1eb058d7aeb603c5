package app.versatilehub.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code urls}: where clients reach the services. */
@Command(name = "urls", description = "Show the public address of every routed service.")
final class UrlsCommand implements Runnable {

  @Mixin private final StackOptions options = new StackOptions();

  @Option(names = "--format", paramLabel = "FORMAT", description = "table (the default) or json.")
  private UrlsFormat format = UrlsFormat.TABLE;

  private final Console console;

  UrlsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.print(format.render(options.topology(), options.authority()));
  }
}
