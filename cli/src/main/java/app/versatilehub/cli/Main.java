package app.versatilehub.cli;

import app.versatilehub.live.EngineReader;
import app.versatilehub.topology.EngineState;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command line beside Pulumi's own. */
@Command(
    name = "versatile",
    description = "Shows what the stacks of Versatile Hub declare, and whether it can come up.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HelpCommand.class)
public final class Main {

  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(Console.system(), EngineReader::read).execute(arguments));
  }

  static CommandLine commandLine(Console console, Supplier<EngineState> engine) {
    return new CommandLine(new Main())
        .addSubcommand(new MatrixCommand(console))
        .addSubcommand(new UrlsCommand(console))
        .addSubcommand(new OverviewCommand(console))
        .addSubcommand(new PreflightCommand(console, engine))
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.ansi()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new Failures());
  }

  /** The version of the jar that this is in. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "versatile "
            + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development")
      };
    }
  }
}
