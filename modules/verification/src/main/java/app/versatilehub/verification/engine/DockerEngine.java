package app.versatilehub.verification.engine;

import app.versatilehub.live.EngineCandidate;
import app.versatilehub.live.EngineCandidates;
import app.versatilehub.live.EngineUnavailableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A connection to a running engine. What it asks itself changes nothing there, and no question
 * waits for ever.
 */
public final class DockerEngine implements AutoCloseable {

  private static final Duration GREETING = Duration.ofSeconds(10);
  private static final Duration READING = Duration.ofSeconds(20);

  private final EngineCandidate candidate;
  private final EngineTransport transport;
  private final String architecture;
  private final DockerClient client;

  private DockerEngine(EngineCandidate candidate, EngineTransport transport, String architecture) {
    this.candidate = candidate;
    this.transport = transport;
    this.architecture = architecture;
    // Without a version of the API, so that every release takes it, and without the files in which
    // docker-java would look for settings of its own.
    this.client =
        DockerClientImpl.getInstance(
            new DefaultDockerClientConfig.Builder()
                .withDockerHost(transport.host().toString())
                .build(),
            transport.http());
  }

  /**
   * Connects with the engine that the {@code docker} command would use here.
   *
   * @throws EngineUnavailableException if none answers
   */
  public static DockerEngine connect() {
    return connect(System.getenv());
  }

  /**
   * Connects with the engine that the {@code docker} command would use with these environment
   * variables.
   *
   * @throws EngineUnavailableException if none answers
   */
  public static DockerEngine connect(Map<String, String> environment) {
    return connect(environment, GREETING);
  }

  static DockerEngine connect(Map<String, String> environment, Duration patience) {
    return EngineCandidates.firstThatAnswers(
        environment, candidate -> connect(candidate, patience));
  }

  private static DockerEngine connect(EngineCandidate candidate, Duration patience)
      throws IOException {
    EngineTransport transport = EngineTransport.to(candidate);
    try (EngineQuestions questions = new EngineQuestions(transport.http(), patience)) {
      JsonNode version =
          questions
              .await(questions.ask("/version"))
              .orElseThrow(() -> new IOException("is no engine: it has no /version"));
      return new DockerEngine(candidate, transport, Json.text(version.path("Arch")));
    } catch (IOException e) {
      IOException explained = transport.explained(e);
      transport.close();
      throw explained;
    }
  }

  /** The engine's processor as Go names it, such as {@code amd64}. */
  public String architecture() {
    return architecture;
  }

  /** The client, for what changes the engine; its commands name no version of the API. */
  public DockerClient client() {
    return client;
  }

  /**
   * Reads all that is on the engine.
   *
   * @throws EngineUnavailableException if it does not answer within 20 seconds
   */
  public EngineSnapshot snapshot() {
    try (EngineQuestions questions = new EngineQuestions(transport.http(), READING)) {
      return SnapshotReader.read(questions, transport.local());
    } catch (IOException e) {
      throw new EngineUnavailableException(candidate, transport.explained(e));
    }
  }

  /**
   * Follows what happens to containers and networks, from now on.
   *
   * @param events told of everything, in docker-java's thread
   * @param end told once when no more will come, with the reason if it is a failure; not when the
   *     caller closes what is returned
   * @return ends it
   * @throws EngineUnavailableException if the engine does not answer
   */
  public AutoCloseable follow(Consumer<EngineEvent> events, Consumer<Optional<Throwable>> end) {
    EventFeed feed = new EventFeed(events, end);
    client.eventsCmd().withEventTypeFilter(EventType.CONTAINER, EventType.NETWORK).exec(feed);
    try {
      // What happens before the engine has taken the request would be missed.
      if (feed.awaitStarted(GREETING.toMillis(), TimeUnit.MILLISECONDS)) {
        return feed;
      }
      feed.close();
      throw new IOException("no events within %d ms".formatted(GREETING.toMillis()));
    } catch (IOException e) {
      throw new EngineUnavailableException(candidate, transport.explained(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineUnavailableException(candidate, e);
    }
  }

  /** What to tell when it has ceased to answer because of {@code failure}. */
  public EngineUnavailableException lost(Exception failure) {
    return new EngineUnavailableException(candidate, failure);
  }

  @Override
  public void close() {
    transport.close();
  }
}
