package app.versatilehub.verification.access;

import app.versatilehub.verification.engine.DockerEngine;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.Consumer;

/** Reads a container's output from the engine that the {@code docker} command would use here. */
public final class EngineOutput implements GatewayOutput {

  @Override
  public void read(String container, Instant since, boolean follow, Consumer<String> to) {
    Lines lines = new Lines(to);
    try (DockerEngine engine = DockerEngine.connect();
        ResultCallback.Adapter<Frame> end =
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
