package app.versatilehub.verification.drift;

import static java.util.stream.Collectors.joining;

import app.versatilehub.dockerplan.ContainerLabels;
import app.versatilehub.dockerplan.Traefik;
import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Network;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The container of each service compared with what the engine has. */
final class ContainerDrift {

  private final Topology topology;
  private final EngineSnapshot engine;
  private final List<Finding> findings = new ArrayList<>();

  ContainerDrift(Topology topology, EngineSnapshot engine) {
    this.topology = topology;
    this.engine = engine;
  }

  Stream<Finding> find() {
    topology.services().forEach(this::find);
    return findings.stream();
  }

  private void find(Service service) {
    List<ContainerState> carriers =
        engine.containers().stream()
            .filter(container -> container.belongsTo(topology.stack()))
            .filter(container -> container.service().equals(Optional.of(service.name().value())))
            .filter(container -> !isCalledLike(service, container))
            .toList();
    Optional<ContainerState> found = engine.container(service.containerName().value());
    if (found.isPresent()) {
      for (ContainerState other : carriers) {
        report(
            DriftRule.SERVICE_TWICE,
            service,
            "container '%s' carries its labels, too".formatted(other.name()),
            words(service).with("container", other.name()));
      }
      compare(service, found.get());
    } else if (carriers.isEmpty()) {
      report(
          DriftRule.CONTAINER_MISSING,
          service,
          "the engine has no container '%s'".formatted(service.containerName()),
          words(service));
    } else {
      report(
          DriftRule.CONTAINER_RENAMED,
          service,
          "its container is called '%s', not '%s'"
              .formatted(carriers.get(0).name(), service.containerName()),
          words(service)
              .with("container", carriers.get(0).name())
              .with("expected", service.containerName().value()));
    }
  }

  private void compare(Service service, ContainerState container) {
    if (!container.belongsTo(topology.stack())) {
      report(
          DriftRule.CONTAINER_OF_OTHERS,
          service,
          "the engine's container '%s' does not carry the label %s=%s"
              .formatted(container.name(), Labels.STACK, topology.stack()));
      return;
    }
    compareStatus(service, container);
    if (isElsewhere(container.networkMode())) {
      report(
          DriftRule.NETWORK_MODE,
          service,
          "its network mode is '%s'".formatted(container.networkMode()));
    } else {
      compareNetworks(service, container);
    }
    comparePorts(service, container);
    compareExposures(service, container);
    compareLabels(service, container, DriftRule.OWN_LABELS, Labels::isOwn);
    compareLabels(service, container, DriftRule.ROUTE_LABELS, Traefik::reads);
    compareImage(service, container);
  }

  private void compareStatus(Service service, ContainerState container) {
    switch (container.status()) {
      case RUNNING -> {
        if (container.health().filter(Health.UNHEALTHY::equals).isPresent()) {
          report(DriftRule.CONTAINER_UNHEALTHY, service, "its health check fails");
        }
      }
      case PAUSED -> report(DriftRule.CONTAINER_PAUSED, service, "is paused");
      case RESTARTING ->
          report(
              DriftRule.CONTAINER_RESTARTING,
              service,
              "is restarting; its process ended with %d".formatted(container.exitCode()));
      case CREATED -> report(DriftRule.CONTAINER_STOPPED, service, "was made, but never started");
      case EXITED -> compareEnd(service, container.exitCode());
      case REMOVING, DEAD ->
          report(DriftRule.CONTAINER_STOPPED, service, "does not run; it is being removed");
    }
  }

  private void compareEnd(Service service, int exitCode) {
    if (service.kind() != ServiceKind.JOB) {
      report(
          DriftRule.CONTAINER_STOPPED,
          service,
          "does not run; its process ended with %d".formatted(exitCode));
    } else if (exitCode != 0) {
      report(DriftRule.JOB_FAILED, service, "ended with %d".formatted(exitCode));
    }
  }

  private static boolean isElsewhere(String networkMode) {
    return networkMode.equals("host")
        || networkMode.equals("none")
        || networkMode.startsWith("container:");
  }

