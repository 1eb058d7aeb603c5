package app.versatilehub.verification.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Questions to one engine, some at once, and all of them answered within a set time. The paths name
 * no version of the API: the engine then speaks its newest, and no release refuses that.
 */
final class EngineQuestions implements AutoCloseable {

  private static final int AT_ONCE = 8;
  private static final int ERROR_LIMIT = 300;
  private static final JsonMapper JSON = new JsonMapper();

  private final DockerHttpClient http;
  private final Duration patience;
  private final long start = System.nanoTime();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(AT_ONCE, EngineQuestions::daemon);

  EngineQuestions(DockerHttpClient http, Duration patience) {
    this.http = http;
    this.patience = patience;
  }

  /** An engine that never answers must not keep the program from ending. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "engine");
    thread.setDaemon(true);
    return thread;
  }

  /** Asks for {@code path}; nothing is the answer when the engine no longer has it. */
  Future<Optional<JsonNode>> ask(String path) {
    return threads.submit(() -> get(path));
  }

  /**
   * The answer to a question.
   *
   * @throws IOException if there is none in time
   */
  <T> T await(Future<T> answer) throws IOException {
    try {
      long left = patience.toNanos() - (System.nanoTime() - start);
      return answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw cause(e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within %d ms".formatted(patience.toMillis()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the answer", e);
    }
  }

  private static IOException cause(Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    return cause instanceof IOException io && !(cause instanceof JsonProcessingException)
        ? io
        : new IOException(String.valueOf(cause.getMessage()), failure);
  }

  private Optional<JsonNode> get(String path) throws IOException {
    Request request = Request.builder().method(Request.Method.GET).path(path).build();
    try (Response response = http.execute(request)) {
      int status = response.getStatusCode();
      byte[] body = response.getBody().readAllBytes();
      if (status == 404 || status == 409) {
        return Optional.empty();
      }
      if (status != 200) {
        throw new IOException("%s: %d %s".formatted(path, status, beginning(body)));
      }
      return Optional.of(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      throw new IOException("%s: answers what no engine does".formatted(path), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String beginning(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.substring(0, Math.min(text.length(), ERROR_LIMIT));
  }

  /** Asks no more, and waits for no answer. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
