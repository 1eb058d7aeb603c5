package app.versatilehub.verification.doctor;

import app.versatilehub.live.HostRoutes;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Listeners;
import app.versatilehub.verification.Plan;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.probe.ProbeException;
import app.versatilehub.verification.probe.Probes;
import app.versatilehub.verification.probe.Target;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A running engine, and its host where that is this one. */
public final class EnginePatient implements Patient {

  private static final int LINES = 3;
  private static final int LINES_PATIENCE_SECONDS = 2;
  private static final int ROUTES_PATIENCE_SECONDS = 8;
  private static final Path PROC = Path.of("/proc");

  private final DockerEngine engine;
  private final Path programs;
  private final Clock clock;

  private EnginePatient(DockerEngine engine, Path programs, Clock clock) {
    this.engine = engine;
    this.programs = programs;
    this.clock = clock;
  }

  /**
   * Connects with the engine that the {@code docker} command would use here.
   *
   * @param programs the folder with the probe for each processor, {@code probe-amd64} and so on
   * @param clock for what is to be valid today
   * @throws app.versatilehub.live.EngineUnavailableException if none answers
   */
  public static EnginePatient connect(Path programs, Clock clock) {
    return new EnginePatient(DockerEngine.connect(), programs, clock);
  }

  @Override
  public EngineSnapshot snapshot() {
    return engine.snapshot();
  }

  @Override
  public Observations observe(Topology topology, EngineSnapshot snapshot) {
    boolean local = snapshot.engine().local();
    return new Observations(
        local ? host(topology) : HostFacts.NONE,
        listening(topology, snapshot),
        this::lastLines,
        ask(topology, snapshot),
        clock.instant());
  }

  /** From inside; where no probe can be, nothing is known. */
  private Listening listening(Topology topology, EngineSnapshot snapshot) {
    Plan plan = Plan.of(topology, snapshot);
    try (Probes probes = Probes.on(engine.client(), snapshot.engine().architecture(), programs)) {
      Map<String, Set<Target>> listeners = Listeners.find(plan, probes);
      return (service, port) ->
          Optional.ofNullable(listeners.get(service.value()))
              .map(
                  found ->
                      found.stream().anyMatch(target -> target.port().equals(port))
                          ? Listening.Answer.LISTENS
                          : Listening.Answer.SILENT)
              .orElse(Listening.Answer.UNKNOWN);
    } catch (ProbeException e) {
      return Listening.UNKNOWN;
    }
  }

  private static HostFacts host(Topology topology) {
    Set<Port> published =
        topology.services().stream()
            .flatMap(Service::publishedPorts)
            .map(PublishedPort::hostPort)
            .collect(Collectors.toSet());
    return new HostFacts(HostRoutes.read(PROC), new HostReader(PROC).holders(published));
  }

  /** A gateway that does not run cannot answer, and somebody else on its port is no gateway. */
  @Override
  public Map<HostName, RouteAnswer> ask(Topology topology, EngineSnapshot snapshot) {
    Deployed deployed = new Deployed(topology, snapshot);
    if (!snapshot.engine().local()
        || deployed.gateway().filter(deployed::runs).isEmpty()
        || topology.routes().isEmpty()) {
      return Map.of();
    }
    Environment environment = topology.environment();
    GatewayClient client = new GatewayClient();
    List<HostName> hosts = topology.routes().stream().map(route -> route.host()).toList();
    List<Callable<RouteAnswer>> questions =
        hosts.stream()
            .map(
                host ->
                    (Callable<RouteAnswer>)
                        () -> client.ask(host, environment.gateway().httpsPort()))
            .toList();
    return together(hosts, questions);
  }

  private static Map<HostName, RouteAnswer> together(
      List<HostName> hosts, List<Callable<RouteAnswer>> questions) {
    ExecutorService threads = Executors.newCachedThreadPool(EnginePatient::daemon);
    Map<HostName, RouteAnswer> answers = new HashMap<>();
    try {
      List<Future<RouteAnswer>> asked =
          threads.invokeAll(questions, ROUTES_PATIENCE_SECONDS, TimeUnit.SECONDS);
      for (int index = 0; index < asked.size(); index++) {
        HostName host = hosts.get(index);
        answer(asked.get(index)).ifPresent(answer -> answers.put(host, answer));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
    }
    return answers;
  }

  private static Optional<RouteAnswer> answer(Future<RouteAnswer> asked)
      throws InterruptedException {
    try {
      return Optional.of(asked.get());
    } catch (CancellationException e) {
      return Optional.of(
          new RouteAnswer.NoTls("no answer within %d seconds".formatted(ROUTES_PATIENCE_SECONDS)));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "doctor");
    thread.setDaemon(true);
    return thread;
  }

  private List<String> lastLines(ContainerState container) {
    StringBuilder text = new StringBuilder();
    try (ResultCallback.Adapter<Frame> end =
        client()
            .logContainerCmd(container.id())
            .withStdOut(true)
            .withStdErr(true)
            .withTail(LINES)
            .exec(
                new ResultCallback.Adapter<>() {
                  @Override
                  public void onNext(Frame frame) {
                    synchronized (text) {
                      text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                    }
                  }
                })) {
      end.awaitCompletion(LINES_PATIENCE_SECONDS, TimeUnit.SECONDS);
      Mask mask = Mask.of(secrets(container));
      synchronized (text) {
        return text.toString().lines().map(mask::apply).toList();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (DockerException e) {
      // Some logging drivers cannot be read; the finding stands without the lines.
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of its variables with telling names; they are held only as long as it takes. */
  private List<String> secrets(ContainerState container) {
    String[] variables = client().inspectContainerCmd(container.id()).exec().getConfig().getEnv();
    return variables == null
        ? List.of()
        : Arrays.stream(variables)
            .map(variable -> variable.split("=", 2))
            .filter(parts -> parts.length == 2 && Mask.isTelling(parts[0]))
            .map(parts -> parts[1])
            .toList();
  }

  @Override
  public void apply(Fix fix) {
    if (fix instanceof Fix.CreateNetwork create) {
      client()
          .createNetworkCmd()
          .withName(create.network())
          .withDriver("bridge")
          .withCheckDuplicate(true)
          .exec();
    } else if (fix instanceof Fix.Start start) {
      client().startContainerCmd(start.container()).exec();
    } else if (fix instanceof Fix.Unpause unpause) {
      client().unpauseContainerCmd(unpause.container()).exec();
    } else if (fix instanceof Fix.Connect connect) {
      client()
          .connectToNetworkCmd()
          .withContainerId(connect.container())
          .withNetworkId(connect.network())
          .withContainerNetwork(new ContainerNetwork().withAliases(connect.aliases()))
          .exec();
    }
  }

  private DockerClient client() {
    return engine.client();
  }

  @Override
  public void close() {
    engine.close();
  }
}
