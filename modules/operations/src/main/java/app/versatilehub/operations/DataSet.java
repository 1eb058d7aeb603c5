package app.versatilehub.operations;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.VolumeMount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Data that a backup has to have.
 *
 * @param service whose they are; of a volume that several share, the first of them
 * @param format how they are taken; never {@link DataFormat#CACHE}
 * @param volume where they are; only for {@link DataFormat#FILES}
 */
record DataSet(Service service, DataFormat format, Optional<VolumeMount> volume) {

  DataSet {
    requireNonNull(service, "service");
    requireNonNull(format, "format");
    requireNonNull(volume, "volume");
    if (format == DataFormat.CACHE || volume.isPresent() != (format == DataFormat.FILES)) {
      throw new IllegalArgumentException("no data set: " + service.name() + ", " + format);
    }
  }

  /**
   * All that the services of {@code topology} keep, in start order; what only jobs keep comes last.
   *
   * @throws FindingsException if a datastore does not say what its data are
   */
  static List<DataSet> of(Topology topology) {
    List<DataSet> sets = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    Set<EngineName> volumes = new HashSet<>();
    for (Service service : lastingFirst(topology)) {
      DataFormat format = service.data().orElse(DataFormat.FILES);
      if (service.kind() == ServiceKind.DATASTORE && service.data().isEmpty()) {
        findings.add(undeclared(service));
      } else if (format == DataFormat.FILES) {
        service.volumes().stream()
            .filter(mount -> volumes.add(mount.volume()))
            .forEach(mount -> sets.add(new DataSet(service, format, Optional.of(mount))));
      } else if (format != DataFormat.CACHE) {
        sets.add(new DataSet(service, format, Optional.empty()));
      }
    }
    if (!findings.isEmpty()) {
      throw new FindingsException("the data of stack " + topology.stack(), findings);
    }
    return sets;
  }

  /** A job's container may be gone, where those that share its volume are not. */
  private static List<Service> lastingFirst(Topology topology) {
    List<Service> services = new ArrayList<>(topology.services());
    services.sort(Comparator.comparing(service -> service.kind() == ServiceKind.JOB));
    return services;
  }

  private static Finding undeclared(Service service) {
    return Finding.error(
        "data-undeclared",
        "service " + service.name(),
        "does not say what its data are, and its files may not be copied while it runs",
        "declare it with .backedUpAs(DataFormat…) in its module");
  }

  /** Whether its server has to run for it to be taken or restored. */
  boolean needsServer() {
    return format != DataFormat.FILES;
  }

  String container() {
    return service.containerName().value();
  }

  /** Whether {@code part} of a backup belongs here. */
  boolean takes(Part part) {
    return part.service().equals(service.name().value())
        && part.format() == format
        && volume.map(mount -> part.name().equals(fileName(mount))).orElse(true);
  }

  static String fileName(VolumeMount mount) {
    return mount.volume().value() + ".tar.gz";
  }

  /** Where its server's password is inside the container, and what stands before it there. */
  Optional<SecretUse.File> password() {
    return service.workload().secrets().stream()
        .filter(SecretUse.File.class::isInstance)
        .map(SecretUse.File.class::cast)
        .findFirst();
  }

  @Override
  public String toString() {
    return service.name() + volume.map(mount -> " " + mount.path()).orElse("");
  }
}
