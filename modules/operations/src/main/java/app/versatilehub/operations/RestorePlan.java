package app.versatilehub.operations;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Flow;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a restore is going to do.
 *
 * @param manifest what is in the backup
 * @param items each of its parts, and what takes it
 * @param pauses the services that stop meanwhile, in the order in which they start again
 * @param left what the stack keeps and the backup does not have
 * @param shell an image with a shell, for files
 */
public record RestorePlan(
    Manifest manifest, List<Item> items, List<Service> pauses, List<String> left, String shell) {

  /**
   * A part and its place.
   *
   * @param part the part
   * @param set what takes it
   */
  record Item(Part part, DataSet set) {

    /** The rest of a sentence that begins with "replaces". */
    String replaced() {
      String service = set.service().name().value();
      return switch (set.format()) {
        case POSTGRESQL ->
            "database %s of %s".formatted(part.name().replaceAll("\\.dump$", ""), service);
        case MARIADB -> "the databases and users of %s that the backup has".formatted(service);
        case REDIS -> "all keys of %s".formatted(service);
        case FILES -> "all files in %s of %s".formatted(set.volume().orElseThrow().path(), service);
        case CACHE -> throw new IllegalStateException(service);
      };
    }
  }

  public RestorePlan {
    items = List.copyOf(items);
    pauses = List.copyOf(pauses);
    left = List.copyOf(left);
  }

  /**
   * Compares a backup with what is declared and what is there.
   *
   * @throws FindingsException with everything that is in its way
   */
  static RestorePlan of(Manifest manifest, Topology topology, EngineSnapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    if (!manifest.stack().equals(topology.stack().value())) {
      findings.add(
          Finding.error(
              "backup-other-stack",
              "the backup",
              "is of stack %s, not %s".formatted(manifest.stack(), topology.stack()),
              "name that stack with --stack, or another backup"));
    }
    List<DataSet> sets = DataSet.of(topology);
    List<Item> items = new ArrayList<>();
    for (Part part : manifest.parts()) {
      Optional<DataSet> taker = sets.stream().filter(set -> set.takes(part)).findFirst();
      taker.ifPresentOrElse(
          set -> items.add(new Item(part, set)), () -> findings.add(homeless(part, topology)));
    }
    Deployed deployed = new Deployed(topology, snapshot);
    Set<DataSet> taking = items.stream().map(Item::set).collect(Collectors.toSet());
    findings.addAll(deployed.obstacles(sets.stream().filter(taking::contains).toList()));
    Optional<String> shell = deployed.shell();
    if (shell.isEmpty() && taking.stream().anyMatch(set -> set.format() == DataFormat.FILES)) {
      findings.add(
          Finding.error(
              "no-shell",
              "the stack",
              "has no database on the engine, whose image would be used to put files back",
              "bring the stack up: ./versatile up --stack " + topology.stack().stack()));
    }
    if (!findings.isEmpty()) {
      throw new FindingsException("the restore of stack " + topology.stack(), findings);
    }
    return new RestorePlan(
        manifest,
        items,
        pauses(taking, deployed),
        sets.stream().filter(set -> !taking.contains(set)).map(DataSet::toString).toList(),
        shell.orElse(""));
  }

  private static Finding homeless(Part part, Topology topology) {
    boolean known =
        topology.services().stream()
            .anyMatch(service -> service.name().value().equals(part.service()));
    return Finding.error(
        "backup-part-homeless",
        part.path(),
        known
            ? "is %s, which service %s does not keep so".formatted(part.format(), part.service())
            : "is of service %s, which the stack does not have".formatted(part.service()),
        "take a backup of the stack as it is, or the settings that it was made with");
  }

  /** Who uses what changes, and the caches that those use; of them those that run. */
  private static List<Service> pauses(Set<DataSet> taking, Deployed deployed) {
    Topology topology = deployed.topology();
    Set<ServiceName> users =
        topology.services().stream()
            .filter(service -> taking.stream().anyMatch(set -> uses(service, set, topology)))
            .map(Service::name)
            .collect(Collectors.toSet());
    return topology.services().stream()
        .filter(service -> users.contains(service.name()) || isCacheOf(users, service, topology))
        .filter(deployed::runs)
        .toList();
  }

  private static boolean isCacheOf(Set<ServiceName> users, Service service, Topology topology) {
    return service.data().equals(Optional.of(DataFormat.CACHE))
        && users.stream().anyMatch(user -> talks(user, service, topology));
  }

  private static boolean uses(Service service, DataSet set, Topology topology) {
    return set.volume()
        .map(
            mount ->
                service.volumes().stream().anyMatch(own -> own.volume().equals(mount.volume())))
        .orElseGet(
            () ->
                service.needs().contains(set.service().name())
                    || talks(service.name(), set.service(), topology));
  }

  private static boolean talks(ServiceName from, Service to, Topology topology) {
    return topology.flows().stream()
        .filter(flow -> flow.destination().equals(to.name()))
        .map(Flow::source)
        .anyMatch(new Flow.Source.Service(from)::equals);
  }

  /** In words, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("backup of %s, made %s".formatted(manifest.stack(), manifest.created()));
    items.forEach(item -> lines.add("replaces " + item.replaced()));
    if (!pauses.isEmpty()) {
      lines.add(
          "stops meanwhile: "
              + pauses.stream()
                  .map(service -> service.name().value())
                  .collect(Collectors.joining(", ")));
    }
    left.forEach(set -> lines.add("leaves as it is, because the backup does not have it: " + set));
    return Collections.unmodifiableList(lines);
  }
}
