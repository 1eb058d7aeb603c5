package app.versatilehub.verification.probe;

import app.versatilehub.topology.Labels;
import app.versatilehub.verification.engine.ProcessInput;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.StreamType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Probes on an engine: a container for each, with no power but to listen on low ports. A probe ends
 * when its input does, which is when this ends, in whatever way; the engine then removes it.
 */
public final class Probes implements ProbeStarter, AutoCloseable {

  /** The repository of every probe's image. */
  public static final String IMAGE = "versatile-hub/probe";

  /** The namespace of the engine's host. */
  public static final String HOST = "host";

  private static final Duration LIFETIME = Duration.ofSeconds(60);
  private static final Duration START = Duration.ofSeconds(20);

  /** With the engine, while it takes what is brought, and gives it back. */
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(20);

  /** With probes that have been told to end. */
  private static final Duration PARTING = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofMillis(30);

  private static final int STARTED_AT_ONCE = 8;
  private static final Set<String> ENDED = Set.of("created", "exited", "dead");
  private static final Set<String> LEAVING = Set.of("running", "removing", "exited");
  private static final long MEMORY = 64L << 20;
  private static final long PROCESSES = 64;
  private static final ThreadGroup CONNECTIONS =
      new ConnectionThreads(Thread.currentThread().getThreadGroup(), "probes");

  private final DockerClient engine;
  private final CompletableFuture<ProbeImage> image;
  private final String run = UUID.randomUUID().toString();
  private final Set<Closeable> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService starters =
      Executors.newFixedThreadPool(STARTED_AT_ONCE, Probes::daemon);
  private final Thread whenInterrupted = new Thread(this::removeAllYet, "probes");

  private Probes(DockerClient engine, CompletableFuture<ProbeImage> image) {
    this.engine = engine;
    this.image = image;
    Runtime.getRuntime().addShutdownHook(whenInterrupted);
  }

  /**
   * Makes an engine ready for probes, which takes its time while the caller does something else.
   *
   * @param engine the engine
   * @param architecture the engine's processor as Go names it
   * @param programs the folder with the probe for each processor, {@code probe-amd64} and so on
   */
  public static Probes on(DockerClient engine, String architecture, Path programs) {
    Path program = programs.resolve("probe-" + architecture);
    return new Probes(
        engine,
        started(() -> ProbeImage.provide(engine, architecture, program, removeLeftovers(engine))));
  }

  /**
   * What a run that was killed has made, but not started: a probe that runs ends by itself.
   *
   * @return whether no other run has probes now, so that an image that is there was left behind
   */
  private static boolean removeLeftovers(DockerClient engine) {
    long past = Instant.now().minus(LIFETIME).getEpochSecond();
    List<Container> all =
        engine.listContainersCmd().withShowAll(true).withLabelFilter(List.of(Labels.PROBE)).exec();
    List<Container> leftovers =
        all.stream()
            .filter(container -> ENDED.contains(container.getState()))
            .filter(container -> container.getCreated() < past)
            .toList();
    leftovers.forEach(container -> remove(engine, container.getId()));
    return leftovers.size() == all.size();
  }

