package app.versatilehub.stack;

import app.versatilehub.live.ContainerEvents;
import app.versatilehub.live.EngineReader;
import app.versatilehub.provisioning.RegistrationGate;
import com.pulumi.docker.Container;
import com.pulumi.docker.ContainerArgs;
import com.pulumi.resources.StackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.logging.LogManager;

/** The project's program with a privileged container beside its modules. */
final class ProgramWithStranger {

  private ProgramWithStranger() {}

  /** Started by Pulumi. */
  public static void main(String[] arguments) {
    LogManager.getLogManager().reset();
    RegistrationGate gate = new RegistrationGate();
    PulumiHooks hooks = PulumiHooks.of(System.getenv());
    Program program =
        new Program(
            PulumiRun.of(System.getenv()),
            Path.of(""),
            EngineReader::read,
            gate,
            hooks,
            ContainerEvents::follow,
            Clock.systemUTC());
    PulumiProgram.run(
        StackOptions.builder().resourceTransformations(gate).build(),
        hooks,
        context -> {
          new Container(
              "stranger",
              ContainerArgs.builder()
                  .name(TestStack.PREFIX + "-stranger")
                  .image("versatile-hub/stand-in:1")
                  .privileged(true)
                  .build());
          program.define(context);
        });
  }

  /** A jar of it that Pulumi can start. */
  static Path jar(Path directory) throws IOException {
    return ProgramJar.write(directory, ProgramWithStranger.class, TestStack.class);
  }
}
