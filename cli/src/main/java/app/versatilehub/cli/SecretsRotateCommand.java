package app.versatilehub.cli;

import app.versatilehub.configuration.GeneratedSecrets;
import app.versatilehub.configuration.Rotations;
import app.versatilehub.configuration.Rotations.Rotation;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.operations.Operations;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.SecretTrait;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code secrets rotate}: another value in the server that keeps it, in the settings and in the
 * services, in this order, so that it can be interrupted anywhere and run again.
 */
@Command(
    name = "rotate",
    description =
        "Change a secret where it is kept, and bring the stack up with it. Interrupted, it is"
            + " finished by running it again.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It is changed everywhere.",
      "1:It is not changed everywhere; run it again.",
      "2:Nothing was changed."
    },
    exitCodeOnExecutionException = SecretsRotateCommand.UNCHANGED)
final class SecretsRotateCommand implements Callable<Integer> {

  static final int ROTATED = 0;
  static final int UNFINISHED = 1;
  static final int UNCHANGED = 2;

  @Mixin private final StackOptions options = new StackOptions();

  @Parameters(paramLabel = "NAME", description = "The secret.")
  private String name;

  @Option(names = "--yes", description = "Lose what is lost with it, without asking.")
  private boolean yes;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Supplier<Operations> engine;
  private final BiFunction<Path, String, PulumiStack> pulumi;
  private final Confirmation confirmation;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  SecretsRotateCommand(
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
    Topology topology = options.topology();
    StackConfiguration configuration = options.configuration();
    SecretEntry entry = rotatable(SecretEntry.of(topology, configuration, options.directory()));
    Rotations rotations = new Rotations(options.directory(), options.stack());
    return rotations.alone(() -> rotated(topology, entry, rotations));
  }

  private int rotated(Topology topology, SecretEntry entry, Rotations rotations) {
    Optional<Rotation> begun = rotations.find(name);
    if (begun.isPresent()) {
      console.write("finishing the rotation of %s that was interrupted\n".formatted(name));
      return finished(topology, entry, rotations, begun.get());
    }
    if (!agreed(entry)) {
      console.write("nothing was changed\n");
      return UNCHANGED;
    }
    return finished(topology, entry, rotations, begin(topology, rotations));
  }

  /** Notes a new value and lets the server take it; leaves no note if it certainly has not. */
  private Rotation begin(Topology topology, Rotations rotations) {
    Rotation rotation = new Rotation(GeneratedSecrets.newValue(), false);
    rotations.note(name, rotation);
    try {
      return taken(topology, rotations, rotation);
    } catch (FindingsException | EngineUnavailableException e) {
      rotations.forget(name);
      throw e;
    } catch (IOException e) {
      tell("it is not known whether the server took it: " + e.getMessage());
      return rotation;
    }
  }

  private Rotation taken(Topology topology, Rotations rotations, Rotation rotation)
      throws IOException {
    tell("changing it in the server that keeps it, if one does");
    try (Operations operations = engine.get()) {
      operations.changePassword(topology, name, rotation.value());
    }
    Rotation taken = new Rotation(rotation.value(), true);
    rotations.note(name, taken);
    return taken;
  }

  private int finished(
      Topology topology, SecretEntry entry, Rotations rotations, Rotation rotation) {
    try {
      if (!rotation.taken()) {
        taken(topology, rotations, rotation);
      }
      PulumiStack stack = pulumi.apply(options.directory(), options.stack());
      tell("changing the settings");
      if (entry.source() == SecretEntry.Source.SET) {
        stack.setSecret(name, rotation.value());
      } else {
        new GeneratedSecrets(options.directory(), options.stack()).set(name, rotation.value());
      }
      tell("bringing the stack up");
      Recovery.ofInterrupted(stack, engine, topology.stack(), this::tell);
      stack.up();
      rotations.forget(name);
      console.write("%s is changed; it is read by %s\n".formatted(name, readers(entry)));
      return ROTATED;
    } catch (FindingsException | EngineUnavailableException | IOException e) {
      tell(String.valueOf(e.getMessage()));
      tell(
          "%s is not changed everywhere yet%n    -> ./versatile secrets rotate %s --stack %s"
              .formatted(name, name, options.stack()));
      return UNFINISHED;
    }
  }

  private void tell(String what) {
    console.err().println(what);
    console.err().flush();
  }

  private static String readers(SecretEntry entry) {
    return entry.readers().stream()
        .map(SecretEntry.Reader::service)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** The entry of the secret, of which another value can be made up and used. */
  private SecretEntry rotatable(List<SecretEntry> entries) {
    Optional<SecretEntry> found =
        entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    Optional<Finding> refusal =
        found.isEmpty()
            ? Optional.of(SecretsGenerateCommand.unknown(name, entries))
            : refusal(found.get());
    if (refusal.isPresent()) {
      throw new FindingsException(
          "the secrets of stack " + options.stack(), List.of(refusal.get()));
    }
    return found.orElseThrow();
  }

  private Optional<Finding> refusal(SecretEntry entry) {
    String subject = "secrets." + name;
    String set = StackConfiguration.setCommand(options.stack(), name) + " <FILE";
    Optional<SecretTrait.Kind> kind = entry.trait().map(SecretTrait::kind);
    String words = entry.trait().map(SecretTrait::words).orElse("");
    if (kind.equals(Optional.of(SecretTrait.Kind.ISSUED))) {
      return Optional.of(
          Finding.error("secret-issued", subject, "cannot be made up: " + words, set));
    }
    if (kind.equals(Optional.of(SecretTrait.Kind.USED_ONCE))) {
      return Optional.of(
          Finding.error("secret-used-once", subject, "has been read, and is no more", words));
    }
    if (!entry.hasValue()) {
      return Optional.of(
          Finding.error(
              "missing-secret",
              subject,
              "has no value yet",
              "./versatile secrets generate --stack " + options.stack()));
    }
    return Optional.empty();
  }

  private boolean agreed(SecretEntry entry) {
    Optional<String> loss = entry.trait().map(SecretTrait::words);
    if (yes || loss.isEmpty()) {
      return true;
    }
    console.write("with its change %s\n".formatted(loss.get()));
    if (!confirmation.isPossible()) {
      throw new ParameterException(
          spec.commandLine(),
          "rotate asks before something is lost, and there is no terminal; agree with --yes");
    }
    return confirmation.of("Shall I change it?");
  }
}
