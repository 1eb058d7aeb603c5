package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import app.versatilehub.configuration.GeneratedSecrets;
import app.versatilehub.configuration.Rotations;
import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.live.ContainerEvent;
import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.provisioning.RegistrationGate;
import app.versatilehub.provisioning.Rollout;
import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.GatewayCertificate;
import app.versatilehub.topology.JobAttempts;
import app.versatilehub.topology.Preflight;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import com.pulumi.Context;
import com.pulumi.core.Output;
import com.pulumi.exceptions.RunException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The program: from settings to a topology, past everything that could be wrong with it, to
 * resources. Nothing is registered before all of it has been judged, and nothing is created before
 * what was registered has been judged, too.
 *
 * @param run what Pulumi says of this run
 * @param directory the project's directory
 * @param engine reads the engine; throws {@link EngineUnavailableException} where there is none
 * @param gate holds back the resources; also given to Pulumi as a transformation of the stack
 * @param hooks tells what Pulumi is about to make
 * @param events tells what becomes of a stack's containers
 * @param clock the day of judgement
 */
record Program(
    PulumiRun run,
    Path directory,
    Supplier<EngineState> engine,
    RegistrationGate gate,
    CreationHooks hooks,
    BiConsumer<StackId, Consumer<ContainerEvent>> events,
    Clock clock) {

  void define(Context context) {
    try {
      StackId stack = StackId.of(context.projectName(), context.stackName());
      // Asked for early, since it is answered while everything else is judged.
      CompletableFuture<LastDeployment> last = LastDeployment.read(context.stackName());
      StackConfiguration configuration = SettingsReader.read(stack, run.config());
      Topology topology = VersatileHub.topology(configuration.environment());
      refuseMissingSecrets(configuration, topology);
      warn(context, configuration.unusedSecrets(topology));
      Optional<EngineState> state = checkEngine(context, topology, last);
      IsolationGuard guard =
          new IsolationGuard(
              topology,
              state.flatMap(EngineState::version),
              configuration.isolation().policy(LocalDate.now(clock)),
              warning -> context.log().warn(warning));
      guard.judgeTopology();
      Map<String, String> secrets = secrets(configuration, topology);
      warn(context, new Rotations(directory, context.stackName()).unfinished(secrets));
      Rollout rollout =
          run.preview()
              ? Rollout.NONE
              : new EngineRollout(topology.environment().health().patience(), clock);
      if (run.preview()) {
        foretellDowntime(context, topology, last);
      } else {
        state.ifPresent(there -> Handover.begin(topology, there, hooks, rollout));
        tellDowntime(context, topology);
      }
      VersatileStack.define(
          context, topology, secrets, state.map(JobAttempts::on).orElse(JobAttempts.NONE), rollout);
      context.export("isolation", Output.of(guard.judgeRegistered(gate)));
      tellChanges(context, last, guard);
    } catch (FindingsException e) {
      // Without the cause: its reader wants to know what to change, not where this program was.
      throw new RunException(e.getMessage());
    }
  }

  /** What somebody else issues cannot be made up either. */
  private static void refuseMissingSecrets(StackConfiguration configuration, Topology topology) {
    List<Finding> missing = configuration.missingSecrets(topology);
    if (!missing.isEmpty()) {
      throw new FindingsException("the secrets of stack " + topology.stack(), missing);
    }
  }

  /** Made up last, so that a run that is refused leaves no file. */
  private Map<String, String> secrets(StackConfiguration configuration, Topology topology) {
    Map<String, String> values = new TreeMap<>(configuration.secrets());
    if (!configuration.certified(topology).isEmpty()) {
      values.putAll(certificate(topology));
    }
    Set<String> generated = new TreeSet<>(topology.secretNames());
    generated.removeAll(values.keySet());
    if (!generated.isEmpty()) {
      Map<String, String> madeUp =
          new GeneratedSecrets(directory, topology.stack().stack()).values(generated);
      generated.forEach(name -> values.put(name, requireNonNull(madeUp.get(name), name)));
    }
    return values;
  }

  /** From the stack's own authority. */
  private Map<String, String> certificate(Topology topology) {
    SortedSet<String> hosts = new TreeSet<>();
    topology.routes().forEach(route -> hosts.add(route.host().value()));
    OwnAuthority.Shown shown =
        new OwnAuthority(directory, topology.stack().stack(), clock).certify(hosts);
    return Map.of(
        GatewayCertificate.SECRET, shown.certificate(), GatewayCertificate.KEY_SECRET, shown.key());
  }

  /** The engine's state; a plan can be made without one, so that a preview then only warns. */
  private Optional<EngineState> checkEngine(
      Context context, Topology topology, CompletableFuture<LastDeployment> last) {
    try {
      EngineState state = engine.get();
      List<Finding> findings = new ArrayList<>(Preflight.check(topology, state));
      findings.addAll(unknownToPulumi(topology, state, last));
      if (findings.stream().anyMatch(Finding::isError)) {
        throw new FindingsException("the engine for stack " + topology.stack(), findings);
      }
      warn(context, findings);
      return Optional.of(state);
    } catch (EngineUnavailableException e) {
      String why = String.valueOf(e.getMessage());
      String cure = "start the engine, or name it in DOCKER_HOST; ./versatile setup installs one";
      if (!run.preview()) {
        throw new FindingsException(
            "the engine for stack " + topology.stack(),
            List.of(Finding.error("no-engine", "engine", why, cure)));
      }
      warn(
          context,
          List.of(Finding.warning("no-engine", "engine", "was not checked: " + why, cure)));
      return Optional.empty();
    }
  }

  /** Where the state cannot be read, Pulumi itself refuses a name that is taken. */
  private static List<Finding> unknownToPulumi(
      Topology topology, EngineState state, CompletableFuture<LastDeployment> last) {
    try {
      return Preflight.unknownToState(topology, state, last.join().names());
    } catch (CompletionException e) {
      return List.of();
    }
  }

  private void foretellDowntime(
      Context context, Topology topology, CompletableFuture<LastDeployment> last) {
    try {
      Downtime.foretell(topology, last.join().names(), hooks, context.log()::info);
    } catch (CompletionException e) {
      // That it cannot be read is told with the changes that it would show.
    }
  }

  private void tellDowntime(Context context, Topology topology) {
    Downtime downtime =
        new Downtime(
            topology, context.log()::info, context.log()::warn, LastWords::of, System::nanoTime);
    downtime.watch(hooks);
    events.accept(topology.stack(), downtime::happened);
  }

  private static void tellChanges(
      Context context, CompletableFuture<LastDeployment> last, IsolationGuard guard) {
    try {
      last.join().inventory().ifPresent(before -> context.log().info(guard.changesSince(before)));
    } catch (CompletionException e) {
      context.log().info("reach cannot be compared with the last deployment: " + e.getCause());
    }
  }

  private static void warn(Context context, List<Finding> findings) {
    findings.forEach(finding -> context.log().warn(finding.text()));
  }
}
