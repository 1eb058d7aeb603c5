package app.versatilehub.cli;

import app.versatilehub.firewall.host.HostFirewall;
import app.versatilehub.live.EngineReader;
import app.versatilehub.operations.Operations;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.verification.EngineVerifier;
import app.versatilehub.verification.access.AccessFilter.StatusRange;
import app.versatilehub.verification.access.EngineOutput;
import app.versatilehub.verification.doctor.EnginePatient;
import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.traffic.EngineMeter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command line beside Pulumi's own. */
@Command(
    name = "versatile",
    description =
        "Shows what the stacks of Versatile Hub declare, proves their isolation, and whether they"
            + " can come up.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HelpCommand.class)
public final class Main {

  /** Names the folder of the probe. */
  private static final String PROBES = "VERSATILE_PROBE";

  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Outside outside =
        new Outside(
            EngineReader::read,
            () -> EnginePatient.connect(programs(), Clock.systemUTC()),
            new EngineVerifier(DockerEngine::connect, programs()),
            new FileSources(System.getenv(FileSources.COMPOSE_READER)),
            System.in,
            Clock.systemUTC());
    System.exit(commandLine(Console.system(), outside).execute(arguments));
  }

  /** Where the set-up has put the probe; if nowhere, that is told once one is needed. */
  private static Path programs() {
    return Path.of(Optional.ofNullable(System.getenv(PROBES)).orElse(PROBES));
  }

  static CommandLine commandLine(Console console, Outside outside) {
    return configured(
        new CommandLine(new Main())
            .addSubcommand(new MatrixCommand(console))
            .addSubcommand(new UrlsCommand(console, outside.patients()))
            .addSubcommand(new OverviewCommand(console))
            .addSubcommand(new PreflightCommand(console, outside.engine()))
            .addSubcommand(new CheckCommand(console, outside))
            .addSubcommand(new DiffCommand(console, outside))
            .addSubcommand(new VerifyCommand(console, outside))
            .addSubcommand(new DiagramCommand(console))
            .addSubcommand(new ReportCommand(console, outside))
            .addSubcommand(
                new DoctorCommand(console, outside.patients(), Confirmation.byTerminal()))
            .addSubcommand(new TrafficCommand(console, EngineMeter::connect, outside.clock()))
            .addSubcommand(
                new AccessLogCommand(
                    console, new EngineOutput(DockerEngine::connect), outside.clock()))
            .addSubcommand(new BackupCommand(console, Operations::connect, outside.clock()))
            .addSubcommand(
                new RestoreCommand(console, Operations::connect, Confirmation.byTerminal()))
            .addSubcommand(
                new RecoverCommand(
                    console,
                    Operations::connect,
                    PulumiCommandLine::new,
                    Confirmation.byTerminal()))
            .addSubcommand(
                SecretsCommand.with(
                    console,
                    Operations::connect,
                    PulumiCommandLine::new,
                    Confirmation.byTerminal()))
            .addSubcommand(
                new FirewallCommand(
                    console, HostFirewall.here(), Confirmation.byTerminal(), outside.clock())),
        console);
  }

  /** How every command writes, reads its options and fails. */
  static CommandLine configured(CommandLine commands, Console console) {
    return commands
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.ansi()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(EngineVersion.class, text -> converted(EngineVersion::parse, text))
        .registerConverter(ServiceName.class, text -> converted(ServiceName::of, text))
        .registerConverter(StatusRange.class, text -> converted(StatusRange::parse, text))
        .registerConverter(Duration.class, text -> converted(Durations::parse, text))
        .setExecutionExceptionHandler(new Failures());
  }

  private static <T> T converted(Function<String, T> parse, String text) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
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
