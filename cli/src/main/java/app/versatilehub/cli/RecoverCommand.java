package app.versatilehub.cli;

import app.versatilehub.operations.Leftovers;
import app.versatilehub.operations.Operations;
import app.versatilehub.topology.StackId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code recover}: takes away what an {@code up} has left that was killed. */
@Command(
    name = "recover",
    description =
        "Take away what an up that was killed has left in the way of the next: Pulumi's lock, and"
            + " containers and networks that its state does not know. Volumes stay.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing is in the way any more.",
      "1:Something that the state does not know stays; it is listed.",
      "2:Another process may be at work on the stack, or it could not be found out."
    },
    exitCodeOnExecutionException = RecoverCommand.REFUSED)
final class RecoverCommand implements Callable<Integer> {

  static final int CLEAR = 0;
  static final int STAYS = 1;
  static final int REFUSED = 2;

  @Mixin private final StackOptions options = new StackOptions();

  @Option(
      names = "--interrupted",
      description = "Only what the state says was begun and not finished; up does this itself.")
  private boolean interrupted;

  @Option(
      names = "--yes",
      description = "Also all else with the stack's label that the state does not know.")
  private boolean yes;

  private final Console console;
  private final Supplier<Operations> engine;
  private final BiFunction<Path, String, PulumiStack> pulumi;
  private final Confirmation confirmation;

  RecoverCommand(
      Console console,
      Supplier<Operations> engine,
      BiFunction<Path, String, PulumiStack> pulumi,
      Confirmation confirmation) {
    this.console = console;
    this.engine = engine;
    this.pulumi = pulumi;
    this.confirmation = confirmation;
  }

  @Override
  public Integer call() {
    StackId stack = options.configuration().environment().stack();
    PulumiStack deployed = pulumi.apply(options.directory(), options.stack());
    Recovery.ofInterrupted(deployed, engine, stack, this::tell);
    if (interrupted) {
      return CLEAR;
    }
    try (Operations operations = engine.get()) {
      return unknown(operations, operations.leftovers(stack, deployed.state().known()).unknown());
    }
  }

  private void tell(String what) {
    console.write(what + "\n");
  }

  private int unknown(Operations operations, List<Leftovers.Item> items) {
    if (items.isEmpty()) {
      console.write("nothing is in the way of stack %s\n".formatted(options.stack()));
      return CLEAR;
    }
    console.write("not in Pulumi's state, but with the label of this stack:\n");
    items.forEach(item -> console.write("  %s\n".formatted(item)));
    if (yes
        || (confirmation.isPossible()
            && confirmation.of(
                "Unless another checkout has made them: shall I remove them? Volumes stay."))) {
      Recovery.remove(operations, items, this::tell);
      return CLEAR;
    }
    console.write("    -> unless another checkout has made them: ./versatile recover --yes\n");
    return STAYS;
  }
}
