package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A way around the networks. */
public sealed interface Exposure {

  /** The published ports among {@code exposures}. */
  static Stream<PublishedPort> publishedPorts(List<Exposure> exposures) {
    return exposures.stream()
        .filter(PublishedPort.class::isInstance)
        .map(PublishedPort.class::cast);
  }

  /**
   * A port of the host that leads to a port of the service.
   *
   * @param hostAddress the address of the host that it is bound to; absent for all of them
   * @param hostPort the port of the host
   * @param port the service's port
   */
  record PublishedPort(Optional<IpAddress> hostAddress, Port hostPort, Port port)
      implements Exposure {

    public PublishedPort {
      requireNonNull(hostAddress, "hostAddress");
      requireNonNull(hostPort, "hostPort");
      requireNonNull(port, "port");
    }

    /** A port on every address of the host. */
    public PublishedPort(Port hostPort, Port port) {
      this(Optional.empty(), hostPort, port);
    }

    /** Whether it is bound to an address that only the host itself has. */
    public boolean isLoopback() {
      return hostAddress.filter(IpAddress::isLoopback).isPresent();
    }

    @Override
    public String toString() {
      return hostAddress
              .map(address -> address.isIpv6() ? "[" + address + "]:" : address + ":")
              .orElse("")
          + hostPort;
    }
  }

  /** The engine's own socket inside the service: control of the engine, whatever the mount says. */
  record EngineSocket() implements Exposure {}

  /** All of the kernel's powers and devices: control of the host. */
  record Privileged() implements Exposure {}

  /**
   * A power of the kernel beyond the engine's default set.
   *
   * @param name without {@code CAP_}, in capitals, such as {@code NET_ADMIN}
   */
  record Capability(String name) implements Exposure {
    public Capability {
      String upper = name.toUpperCase(Locale.ROOT);
      name = upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
    }
  }

  /**
   * A device of the host.
   *
   * @param path its path on the host, such as {@code /dev/sda}
   */
  record Device(String path) implements Exposure {
    public Device {
      requireNonNull(path, "path");
    }
  }

  /**
   * A file or folder of the host inside the service.
   *
   * @param path its path on the host
   * @param readOnly whether the service may only read it
   */
  record HostMount(String path, boolean readOnly) implements Exposure {
    public HostMount {
      requireNonNull(path, "path");
    }
  }

  /**
   * A namespace of the host in place of one of its own; the network's is not among them.
   *
   * @param kind {@code pid}, {@code ipc}, {@code uts}, {@code user} or {@code cgroup}
   */
  record HostNamespace(String kind) implements Exposure {
    public HostNamespace {
      requireNonNull(kind, "kind");
    }
  }
}
