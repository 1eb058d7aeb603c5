package app.versatilehub.testing;

import static java.util.Objects.requireNonNull;

import app.versatilehub.provisioning.RegistrationGate;
import com.pulumi.resources.ComponentResource;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import com.pulumi.resources.ResourceOptions;
import com.pulumi.resources.ResourceTransformation;
import com.pulumi.resources.internal.Stack;
import com.pulumi.test.Mocks;
import com.pulumi.test.PulumiTest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Stands in for Pulumi's engine and records what it is told. The mocks see the inputs; parent and
 * options only show in the transformation, and the marks of secrets at the gate.
 */
final class Recorder implements Mocks, ResourceTransformation {

  private static final String READ_STACK = "pulumi:pulumi:readStackResourceOutputs";
  private static final String REMOTE_IMAGE = "docker:index/remoteImage:RemoteImage";

  private static final Set<String> KNOWN =
      Set.of(
          Registered.NETWORK,
          Registered.VOLUME,
          Registered.CONTAINER,
          REMOTE_IMAGE,
          "docker:index/image:Image",
          "docker:index/service:Service");

  private record Key(String type, String name) {}

  private final Map<Key, Mocks.ResourceArgs> told = new ConcurrentHashMap<>();
  private final Map<Key, ResourceTransformation.Args> seen = new ConcurrentHashMap<>();
  private final RegistrationGate gate = new RegistrationGate();

  Recorder() {
    gate.open();
  }

  /** The same gate at which a program's resources wait to be judged; this one is always open. */
  RegistrationGate gate() {
    return gate;
  }

  @Override
  public CompletableFuture<ResourceResult> newResourceAsync(Mocks.ResourceArgs args) {
    Key key = new Key(args.type, args.name);
    if (!KNOWN.contains(args.type) && !isComponent(key)) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("an unknown type of resource: " + args.type));
    }
    if (told.put(key, args) != null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("registered twice: %s %s".formatted(args.type, args.name)));
    }
    Map<String, Object> outputs = new HashMap<>(args.inputs);
    if (args.type.equals(REMOTE_IMAGE)) {
      outputs.put("imageId", "sha256:" + "0".repeat(64));
    }
    return CompletableFuture.completedFuture(
        ResourceResult.of(Optional.of(Registered.id(args.name)), outputs));
  }

  /** Nothing was deployed before. */
  @Override
  public CompletableFuture<Map<String, Object>> callAsync(Mocks.CallArgs args) {
    return args.token.equals(READ_STACK)
        ? CompletableFuture.completedFuture(Map.of("outputs", Map.of()))
        : CompletableFuture.failedFuture(
            new IllegalStateException("an unknown function: " + args.token));
  }

  private boolean isComponent(Key key) {
    ResourceTransformation.Args args = seen.get(key);
    return args != null && args.resource() instanceof ComponentResource;
  }

  @Override
  public Optional<Result> apply(ResourceTransformation.Args args) {
    Resource resource = args.resource();
    seen.put(new Key(resource.pulumiResourceType(), resource.pulumiResourceName()), args);
    return Optional.empty();
  }

  /** What has been recorded; to be asked before the deployment is cleaned up. */
  List<Registered> resources() {
    Map<Key, RegistrationGate.Asked> asked =
        gate.asked().stream()
            .collect(
                Collectors.toMap(
                    one -> new Key(one.type(), one.name()), one -> one, (first, second) -> first));
    return told.entrySet().stream()
        .map(
            entry ->
                registered(
                    entry.getValue(),
                    requireNonNull(seen.get(entry.getKey())).options(),
                    Optional.ofNullable(asked.get(entry.getKey()))))
        .sorted(Comparator.comparing(Registered::toString))
        .toList();
  }

  private static Registered registered(
      Mocks.ResourceArgs told, ResourceOptions options, Optional<RegistrationGate.Asked> asked) {
    return new Registered(
        told.type,
        told.name,
        options
            .getParent()
            .filter(parent -> !(parent instanceof Stack))
            .map(Resource::pulumiResourceName),
        PulumiTest.extractValue(options.getDependsOn()).stream()
            .map(Resource::pulumiResourceName)
            .collect(Collectors.toCollection(TreeSet::new)),
        asked.map(RegistrationGate.Asked::dependencies).orElse(Map.of()),
        new Registered.Options(
            options.isProtect(),
            options instanceof CustomResourceOptions custom && custom.getDeleteBeforeReplace(),
            options.getReplaceOnChanges()),
        told.inputs,
        new Wire(asked.map(RegistrationGate.Asked::inputs).orElseGet(TreeMap::new)));
  }
}
