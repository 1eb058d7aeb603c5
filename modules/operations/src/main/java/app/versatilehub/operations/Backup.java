package app.versatilehub.operations;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes all that a running stack keeps into one file. */
final class Backup {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Machine machine;
  private final Topology topology;
  private final Consumer<String> told;

  /**
   * Prepares one.
   *
   * @param told of each step as it begins
   */
  Backup(Machine machine, Topology topology, Consumer<String> told) {
    this.machine = machine;
    this.topology = topology;
    this.told = told;
  }

  /**
   * Writes one into {@code folder}.
   *
   * @return the file and what is in it
   * @throws FindingsException if anything cannot be taken; then there is no file
   */
  Operations.Written write(Path folder, Optional<Passphrase> passphrase, Instant now) {
    List<DataSet> sets = DataSet.of(topology);
    EngineSnapshot snapshot = machine.snapshot();
    List<Finding> findings = new Deployed(topology, snapshot).obstacles(sets);
    if (!findings.isEmpty()) {
      throw new FindingsException("the backup of stack " + topology.stack(), findings);
    }
    Path file = folder.resolve(name(topology, passphrase.isPresent(), now));
    try (BackupWriter writer = BackupWriter.begin(file, passphrase)) {
      for (DataSet set : sets) {
        add(writer, set);
      }
      told.accept("finishing");
      return new Operations.Written(file, finish(writer, parts -> manifest(snapshot, now, parts)));
    }
  }

  static String name(Topology topology, boolean encrypted, Instant now) {
    return "versatile-%s-%s.tar%s"
        .formatted(topology.stack().stack(), TIME.format(now), encrypted ? ".gpg" : "");
  }

  private void add(BackupWriter writer, DataSet set) {
    DataAccess access = new DataAccess(machine);
    try {
      told.accept("reading " + set);
      for (String name : access.names(set)) {
        writer.add(
            set.service().name().value(), set.format(), name, out -> access.dump(set, name, out));
      }
    } catch (IOException e) {
      throw new FindingsException(
          "the backup of stack " + topology.stack(),
          List.of(
              Finding.error(
                  "backup-failed",
                  "service " + set.service().name(),
                  "its data could not be taken: " + e.getMessage(),
                  "mend that, and run it again; nothing was changed, and no file is left")));
    }
  }

  private Manifest finish(BackupWriter writer, Function<List<Part>, Manifest> manifest) {
    try {
      return writer.finish(manifest);
    } catch (IOException e) {
      throw new FindingsException(
          "the backup of stack " + topology.stack(),
          List.of(
              Finding.error(
                  "backup-unwritable",
                  "the backup's file",
                  "cannot be written: " + e,
                  "make room for it; no file is left")));
    }
  }

  private Manifest manifest(EngineSnapshot snapshot, Instant now, List<Part> parts) {
    SortedMap<String, String> images = new TreeMap<>();
    Deployed deployed = new Deployed(topology, snapshot);
    for (Service service : topology.services()) {
      deployed
          .container(service)
          .ifPresent(container -> images.put(service.name().value(), container.image()));
    }
    return new Manifest(
        Manifest.VERSION,
        topology.stack().value(),
        now.truncatedTo(ChronoUnit.SECONDS).toString(),
        snapshot.engine().version().map(EngineVersion::toString).orElse(""),
        images,
        new ArrayList<>(parts));
  }
}
