package app.versatilehub.stack;

import static java.util.stream.Collectors.joining;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import com.pulumi.Context;
import com.pulumi.resources.ResourceTransformation;
import com.pulumi.test.PulumiTest;
import com.pulumi.test.TestOptions;
import com.pulumi.test.TestResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a program registered in one run, without any engine.
 *
 * @param resources the resources, sorted
 * @param outputs the stack's outputs
 * @param errors what Pulumi reported
 */
record Deployment(List<Registered> resources, Map<String, Object> outputs, List<String> errors) {

  // Held here, since a logger that nobody holds forgets that it is to be silent.
  private static final Logger SDK_LOGGER = Logger.getLogger("com.pulumi");

  static {
    SDK_LOGGER.setUseParentHandlers(false);
  }

  private static final Path ROOT = Path.of("../..");
  private static final Map<String, Deployment> STACKS = new ConcurrentHashMap<>();

  /** Everything that {@code Pulumi.<stack>.yaml} leads to. */
  static Deployment ofStack(String stack) {
    return STACKS.computeIfAbsent(
        stack, name -> of(SettingsReader.readFile(ROOT, name)).successful());
  }

  /** Everything that some settings lead to, in a stack named test; objects as JSON. */
  static Deployment ofSettings(Map<String, String> settings) {
    Map<String, String> config =
        settings.entrySet().stream()
            .collect(Collectors.toMap(e -> "versatile-hub:" + e.getKey(), Map.Entry::getValue));
    return of(SettingsReader.read(StackId.of("versatile-hub", "test"), config)).successful();
  }

  private static Deployment of(StackConfiguration configuration) {
    Topology topology = VersatileHub.topology(configuration.environment());
    return run(
        topology.stack(), context -> VersatileStack.define(context, topology, secrets(topology)));
  }

  /** Runs {@code program} under further transformations, whether or not it succeeds. */
  static Deployment run(
      StackId stack, Consumer<Context> program, ResourceTransformation... others) {
    Recorder recorder = new Recorder();
    List<ResourceTransformation> transformations = new ArrayList<>(List.of(recorder));
    transformations.addAll(List.of(others));
    try {
      TestResult result =
          PulumiTest.withMocks(recorder)
              .withOptions(
                  TestOptions.builder()
                      .projectName(stack.value().substring(0, stack.value().indexOf('/')))
                      .stackName(stack.stack())
                      .resourceTransformations(transformations)
                      .build())
              .runTest(program);
      Map<String, Object> outputs = new TreeMap<>();
      result.outputs().forEach((name, value) -> outputs.put(name, PulumiTest.extractValue(value)));
      return new Deployment(recorder.resources(), outputs, result.errors());
    } finally {
      PulumiTest.cleanup();
    }
  }

  /** The value that {@link #ofStack} and {@link #ofSettings} give to a secret. */
  static String valueOf(String secret) {
    return "the-value-of-" + secret;
  }

  private static Map<String, String> secrets(Topology topology) {
    return topology.secretNames().stream()
        .collect(Collectors.toMap(name -> name, Deployment::valueOf));
  }

  private Deployment successful() {
    if (!errors.isEmpty()) {
      throw new AssertionError(String.join("\n", errors) + "\n" + table());
    }
    return this;
  }

  Stream<Registered> ofType(String type) {
    return resources.stream().filter(resource -> resource.is(type));
  }

  SortedMap<String, Registered> containers() {
    return byName(Registered.CONTAINER);
  }

  SortedMap<String, Registered> networks() {
    return byName(Registered.NETWORK);
  }

  SortedMap<String, Registered> volumes() {
    return byName(Registered.VOLUME);
  }

  Registered container(String name) {
    return find(Registered.CONTAINER, name);
  }

  Registered network(String name) {
    return find(Registered.NETWORK, name);
  }

  Registered volume(String name) {
    return find(Registered.VOLUME, name);
  }

  private Registered find(String type, String name) {
    return ofType(type)
        .filter(resource -> resource.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no %s named '%s'\n%s".formatted(type, name, table())));
  }

  private SortedMap<String, Registered> byName(String type) {
    SortedMap<String, Registered> byName = new TreeMap<>();
    ofType(type).forEach(resource -> byName.put(resource.name(), resource));
    return byName;
  }

  /** One line for each resource: type, module, name. */
  String table() {
    return resources.stream().map(resource -> resource + "\n").collect(joining());
  }
}
