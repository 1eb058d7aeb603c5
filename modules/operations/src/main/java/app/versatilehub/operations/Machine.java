package app.versatilehub.operations;

import app.versatilehub.verification.engine.EngineSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The engine, as far as backups change it. */
interface Machine extends AutoCloseable {

  /** What is on it. */
  EngineSnapshot snapshot();

  /**
   * Runs {@code script} in a container that runs.
   *
   * @param in its input, of which it may not need all
   * @param out takes its output
   * @throws ScriptFailedException if it ends with anything but 0
   */
  void run(String container, Script script, InputStream in, OutputStream out) throws IOException;

  /** Writes a tar of the folder at {@code path} of a container, whether it runs or not. */
  void readFiles(String container, String path, OutputStream out) throws IOException;

  /**
   * Lets a volume have what a tar has in place of what it has.
   *
   * @param image of the container that does it; one with a shell
   * @param folder the one folder at the tar's top
   * @throws ScriptFailedException if that fails
   */
  void replaceFiles(String image, String volume, String folder, InputStream tar) throws IOException;

  void stop(String container) throws IOException;

  void start(String container) throws IOException;

  /** Stops a container and takes it away; nothing if it is gone. Its volumes stay. */
  void removeContainer(String id) throws IOException;

  /** Takes a network away, which nobody may be on; nothing if it is gone. */
  void removeNetwork(String id) throws IOException;

  @Override
  void close();
}
