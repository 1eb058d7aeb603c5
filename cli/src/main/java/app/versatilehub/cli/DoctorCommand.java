package app.versatilehub.cli;

import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.doctor.Diagnosis;
import app.versatilehub.verification.doctor.Doctor;
import app.versatilehub.verification.doctor.Fix;
import app.versatilehub.verification.doctor.Patient;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doctor}: why the running stack does not work. */
@Command(
    name = "doctor",
    description = "Find out why services do not reach each other, or clients them.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing is wrong.",
      "1:Something is; it is listed.",
      "2:It could not be found out."
    },
    exitCodeOnExecutionException = DoctorCommand.COULD_NOT_JUDGE)
final class DoctorCommand implements Callable<Integer> {

  static final int WELL = 0;
  static final int ILL = 1;
  static final int COULD_NOT_JUDGE = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Mixin private final StackOptions options = new StackOptions();

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default) or json.")
  private DoctorFormat format = DoctorFormat.TEXT;

  @Option(names = "--fix", description = "Mend what can be mended without harm, each after asking.")
  private boolean fix;

  @Option(names = "--yes", description = "With --fix: mend without asking.")
  private boolean yes;

  @Spec private CommandSpec spec;

  private final Console console;
  private final Supplier<Patient> patients;
  private final Confirmation confirmation;

  // Picocli sets what is annotated before the command is called.
  @SuppressWarnings("NullAway.Init")
  DoctorCommand(Console console, Supplier<Patient> patients, Confirmation confirmation) {
    this.console = console;
    this.patients = patients;
    this.confirmation = confirmation;
  }

  @Override
  public Integer call() {
    if (yes && !fix) {
      throw new ParameterException(spec.commandLine(), "--yes is for --fix; give both");
    }
    if (fix && !yes && !confirmation.isPossible()) {
      throw new ParameterException(
          spec.commandLine(),
          "--fix asks before each change, and there is no terminal; agree to all with --yes");
    }
    Topology topology = options.topology();
    List<Diagnosis> diagnoses = examine(topology);
    List<DoctorReport.Fixed> fixes = fix ? mend(diagnoses) : List.of();
    if (!fixes.isEmpty()) {
      diagnoses = examine(topology);
    }
    String report = format.render(new DoctorReport(options.stack(), diagnoses, fixes));
    if (format == DoctorFormat.TEXT) {
      console.print(report);
    } else {
      console.write(report);
    }
    return diagnoses.stream().anyMatch(Diagnosis::isTrouble) ? ILL : WELL;
  }

  private List<Diagnosis> examine(Topology topology) {
    return inTime(
        () -> {
          try (Patient patient = patients.get()) {
            EngineSnapshot snapshot = patient.snapshot();
            return Doctor.diagnose(topology, snapshot, patient.observe(topology, snapshot));
          } catch (EngineUnavailableException e) {
            return List.of(Doctor.noEngine(String.valueOf(e.getMessage())));
          }
        });
  }

  private List<DoctorReport.Fixed> mend(List<Diagnosis> diagnoses) {
    List<DoctorReport.Fixed> fixes = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses) {
      diagnosis
          .fix()
          .ifPresent(change -> fixes.add(new DoctorReport.Fixed(change.action(), mend(change))));
    }
    return fixes;
  }

  private String mend(Fix change) {
    if (!yes && !confirmation.of("Shall I %s?".formatted(change.action()))) {
      return "left";
    }
    try {
      return inTime(
          () -> {
            try (Patient patient = patients.get()) {
              patient.apply(change);
              return "done";
            }
          });
    } catch (RuntimeException e) {
      return "failed (%s)".formatted(e.getMessage());
    }
  }

  /** In a thread that keeps nothing alive: an engine may hang at any question. */
  static <T> T inTime(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "doctor");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalArgumentException(
          "it could not be found out within %d seconds\n    -> see whether the engine answers: docker ps"
              .formatted(PATIENCE.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
