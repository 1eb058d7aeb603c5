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
    Path file = Project.file(document);
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
    assertFile(document, expected, CURE.formatted(document));
  }

  /**
   * Asserts what a whole file holds, where it must not be written anew without a thought.
   *
   * @param document its path from the project's folder
   * @param advice what to do before
   * @throws AssertionError if it holds something else, or is not there; begins with the advice
   */
  public static void assertFile(String document, String expected, String advice) {
    Path file = Project.file(document);
    if (isUpdate()) {
      write(file, expected);
      return;
    }
    assertThat(file).as("%s", advice).exists();
    assertThat(read(file)).as("%s", advice).isEqualTo(expected);
  }

  private static boolean isUpdate() {
    return Boolean.getBoolean("golden.update");
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
