package app.versatilehub.topology;

import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.EngineState.ExistingVolume;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What on the engine or its host would make the stack fail halfway, or come up less isolated than
 * it is declared. A stack's own resources are never in its way: they are known by their {@link
 * Labels}.
 */
public final class Preflight {

  private static final EngineVersion OLDEST = new EngineVersion(20, 10, 0);
  private static final EngineVersion FIRST_WITH_GATEWAY_MODE = new EngineVersion(28, 0, 0);

  private final Topology topology;
  private final EngineState engine;

  private Preflight(Topology topology, EngineState engine) {
    this.topology = topology;
    this.engine = engine;
  }

  /** Everything that stands in the way of {@code topology} on {@code engine}, worst first. */
  public static List<Finding> check(Topology topology, EngineState engine) {
    Preflight preflight = new Preflight(topology, engine);
    return Stream.of(
            preflight.engineVersion(),
            preflight.gatewayMode(),
            new NetworkPreflight(topology, engine).check(),
            preflight.containerNames(),
            preflight.volumes(),
            preflight.hostPorts())
        .flatMap(Function.identity())
        .sorted()
        .toList();
  }

  /**
   * The stack's own containers and networks, by their label, that Pulumi's state does not know: it
   * would want to make them and fail on their names. An interrupted run leaves such, and so does a
   * state that was lost. And volumes that nobody has labelled: the engine gives them to whoever
   * asks by name, with what is in them.
   *
   * @param known the names on the engine of what the state knows
   */
  public static List<Finding> unknownToState(
      Topology topology, EngineState engine, Set<String> known) {
    Set<String> wanted = new TreeSet<>();
    topology.services().forEach(service -> wanted.add(service.containerName().value()));
    topology.networks().forEach(network -> wanted.add(network.engineName().value()));
    wanted.removeAll(known);
    Stream<Finding> inTheWay =
        Stream.concat(
                engine.containers().stream()
                    .filter(container -> container.belongsTo(topology.stack()))
                    .map(container -> "container " + container.name()),
                engine.networks().stream()
                    .filter(network -> network.belongsTo(topology.stack()))
                    .map(network -> "network " + network.name()))
            .filter(thing -> wanted.contains(thing.substring(thing.indexOf(' ') + 1)))
            .map(
                thing ->
                    Finding.error(
                        "unknown-to-state",
                        thing,
                        "has the label of this stack, but Pulumi's state does not know it, and its name"
                            + " is in the way",
                        "./versatile recover --stack %s removes it and keeps the volumes; another"
                                .formatted(topology.stack().stack())
                            + " checkout's stack of the same name has to be removed there"));
    Preflight preflight = new Preflight(topology, engine);
    return Stream.concat(inTheWay, preflight.adoptedVolumes(known)).sorted().toList();
  }

  private Stream<Finding> adoptedVolumes(Set<String> known) {
    return engine.volumes().stream()
        .filter(volume -> wantedVolumes().contains(volume.name()))
        .filter(volume -> volume.owner().isEmpty() && !known.contains(volume.name()))
        .map(
            volume ->
                Finding.warning(
                    "volume-adopted",
                    "volume " + volume.name(),
                    "is there already, and no stack has made it: its service goes on with what is"
                        + " in it",
                    "if that is not what you want, remove it (docker volume rm %s) or set another"
                            .formatted(volume.name())
                        + " prefix: "
                        + setting("namePrefix", "PREFIX")));
  }

  private Set<String> wantedVolumes() {
    return topology.services().stream()
        .flatMap(service -> service.volumes().stream())
        .map(mount -> mount.volume().value())
        .collect(Collectors.toSet());
  }

  /** Two databases on one volume destroy it. */
  private Stream<Finding> volumes() {
    Set<String> strangers = strangers().map(ExistingContainer::name).collect(Collectors.toSet());
    return engine.volumes().stream()
        .filter(volume -> wantedVolumes().contains(volume.name()))
        .flatMap(
            volume ->
                Stream.concat(
                    volume.owner().filter(owner -> !owner.equals(topology.stack().value())).stream()
                        .map(
                            owner ->
                                volumeFinding(
                                    "volume-name-taken",
                                    volume,
                                    "is a volume of stack " + owner,
                                    "")),
                    volume.users().stream()
                        .filter(strangers::contains)
                        .sorted()
                        .map(
                            user ->
                                volumeFinding(
                                    "volume-in-use",
                                    volume,
                                    "is in use by container '%s'".formatted(user),
                                    "docker stop %s, or ".formatted(user)))));
  }

