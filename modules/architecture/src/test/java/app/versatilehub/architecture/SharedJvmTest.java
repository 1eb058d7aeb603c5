package app.versatilehub.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  @Test
  void isChangedByNobody() throws IOException {
    assertThat(
            Sources.in("src/test/java").stream()
                // Tests with an engine run one after the other.
                .filter(file -> !file.toString().endsWith("IT.java"))
                .flatMap(SharedJvmTest::changes))
        .as("hand what is to be changed to what is tested; its tests run beside others")
        .isEmpty();
  }

  private static Stream<String> changes(Path source) {
    return CHANGE
        .matcher(Sources.text(source))
        .results()
        .map(found -> source.getFileName() + ": " + found.group());
  }
}
