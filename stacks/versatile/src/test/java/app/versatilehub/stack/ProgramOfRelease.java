package app.versatilehub.stack;

import app.versatilehub.live.ContainerEvents;
import app.versatilehub.live.EngineReader;
import app.versatilehub.provisioning.RegistrationGate;
import com.pulumi.core.Output;
import com.pulumi.docker.ContainerArgs;
import com.pulumi.docker.inputs.ContainerHealthcheckArgs;
import com.pulumi.resources.ResourceTransformation;
import com.pulumi.resources.StackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.LogManager;

/**
 * The project's program with a new release of chat-web: its environment tells which, as {@code
 * RELEASE}. Of the release {@code broken} the health check fails. And of chat-postgres, as {@code
 * DATABASE_RELEASE}.
 */
final class ProgramOfRelease {

  static final String RELEASE = "RELEASE";
  static final String DATABASE_RELEASE = "DATABASE_RELEASE";
  static final String BROKEN = "broken";

  private ProgramOfRelease() {}

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
    ResourceTransformation released = ProgramOfRelease::released;
    PulumiProgram.run(
        StackOptions.builder().resourceTransformations(released, gate).build(),
        hooks,
        program::define);
  }

  private static Optional<ResourceTransformation.Result> released(
      ResourceTransformation.Args args) {
    String name = args.resource().pulumiResourceName();
    String release = System.getenv(name.equals("chat-postgres") ? DATABASE_RELEASE : RELEASE);
    if (release == null
        || !(name.equals("chat-postgres") || name.startsWith("chat-web"))
        || !(args.args() instanceof ContainerArgs container)) {
      return Optional.empty();
    }
    ContainerArgs.Builder changed =
        ContainerArgs.builder(container)
            .envs(
                container
                    .envs()
                    .orElse(Output.of(List.of()))
                    .applyValue(
                        variables -> {
                          List<String> more = new ArrayList<>(Objects.requireNonNull(variables));
                          more.add(RELEASE + "=" + release);
                          return more;
                        }));
    if (release.equals(BROKEN)) {
      changed.healthcheck(
          ContainerHealthcheckArgs.builder()
              .tests("CMD", "/stand-in", "nothing-that-it-knows")
              .interval("1s")
              .timeout("1s")
              .retries(2)
              .startPeriod("0s")
              .build());
    }
    return Optional.of(new ResourceTransformation.Result(changed.build(), args.options()));
  }

  /** A jar of it that Pulumi can start. */
  static Path jar(Path directory) throws IOException {
    return ProgramJar.write(directory, ProgramOfRelease.class);
  }
}
