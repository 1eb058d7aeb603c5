package app.versatilehub.stack;

import app.versatilehub.readers.DockerResource;
import app.versatilehub.readers.DockerResourceReader;
import app.versatilehub.topology.isolation.Inventory;
import com.pulumi.core.TypeShape;
import com.pulumi.core.annotations.Import;
import com.pulumi.deployment.Deployment;
import com.pulumi.deployment.DeploymentInstance;
import com.pulumi.deployment.InvokeOptions;
import com.pulumi.resources.InvokeArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the last deployment of the stack left in Pulumi's state, by the function of Pulumi's engine
 * that stands behind stack references.
 *
 * @param inventory what there is; empty when nothing was deployed
 * @param names the names on the engine of its containers and networks
 */
record LastDeployment(Optional<Inventory> inventory, Set<String> names) {

  private static final String FUNCTION = "pulumi:pulumi:readStackResourceOutputs";
  private static final String OUTPUTS = "outputs";
  private static final String DOCKER = "docker:";

  static final int ATTEMPTS = 10;
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

  /** Names the stack. */
  private static final class Arguments extends InvokeArgs {
    @Import(name = "stackName", required = true)
    private final String stackName;

    Arguments(String stackName) {
      this.stackName = stackName;
    }

    @Override
    public String toString() {
      return stackName;
    }
  }

  /**
   * Asks for it.
   *
   * @return fails when it cannot be read
   */
  static CompletableFuture<LastDeployment> read(String stackName) {
    DeploymentInstance deployment = Deployment.getInstance();
    return attempt(
            () ->
                deployment.invokeAsync(
                    FUNCTION,
                    TypeShape.map(String.class, Object.class),
                    new Arguments(stackName),
                    InvokeOptions.Empty),
            ATTEMPTS)
        .thenApply(LastDeployment::of);
  }

  /** Where states are files, Pulumi may be writing this one anew in that moment. */
  static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> question, int attempts) {
    return question
        .get()
        .exceptionallyCompose(
            failure ->
                attempts > 1
                    ? CompletableFuture.runAsync(() -> {}, LATER)
                        .thenCompose(none -> attempt(question, attempts - 1))
                    : CompletableFuture.failedFuture(failure));
  }

  private static LastDeployment of(Map<String, Object> answer) {
    List<DockerResource> resources = new ArrayList<>();
    if (answer.get(OUTPUTS) instanceof Map<?, ?> byUrn) {
      byUrn.forEach((urn, resource) -> add(resources, urn.toString(), (Map<?, ?>) resource));
    }
    return new LastDeployment(
        resources.isEmpty()
            ? Optional.empty()
            : Optional.of(DockerResourceReader.read("the last deployment", resources)),
        resources.stream()
            .map(resource -> String.valueOf(resource.inputs().get("name")))
            .collect(Collectors.toSet()));
  }

  @SuppressWarnings("unchecked")
  private static void add(List<DockerResource> resources, String urn, Map<?, ?> resource) {
    String type = String.valueOf(resource.get("type"));
    if (type.startsWith(DOCKER) && resource.get(OUTPUTS) instanceof Map<?, ?> outputs) {
      String name = urn.substring(urn.lastIndexOf("::") + 2);
      resources.add(new DockerResource(urn, type, name, (Map<String, Object>) outputs, Map.of()));
    }
  }
}
