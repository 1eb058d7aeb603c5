package app.versatilehub.readers;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a container is for and where it listens, as far as a source tells.
 *
 * @param kind what it is for
 * @param ports the ports it is known to listen on
 * @param bound of those that it listens on at one network alone, the network by the name that the
 *     topology calls it by
 * @param portsComplete whether these count as all of them
 */
public record Recognition(
    ServiceKind kind, SortedSet<Port> ports, Map<Port, String> bound, boolean portsComplete) {

  private static final Set<Port> WEB_PORTS = Set.of(Port.of(80), Port.of(443));

  public Recognition {
    requireNonNull(kind, "kind");
    ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    bound = Map.copyOf(bound);
  }

  /**
   * Recognises a container: by its labels, else by its image, else by its ports.
   *
   * @param image the image's reference, where it is known
   * @param labels the container's labels
   * @param declaredPorts the container's ports that the source names
   * @param publishes whether it publishes a web port on all addresses of the host
   * @throws IllegalArgumentException if a label names no kind or no ports
   */
  public static Recognition of(
      Optional<String> image,
      Map<String, String> labels,
      Set<Port> declaredPorts,
      boolean publishes) {
    Optional<KnownImage> known = image.flatMap(KnownImage::of);
    SortedSet<Port> ports = new TreeSet<>(declaredPorts);
    known.ifPresent(found -> ports.addAll(found.ports()));
    ServiceKind kind =
        Optional.ofNullable(labels.get(Labels.KIND))
            .map(Recognition::kind)
            .filter(named -> named != ServiceKind.ENGINE_PROXY || isEngineProxy(known))
            .or(() -> known.map(found -> found.kind(publishes)))
            .orElseGet(() -> kindByPorts(declaredPorts));
    String label = labels.get(Labels.PORTS);
    if (label == null) {
      return new Recognition(kind, ports, Map.of(), !ports.isEmpty());
    }
    Map<Port, String> bound = new HashMap<>();
    SortedMap<Port, Optional<String>> declared = Labels.ports(label);
    declared.forEach((port, network) -> network.ifPresent(name -> bound.put(port, name)));
    return new Recognition(kind, new TreeSet<>(declared.keySet()), bound, true);
  }

  /** Whether one of {@code exposures} is a web port on all addresses of the host. */
  public static boolean publishesWeb(List<Exposure> exposures) {
    return Exposure.publishedPorts(exposures)
        .anyMatch(port -> port.hostAddress().isEmpty() && WEB_PORTS.contains(port.hostPort()));
  }

  private static ServiceKind kind(String text) {
    return Arrays.stream(ServiceKind.values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a kind of service (label %s); allowed: %s"
                        .formatted(
                            text,
                            Labels.KIND,
                            Arrays.stream(ServiceKind.values())
                                .map(ServiceKind::text)
                                .collect(Collectors.joining(", ")))));
  }

  /** Anybody can set a label; the socket is for what is known to let little through. */
  private static boolean isEngineProxy(Optional<KnownImage> image) {
    return image.filter(known -> known.kind(false) == ServiceKind.ENGINE_PROXY).isPresent();
  }

  private static ServiceKind kindByPorts(Set<Port> ports) {
    return Collections.disjoint(ports, KnownImage.DATASTORE_PORTS)
        ? ServiceKind.APP
        : ServiceKind.DATASTORE;
  }
}
