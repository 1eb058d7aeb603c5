package app.versatilehub.verification.engine;

import app.versatilehub.live.EngineAddress;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An engine's socket on another host, brought into a folder of this host that only this user may
 * enter. The {@code ssh} command does it, with its own settings, keys and known hosts; it can ask
 * nobody for a password, since nobody may be there.
 */
final class SshTunnel implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PARTING = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final String SOCKET = "docker.sock";
  private static final String COMPLAINT = "ssh.log";
  private static final int COMPLAINT_LIMIT = 8 << 10;

  private final Path folder;
  private final Process ssh;

  /** An end of this program that nobody foresees must not leave a process behind. */
  private final Thread farewell = new Thread(this::end, "ssh-farewell");

  private SshTunnel(Path folder, Process ssh) {
    this.folder = folder;
    this.ssh = ssh;
  }

  /**
   * Opens the way to {@code engine}.
   *
   * @throws IOException if there is none within 15 seconds, with what ssh says
   */
  static SshTunnel open(EngineAddress.Ssh engine) throws IOException {
    return open(engine, "ssh", PATIENCE);
  }

  static SshTunnel open(EngineAddress.Ssh engine, String program, Duration patience)
      throws IOException {
    Path folder = Files.createTempDirectory("versatile-");
    SshTunnel tunnel;
    try {
      tunnel =
          new SshTunnel(
              folder,
              new ProcessBuilder(command(engine, program, folder.resolve(SOCKET)))
                  .redirectInput(new File("/dev/null"))
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .redirectError(folder.resolve(COMPLAINT).toFile())
                  .start());
    } catch (IOException e) {
      Files.deleteIfExists(folder.resolve(COMPLAINT));
      Files.delete(folder);
      throw new IOException("the ssh command cannot be run: " + e.getMessage(), e);
    }
    tunnel.begin(patience);
    return tunnel;
  }

  private static List<String> command(EngineAddress.Ssh engine, String program, Path socket) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "-nNT",
                "-o",
                "ExitOnForwardFailure=yes",
                "-o",
                "BatchMode=yes",
                // A shared connection of the user's would keep the socket when this one ends.
                "-o",
                "ControlPath=none",
                "-L",
                socket + ":" + engine.socket()));
    engine.user().ifPresent(user -> command.addAll(List.of("-l", user)));
    engine.port().ifPresent(port -> command.addAll(List.of("-p", Integer.toString(port))));
    // What follows is no option, whatever it looks like.
    command.addAll(List.of("--", engine.host()));
    return command;
  }

  /** The near end. */
  Path socket() {
    return folder.resolve(SOCKET);
  }

  /** What ssh has said so far, in one line. */
  String complaint() {
    try (InputStream said = Files.newInputStream(folder.resolve(COMPLAINT))) {
      return new String(said.readNBytes(COMPLAINT_LIMIT), StandardCharsets.UTF_8)
          .strip()
          .replaceAll("\\s*\\R\\s*", "; ");
    } catch (IOException e) {
      return "";
    }
  }

  private void begin(Duration patience) throws IOException {
    Runtime.getRuntime().addShutdownHook(farewell);
    long start = System.nanoTime();
    try {
      while (!Files.exists(socket())) {
        if (ssh.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(
              "ssh ends with %d: %s; try the same by hand: ssh -o BatchMode=yes HOST true"
                  .formatted(ssh.exitValue(), complaint()));
        }
        if (System.nanoTime() - start > patience.toNanos()) {
          throw new IOException(
              "ssh has no connection within %d ms".formatted(patience.toMillis()));
        }
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for ssh", e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException e) {
      // The program ends already, and the hook does the same.
    }
  }

  private void end() {
    ssh.destroy();
    try {
      if (!ssh.waitFor(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
        ssh.destroyForcibly();
      }
    } catch (InterruptedException e) {
      ssh.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Files.deleteIfExists(socket());
      Files.deleteIfExists(folder.resolve(COMPLAINT));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // An empty folder for temporary files may stay.
    }
  }
}