  private void compareNetworks(Service service, ContainerState container) {
    SortedMap<String, Attachment> declared = new TreeMap<>();
    service
        .attachments()
        .forEach(attachment -> declared.put(network(attachment).engineName().value(), attachment));
    for (EndpointState endpoint : container.endpoints()) {
      Attachment attachment = declared.get(endpoint.network());
      if (attachment == null) {
        report(
            DriftRule.NETWORK_JOINED,
            service,
            "is on the network '%s', which is not declared".formatted(endpoint.network()),
            words(service).with("name", endpoint.network()));
      } else {
        compareNames(service, attachment, endpoint);
      }
    }
    declared.forEach(
        (name, attachment) -> {
          // Where the network itself is missing, that is what is to be mended.
          if (container.on(name).isEmpty() && engine.network(name).isPresent()) {
            report(
                DriftRule.NETWORK_LEFT,
                service,
                "is not on network %s".formatted(attachment.network()),
                words(service, attachment));
          }
        });
  }

  private void compareNames(Service service, Attachment attachment, EndpointState endpoint) {
    SortedSet<String> missing = folded(attachment.aliases());
    missing.removeAll(folded(endpoint.names()));
    if (!missing.isEmpty()) {
      report(
          DriftRule.ALIAS_MISSING,
          service,
          "does not answer to %s on network %s".formatted(listed(missing), attachment.network()),
          words(service, attachment));
    }
    SortedSet<String> added = folded(endpoint.names());
    added.removeAll(folded(attachment.aliases()));
    added.remove(fold(service.containerName().value()));
    // Those of other services are reported as taken.
    added.removeIf(name -> Names.owner(topology, attachment.network(), name).isPresent());
    if (!added.isEmpty()) {
      report(
          DriftRule.ALIAS_ADDED,
          service,
          "also answers to %s on network %s".formatted(listed(added), attachment.network()),
          words(service, attachment));
    }
  }

  private void comparePorts(Service service, ContainerState container) {
    SortedMap<Pair, SortedSet<String>> declared = addresses(service.publishedPorts());
    SortedMap<Pair, SortedSet<String>> actual =
        addresses(Exposure.publishedPorts(container.exposures()));
    actual.forEach(
        (pair, addresses) -> {
          SortedSet<String> wanted = declared.get(pair);
          if (wanted == null) {
            report(
                DriftRule.PORT_OPENED,
                service,
                "%s, on %s of the host, is not declared".formatted(pair, listed(addresses)));
          } else if (!wanted.equals(addresses)) {
            report(
                DriftRule.PORT_ADDRESS,
                service,
                "%s is on %s of the host, not on %s"
                    .formatted(pair, listed(addresses), listed(wanted)));
          }
        });
    declared.keySet().stream()
        .filter(pair -> !actual.containsKey(pair))
        .forEach(
            pair -> report(DriftRule.PORT_CLOSED, service, "%s is not published".formatted(pair)));
  }

