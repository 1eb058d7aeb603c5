package app.versatilehub.operations;

import app.versatilehub.operations.RestorePlan.Item;
import app.versatilehub.operations.RestoreReport.PartState;
import app.versatilehub.operations.RestoreReport.State;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Service;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Carries out a plan, once: stops, restores, and starts again whatever happens in between. */
final class Restore {

  /** Ends the reading of the backup; what it was is in the states. */
  private static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final Machine machine;
  private final RestorePlan plan;
  private final Consumer<String> told;
  private final List<PartState> states = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private final Deque<Service> stopped = new ArrayDeque<>();

  Restore(Machine machine, RestorePlan plan, Consumer<String> told) {
    this.machine = machine;
    this.plan = plan;
    this.told = told;
  }

  RestoreReport run(BackupFile file) {
    Interruption interruption = Interruption.then(this::startAgain);
    try {
      if (stop()) {
        read(file);
      }
    } finally {
      startAgain();
      interruption.isOver();
    }
    plan.items().stream()
        .skip(states.size())
        .forEach(item -> states.add(new PartState(item.part().path(), State.NOT_BEGUN, "")));
    return new RestoreReport(states, troubles);
  }

  /** In reverse order, so that nobody misses what it needs. */
  private boolean stop() {
    for (int index = plan.pauses().size() - 1; index >= 0; index--) {
      Service service = plan.pauses().get(index);
      told.accept("stopping " + service.name());
      remember(service);
      try {
        machine.stop(service.containerName().value());
      } catch (IOException e) {
        troubles.add("%s could not be stopped (%s)".formatted(service.name(), e.getMessage()));
        return false;
      }
    }
    return true;
  }

  private synchronized void remember(Service service) {
    stopped.push(service);
  }

  private void read(BackupFile file) {
    try {
      DataAccess access = new DataAccess(machine);
      file.read(plan.manifest(), (part, data) -> take(access, part, data));
    } catch (StoppedException e) {
      // The states say what it was.
    } catch (IOException | FindingsException e) {
      troubles.add("the backup could not be read to its end (%s)".formatted(e.getMessage()));
    }
  }

  private void take(DataAccess access, Part part, InputStream data) throws IOException {
    Item item = plan.items().get(states.size());
    told.accept("restoring " + item.set());
    try {
      access.restore(item.set(), part, data, plan.shell());
      states.add(new PartState(part.path(), State.RESTORED, ""));
    } catch (ScriptFailedException e) {
      State state = e.leftUnchanged() ? State.UNCHANGED : State.IN_DOUBT;
      states.add(new PartState(part.path(), state, String.valueOf(e.getMessage())));
      throw new StoppedException();
    } catch (IOException e) {
      states.add(new PartState(part.path(), State.IN_DOUBT, String.valueOf(e.getMessage())));
      throw new StoppedException();
    }
  }

  /** Also while the program is being interrupted, then in another thread. */
  private synchronized void startAgain() {
    while (!stopped.isEmpty()) {
      Service service = stopped.pop();
      told.accept("starting " + service.name());
      try {
        machine.start(service.containerName().value());
      } catch (IOException | RuntimeException e) {
        troubles.add(
            "%s could not be started (%s)\n    -> docker start %s"
                .formatted(service.name(), e.getMessage(), service.containerName()));
      }
    }
  }
}
