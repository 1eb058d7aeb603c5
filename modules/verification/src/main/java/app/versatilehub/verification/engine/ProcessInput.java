package app.versatilehub.verification.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * What a process in a container is to read. docker-java sends it from a thread of its own, and lets
 * that thread die of whatever breaks: a connection that has ended, which whoever reads the answer
 * is told of anyway, or what is read here, which nobody would be told of. The JVM would print the
 * one as a stack trace, and the other would leave the process waiting for its input.
 */
public final class ProcessInput extends FilterInputStream {

  private final Consumer<IOException> unreadable;

  /**
   * Input for one process.
   *
   * @param in what it is to read
   * @param unreadable told when {@code in} cannot be read, in docker-java's thread
   */
  public ProcessInput(InputStream in, Consumer<IOException> unreadable) {
    super(in);
    this.unreadable = unreadable;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int most) throws IOException {
    Thread.currentThread().setUncaughtExceptionHandler((sender, brokenConnection) -> {});
    try {
      return super.read(into, at, most);
    } catch (IOException e) {
      unreadable.accept(e);
      throw e;
    }
  }
}
