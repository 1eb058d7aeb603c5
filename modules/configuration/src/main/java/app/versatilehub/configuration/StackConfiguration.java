package app.versatilehub.configuration;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Everything that a stack's file says.
 *
 * @param environment names, subnets, images and the rest that shapes the topology
 * @param isolation by what measure its isolation is judged
 * @param generateSecrets whether a missing secret is made up at first use; only for stacks that
 *     nobody relies on
 * @param secrets the values of the secrets that are set, by name; empty when only the file was
 *     read, since there they are encrypted
 */
public record StackConfiguration(
    Environment environment,
    IsolationSettings isolation,
    boolean generateSecrets,
    Map<String, String> secrets) {

  public StackConfiguration {
    requireNonNull(environment, "environment");
    requireNonNull(isolation, "isolation");
    secrets = Map.copyOf(secrets);
  }

  /** One finding for each secret that the topology uses and nobody has set. */
  public List<Finding> missingSecrets(Topology topology) {
    StackId stack = environment.stack();
    return topology.secretNames().stream()
        .filter(name -> !secrets.containsKey(name))
        .map(
            name ->
                Finding.error(
                    "missing-secret",
                    "secrets." + name,
                    "is not set",
                    "pulumi config set --stack %s --secret --path 'versatile-hub:secrets.%s' \"$(openssl rand -hex 32)\""
                        .formatted(stack.stack(), name)))
        .toList();
  }

  /** One finding for each secret that is set and that no service uses, most likely misspelt. */
  public List<Finding> unusedSecrets(Topology topology) {
    SortedSet<String> used = topology.secretNames();
    return secrets.keySet().stream()
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
