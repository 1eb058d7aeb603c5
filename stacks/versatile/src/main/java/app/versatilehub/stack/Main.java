package app.versatilehub.stack;

import app.versatilehub.live.ContainerEvents;
import app.versatilehub.live.EngineReader;
import app.versatilehub.provisioning.RegistrationGate;
import app.versatilehub.topology.EngineState;
import com.pulumi.resources.StackOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.LogManager;

/** The entry point that Pulumi starts. */
public final class Main {

  private Main() {}

  /** Runs the program under Pulumi. */
  public static void main(String[] arguments) {
    // The SDK also logs to the console what it tells Pulumi, which would show everything twice.
    LogManager.getLogManager().reset();
    // Each of the two below initialises it, the SDK from within a native library: at the same time
    // they would wait for each other for ever.
    InetAddress.getLoopbackAddress();
    // The engine answers while the SDK is still connecting.
    CompletableFuture<EngineState> engine = CompletableFuture.supplyAsync(EngineReader::read);
    RegistrationGate gate = new RegistrationGate();
    PulumiHooks hooks = PulumiHooks.of(System.getenv());
    Program program =
        new Program(
            PulumiRun.of(System.getenv()),
            Path.of(""),
            () -> result(engine),
            gate,
            hooks,
            ContainerEvents::follow,
            Clock.systemUTC());
    PulumiProgram.run(
        StackOptions.builder().resourceTransformations(gate).build(), hooks, program::define);
  }

  private static EngineState result(CompletableFuture<EngineState> engine) {
    try {
      return engine.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
