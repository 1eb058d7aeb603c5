package app.versatilehub.operations;

import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What can be done to the data of a running stack. */
public interface Operations extends AutoCloseable {

  /**
   * A backup that was made.
   *
   * @param file where it is
   * @param manifest what is in it
   */
  record Written(Path file, Manifest manifest) {}

  /**
   * Writes a backup.
   *
   * @param folder where to
   * @param passphrase what it is encrypted with, if it is to be
   * @param told of each step as it begins
   * @throws app.versatilehub.topology.FindingsException if anything cannot be taken; then there is
   *     no file
   */
  Written backup(
      Topology topology,
      Path folder,
      Optional<Passphrase> passphrase,
      Instant now,
      Consumer<String> told);

  /**
   * Says what a restore would do.
   *
   * @param manifest of a backup that is whole
   * @throws app.versatilehub.topology.FindingsException with everything that is in its way
   */
  RestorePlan plan(Manifest manifest, Topology topology);

  /**
   * Does it.
   *
   * @param told of each step as it begins
   */
  RestoreReport restore(RestorePlan plan, BackupFile file, Consumer<String> told);

  /**
   * Changes a password in the running server that keeps it among its data; nothing where none does.
   * It can be done again with the same value, also where it is not known whether it was done.
   *
   * @param secret the secret's name
   * @param value the new value: letters and digits
   * @throws app.versatilehub.topology.FindingsException if nothing was changed
   * @throws IOException if it may have been changed or not
   */
  void changePassword(Topology topology, String secret, String value) throws IOException;

  /** What carries the stack's label on the engine, and its state does not know. */
  Leftovers leftovers(StackId stack, Leftovers.Known known);

  /**
   * Takes containers and networks away; volumes stay.
   *
   * @throws app.versatilehub.topology.FindingsException if one cannot be
   */
  void remove(List<Leftovers.Item> items);

  @Override
  void close();

  /**
   * On the engine that the {@code docker} command would use here.
   *
   * @throws app.versatilehub.live.EngineUnavailableException if none answers
   */
  static Operations connect() {
    return new EngineOperations(DockerMachine.connect());
  }
}
