package app.versatilehub.operations;

import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.ProcessInput;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A Docker Engine. */
final class DockerMachine implements Machine {

  private static final String VOLUME = "/volume";
  private static final String RESTORING = VOLUME + "/.versatile-restoring";
  private static final int LONGEST_COMPLAINT = 2000;
  private static final int EXIT_CODE_TRIES = 100;
  private static final int EXIT_CODE_PAUSE = 50;

  private final DockerEngine engine;

  private DockerMachine(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Connects with the engine that the {@code docker} command would use here.
   *
   * @throws app.versatilehub.live.EngineUnavailableException if none answers
   */
  static DockerMachine connect() {
    return new DockerMachine(DockerEngine.connect());
  }

  @Override
  public EngineSnapshot snapshot() {
    return engine.snapshot();
  }

  @Override
  public void run(String container, Script script, InputStream in, OutputStream out)
      throws IOException {
    try {
      String id =
          engine
              .client()
              .execCreateCmd(container)
              .withCmd(script.command().toArray(String[]::new))
              .withAttachStdin(true)
              .withAttachStdout(true)
              .withAttachStderr(true)
              .exec()
              .getId();
      Output output = new Output(out);
      engine
          .client()
          .execStartCmd(id)
          .withStdIn(new ProcessInput(in, output::abandon))
          .exec(output)
          .awaitCompletion();
      output.check();
      long exitCode = exitCode(id);
      if (exitCode != 0) {
        throw new ScriptFailedException(exitCode, output.complaint());
      }
    } catch (DockerException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Its output may end a moment before the process does. */
  private long exitCode(String id) throws IOException, InterruptedException {
    for (int tries = 0; tries < EXIT_CODE_TRIES; tries++) {
      InspectExecResponse state = engine.client().inspectExecCmd(id).exec();
      Long exitCode = state.getExitCodeLong();
      if (exitCode != null && !Boolean.TRUE.equals(state.isRunning())) {
        return exitCode;
      }
      TimeUnit.MILLISECONDS.sleep(EXIT_CODE_PAUSE);
    }
    throw new IOException("the connection ended before the command did");
  }

  @Override
  public void readFiles(String container, String path, OutputStream out) throws IOException {
    try (InputStream tar = engine.client().copyArchiveFromContainerCmd(container, path).exec()) {
      tar.transferTo(out);
    } catch (DockerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void replaceFiles(String image, String volume, String folder, InputStream tar)
      throws IOException {
    String name = "versatile-restore-" + UUID.randomUUID();
    Interruption interruption = Interruption.then(() -> remove(name));
    try {
      startHelper(name, image, volume);
      helper(name, Script.named("files-prepare"));
      unpack(name, tar);
      helper(name, Script.named("files-swap", folder));
    } catch (DockerException e) {
      throw new ScriptFailedException(Script.UNCHANGED, String.valueOf(e.getMessage()));
    } finally {
      remove(name);
      interruption.isOver();
    }
  }

  private void unpack(String name, InputStream tar) throws ScriptFailedException {
    try {
      engine
          .client()
          .copyArchiveToContainerCmd(name)
          .withRemotePath(RESTORING)
          .withTarInputStream(tar)
          .exec();
    } catch (RuntimeException e) {
      // Also what the client makes of a failure to read the tar.
      throw new ScriptFailedException(Script.UNCHANGED, String.valueOf(e.getMessage()));
    }
  }

  private void helper(String name, Script script) throws IOException {
    run(name, script, InputStream.nullInputStream(), OutputStream.nullOutputStream());
  }

  /** With no network, and no power but over files. */
  private void startHelper(String name, String image, String volume) {
    engine
        .client()
        .createContainerCmd(image)
        .withName(name)
        .withUser("0:0")
        .withEntrypoint("sleep", "86400")
        .withCmd(List.of())
        .withHostConfig(
            HostConfig.newHostConfig()
                .withNetworkMode("none")
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withCapAdd(Capability.DAC_OVERRIDE, Capability.FOWNER, Capability.CHOWN)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withBinds(new Bind(volume, new Volume(VOLUME))))
        .exec();
    engine.client().startContainerCmd(name).exec();
  }

  private void remove(String name) {
    try {
      engine.client().removeContainerCmd(name).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException gone) {
      // As it should be.
    } catch (DockerException beingRemoved) {
      // The engine says so where the removal is under way.
    }
  }

  @Override
  public void stop(String container) throws IOException {
    try {
      engine.client().stopContainerCmd(container).exec();
    } catch (NotModifiedException stopped) {
      // As it should be.
    } catch (DockerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void start(String container) throws IOException {
    try {
      engine.client().startContainerCmd(container).exec();
    } catch (NotModifiedException running) {
      // As it should be.
    } catch (DockerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void removeContainer(String id) throws IOException {
    try {
      engine.client().stopContainerCmd(id).exec();
    } catch (NotModifiedException | NotFoundException notRunning) {
      // As it should be.
    } catch (DockerException e) {
      throw new IOException(e.getMessage(), e);
    }
    try {
      // Volumes without a name, which nobody could find again; the provider removes them, too.
      engine.client().removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException gone) {
      // As it should be.
    } catch (DockerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void removeNetwork(String id) throws IOException {
    try {
      engine.client().removeNetworkCmd(id).exec();
    } catch (NotFoundException gone) {
      // As it should be.
    } catch (DockerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    engine.close();
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /** Hands on what a script writes, and keeps the end of its complaints. */
  private static final class Output extends ResultCallback.Adapter<Frame> {

    private final OutputStream out;
    private final StringBuilder complaints = new StringBuilder();
    private Optional<IOException> failure = Optional.empty();

    Output(OutputStream out) {
      this.out = out;
    }

    @Override
    public synchronized void onNext(Frame frame) {
      if (frame.getStreamType() == StreamType.STDERR) {
        complaints.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
        complaints.delete(0, Math.max(0, complaints.length() - LONGEST_COMPLAINT));
      } else if (failure.isEmpty()) {
        try {
          out.write(frame.getPayload());
        } catch (IOException e) {
          abandon(e);
        }
      }
    }

    /** Nobody wants the rest. */
    void abandon(IOException cause) {
      fail(cause);
      try {
        close();
      } catch (IOException e) {
        // What has failed is known.
      }
    }

    @Override
    public void onError(Throwable cause) {
      fail(new IOException(String.valueOf(cause.getMessage()), cause));
      super.onError(cause);
    }

    private synchronized void fail(IOException cause) {
      failure = Optional.of(failure.orElse(cause));
    }

    synchronized void check() throws IOException {
      if (failure.isPresent()) {
        throw failure.get();
      }
    }

    synchronized String complaint() {
      return complaints.toString().strip();
    }
  }
}
