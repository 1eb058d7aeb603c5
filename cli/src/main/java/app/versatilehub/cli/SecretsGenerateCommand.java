package app.versatilehub.cli;

import app.versatilehub.configuration.GeneratedSecrets;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.SecretTrait;
import app.versatilehub.topology.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code secrets generate}: values for those that have none. */
@Command(
    name = "generate",
    description = "Make up the secrets that are missing, or those that are named.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Each has a value now.",
      "2:A named one has a value already, or cannot be made up, or Pulumi refused; what was made"
          + " until then stays."
    },
    exitCodeOnExecutionException = SecretsGenerateCommand.FAILED)
final class SecretsGenerateCommand implements Runnable {

  static final int FAILED = 2;

  @Mixin private final StackOptions options = new StackOptions();

  @Parameters(paramLabel = "NAME", description = "Which (default: all that are missing).")
  private List<String> names = new ArrayList<>();

  private final Console console;
  private final BiFunction<Path, String, PulumiStack> pulumi;

  SecretsGenerateCommand(Console console, BiFunction<Path, String, PulumiStack> pulumi) {
    this.console = console;
    this.pulumi = pulumi;
  }

  @Override
  public void run() {
    Topology topology = options.topology();
    StackConfiguration configuration = options.configuration();
    List<SecretEntry> entries = SecretEntry.of(topology, configuration, options.directory());
    refuse(entries);
    Set<String> wanted =
        entries.stream()
            .filter(SecretEntry::canBeMadeUp)
            .map(SecretEntry::name)
            .filter(name -> names.isEmpty() || names.contains(name))
            .collect(TreeSet::new, Set::add, Set::addAll);
    if (configuration.generateSecrets()) {
      new GeneratedSecrets(options.directory(), options.stack()).values(wanted);
    } else {
      PulumiStack stack = pulumi.apply(options.directory(), options.stack());
      wanted.forEach(name -> stack.setSecret(name, GeneratedSecrets.newValue()));
    }
    console.write(wanted.isEmpty() ? "nothing can be made up that is missing\n" : told(wanted));
    entries.stream()
        .filter(entry -> entry.source() == SecretEntry.Source.MISSING && !entry.canBeMadeUp())
        .forEach(
            entry -> console.write(entry.name() + " is still missing: " + words(entry) + "\n"));
  }

  private static String told(Set<String> made) {
    return "made up: " + String.join(", ", made) + "\n";
  }

  private static String words(SecretEntry entry) {
    return entry.trait().map(SecretTrait::words).orElse("");
  }

  /** Before anything is made. */
  private void refuse(List<SecretEntry> entries) {
    List<Finding> findings = new ArrayList<>();
    for (String name : names) {
      Predicate<SecretEntry> isNamed = entry -> entry.name().equals(name);
      if (entries.stream().noneMatch(isNamed)) {
        findings.add(unknown(name, entries));
      }
      entries.stream()
          .filter(isNamed.and(entry -> !entry.canBeMadeUp()))
          .forEach(entry -> findings.add(refusal(entry)));
    }
    if (!findings.isEmpty()) {
      throw new FindingsException("the secrets of stack " + options.stack(), findings);
    }
  }

  private Finding refusal(SecretEntry entry) {
    String subject = "secrets." + entry.name();
    return entry.hasValue()
        ? Finding.error(
            "secret-exists",
            subject,
            "has a value, which is not overwritten",
            "to change it: ./versatile secrets rotate %s --stack %s"
                .formatted(entry.name(), options.stack()))
        : Finding.error(
            "secret-issued",
            subject,
            "cannot be made up: " + words(entry),
            StackConfiguration.setCommand(options.stack(), entry.name()) + " <FILE");
  }

  /** No service of the stack has a secret of that name. */
  static Finding unknown(String name, List<SecretEntry> entries) {
    return Finding.error(
        "unknown-secret",
        "secrets." + name,
        "no service uses a secret of that name",
        "name one of these: "
            + String.join(", ", entries.stream().map(SecretEntry::name).toList()));
  }
}
