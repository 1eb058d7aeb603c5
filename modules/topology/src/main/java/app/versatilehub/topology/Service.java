package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that runs.
 *
 * @param name its name in the topology and in DNS
 * @param module the module that declares it
 * @param containerName its name on the engine, such as {@code versatile-chat-web}
 * @param kind what it is for
 * @param workload what runs inside
 * @param attachments the networks it is on
 * @param ports the ports it listens on
 * @param bound those of them that it listens on at one network alone
 * @param volumes the volumes it keeps data in
 * @param exposures ways around the networks
 * @param needs services that must be healthy before it starts
 * @param data what its data are, where that is declared
 * @param replicaOf the service that it is a further replica of; absent for the first, and where
 *     there is but one
 */
public record Service(
    ServiceName name,
    String module,
    EngineName containerName,
    ServiceKind kind,
    Workload workload,
    List<Attachment> attachments,
    List<Port> ports,
    List<BoundPort> bound,
    List<VolumeMount> volumes,
    List<Exposure> exposures,
    List<ServiceName> needs,
    Optional<DataFormat> data,
    Optional<ServiceName> replicaOf) {

  public Service {
    requireNonNull(name, "name");
    requireNonNull(module, "module");
    requireNonNull(containerName, "containerName");
    requireNonNull(kind, "kind");
    requireNonNull(workload, "workload");
    attachments = List.copyOf(attachments);
    ports = List.copyOf(ports);
    bound = List.copyOf(bound);
    volumes = List.copyOf(volumes);
    exposures = List.copyOf(exposures);
    needs = List.copyOf(needs);
    requireNonNull(data, "data");
    requireNonNull(replicaOf, "replicaOf");
  }

  /**
   * One that listens on all its networks alike, does not say what its data are, and is no further
   * replica.
   */
  public Service(
      ServiceName name,
      String module,
      EngineName containerName,
      ServiceKind kind,
      Workload workload,
      List<Attachment> attachments,
      List<Port> ports,
      List<VolumeMount> volumes,
      List<Exposure> exposures,
      List<ServiceName> needs) {
    this(
        name,
        module,
        containerName,
        kind,
        workload,
        attachments,
        ports,
        List.of(),
        volumes,
        exposures,
        needs,
        Optional.empty(),
        Optional.empty());
  }

  /** The name that all of its replicas answer to: that of the first. */
  public ServiceName sharedName() {
    return replicaOf.orElse(name);
  }

  public boolean isReplicaOf(Service other) {
    return sharedName().equals(other.sharedName());
  }

  public boolean isOn(NetworkName network) {
    return attachments.stream().anyMatch(attachment -> attachment.network().equals(network));
  }

  public Stream<NetworkName> networks() {
    return attachments.stream().map(Attachment::network);
  }

  /** Whether it listens on {@code port}, which is one of its own, at its address there. */
  public boolean listensOn(Port port, NetworkName network) {
    return bound.stream()
        .filter(one -> one.port().equals(port))
        .allMatch(one -> one.network().equals(network));
  }

  public Stream<Exposure.PublishedPort> publishedPorts() {
    return Exposure.publishedPorts(exposures);
  }

  public boolean controlsEngine() {
    return exposures.stream().anyMatch(Exposure.EngineSocket.class::isInstance);
  }
}
