package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A container, or the equal replicas of a service.
 *
 * @param name its name in the inventory, unique there: the service's where it has one
 * @param sharedName the name that it shares with its replicas, so that a client may get any of them
 *     by it; its own where it is alone
 * @param kind what it is for
 * @param attachment where its network interfaces are
 * @param ports the ports it is known to listen on
 * @param bound of those that it listens on at one network alone, the network by its name in the
 *     inventory
 * @param portsComplete whether it listens on no other; when not, it is taken to listen on some port
 *     that nobody knows
 * @param exposures ways around the networks
 * @param settings texts that whoever can read the configuration can read; values that the source
 *     keeps as secrets are not among them
 */
public record ContainerEntry(
    String name,
    String sharedName,
    ServiceKind kind,
    NetworkAttachment attachment,
    SortedSet<Port> ports,
    Map<Port, String> bound,
    boolean portsComplete,
    List<Exposure> exposures,
    List<Setting> settings) {

  public ContainerEntry {
    requireNonNull(name, "name");
    requireNonNull(sharedName, "sharedName");
    requireNonNull(kind, "kind");
    requireNonNull(attachment, "attachment");
    ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    bound = Map.copyOf(bound);
    exposures = List.copyOf(exposures);
    settings = List.copyOf(settings);
  }

  /** One that is alone, and listens on all its networks alike. */
  public ContainerEntry(
      String name,
      ServiceKind kind,
      NetworkAttachment attachment,
      SortedSet<Port> ports,
      boolean portsComplete,
      List<Exposure> exposures,
      List<Setting> settings) {
    this(name, name, kind, attachment, ports, Map.of(), portsComplete, exposures, settings);
  }

  /** Its memberships; none when its interfaces are elsewhere. */
  public List<NetworkAttachment.Membership> memberships() {
    return attachment instanceof NetworkAttachment.Networks networks
        ? networks.memberships()
        : List.of();
  }

  public boolean isOn(String network) {
    return memberships().stream().anyMatch(membership -> membership.network().equals(network));
  }

  /**
   * Whether it listens on {@code port} at its address on {@code network}. Being bound to a network
   * that it is not on closes nothing.
   */
  boolean listensOn(Port port, String network) {
    return Optional.ofNullable(bound.get(port))
        .filter(this::isOn)
        .map(network::equals)
        .orElse(true);
  }

  public Stream<Exposure.PublishedPort> publishedPorts() {
    return Exposure.publishedPorts(exposures);
  }

  boolean isOnHostNetwork() {
    return attachment instanceof NetworkAttachment.Host;
  }

  /** What a text is for. */
  public enum Place {
    ENVIRONMENT,
    LABEL,
    COMMAND,
    FILE
  }

  /**
   * A text in the container's configuration.
   *
   * @param place what it is for
   * @param name the variable's or label's name; for a word of the command, its place from 0; the
   *     file's path
   * @param value the text
   */
  public record Setting(Place place, String name, String value) {
    public Setting {
      requireNonNull(place, "place");
      requireNonNull(name, "name");
      requireNonNull(value, "value");
    }

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
      return place + " " + name;
    }
  }
}
