package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import com.pulumi.Log;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import com.pulumi.resources.ResourceOptions;
import com.pulumi.resources.ResourceTransformation;
import com.pulumi.serialization.internal.Serializer;
import com.pulumi.test.Mocks;
import com.pulumi.test.PulumiTest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Stands in for Pulumi's engine and records what it is told. The mocks see the inputs; parent,
 * options and the marks of secrets only show in the transformation.
 */
final class Recorder implements Mocks, ResourceTransformation {

  private static final Set<String> KNOWN =
      Set.of(Registered.NETWORK, Registered.VOLUME, Registered.CONTAINER, Registered.MODULE);

  private record Key(String type, String name) {}

  private final Map<Key, Mocks.ResourceArgs> told = new ConcurrentHashMap<>();
  private final Map<Key, ResourceTransformation.Args> seen = new ConcurrentHashMap<>();

  @Override
  public CompletableFuture<ResourceResult> newResourceAsync(Mocks.ResourceArgs args) {
    if (!KNOWN.contains(args.type)) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("an unknown type of resource: " + args.type));
    }
    if (told.put(new Key(args.type, args.name), args) != null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("registered twice: %s %s".formatted(args.type, args.name)));
    }
    return CompletableFuture.completedFuture(
        ResourceResult.of(Optional.of(args.name + "-id"), args.inputs));
  }

  @Override
  public Optional<Result> apply(ResourceTransformation.Args args) {
    Resource resource = args.resource();
    seen.put(new Key(resource.pulumiResourceType(), resource.pulumiResourceName()), args);
    return Optional.empty();
  }

  /** What has been recorded; to be asked before the deployment is cleaned up. */
  List<Registered> resources() {
    return told.entrySet().stream()
        .map(entry -> registered(entry.getValue(), requireNonNull(seen.get(entry.getKey()))))
        .sorted(Comparator.comparing(Registered::toString))
        .toList();
  }

  private static Registered registered(Mocks.ResourceArgs told, ResourceTransformation.Args seen) {
    ResourceOptions options = seen.options();
    Serializer serializer = new Serializer(Log.ignore());
    Object inputs = seen.args() == null ? Map.of() : seen.args();
    Object wire = serializer.serializeAsync("", inputs, false).join();
    return new Registered(
        told.type,
        told.name,
        options
            .getParent()
            .filter(parent -> parent.pulumiResourceType().equals(Registered.MODULE))
            .map(Resource::pulumiResourceName),
        names(PulumiTest.extractValue(options.getDependsOn())),
        names(serializer.dependentResources),
        new Registered.Options(
            options.isProtect(),
            options instanceof CustomResourceOptions custom && custom.getDeleteBeforeReplace(),
            options.getReplaceOnChanges()),
        told.inputs,
        new Wire(wire));
  }

  private static SortedSet<String> names(Collection<Resource> resources) {
    return resources.stream()
        .map(Resource::pulumiResourceName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
