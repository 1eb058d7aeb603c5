package app.versatilehub.cli;

import app.versatilehub.configuration.GeneratedSecrets;
import app.versatilehub.configuration.Rotations;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.topology.SecretTrait;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A secret of a stack: who reads it, and where its value is. Never the value.
 *
 * @param name its name in the settings
 * @param readers who reads it, by name
 * @param source where its value is
 * @param trait what is special about it
 * @param rotating whether a rotation of it has begun and not ended
 */
record SecretEntry(
    String name,
    List<Reader> readers,
    Source source,
    Optional<SecretTrait> trait,
    boolean rotating) {

  /**
   * A service that reads it.
   *
   * @param service its name
   * @param as how it gets it, in words
   */
  record Reader(String service, String as) {}

  /** Where a value is. */
  enum Source {
    /** Encrypted in the stack's settings. */
    SET,
    /** In the file of generated secrets. */
    GENERATED,
    /** Nowhere yet; the next {@code up} makes it up. */
    WITH_NEXT_UP,
    /** The stack's own authority makes it with each {@code up}. */
    CERTIFIED,
    /** Nowhere, and the stack cannot come up without. */
    MISSING,
    /** Nowhere, and no service asks for it yet. */
    LATER
  }

  /** All that services of the stack use, and those that exist only later. */
  static List<SecretEntry> of(Topology topology, StackConfiguration configuration, Path directory) {
    String stack = topology.stack().stack();
    Set<String> generated =
        configuration.generateSecrets() ? new GeneratedSecrets(directory, stack).names() : Set.of();
    Set<String> rotating = new Rotations(directory, stack).names();
    Set<String> certified = configuration.certified(topology);
    Set<String> used = topology.secretNames();
    Set<String> all = new TreeSet<>(used);
    topology.secretTraits().entrySet().stream()
        .filter(entry -> entry.getValue().isIssued())
        .forEach(entry -> all.add(entry.getKey()));
    return all.stream()
        .map(
            name ->
                new SecretEntry(
                    name,
                    readers(topology, name),
                    certified.contains(name)
                        ? Source.CERTIFIED
                        : used.contains(name)
                            ? source(configuration, generated, name, topology.secretTrait(name))
                            : Source.LATER,
                    topology.secretTrait(name),
                    rotating.contains(name)))
        .toList();
  }

  private static Source source(
      StackConfiguration configuration,
      Set<String> generated,
      String name,
      Optional<SecretTrait> trait) {
    if (configuration.environment().secrets().contains(name)) {
      return Source.SET;
    }
    if (!configuration.generates(trait)) {
      return Source.MISSING;
    }
    return generated.contains(name) ? Source.GENERATED : Source.WITH_NEXT_UP;
  }

  private static List<Reader> readers(Topology topology, String name) {
    return topology.services().stream()
        .sorted(Comparator.comparing(Service::name))
        .flatMap(
            service ->
                service.workload().secrets().stream()
                    .filter(use -> use.secret().equals(name))
                    .map(use -> new Reader(service.name().value(), as(use))))
        .toList();
  }

  private static String as(SecretUse use) {
    if (use instanceof SecretUse.File file) {
      return "file " + file.path();
    }
    return use instanceof SecretUse.HashFile hash
        ? "hash in file " + hash.path()
        : "variable " + ((SecretUse.Variable) use).variable();
  }

  /** Whether it has a value. */
  boolean hasValue() {
    return source == Source.SET || source == Source.GENERATED;
  }

  /** Whether there is none, and one can be made up. */
  boolean canBeMadeUp() {
    return source == Source.WITH_NEXT_UP
        || (source == Source.MISSING && trait.filter(SecretTrait::isIssued).isEmpty());
  }

  /** Where its value is, in words. */
  String where(String stack) {
    return switch (source) {
          case SET -> "set in Pulumi.%s.yaml".formatted(stack);
          case GENERATED -> "generated, in .versatile/secrets/%s.json".formatted(stack);
          case WITH_NEXT_UP -> "made up by the next up";
          case CERTIFIED -> "made by the stack's own authority";
          case MISSING -> "missing";
          case LATER -> "only later";
        }
        + (rotating ? "; its rotation is not finished" : "");
  }
}
