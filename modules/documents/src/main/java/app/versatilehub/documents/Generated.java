package app.versatilehub.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the program writes into the project's documents. Tests compare it; with {@code
 * -Dgolden.update=true} they write it.
 */
public final class Generated {

  private static final String CURE = "%s; write it anew with -Dgolden.update=true";

  private Generated() {}

  /**
   * Asserts what stands in {@code document} between {@code <!-- name -->} and {@code <!-- /name
   * -->}, blank lines around it aside.
   *
   * @param document its path from the project's folder
   * @throws IllegalArgumentException if the document has no such section
   * @throws AssertionError if something else stands there
   */
  public static void assertSection(String document, String name, String expected) {
    Path file = root().resolve(document);
    String text = read(file);
    String begin = "<!-- %s -->\n".formatted(name);
    int from = text.indexOf(begin);
    int to = text.indexOf("<!-- /%s -->".formatted(name));
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "%s has no section between <!-- %s --> and <!-- /%s -->".formatted(file, name, name));
    }
    from += begin.length();
    if (isUpdate()) {
      write(file, text.substring(0, from) + expected.strip() + "\n" + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to).strip()).as(CURE, document).isEqualTo(expected.strip());
  }

  /**
   * Asserts what a whole file holds.
   *
   * @param document its path from the project's folder
   * @throws AssertionError if it holds something else, or is not there
   */
  public static void assertFile(String document, String expected) {
    Path file = root().resolve(document);
    if (isUpdate()) {
      write(file, expected);
      return;
    }
    assertThat(file).as(CURE, document).exists();
    assertThat(read(file)).as(CURE, document).isEqualTo(expected);
  }

  private static boolean isUpdate() {
    return Boolean.getBoolean("golden.update");
  }

  /** Tests run in the folder of their module. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("Pulumi.yaml"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("not inside the project: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
