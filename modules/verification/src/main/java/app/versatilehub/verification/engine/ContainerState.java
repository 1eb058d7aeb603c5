package app.versatilehub.verification.engine;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.StackId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A container that is on the engine.
 *
 * @param id the engine's identifier, 64 hexadecimal digits
 * @param name its name, without the slash that the engine puts before it
 * @param image the image's reference, as whoever made the container wrote it
 * @param imageId the image's own digest, {@code sha256:…}
 * @param status whether it runs
 * @param health what its health check says; absent without one
 * @param exitCode how its process ended; 0 while it runs
 * @param networkMode as the engine writes it: {@code host}, {@code none}, {@code container:ID} or a
 *     network's name
 * @param endpoints its interfaces on the engine's networks
 * @param exposures ways around the networks, among them the ports that it is configured to publish
 * @param labels its labels
 */
public record ContainerState(
    String id,
    String name,
    String image,
    String imageId,
    Status status,
    Optional<Health> health,
    int exitCode,
    String networkMode,
    List<EndpointState> endpoints,
    List<Exposure> exposures,
    SortedMap<String, String> labels) {

  /** Whether a container runs, in the engine's own words. */
  public enum Status {
    CREATED,
    RUNNING,
    PAUSED,
    RESTARTING,
    REMOVING,
    EXITED,
    DEAD;

    /** Whether its network namespace exists, so that something can be asked from inside. */
    public boolean hasNamespace() {
      return this == RUNNING || this == PAUSED;
    }
  }

  /** What a health check says. */
  public enum Health {
    STARTING,
    HEALTHY,
    UNHEALTHY
  }

  public ContainerState {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(image, "image");
    requireNonNull(imageId, "imageId");
    requireNonNull(status, "status");
    requireNonNull(health, "health");
    requireNonNull(networkMode, "networkMode");
    endpoints = List.copyOf(endpoints);
    exposures = List.copyOf(exposures);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** Whether its label names {@code stack} as its owner. */
  public boolean belongsTo(StackId stack) {
    return stack.value().equals(labels.get(Labels.STACK));
  }

  /** The service that its label names. */
  public Optional<String> service() {
    return Optional.ofNullable(labels.get(Labels.SERVICE));
  }

  /** Its interface on the network of this name. */
  public Optional<EndpointState> on(String network) {
    return endpoints.stream().filter(endpoint -> endpoint.network().equals(network)).findFirst();
  }

  /**
   * An interface on a network.
   *
   * @param network the network's name
   * @param names every DNS name by which others find the container there
   * @param addresses its addresses, IPv4 before IPv6; none while it does not run
   */
  public record EndpointState(String network, SortedSet<String> names, List<IpAddress> addresses) {
    public EndpointState {
      requireNonNull(network, "network");
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
      addresses = List.copyOf(addresses);
    }
  }
}
