package app.versatilehub.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.FindingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets of stacks that nobody relies on: made up once, kept for their owner only. */
class GeneratedSecretsTest {

  @TempDir private Path directory = Path.of("");

  private Path folder() {
    return directory.resolve(".versatile/secrets");
  }

  private Path file() {
    return folder().resolve("dev.json");
  }

  private Map<String, String> values(String... names) {
    return new GeneratedSecrets(directory, "dev").values(Set.of(names));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void write(String text) throws IOException {
    Files.createDirectories(folder());
    Files.writeString(file(), text);
  }

  @Test
  void everySecretHasAValueOfItsOwn() {
    Map<String, String> values = values("one", "two", "three");

    assertThat(values).containsOnlyKeys("one", "two", "three");
    assertThat(values.values())
        .doesNotHaveDuplicates()
        .allSatisfy(value -> assertThat(value).matches("[0-9a-f]{64}"));
  }

  @Test
  void valuesAreKeptFromRunToRun() {
    assertThat(values("one", "two")).isEqualTo(values("one", "two"));
  }

  @Test
  void aNewSecretLeavesTheOldOnesAsTheyAre() {
    Map<String, String> before = values("one", "two");

    Map<String, String> after = values("one", "two", "three");

    assertThat(after).containsAllEntriesOf(before).containsOnlyKeys("one", "two", "three");
  }

  @Test
  void aSecretThatIsNotUsedForNowIsKept() {
    Map<String, String> before = values("one", "two");
    values("one", "three");

    assertThat(values("one", "two", "three")).containsAllEntriesOf(before);
  }

  @Test
  void nothingIsWrittenWhenNothingIsNew() throws IOException {
    values("one");
    Files.setLastModifiedTime(file(), FileTime.fromMillis(0));

    values("one");

    assertThat(Files.getLastModifiedTime(file()).toMillis()).isZero();
  }

  @Test
  void stacksHaveDifferentSecrets() {
    assertThat(new GeneratedSecrets(directory, "other").values(Set.of("one")))
        .isNotEqualTo(values("one"));
  }

  @Test
  void onlyItsOwnerReadsTheFile() throws IOException {
    values("one");

    assertThat(permissions(file())).isEqualTo("rw-------");
    assertThat(permissions(folder())).isEqualTo("rwx------");
  }

  @Test
  void onlyItsOwnerReadsTheFileAfterAChangeToo() throws IOException {
    values("one");
    values("one", "two");

    assertThat(permissions(file())).isEqualTo("rw-------");
  }

  @Test
  void nothingElseIsLeftBesideTheFile() throws IOException {
    values("one");
    values("one", "two");

    try (Stream<Path> left = Files.list(folder())) {
      assertThat(left).containsExactly(file());
    }
  }

  /** Linux takes no file name of more than 255 bytes, which only shows at the last step. */
  @Test
  void aFailedWriteLeavesNothingBehind() throws IOException {
    String tooLong = "x".repeat(253);

    assertThatThrownBy(() -> new GeneratedSecrets(directory, tooLong).values(Set.of("one")))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("cannot be written");
    try (Stream<Path> left = Files.list(folder())) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "{\"one\": \"topsecret\"", "[]", "{\"one\": null}", "{\"one\": {}}"})
  void aBrokenFileIsRefusedAndStays(String text) throws IOException {
    write(text);

    assertThatThrownBy(() -> values("one"))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining(file().toString())
        .hasMessageNotContaining("topsecret");
    assertThat(file()).hasContent(text);
  }
}
