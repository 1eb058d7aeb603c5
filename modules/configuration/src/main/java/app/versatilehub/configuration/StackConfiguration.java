package app.versatilehub.configuration;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.GatewayCertificate;
import app.versatilehub.topology.SecretTrait;
import app.versatilehub.topology.Topology;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Everything that a stack's file says.
 *
 * @param environment names, subnets, images and the rest that shapes the topology
 * @param isolation by what measure its isolation is judged
 * @param firewall what it asks of the host's firewall
 * @param generateSecrets whether a missing secret is made up at first use; only for stacks that
 *     nobody relies on
 * @param secrets the values of the secrets that are set, by name; empty when only the file was
 *     read, since there they are encrypted
 */
public record StackConfiguration(
    Environment environment,
    IsolationSettings isolation,
    FirewallSettings firewall,
    boolean generateSecrets,
    Map<String, String> secrets) {

  public StackConfiguration {
    requireNonNull(environment, "environment");
    requireNonNull(isolation, "isolation");
    requireNonNull(firewall, "firewall");
    secrets = Map.copyOf(secrets);
  }

  /** The same, of which only the names of the secrets are known. */
  StackConfiguration withoutSecrets() {
    return new StackConfiguration(environment, isolation, firewall, generateSecrets, Map.of());
  }

  /** Whether the value of a secret with this trait may be made up at first use. */
  public boolean generates(Optional<SecretTrait> trait) {
    return generateSecrets && trait.filter(SecretTrait::isIssued).isEmpty();
  }

  /**
   * The secrets that the stack's own authority makes: the gateway's certificate, where nobody else
   * gives it one.
   */
  public Set<String> certified(Topology topology) {
    return topology.secretNames().containsAll(GatewayCertificate.SECRETS)
            && Collections.disjoint(environment.secrets(), GatewayCertificate.SECRETS)
        ? GatewayCertificate.SECRETS
        : Set.of();
  }

  /** One finding for each secret that the topology uses and that nobody has set or makes. */
  public List<Finding> missingSecrets(Topology topology) {
    Set<String> certified = certified(topology);
    return topology.secretNames().stream()
        .filter(name -> !environment.secrets().contains(name))
        .filter(name -> !certified.contains(name))
        .filter(name -> !generates(topology.secretTrait(name)))
        .map(name -> missing(name, topology.secretTrait(name)))
        .toList();
  }

  /** A value in an argument would stand in the process list and in the shell's history. */
  private Finding missing(String name, Optional<SecretTrait> trait) {
    String stack = environment.stack().stack();
    String set = "%s <FILE".formatted(setCommand(stack, name));
    Optional<String> issued = trait.filter(SecretTrait::isIssued).map(SecretTrait::words);
    return Finding.error(
        "missing-secret",
        "secrets." + name,
        issued.map(words -> "is not set; " + words).orElse("is not set"),
        issued.isPresent()
            ? set
            : "./versatile secrets generate --stack %s, or with a value of your own: %s"
                .formatted(stack, set));
  }

  /** The command that sets a secret to what it reads from its standard input. */
  public static String setCommand(String stack, String secret) {
    return "pulumi config set --stack %s --secret --path 'versatile-hub:secrets.%s'"
        .formatted(stack, secret);
  }

  /** One finding for each secret that is set and that no service uses, most likely misspelt. */
  public List<Finding> unusedSecrets(Topology topology) {
    SortedSet<String> used = topology.secretNames();
    return environment.secrets().stream()
        .filter(name -> !used.contains(name))
        .sorted()
        .map(
            name ->
                Finding.warning(
                    "unused-secret",
                    "secrets." + name,
                    "no service uses it",
                    "remove it, or use one of these names: " + String.join(", ", used)))
        .toList();
  }

  /** Never shows the secrets. */
  @Override
  public String toString() {
    return "StackConfiguration[%s, secrets %s]".formatted(environment, secrets.keySet());
  }
}
