package app.versatilehub.topology;

import app.versatilehub.topology.EngineState.ExistingContainer;
import java.util.Optional;

/**
 * How often each job has been tried. The provider makes a container anew only when something it was
 * told changes, so that a failed job would never run again; its next attempt has another number.
 */
public final class JobAttempts {

  /** Where the engine is not known, nothing has been tried. */
  public static final JobAttempts NONE = new JobAttempts(Optional.empty());

  private final Optional<EngineState> engine;

  private JobAttempts(Optional<EngineState> engine) {
    this.engine = engine;
  }

  /** As the containers on {@code engine} tell. */
  public static JobAttempts on(EngineState engine) {
    return new JobAttempts(Optional.of(engine));
  }

  /** The number of failed attempts at {@code job} of {@code stack}; 0 when it has not failed. */
  public int failures(StackId stack, Service job) {
    return engine.stream()
        .flatMap(state -> state.containers().stream())
        .filter(container -> container.belongsTo(stack))
        .filter(container -> container.name().equals(job.containerName().value()))
        .mapToInt(JobAttempts::failures)
        .findFirst()
        .orElse(0);
  }

  private static int failures(ExistingContainer container) {
    int before = number(container.labels().getOrDefault(Labels.ATTEMPT, "0"));
    boolean failed = container.exitCode().filter(code -> code != 0).isPresent();
    return failed ? before + 1 : before;
  }

  private static int number(String label) {
    return label.matches("[0-9]{1,6}") ? Integer.parseInt(label) : 0;
  }
}
