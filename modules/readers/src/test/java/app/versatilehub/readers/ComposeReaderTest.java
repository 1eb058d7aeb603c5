package app.versatilehub.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the program is run, with programs that behave well and badly in its place. */
@Timeout(30)
class ComposeReaderTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void makeAFile() throws IOException {
    file = Files.createFile(folder.resolve("compose.yaml"));
  }

  @Test
  void passesProfilesAndFilesAndRunsInTheFirstFilesFolder() throws IOException {
    Path other = Files.createFile(folder.resolve("-other.yaml"));
    Path program =
        program(
            """
            printf '{"services":{"a":{"environment":{"ARGUMENTS":"%s","FOLDER":"%s"}}}}' "$*" "$PWD"
            """);
    assertThat(
            new ComposeReader(program)
                .read(List.of(file, other), List.of("debug", "x"))
                .containers()
                .get(0)
                .settings())
        .extracting(setting -> setting.value())
        .containsExactly(
            "--profile debug --profile x -- compose.yaml -other.yaml",
            folder.toRealPath().toString());
  }

  @Test
  void isNamedAfterTheFiles() throws IOException {
    Path other = Files.createFile(folder.resolve("override.yaml"));
    Path program = program("echo '{}'");
    assertThat(new ComposeReader(program).read(List.of(file, other), List.of()).title())
        .isEqualTo("compose.yaml + override.yaml");
  }

  @Test
  void saysWhatTheProgramSays() throws IOException {
    Path program = program("echo \"compose.yaml: line 3: no\" >&2; echo more >&2; exit 2");
    assertThatThrownBy(() -> read(program))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageStartingWith("compose.yaml: line 3: no\n    -> ");
  }

  @Test
  void killsAProgramThatTakesTooLong() throws IOException {
    Path program = program("echo $$ >pid; exec sleep 60");
    assertThatThrownBy(
            () -> new ComposeReader(program, Duration.ofSeconds(1)).read(List.of(file), List.of()))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("not resolved within 1000 ms");
    assertThat(isGone(folder.resolve("pid"))).isTrue();
  }

  @Test
  void killsAProgramThatNeverEndsItsOutput() throws IOException {
    Path program = program("echo $$ >pid; exec cat /dev/zero");
    assertThatThrownBy(() -> read(program))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("larger than 33554432 bytes");
    assertThat(isGone(folder.resolve("pid"))).isTrue();
  }

  @Test
  void killsAProgramThatNeverEndsItsErrors() throws IOException {
    Path program = program("echo $$ >pid; exec cat /dev/zero >&2");
    assertThatThrownBy(
            () -> new ComposeReader(program, Duration.ofSeconds(1)).read(List.of(file), List.of()))
        .isInstanceOf(UnreadableSourceException.class);
    assertThat(isGone(folder.resolve("pid"))).isTrue();
  }

  @Test
  void refusesAnAnswerThatIsNoJson() throws IOException {
    Path program = program("echo '{\"services\": '");
    assertThatThrownBy(() -> read(program))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("fails: ");
  }

  @Test
  void saysThatTheProgramIsNotThere() {
    assertThatThrownBy(() -> read(folder.resolve("none")))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("/none, fails: ")
        .hasMessageContaining("-> build the program with ./versatile");
  }

  @Test
  void saysThatAFileIsNotThere() {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(
            () -> new ComposeReader(Path.of("unused")).read(List.of(file, missing), List.of()))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageStartingWith(missing + ": there is no such file");
  }

  private void read(Path program) {
    new ComposeReader(program).read(List.of(file), List.of());
  }

  private Path program(String script) throws IOException {
    return Files.writeString(
        Files.createFile(
            folder.resolve("program"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        "#!/bin/sh\n" + script);
  }

  private static boolean isGone(Path pid) throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .map(
            process -> {
              process.onExit().join();
              return !process.isAlive();
            })
        .orElse(true);
  }
}
