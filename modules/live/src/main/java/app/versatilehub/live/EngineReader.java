package app.versatilehub.live;

import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.HostRoute;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the engine and reads what is on it and on its host. Changes nothing there. */
public final class EngineReader {

  private static final JsonMapper JSON = new JsonMapper();
  static final Duration PATIENCE =
      EngineConnection.CONNECT_TIMEOUT.plus(EngineConnection.RESPONSE_TIMEOUT);

  private static final Path PROC = Path.of("/proc");

  private EngineReader() {}

  /**
   * Reads the engine that the {@code docker} command would use here.
   *
   * @throws EngineUnavailableException if none answers
   */
  public static EngineState read() {
    return read(System.getenv());
  }

  /**
   * How the container {@code name} is on that engine; absent when it is not there.
   *
   * @throws EngineUnavailableException if no engine answers
   */
  public static Optional<ContainerCondition> condition(String name) {
    return asked(PATIENCE, connection -> ContainerCondition.read(connection, name));
  }

  /**
   * The last lines that the container {@code name} has written, at most {@code lines}.
   *
   * @throws EngineUnavailableException if no engine answers
   */
  public static List<String> lastLines(String name, int lines) {
    return asked(PATIENCE, connection -> ContainerLog.read(connection, name, lines));
  }

  /** A question that is put to the engine; an engine that never answers does not hold it up. */
  interface Asking<T> {
    T of(EngineConnection connection) throws IOException;
  }

  static <T> T asked(Duration patience, Asking<T> asking) {
    return EngineCandidates.firstThatAnswers(
        System.getenv(),
        candidate -> {
          EngineConnection connection = EngineConnection.to(EngineAddress.of(candidate));
          ExecutorService threads = Executors.newCachedThreadPool(EngineReader::daemon);
          try {
            return await(threads.submit(() -> asking.of(connection)), patience);
          } finally {
            threads.shutdownNow();
          }
        });
  }

  static EngineState read(Map<String, String> environment) {
    return EngineCandidates.firstThatAnswers(
        environment, candidate -> read(EngineAddress.of(candidate)));
  }

  private static EngineState read(EngineAddress address) throws IOException {
    EngineConnection connection = EngineConnection.to(address);
    ExecutorService threads = Executors.newCachedThreadPool(EngineReader::daemon);
    try {
      Future<byte[]> version = ask(threads, connection, "/version");
      Future<byte[]> networks = ask(threads, connection, "/networks");
      Future<byte[]> containers = ask(threads, connection, "/containers/json?all=true");
      Future<byte[]> volumes = ask(threads, connection, "/volumes");
      boolean local = address.isLocal();
      List<HostRoute> routes = local ? HostRoutes.read(PROC) : List.of();
      return EngineAnswers.state(
          json(version), local, json(networks), json(containers), json(volumes), routes);
    } finally {
      threads.shutdownNow();
    }
  }

  /** An engine that never answers must not keep the program from ending. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "engine");
    thread.setDaemon(true);
    return thread;
  }

  private static Future<byte[]> ask(
      ExecutorService threads, EngineConnection connection, String path) {
    return threads.submit(() -> connection.exchange(EngineConnection.get(path)));
  }

  private static JsonNode json(Future<byte[]> answer) throws IOException {
    return HttpAnswer.parse(await(answer, PATIENCE)).json(JSON);
  }

  private static <T> T await(Future<T> answer, Duration patience) throws IOException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer within %d seconds".formatted(patience.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the answer", e);
    }
  }
}
