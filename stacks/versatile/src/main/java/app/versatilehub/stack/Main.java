package app.versatilehub.stack;

import app.versatilehub.live.EngineReader;
import app.versatilehub.topology.EngineState;
import com.pulumi.Pulumi;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The entry point that Pulumi starts. */
public final class Main {

  // The SDK writes every message to its logger too, and Pulumi would show each a second time. Held
  // here, since a logger that nobody holds forgets its level.
  private static final Logger SDK_LOGGER = Logger.getLogger("com.pulumi");

  private Main() {}

  /** Runs the program under Pulumi. */
  public static void main(String[] arguments) {
    SDK_LOGGER.setLevel(Level.OFF);
    // The engine answers while the SDK is still connecting.
    CompletableFuture<EngineState> engine = CompletableFuture.supplyAsync(EngineReader::read);
    Program program = new Program(PulumiRun.of(System.getenv()), Path.of(""), () -> result(engine));
    Pulumi.run(program::define);
  }

  private static EngineState result(CompletableFuture<EngineState> engine) {
    try {
      return engine.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
