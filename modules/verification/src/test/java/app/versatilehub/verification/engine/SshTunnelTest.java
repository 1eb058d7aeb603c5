package app.versatilehub.verification.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import app.versatilehub.live.EngineAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of ssh, which writes down how it is called and its process. */
@Timeout(60)
class SshTunnelTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void theSocketIsForwardedIntoAFolderOfTheUsersOwn() throws IOException {
    String ssh =
        script("for a; do case $a in *:/run/d.sock) touch \"${a%%:*}\";; esac; done\nwait 600");

    try (SshTunnel tunnel = SshTunnel.open(address(), ssh, PATIENCE)) {
      assertThat(called())
          .isEqualTo(
              "-nNT -o ExitOnForwardFailure=yes -o BatchMode=yes -o ControlPath=none -L "
                  + tunnel.socket()
                  + ":/run/d.sock -l me -p 2222 -- -lab");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(tunnel.socket().resolveSibling("."))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    String ssh =
        script("for a; do case $a in *:/run/d.sock) touch \"${a%%:*}\";; esac; done\nwait 600");
    SshTunnel tunnel = SshTunnel.open(address(), ssh, PATIENCE);

    tunnel.close();

    assertThat(tunnel.socket().resolveSibling(".")).doesNotExist();
    assertThat(process()).isEmpty();
  }

  @Test
  void whatSshSaysIsInTheError() {
    assertThatIOException()
        .isThrownBy(
            () ->
                SshTunnel.open(
                    address(), script("echo 'Host key' >&2; echo failed. >&2; exit 255"), PATIENCE))
        .withMessageContaining("ssh ends with 255: Host key; failed.");
  }

  @Test
  void anSshThatNeverConnectsIsEnded() throws IOException {
    String ssh = script("wait 600");
    long start = System.nanoTime();

    assertThatIOException()
        .isThrownBy(() -> SshTunnel.open(address(), ssh, Duration.ofSeconds(1)))
        .withMessageContaining("no connection within 1000 ms");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    assertThat(process()).isEmpty();
  }

  @Test
  void aMissingSshIsNamed() {
    assertThatIOException()
        .isThrownBy(() -> SshTunnel.open(address(), folder + "/none", PATIENCE))
        .withMessageContaining("the ssh command cannot be run")
        .withMessageContaining(folder + "/none");
  }

  /** A host that looks like an option. */
  private static EngineAddress.Ssh address() {
    return new EngineAddress.Ssh(Optional.of("me"), "-lab", OptionalInt.of(2222), "/run/d.sock");
  }

  private String script(String body) throws IOException {
    Path script = folder.resolve("ssh");
    Files.writeString(
        script,
        List.of(
                "#!/bin/sh",
                "echo $$ > %s/pid".formatted(folder),
                "echo \"$*\" > %s/called".formatted(folder),
                body.replace("wait 600", "exec sleep 600"),
                "")
            .stream()
            .collect(Collectors.joining("\n")));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }

  private String called() throws IOException {
    return Files.readString(folder.resolve("called")).strip();
  }

  private Optional<ProcessHandle> process() throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
        .filter(ProcessHandle::isAlive);
  }
}
