package app.versatilehub.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.documents.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The unit tests of all modules run in one JVM, beside each other: none changes what belongs to all
 * of them. By the sources, since this module does not see the tests of others.
 */
class SharedJvmTest {

  private static final Pattern CHANGE =
      Pattern.compile(
          "System\\.(set(Out|Err|In|Property|Properties|SecurityManager)|clearProperty)\\("
              + "|(Locale|TimeZone|ProxySelector|Authenticator|CookieHandler|SSLContext)"
              + "\\.setDefault\\("
              + "|setDefault(UncaughtExceptionHandler|SSLSocketFactory|HostnameVerifier)\\(");

  @ParameterizedTest
  @ValueSource(strings = {"modules", "stacks", "cli"})
  void isChangedByNobody(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Project.file(folder))) {
      List<String> changes =
          files
              .filter(file -> file.toString().contains("src/test/java"))
              .filter(file -> file.toString().endsWith(".java"))
              // Tests with an engine run one after the other.
              .filter(file -> !file.toString().endsWith("IT.java"))
              .flatMap(SharedJvmTest::changes)
              .toList();
      assertThat(changes)
          .as("hand what is to be changed to what is tested; its tests run beside others")
          .isEmpty();
    }
  }

  private static Stream<String> changes(Path source) {
    try {
      return CHANGE
          .matcher(Files.readString(source))
          .results()
          .map(found -> source.getFileName() + ": " + found.group());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
