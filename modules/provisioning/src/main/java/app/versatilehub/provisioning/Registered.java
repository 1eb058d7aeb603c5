package app.versatilehub.provisioning;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.ServiceName;
import com.pulumi.core.Output;
import com.pulumi.core.internal.OutputInternal;
import com.pulumi.docker.Container;
import com.pulumi.docker.Volume;
import com.pulumi.resources.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What has been registered so far, for those that stand on it. */
final class Registered {

  private final Map<NetworkName, Output<String>> networks = new HashMap<>();
  private final Map<EngineName, Volume> volumes = new HashMap<>();
  private final Map<ServiceName, Container> containers = new HashMap<>();

  /**
   * The name of what is {@code made}: known at once, so that all that is to be registered can be
   * judged before any of it is, and still an output of it, so that its users wait for it.
   */
  static Output<String> nameOf(Resource made, EngineName name) {
    return new OutputInternal<>(Set.of(made), name.value());
  }

  void network(NetworkName name, Output<String> engineName) {
    networks.put(name, engineName);
  }

  /** A volume that several services share is registered with the first of them. */
  void volume(EngineName name, Function<EngineName, Volume> register) {
    volumes.computeIfAbsent(name, register);
  }

  void container(ServiceName name, Container container) {
    containers.put(name, container);
  }

  /** The name of the network on the engine; depends on the network being made. */
  Output<String> network(NetworkName name) {
    return requireNonNull(networks.get(name), name::value);
  }

  /** The name of the volume; depends on the volume being made. */
  Output<String> volumeName(EngineName name) {
    return nameOf(requireNonNull(volumes.get(name), name::value), name);
  }

  Container container(ServiceName name) {
    return requireNonNull(containers.get(name), name::value);
  }
}
