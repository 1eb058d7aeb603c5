package app.versatilehub.provisioning;

import com.pulumi.Log;
import com.pulumi.core.Output;
import com.pulumi.core.internal.Internal;
import com.pulumi.resources.ComponentResourceOptions;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.InputArgs;
import com.pulumi.resources.Resource;
import com.pulumi.resources.ResourceTransformation;
import com.pulumi.serialization.internal.Serializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds back every resource of the Docker provider until what the program wants has been looked at.
 * Given to Pulumi as a transformation of the whole stack, it sees each resource of the program,
 * whoever wrote it, with its inputs as the engine would get them.
 */
public final class RegistrationGate implements ResourceTransformation {

  private static final String DOCKER = "docker:";

  /**
   * One resource as the program asked for it.
   *
   * @param type its type in Pulumi
   * @param name its name in Pulumi
   * @param inputs its inputs in the form of Pulumi's protocol, secrets wrapped; those that are not
   *     known yet are left out
   * @param dependencies for each input, type and name of the resources that its value depends on,
   *     as {@link #key} writes them
   * @param complete whether all inputs were known
   */
  public record Asked(
      String type,
      String name,
      Map<String, Object> inputs,
      Map<String, List<String>> dependencies,
      boolean complete) {

    /** What {@link #dependencies} call it. */
    public String key() {
      return RegistrationGate.key(type, name);
    }
  }

  private record Input(CompletableFuture<@Nullable Object> value, Set<Resource> dependencies) {}

  private record Seen(String type, String name, Map<String, Input> inputs) {}

  private final List<Seen> seen = new ArrayList<>();
  private final CompletableFuture<List<Resource>> opened = new CompletableFuture<>();

  @Override
  public synchronized Optional<Result> apply(Args args) {
    Resource resource = args.resource();
    if (!resource.pulumiResourceType().startsWith(DOCKER)) {
      return Optional.empty();
    }
    seen.add(
        new Seen(
            resource.pulumiResourceType(),
            resource.pulumiResourceName(),
            args.args() == null ? Map.of() : inputs(args.args())));
    Output<List<Resource>> gate = Output.of(opened);
    return Optional.of(
        new Result(
            args.args(),
            args.options() instanceof CustomResourceOptions custom
                ? CustomResourceOptions.merge(
                    custom, CustomResourceOptions.builder().dependsOn(gate).build())
                : ComponentResourceOptions.merge(
                    (ComponentResourceOptions) args.options(),
                    ComponentResourceOptions.builder().dependsOn(gate).build())));
  }

  /** Everything that was asked for so far, as far as it is known now. */
  public synchronized List<Asked> asked() {
    return seen.stream().map(RegistrationGate::asked).toList();
  }

  /**
   * Everything that was asked for so far, once all of it is known; some of it only after {@link
   * #open}. Fails when a value that it waits for does.
   */
  public synchronized CompletableFuture<List<Asked>> whole() {
    return CompletableFuture.allOf(
            seen.stream()
                .flatMap(resource -> resource.inputs().values().stream())
                .map(Input::value)
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> asked());
  }

  /** Lets them through to be registered. */
  public void open() {
    opened.complete(List.of());
  }

  private static Map<String, Input> inputs(InputArgs args) {
    Map<String, Input> inputs = new TreeMap<>();
    // What is in the map is complete at once; only the values in it may have to be waited for.
    Internal.from(args)
        .toMapAsync(Log.ignore())
        .join()
        .forEach(
            (name, value) -> {
              Serializer serializer = new Serializer(Log.ignore());
              inputs.put(
                  name,
                  new Input(
                      serializer.serializeAsync(name, value, false),
                      serializer.dependentResources));
            });
    return inputs;
  }

  private static Asked asked(Seen seen) {
    Map<String, Object> known = new TreeMap<>();
    Map<String, List<String>> dependencies = new TreeMap<>();
    boolean complete = true;
    for (Map.Entry<String, Input> entry : seen.inputs().entrySet()) {
      Input input = entry.getValue();
      if (!input.value().isDone() || input.value().isCompletedExceptionally()) {
        complete = false;
        continue;
      }
      Object value = input.value().join();
      if (value != null) {
        known.put(entry.getKey(), value);
        dependencies.put(entry.getKey(), keys(input.dependencies()));
      }
    }
    return new Asked(seen.type(), seen.name(), known, dependencies, complete);
  }

  private static List<String> keys(Set<Resource> resources) {
    return resources.stream()
        .map(resource -> key(resource.pulumiResourceType(), resource.pulumiResourceName()))
        .sorted()
        .collect(Collectors.toList());
  }

  private static String key(String type, String name) {
    return type + "::" + name;
  }
}
