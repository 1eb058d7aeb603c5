package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.documents.Project;
import app.versatilehub.provisioning.Rollout;
import app.versatilehub.readers.DockerResource;
import app.versatilehub.testing.Deployment;
import app.versatilehub.topology.JobAttempts;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Policy;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What the committed stacks, and others of some settings, register. */
final class Stacks {

  /** A day on which the waivers of the committed stacks count, whenever the tests run. */
  static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

  private static final Map<String, Deployment> DEPLOYMENTS = new ConcurrentHashMap<>();
  private static final Map<String, StackConfiguration> CONFIGURATIONS = new ConcurrentHashMap<>();
  private static final Map<String, Topology> TOPOLOGIES = new ConcurrentHashMap<>();
  private static final Map<String, Map<String, DockerResource>> RESOURCES =
      new ConcurrentHashMap<>();

  private Stacks() {}

  /** Everything that {@code Pulumi.<stack>.yaml} leads to. */
  static Deployment deployment(String stack) {
    return requireNonNull(
        DEPLOYMENTS.computeIfAbsent(stack, name -> deployment(configuration(name))));
  }

  /** What {@code Pulumi.<stack>.yaml} declares. */
  static Topology topology(String stack) {
    return requireNonNull(
        TOPOLOGIES.computeIfAbsent(
            stack, name -> VersatileHub.topology(configuration(name).environment())));
  }

  /** What {@code Pulumi.<stack>.yaml} leads to, as the readers read it, by URN. */
  static Map<String, DockerResource> dockerResources(String stack) {
    return requireNonNull(
        RESOURCES.computeIfAbsent(
            stack,
            name -> {
              Map<String, DockerResource> resources = new LinkedHashMap<>();
              deployment(name)
                  .dockerResources()
                  .forEach(resource -> resources.put(resource.urn(), resource));
              return Collections.unmodifiableMap(resources);
            }));
  }

  /** By what measure {@code Pulumi.<stack>.yaml} wants to be judged. */
  static Policy policy(String stack) {
    return configuration(stack).isolation().policy(TODAY);
  }

  /** Everything that some settings lead to, in a stack named test; objects as JSON. */
  static Deployment ofSettings(Map<String, String> settings) {
    return deployment(read(settings));
  }

  /** What some settings declare, as in {@link #ofSettings}. */
  static Topology topologyOf(Map<String, String> settings) {
    return VersatileHub.topology(read(settings).environment());
  }

  private static StackConfiguration read(Map<String, String> settings) {
    Map<String, String> config =
        settings.entrySet().stream()
            .collect(Collectors.toMap(e -> "versatile-hub:" + e.getKey(), Map.Entry::getValue));
    return SettingsReader.read(StackId.of("versatile-hub", "test"), config);
  }

  /** The value that each of them gives to a secret. */
  static String valueOf(String secret) {
    return "the-value-of-" + secret;
  }

  private static StackConfiguration configuration(String stack) {
    return requireNonNull(
        CONFIGURATIONS.computeIfAbsent(
            stack, name -> SettingsReader.readFile(Project.root(), name)));
  }

  private static Deployment deployment(StackConfiguration configuration) {
    Topology topology = VersatileHub.topology(configuration.environment());
    Map<String, String> secrets =
        topology.secretNames().stream().collect(Collectors.toMap(name -> name, Stacks::valueOf));
    return Deployment.run(
            topology.stack(),
            context ->
                VersatileStack.define(context, topology, secrets, JobAttempts.NONE, Rollout.NONE))
        .successful();
  }
}
