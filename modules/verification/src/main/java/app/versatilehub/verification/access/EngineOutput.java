package app.versatilehub.verification.access;

import app.versatilehub.verification.engine.DockerEngine;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads a container's output from a running engine. */
public final class EngineOutput implements GatewayOutput {

  private final Supplier<DockerEngine> engines;

  /**
   * The output of the containers of an engine.
   *
   * @param engines connects to the engine
   */
  public EngineOutput(Supplier<DockerEngine> engines) {
    this.engines = engines;
  }

  @Override
  public void read(String container, Instant since, boolean follow, Consumer<String> to) {
    try (DockerEngine engine = engines.get()) {
      read(engine, container, since, follow, new Lines(to));
    }
  }

  private static void read(
      DockerEngine engine, String container, Instant since, boolean follow, Lines lines) {
    try (ResultCallback.Adapter<Frame> end =
        engine
            .client()
            .logContainerCmd(container)
            .withStdOut(true)
            .withSince(Math.toIntExact(since.getEpochSecond()))
            .withFollowStream(follow)
            .exec(
                new ResultCallback.Adapter<>() {
                  @Override
                  public void onNext(Frame frame) {
                    lines.add(frame.getPayload());
                  }
                })) {
      end.awaitCompletion();
    } catch (NotFoundException e) {
      throw new IllegalArgumentException(
          "there is no container '%s'\n    -> deploy the stack: ./versatile up"
              .formatted(container),
          e);
    } catch (DockerException e) {
      throw new IllegalArgumentException(
          "the output of '%s' cannot be read: %s\n    -> see its logging driver: docker inspect %s"
              .formatted(container, String.valueOf(e.getMessage()).strip(), container),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw engine.lost(e);
    } catch (RuntimeException e) {
      // So docker-java throws what breaks a connection.
      throw e.getCause() instanceof IOException broken ? engine.lost(broken) : e;
    }
  }
}
