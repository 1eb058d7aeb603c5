package app.versatilehub.operations;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** On a machine. */
final class EngineOperations implements Operations {

  private final Machine machine;

  EngineOperations(Machine machine) {
    this.machine = machine;
  }

  @Override
  public Written backup(
      Topology topology,
      Path folder,
      Optional<Passphrase> passphrase,
      Instant now,
      Consumer<String> told) {
    return new Backup(machine, topology, told).write(folder, passphrase, now);
  }

  @Override
  public RestorePlan plan(Manifest manifest, Topology topology) {
    return RestorePlan.of(manifest, topology, machine.snapshot());
  }

  @Override
  public RestoreReport restore(RestorePlan plan, BackupFile file, Consumer<String> told) {
    return new Restore(machine, plan, told).run(file);
  }

  @Override
  public void changePassword(Topology topology, String secret, String value) throws IOException {
    Optional<ServerPassword> password = ServerPassword.of(topology, secret);
    if (password.isPresent()) {
      password.get().change(machine, topology, value);
    }
  }

  @Override
  public Leftovers leftovers(StackId stack, Leftovers.Known known) {
    return Leftovers.of(stack, machine.snapshot(), known);
  }

  @Override
  public void remove(List<Leftovers.Item> items) {
    for (Leftovers.Item item : items) {
      try {
        if (item.container()) {
          machine.removeContainer(item.id());
        } else {
          machine.removeNetwork(item.id());
        }
      } catch (IOException e) {
        throw new FindingsException(
            "what is in the way of Pulumi",
            List.of(
                Finding.error(
                    "leftover-stays",
                    item.toString(),
                    "cannot be removed: " + e.getMessage(),
                    "mend that, then " + item.removal())));
      }
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