  private Finding volumeFinding(String id, ExistingVolume volume, String message, String cure) {
    return Finding.error(
        id,
        "volume " + volume.name(),
        message,
        cure + "set another prefix: " + setting("namePrefix", "PREFIX"));
  }

  private Stream<Finding> engineVersion() {
    if (engine.version().isEmpty()) {
      return Stream.of(
          Finding.warning(
              "engine-version-unknown",
              "engine",
              "does not say a version that can be compared (API %s)".formatted(engine.apiVersion()),
              "make sure that it has what Docker Engine %s has".formatted(OLDEST)));
    }
    return engine.version().stream()
        .filter(version -> version.isBefore(OLDEST))
        .map(
            version ->
                Finding.error(
                    "engine-too-old",
                    "engine",
                    "its version is %s, but %s or later is needed".formatted(version, OLDEST),
                    "upgrade Docker Engine, or name another engine in DOCKER_HOST"));
  }

  /** Older engines ignore an option that they do not know, and the network would stay open. */
  private Stream<Finding> gatewayMode() {
    if (topology.environment().hostIsolation() != HostIsolation.GATEWAY_MODE
        || engine
            .version()
            .filter(version -> !version.isBefore(FIRST_WITH_GATEWAY_MODE))
            .isPresent()) {
      return Stream.empty();
    }
    return Stream.of(
        Finding.error(
            "gateway-mode-unsupported",
            "hostIsolation",
            "'gateway-mode' needs Docker Engine %s or later, and this one is %s"
                .formatted(
                    FIRST_WITH_GATEWAY_MODE,
                    engine.version().map(EngineVersion::toString).orElse("of unknown version")),
            setting("hostIsolation", "inhibit-ipv4") + ", or upgrade the engine"));
  }

  private Stream<Finding> containerNames() {
    return topology.services().stream()
        .flatMap(
            service ->
                strangers()
                    .filter(other -> other.name().equals(service.containerName().value()))
                    .map(
                        other ->
                            Finding.error(
                                "container-name-taken",
                                "service " + service.name(),
                                "the container name '%s' is taken by %s"
                                    .formatted(other.name(), owner(other.owner(), "a container")),
                                containerCure(other))));
  }

  private String containerCure(ExistingContainer other) {
    String remove =
        removeStack(other.owner())
            .orElseGet(
                () ->
                    "docker rename %s %s-old, or remove it: docker rm --force %s"
                        .formatted(other.name(), other.name(), other.name()));
    return remove + ", or set another prefix: " + setting("namePrefix", "PREFIX");
  }

  private Stream<Finding> hostPorts() {
    return topology.services().stream()
        .flatMap(Service::publishedPorts)
        .flatMap(
            published ->
                strangers()
                    .filter(other -> other.publishedPorts().contains(published.hostPort()))
                    .map(other -> hostPortTaken(published, other)));
  }

  private Finding hostPortTaken(Exposure.PublishedPort published, ExistingContainer other) {
    boolean http = published.hostPort().equals(topology.environment().gateway().httpPort());
    String key = http ? "gateway.httpPort" : "gateway.httpsPort";
    return Finding.error(
        "host-port-taken",
        key,
        "port %s of the host is held by container '%s'"
            .formatted(published.hostPort(), other.name()),
        "docker stop %s, or use another port: %s".formatted(other.name(), setting(key, "PORT")));
  }

  private Stream<ExistingContainer> strangers() {
    return engine.containers().stream().filter(other -> !other.belongsTo(topology.stack()));
  }

  private String setting(String key, String value) {
    return setting(topology, key, value);
  }

  /** The command that changes a setting of the topology's stack. */
  static String setting(Topology topology, String key, String value) {
    return "pulumi config set --stack %s --path 'versatile-hub:%s' %s"
        .formatted(topology.stack().stack(), key, value);
  }

  /** Whose {@code thing} it is, by its label. */
  static String owner(Optional<String> label, String thing) {
    return label
        .map(stack -> "%s of stack %s".formatted(thing, stack))
        .orElseGet(() -> "%s without the label %s".formatted(thing, Labels.STACK));
  }

  /** How to remove what another stack has made; never one resource alone. */
  static Optional<String> removeStack(Optional<String> owner) {
    return owner.map(stack -> "remove stack %s as a whole, where it was made".formatted(stack));
  }
}
