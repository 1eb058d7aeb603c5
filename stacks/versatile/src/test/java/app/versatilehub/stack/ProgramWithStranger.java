package app.versatilehub.stack;

import app.versatilehub.live.EngineReader;
import app.versatilehub.provisioning.RegistrationGate;
import com.pulumi.Pulumi;
import com.pulumi.docker.Container;
import com.pulumi.docker.ContainerArgs;
import com.pulumi.resources.StackOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.logging.LogManager;

/** The project's program with a privileged container beside its modules. */
final class ProgramWithStranger {

  private ProgramWithStranger() {}

  /** Started by Pulumi. */
  public static void main(String[] arguments) {
    LogManager.getLogManager().reset();
    RegistrationGate gate = new RegistrationGate();
    Program program =
        new Program(
            PulumiRun.of(System.getenv()),
            Path.of(""),
            EngineReader::read,
            gate,
            Clock.systemUTC());
    Pulumi.withOptions(StackOptions.builder().resourceTransformations(gate).build())
        .run(
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

  /** A jar that Pulumi can start, which finds everything else in the project's own. */
  static Path jar(Path directory) throws IOException {
    Path jar = directory.resolve("program-with-stranger.jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, ProgramWithStranger.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        TestStack.root()
            .resolve("stacks/versatile/target/versatile-program.jar")
            .toAbsolutePath()
            .normalize()
            .toUri()
            .toString());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file, manifest)) {
      for (Class<?> type : new Class<?>[] {ProgramWithStranger.class, TestStack.class}) {
        String name = type.getName().replace('.', '/') + ".class";
        entries.putNextEntry(new JarEntry(name));
        try (InputStream in =
            Objects.requireNonNull(type.getClassLoader()).getResourceAsStream(name)) {
          Objects.requireNonNull(in).transferTo(entries);
        }
        entries.closeEntry();
      }
    }
    return jar;
  }
}