  /** A port of the host and the container's port that it leads to. */
  private record Pair(Port hostPort, Port port) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      return Comparator.comparing(Pair::hostPort).thenComparing(Pair::port).compare(this, other);
    }

    @Override
    public String toString() {
      return "host port %s to its port %s".formatted(hostPort, port);
    }
  }

  private static SortedMap<Pair, SortedSet<String>> addresses(Stream<PublishedPort> ports) {
    return ports.collect(
        Collectors.groupingBy(
            port -> new Pair(port.hostPort(), port.port()),
            TreeMap::new,
            Collectors.mapping(
                port -> port.hostAddress().map(IpAddress::value).orElse("every address"),
                Collectors.toCollection(TreeSet::new))));
  }

  private void compareExposures(Service service, ContainerState container) {
    Set<Exposure> declared = beyondPorts(service.exposures());
    Set<Exposure> actual = beyondPorts(container.exposures());
    for (Exposure exposure : actual) {
      if (!declared.contains(exposure)) {
        report(
            DriftRule.EXPOSURE_ADDED,
            service,
            "has %s, which is not declared".formatted(inWords(exposure)));
      }
    }
    for (Exposure exposure : declared) {
      if (!actual.contains(exposure)) {
        report(DriftRule.EXPOSURE_MISSING, service, "lacks %s".formatted(inWords(exposure)));
      }
    }
  }

  private static Set<Exposure> beyondPorts(List<Exposure> exposures) {
    return exposures.stream()
        .filter(exposure -> !(exposure instanceof PublishedPort))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String inWords(Exposure exposure) {
    if (exposure instanceof Exposure.EngineSocket) {
      return "the engine's socket";
    } else if (exposure instanceof Exposure.Privileged) {
      return "all powers and devices (privileged)";
    } else if (exposure instanceof Exposure.Capability capability) {
      return "the capability " + capability.name();
    } else if (exposure instanceof Exposure.Device device) {
      return "the device " + device.path();
    } else if (exposure instanceof Exposure.HostMount mount) {
      return "the host's %s%s".formatted(mount.path(), mount.readOnly() ? " (read-only)" : "");
    } else if (exposure instanceof Exposure.HostNamespace namespace) {
      return "the host's %s namespace".formatted(namespace.kind());
    }
    return exposure.toString();
  }

  private void compareLabels(
      Service service, ContainerState container, DriftRule rule, Predicate<String> ofInterest) {
    SortedMap<String, String> declared = new TreeMap<>(ContainerLabels.of(topology, service));
    declared.keySet().removeIf(ofInterest.negate());
    SortedMap<String, String> actual = new TreeMap<>(container.labels());
    actual.keySet().removeIf(ofInterest.negate());
    // What the program counts, and nobody declares.
    actual.remove(Labels.ATTEMPT);
    List<String> differences = Differences.ofLabels(declared, actual);
    if (!differences.isEmpty()) {
      report(rule, service, String.join(", ", differences));
    }
  }

  private void compareImage(Service service, ContainerState container) {
    String declared = service.workload().image().value();
    if (!sameImage(declared, container.image())) {
      report(
          DriftRule.IMAGE_REFERENCE,
          service,
          "runs the image '%s', not '%s'".formatted(container.image(), declared));
      return;
    }
    String current = engine.images().get(declared);
    if (current != null && !current.equals(container.imageId())) {
      report(
          DriftRule.IMAGE_OUTDATED,
          service,
          "runs %s, but '%s' is %s now"
              .formatted(shortened(container.imageId()), declared, shortened(current)));
    }
  }

  /** Docker's own registry need not be named. */
  private static boolean sameImage(String one, String other) {
    return familiar(one).equals(familiar(other));
  }

  private static String familiar(String image) {
    String name = image.startsWith("docker.io/") ? image.substring("docker.io/".length()) : image;
    return name.startsWith("library/") ? name.substring("library/".length()) : name;
  }

  private static String shortened(String imageId) {
    return imageId.substring(0, Math.min(imageId.length(), "sha256:".length() + 12));
  }

  private Network network(Attachment attachment) {
    return topology.network(attachment.network());
  }

  private static boolean isCalledLike(Service service, ContainerState container) {
    return container.name().equals(service.containerName().value());
  }

  private static SortedSet<String> folded(Iterable<String> names) {
    SortedSet<String> folded = new TreeSet<>();
    names.forEach(name -> folded.add(fold(name)));
    return folded;
  }

  /** The engine's DNS does not tell cases apart. */
  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String listed(SortedSet<String> values) {
    return values.stream().map(value -> "'" + value + "'").collect(joining(" and "));
  }

  private void report(DriftRule rule, Service service, String message) {
    report(rule, service, message, words(service));
  }

  private void report(DriftRule rule, Service service, String message, Cure words) {
    findings.add(rule.found("service " + service.name(), message, words));
  }

  private Cure words(Service service) {
    return Cure.of("stack", topology.stack().stack())
        .with("service", service.name().value())
        .with("container", service.containerName().value());
  }

  private Cure words(Service service, Attachment attachment) {
    return words(service)
        .with("name", network(attachment).engineName().value())
        .withWords("aliases", Cure.aliases(attachment));
  }
}
