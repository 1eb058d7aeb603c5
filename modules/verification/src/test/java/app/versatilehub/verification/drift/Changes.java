package app.versatilehub.verification.drift;

import app.versatilehub.topology.Exposure;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What somebody may do by hand to a container or a network. */
final class Changes {

  private Changes() {}

  static ContainerState status(ContainerState c, Status status) {
    return status(c, status, status == Status.EXITED ? 137 : 0);
  }

  static ContainerState status(ContainerState c, Status status, int exitCode) {
    return new ContainerState(
        c.id(),
        c.name(),
        c.image(),
        c.imageId(),
        status,
        c.health(),
        exitCode,
        c.networkMode(),
        c.endpoints(),
        c.exposures(),
        c.labels());
  }

  static ContainerState unhealthy(ContainerState c) {
    return new ContainerState(
        c.id(),
        c.name(),
        c.image(),
        c.imageId(),
        c.status(),
        Optional.of(Health.UNHEALTHY),
        0,
        c.networkMode(),
        c.endpoints(),
        c.exposures(),
        c.labels());
  }

  static ContainerState named(ContainerState c, String name) {
    return new ContainerState(
        c.id(),
        name,
        c.image(),
        c.imageId(),
        c.status(),
        c.health(),
        c.exitCode(),
        c.networkMode(),
        c.endpoints(),
        c.exposures(),
        c.labels());
  }

  static ContainerState image(ContainerState c, String image, String imageId) {
    return new ContainerState(
        c.id(),
        c.name(),
        image,
        imageId,
        c.status(),
        c.health(),
        c.exitCode(),
        c.networkMode(),
        c.endpoints(),
        c.exposures(),
        c.labels());
  }

  static ContainerState mode(ContainerState c, String networkMode) {
    return new ContainerState(
        c.id(),
        c.name(),
        c.image(),
        c.imageId(),
        c.status(),
        c.health(),
        c.exitCode(),
        networkMode,
        List.of(),
        c.exposures(),
        c.labels());
  }

  static ContainerState endpoints(ContainerState c, List<EndpointState> endpoints) {
    return new ContainerState(
        c.id(),
        c.name(),
        c.image(),
        c.imageId(),
        c.status(),
        c.health(),
        c.exitCode(),
        c.networkMode(),
        endpoints,
        c.exposures(),
        c.labels());
  }

  static ContainerState joined(ContainerState c, String network) {
    List<EndpointState> more = new ArrayList<>(c.endpoints());
    more.add(new EndpointState(network, new TreeSet<>(List.of(c.name())), List.of()));
    return endpoints(c, more);
  }

  static ContainerState left(ContainerState c, String network) {
    return endpoints(
        c, c.endpoints().stream().filter(there -> !there.network().equals(network)).toList());
  }

  /** Known on {@code network} by these names only. */
  static ContainerState names(ContainerState c, String network, String... names) {
    return endpoints(
        c,
        c.endpoints().stream()
            .map(
                there ->
                    there.network().equals(network)
                        ? new EndpointState(
                            network, new TreeSet<>(List.of(names)), there.addresses())
                        : there)
            .toList());
  }

  static ContainerState exposures(ContainerState c, List<Exposure> exposures) {
    return new ContainerState(
        c.id(),
        c.name(),
        c.image(),
        c.imageId(),
        c.status(),
        c.health(),
        c.exitCode(),
        c.networkMode(),
        c.endpoints(),
        exposures,
        c.labels());
  }

  static ContainerState exposed(ContainerState c, Exposure exposure) {
    List<Exposure> more = new ArrayList<>(c.exposures());
    more.add(exposure);
    return exposures(c, more);
  }

  /** A null value takes the label away. */
  static ContainerState label(ContainerState c, String label, @Nullable String value) {
    return new ContainerState(
        c.id(),
        c.name(),
        c.image(),
        c.imageId(),
        c.status(),
        c.health(),
        c.exitCode(),
        c.networkMode(),
        c.endpoints(),
        c.exposures(),
        with(c.labels(), label, value));
  }

  static NetworkState network(NetworkState n, boolean internal, boolean ipv6) {
    return new NetworkState(
        n.id(), n.name(), n.driver(), internal, ipv6, n.subnets(), n.options(), n.labels());
  }

  static NetworkState driver(NetworkState n, String driver) {
    return new NetworkState(
        n.id(), n.name(), driver, n.internal(), n.ipv6(), n.subnets(), n.options(), n.labels());
  }

  static NetworkState subnets(NetworkState n, SubnetState... subnets) {
    return new NetworkState(
        n.id(),
        n.name(),
        n.driver(),
        n.internal(),
        n.ipv6(),
        List.of(subnets),
        n.options(),
        n.labels());
  }

  static NetworkState option(NetworkState n, String option, @Nullable String value) {
    return new NetworkState(
        n.id(),
        n.name(),
        n.driver(),
        n.internal(),
        n.ipv6(),
        n.subnets(),
        with(n.options(), option, value),
        n.labels());
  }

  static NetworkState label(NetworkState n, String label, @Nullable String value) {
    return new NetworkState(
        n.id(),
        n.name(),
        n.driver(),
        n.internal(),
        n.ipv6(),
        n.subnets(),
        n.options(),
        with(n.labels(), label, value));
  }

  static NetworkState named(NetworkState n, String name) {
    return new NetworkState(
        n.id(), name, n.driver(), n.internal(), n.ipv6(), n.subnets(), n.options(), n.labels());
  }

  private static SortedMap<String, String> with(
      SortedMap<String, String> map, String key, @Nullable String value) {
    SortedMap<String, String> changed = new TreeMap<>(map);
    if (value == null) {
      changed.remove(key);
    } else {
      changed.put(key, value);
    }
    return changed;
  }
}
