package app.versatilehub.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code secrets list}: which there are, who reads them, and where their values are. */
@Command(
    name = "list",
    description = "List every secret with who reads it and where its value is; never the value.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:None is missing.",
      "1:At least one is; the stack cannot come up.",
      "2:It could not be found out."
    },
    exitCodeOnExecutionException = SecretsListCommand.COULD_NOT_JUDGE)
final class SecretsListCommand implements Callable<Integer> {

  static final int COMPLETE = 0;
  static final int MISSING = 1;
  static final int COULD_NOT_JUDGE = 2;

  @Mixin private final StackOptions options = new StackOptions();

  @Option(names = "--format", paramLabel = "FORMAT", description = "table (the default) or json.")
  private SecretsFormat format = SecretsFormat.TABLE;

  private final Console console;

  SecretsListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<SecretEntry> entries =
        SecretEntry.of(options.topology(), options.configuration(), options.directory());
    console.write(format.render(options.stack(), entries));
    return entries.stream().anyMatch(entry -> entry.source() == SecretEntry.Source.MISSING)
        ? MISSING
        : COMPLETE;
  }
}