  private static <T> CompletableFuture<T> started(Supplier<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    daemon(
            () -> {
              try {
                answer.complete(task.get());
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            })
        .start();
    return answer;
  }

  /** An engine that answers no more keeps nobody waiting for ever. */
  private static <T> T inTime(String failure, CompletableFuture<T> answer) {
    try {
      return answer.get(HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ProbeException(
          "%s: the engine gives no answer within %d s".formatted(failure, HOUSEKEEPING.toSeconds()),
          e);
    } catch (ExecutionException e) {
      Throwable cause = e;
      while (cause.getCause() != null && !(cause instanceof ProbeException)) {
        cause = cause.getCause();
      }
      throw cause instanceof ProbeException known
          ? known
          : new ProbeException("%s: %s".formatted(failure, cause.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException(failure + ": interrupted", e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws ProbeException if the program is not there, or the engine does not take it
   */
  @Override
  public Map<String, CompletableFuture<Probe>> start(Map<String, String> namespaces) {
    String reference = inTime("no probe could be brought", image).reference();
    Map<String, CompletableFuture<Probe>> probes = new HashMap<>();
    namespaces.forEach(
        (name, container) ->
            probes.put(
                name,
                CompletableFuture.supplyAsync(() -> start(name, container, reference), starters)
                    .thenCompose(JsonProbe::ready)
                    .<Probe>thenApply(probe -> probe)
                    .orTimeout(START.toSeconds(), TimeUnit.SECONDS)));
    return probes;
  }

  private JsonProbe start(String name, String container, String reference) {
    try {
      Pipe input = new Pipe();
      JsonProbe probe = new JsonProbe(name, input.writer());
      String id = create(container, reference);
      Output output = new Output(probe);
      connections.add(output);
      engine
          .attachContainerCmd(id)
          .withStdIn(new ProcessInput(input, failure -> probe.ended(failure.toString())))
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(output)
          .awaitStarted(START.toSeconds(), TimeUnit.SECONDS);
      engine.startContainerCmd(id).exec();
      return probe;
    } catch (DockerException e) {
      throw new ProbeException(
          "no probe could be started in %s: %s".formatted(name, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException("interrupted while a probe was started in " + name, e);
    }
  }

  private String create(String container, String reference) {
    HostConfig limits =
        HostConfig.newHostConfig()
            .withNetworkMode(container.equals(HOST) ? HOST : "container:" + container)
            .withAutoRemove(true)
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withCapAdd(Capability.NET_BIND_SERVICE)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withMemory(MEMORY)
            .withPidsLimit(PROCESSES)
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
    return engine
        .createContainerCmd(reference)
        .withCmd(ProbeImage.PROGRAM, "-lifetime", LIFETIME.toSeconds() + "s")
        .withHostConfig(limits)
        .withLabels(Map.of(Labels.PROBE, run))
        .withStdinOpen(true)
        .withStdInOnce(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .exec()
        .getId();
  }

  /**
   * Ends all probes and takes away what this has brought.
   *
   * @throws ProbeException if the engine no longer answers
   */
  @Override
  public void close() {
    starters.shutdownNow();
    try {
      inTime(
          "the probes could not be taken away, and end by themselves within %d s"
              .formatted(LIFETIME.toSeconds()),
          started(
              () -> {
                removeAllOfARestarted();
                return true;
              }));
    } finally {
      keepNoMore();
    }
  }

  private void keepNoMore() {
    try {
      Runtime.getRuntime().removeShutdownHook(whenInterrupted);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then it runs, too, and finds nothing left.
    }
  }

  /** While the program ends, where nobody is left to be told of a failure. */
  private void removeAllYet() {
    try {
      removeAll();
    } catch (RuntimeException e) {
      // A probe ends by itself, and the next run takes away what is left.
    }
  }

  /** The client keeps connections, and one that a restart has ended fails when it is used next. */
  private void removeAllOfARestarted() {
    try {
      removeAll();
    } catch (RuntimeException stale) {
      removeAll();
    }
  }

  private void removeAll() {
    connections.forEach(Probes::end);
    removeContainers();
    if (!image.isCompletedExceptionally()) {
      image.join().close();
    }
  }

  /**
   * A probe whose input has ended ends, and the engine takes it away, all of them at once. Only
   * what does not is removed.
   */
  private void removeContainers() {
    long start = System.nanoTime();
    while (true) {
      boolean patient = System.nanoTime() - start < PARTING.toNanos();
      List<Container> left = left();
      if (left.isEmpty()) {
        return;
      }
      List<Container> stubborn =
          left.stream()
              .filter(container -> !(patient && LEAVING.contains(container.getState())))
              .toList();
      stubborn.forEach(container -> remove(engine, container.getId()));
      if (!patient) {
        return;
      }
      pause();
    }
  }

  /** Also those whose creation this was not told of before it was interrupted. */
  private List<Container> left() {
    return engine
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Labels.PROBE, run))
        .exec();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException("interrupted while probes ended", e);
    }
  }

  private static void remove(DockerClient engine, String id) {
    try {
      engine.removeContainerCmd(id).withForce(true).exec();
    } catch (NotFoundException gone) {
      // It ended by itself, and the engine was faster.
    } catch (DockerException beingRemoved) {
      // The engine says so where its own removal is under way.
    }
  }

  private static void end(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Then it is at an end, too.
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(CONNECTIONS, task, "probe");
    thread.setDaemon(true);
    return thread;
  }

  /** Hands what a probe writes to whoever speaks with it. */
  private static final class Output extends ResultCallback.Adapter<Frame> {

    private final JsonProbe probe;
    private final StringBuilder complaints = new StringBuilder();

    Output(JsonProbe probe) {
      this.probe = probe;
    }

    @Override
    public void onNext(Frame frame) {
      if (frame.getStreamType() == StreamType.STDOUT) {
        probe.written(frame.getPayload());
      } else {
        complaints.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
      }
    }

    @Override
    public void onError(Throwable failure) {
      probe.ended(failure.toString());
      super.onError(failure);
    }

    @Override
    public void onComplete() {
      probe.ended(complaints.isEmpty() ? "its container stopped" : complaints.toString().strip());
      super.onComplete();
    }
  }
}
