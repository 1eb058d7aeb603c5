package app.versatilehub.stack;

import app.versatilehub.documents.Project;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A test's own program as a jar that Pulumi can start. */
final class ProgramJar {

  private ProgramJar() {}

  /**
   * Writes it into {@code directory}; it finds everything else in the project's own jar.
   *
   * @param main the class with the entry point
   * @param others classes of the tests that it needs
   */
  static Path write(Path directory, Class<?> main, Class<?>... others) throws IOException {
    Path jar = directory.resolve(main.getSimpleName() + ".jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Project.file("stacks/versatile/target/versatile-program.jar").toUri().toString());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file, manifest)) {
      for (Class<?> type : Stream.concat(Stream.of(main), List.of(others).stream()).toList()) {
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
