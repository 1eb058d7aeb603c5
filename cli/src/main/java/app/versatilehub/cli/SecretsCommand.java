package app.versatilehub.cli;

import app.versatilehub.operations.Operations;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code secrets}: what a stack keeps from others. */
@Command(
    name = "secrets",
    description = "List, make up and change the secrets of a stack; no value is ever shown.",
    synopsisSubcommandLabel = "(list | generate | rotate)")
final class SecretsCommand {

  private SecretsCommand() {}

  /**
   * With its own commands.
   *
   * @param pulumi a stack of a project, by the project's directory and the stack's name
   */
  static CommandLine with(
      Console console,
      Supplier<Operations> engine,
      BiFunction<Path, String, PulumiStack> pulumi,
      Confirmation confirmation) {
    return new CommandLine(new SecretsCommand())
        .addSubcommand(new SecretsListCommand(console))
        .addSubcommand(new SecretsGenerateCommand(console, pulumi))
        .addSubcommand(new SecretsRotateCommand(console, engine, pulumi, confirmation));
  }
}
