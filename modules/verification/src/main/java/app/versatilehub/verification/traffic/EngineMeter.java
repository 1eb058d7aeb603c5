package app.versatilehub.verification.traffic;

import app.versatilehub.topology.Labels;
import app.versatilehub.topology.StackId;
import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.traffic.Sample.Counters;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.StatisticNetworksConfig;
import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures by the engine's own statistics: one stream for each container, a sample a second. */
public final class EngineMeter implements Meter {

  /** The engine needs about a second for each of two samples. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  private static final long POLL_MILLISECONDS = 50;
  private static final Path PROC = Path.of("/proc");

  private final DockerEngine engine;
  private final Optional<StackId> stack;
  private final boolean local;
  private final Map<String, Stats> streams = new HashMap<>();

  private EngineMeter(DockerEngine engine, Optional<StackId> stack, boolean local) {
    this.engine = engine;
    this.stack = stack;
    this.local = local;
  }

  /**
   * Connects with the engine that the {@code docker} command would use here.
   *
   * @param stack whose containers are measured; absent for all
   * @throws app.versatilehub.live.EngineUnavailableException if none answers
   */
  public static EngineMeter connect(Optional<StackId> stack) {
    DockerEngine engine = DockerEngine.connect();
    return new EngineMeter(engine, stack, engine.snapshot().engine().local());
  }

  @Override
  public List<ContainerTraffic> read() {
    follow();
    long deadline = System.nanoTime() + FIRST.toNanos();
    while (streams.values().stream().anyMatch(Stats::isFresh) && System.nanoTime() < deadline) {
      pause();
    }
    return streams.values().stream()
        .flatMap(stats -> stats.traffic().stream())
        .sorted(Comparator.comparing(ContainerTraffic::container))
        .toList();
  }

  /** Containers come and go. */
  private void follow() {
    Map<String, Container> running =
        client()
            .listContainersCmd()
            .withLabelFilter(
                stack.map(owner -> Map.of(Labels.STACK, owner.value())).orElseGet(Map::of))
            .exec()
            .stream()
            .collect(Collectors.toMap(Container::getId, container -> container));
    streams
        .entrySet()
        .removeIf(
            stream -> {
              boolean gone = !running.containsKey(stream.getKey());
              if (gone) {
                stream.getValue().end();
              }
              return gone;
            });
    running.forEach(
        (id, container) -> streams.computeIfAbsent(id, none -> new Stats(id, name(container))));
  }

  private static String name(Container container) {
    String[] names = container.getNames();
    return names.length == 0 ? container.getId() : names[0].substring(1);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private DockerClient client() {
    return engine.client();
  }

  @Override
  public void close() {
    streams.values().forEach(Stats::end);
    engine.close();
  }

  /** The samples of one container. */
  private final class Stats extends ResultCallback.Adapter<Statistics> {

    private final String id;
    private final String name;
    private @Nullable Sample before;
    private @Nullable Sample latest;
    private Optional<ContainerTraffic> shown = Optional.empty();
    private volatile boolean over;
    private Set<String> mapped = Set.of();
    private Map<String, String> networks = Map.of();

    Stats(String id, String name) {
      this.id = id;
      this.name = name;
      client().statsCmd(id).exec(this);
    }

    @Override
    public void onNext(Statistics statistics) {
      sample(statistics).ifPresent(this::add);
    }

    private synchronized void add(Sample sample) {
      latest = sample;
      if (before == null) {
        before = sample;
      }
    }

    /** Whether there is not yet anything to say; a stream that has ended never will have. */
    synchronized boolean isFresh() {
      return shown.isEmpty() && (before == null || before.equals(latest)) && !over;
    }

    @Override
    public void onError(Throwable failure) {
      over = true;
      super.onError(failure);
    }

    @Override
    public void onComplete() {
      over = true;
      super.onComplete();
    }

    /** Between the last reading and the newest sample; the last one again where there is none. */
    Optional<ContainerTraffic> traffic() {
      Sample from;
      Sample to;
      synchronized (this) {
        from = before;
        to = latest;
        before = latest;
      }
      if (from != null && to != null && !from.equals(to)) {
        shown = Optional.of(ContainerTraffic.between(name, from, to, networks(to)));
      }
      return shown;
    }

    private Map<String, String> networks(Sample sample) {
      if (!mapped.equals(sample.interfaces().keySet())) {
        mapped = sample.interfaces().keySet();
        networks = EngineMeter.this.networks(id, mapped);
      }
      return networks;
    }

    void end() {
      try {
        close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Map<String, String> networks(String id, Set<String> interfaces) {
    try {
      InspectContainerResponse container = client().inspectContainerCmd(id).exec();
      Map<String, ContainerNetwork> endpoints = container.getNetworkSettings().getNetworks();
      return InterfaceNetworks.ofOnlyOne(new TreeSet<>(interfaces), endpoints.keySet())
          .orElseGet(() -> byTables(container, endpoints));
    } catch (NotFoundException e) {
      return Map.of();
    }
  }

  private Map<String, String> byTables(
      InspectContainerResponse container, Map<String, ContainerNetwork> endpoints) {
    Long process = container.getState().getPidLong();
    if (!local || process == null || process <= 0) {
      return Map.of();
    }
    Map<String, List<String>> addresses = new TreeMap<>();
    endpoints.forEach(
        (network, endpoint) ->
            addresses.put(
                network,
                Stream.of(endpoint.getIpAddress(), endpoint.getGlobalIPv6Address())
                    .filter(address -> address != null && !address.isEmpty())
                    .toList()));
    Path tables = PROC.resolve(process.toString()).resolve("net");
    return InterfaceNetworks.of(
        addresses, lines(tables.resolve("route")), lines(tables.resolve("if_inet6")));
  }

  /** The process may be gone, or not be ours to look at. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What the engine sends of a container that is just stopping has no numbers. */
  private static Optional<Sample> sample(Statistics statistics) {
    Long own = statistics.getCpuStats().getCpuUsage().getTotalUsage();
    Long host = statistics.getCpuStats().getSystemCpuUsage();
    Long processors = statistics.getCpuStats().getOnlineCpus();
    if (own == null || host == null) {
      return Optional.empty();
    }
    return time(statistics.getRead())
        .map(
            time ->
                new Sample(
                    time,
                    counters(statistics.getNetworks()),
                    own,
                    host,
                    processors == null ? 1 : processors.intValue(),
                    memory(statistics.getMemoryStats())));
  }

  private static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Counters> counters(
      @Nullable Map<String, StatisticNetworksConfig> networks) {
    Map<String, Counters> counters = new TreeMap<>();
    if (networks != null) {
      networks.forEach(
          (name, counted) ->
              counters.put(
                  name,
                  new Counters(
                      zeroIfNull(counted.getRxBytes()), zeroIfNull(counted.getTxBytes()))));
    }
    return counters;
  }

  /** As {@code docker stats} counts: files that the kernel has at hand do not count. */
  private static long memory(MemoryStatsConfig memory) {
    long usage = zeroIfNull(memory.getUsage());
    if (memory.getStats() == null) {
      return usage;
    }
    Long inactive = memory.getStats().getTotalInactiveFile();
    long droppable = zeroIfNull(inactive == null ? memory.getStats().getInactiveFile() : inactive);
    return droppable < usage ? usage - droppable : usage;
  }

  private static long zeroIfNull(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
