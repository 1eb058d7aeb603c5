package app.versatilehub.cli;

import app.versatilehub.topology.StackId;
import app.versatilehub.verification.traffic.Meter;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code traffic}: what each container sends and receives on each network. */
@Command(
    name = "traffic",
    description = "Show what each container sends and receives on each network.",
    exitCodeOnExecutionException = TrafficCommand.COULD_NOT_MEASURE)
final class TrafficCommand implements Runnable {

  static final int COULD_NOT_MEASURE = 2;

  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

  @Mixin private final StackOptions options = new StackOptions();

  @Option(names = "--all", description = "All containers of the engine, not only the stack's.")
  private boolean all;

  @Option(names = "--once", description = "Show it once and end.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "How long until it is shown anew (default: 1).")
  private int interval = 1;

  @Option(names = "--format", paramLabel = "FORMAT", description = "table (the default) or json.")
  private TrafficFormat format = TrafficFormat.TABLE;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Function<Optional<StackId>, Meter> meters;
  private final Clock clock;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  TrafficCommand(Console console, Function<Optional<StackId>, Meter> meters, Clock clock) {
    this.console = console;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public void run() {
    if (interval < 1 || interval > 3600) {
      throw new ParameterException(
          spec.commandLine(), "--interval %d; allowed: 1 to 3600 seconds".formatted(interval));
    }
    Optional<StackId> stack = all ? Optional.empty() : Optional.of(options.topology().stack());
    try (Meter meter = meters.apply(stack)) {
      show(meter);
      while (!once && pause()) {
        show(meter);
      }
    }
  }

  private void show(Meter meter) {
    String text = format.render(clock.instant(), meter.read());
    boolean inPlace = !once && format == TrafficFormat.TABLE && console.ansi().enabled();
    console.write(inPlace ? HOME_AND_CLEAR + text : text + separator());
  }

  private String separator() {
    return once || format == TrafficFormat.JSON ? "" : "\n";
  }

  /** Whether to go on. */
  private boolean pause() {
    try {
      TimeUnit.SECONDS.sleep(interval);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
