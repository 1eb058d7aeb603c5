package app.versatilehub.testing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import app.versatilehub.provisioning.WaitingRunner;
import app.versatilehub.readers.DockerResource;
import app.versatilehub.readers.DockerResourceReader;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.isolation.Inventory;
import com.pulumi.Context;
import com.pulumi.deployment.internal.DeploymentImpl;
import com.pulumi.deployment.internal.DeploymentImpl.DeploymentState;
import com.pulumi.resources.ResourceTransformation;
import com.pulumi.test.PulumiTest;
import com.pulumi.test.TestOptions;
import com.pulumi.test.TestResult;
import com.pulumi.test.internal.PulumiTestInternal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What a program registered in one run, without any engine.
 *
 * @param stack the stack that the program was told to be
 * @param resources the resources, sorted
 * @param outputs the stack's outputs
 * @param errors what Pulumi reported
 */
public record Deployment(
    StackId stack, List<Registered> resources, Map<String, Object> outputs, List<String> errors) {

  // Held here, since a logger that nobody holds forgets that it is to be silent.
  private static final Logger SDK_LOGGER = Logger.getLogger("com.pulumi");

  static {
    SDK_LOGGER.setUseParentHandlers(false);
  }

  public Deployment {
    requireNonNull(stack, "stack");
    resources = List.copyOf(resources);
    outputs = Collections.unmodifiableMap(new TreeMap<>(outputs));
    errors = List.copyOf(errors);
  }

  /**
   * Runs {@code program}, whether or not it succeeds. A type of resource that is neither a
   * component nor known to the readers makes it fail.
   *
   * @param others further transformations, which the program wants of the whole stack
   */
  public static Deployment run(
      StackId stack, Consumer<Context> program, ResourceTransformation... others) {
    Recorder recorder = new Recorder();
    List<ResourceTransformation> transformations =
        new ArrayList<>(List.of(recorder, recorder.gate()));
    transformations.addAll(List.of(others));
    try {
      TestResult result =
          PulumiTestInternal.builder()
              .mocks(recorder)
              .options(
                  TestOptions.builder()
                      .projectName(stack.value().substring(0, stack.value().indexOf('/')))
                      .stackName(stack.stack())
                      .resourceTransformations(transformations)
                      .build())
              .deploymentFactory(Deployment::waiting)
              .build()
              .runTest(program);
      Map<String, Object> outputs = new TreeMap<>();
      result.outputs().forEach((name, value) -> outputs.put(name, PulumiTest.extractValue(value)));
      return new Deployment(stack, recorder.resources(), outputs, result.errors());
    } finally {
      PulumiTest.cleanup();
    }
  }

  private static DeploymentImpl waiting(DeploymentState state) {
    state.runner = new WaitingRunner(state.runner);
    return new DeploymentImpl(state);
  }

  /**
   * The same, if it succeeded.
   *
   * @throws AssertionError with what Pulumi reported, if not
   */
  public Deployment successful() {
    if (!errors.isEmpty()) {
      throw new AssertionError(String.join("\n", errors) + "\n" + table());
    }
    return this;
  }

  /** What was registered as the readers read it, sorted. */
  public List<DockerResource> dockerResources() {
    return successful().resources.stream()
        .filter(resource -> resource.type().startsWith("docker:"))
        .map(Registered::toDockerResource)
        .toList();
  }

  /**
   * The isolation of what was registered; without flows, which no resource tells.
   *
   * @throws AssertionError if the program failed
   */
  public Inventory inventory() {
    return DockerResourceReader.read("stack " + stack, dockerResources());
  }

  public Stream<Registered> ofType(String type) {
    return resources.stream().filter(resource -> resource.is(type));
  }

  public SortedMap<String, Registered> containers() {
    return byName(Registered.CONTAINER);
  }

  public SortedMap<String, Registered> networks() {
    return byName(Registered.NETWORK);
  }

  public SortedMap<String, Registered> volumes() {
    return byName(Registered.VOLUME);
  }

  public Registered container(String name) {
    return find(Registered.CONTAINER, name);
  }

  public Registered network(String name) {
    return find(Registered.NETWORK, name);
  }

  public Registered volume(String name) {
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
  public String table() {
    return resources.stream().map(resource -> resource + "\n").collect(joining());
  }
}
