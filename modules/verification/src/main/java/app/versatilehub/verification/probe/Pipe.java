package app.versatilehub.verification.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * From whoever writes to whoever reads, between any threads: the JDK's own pipe breaks when the
 * thread that last wrote has ended, whether it wants to write again or not.
 */
final class Pipe extends InputStream {

  private static final byte[] END = {};

  private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
  private byte[] piece = END;
  private int next;

  /** The other end; what is written is read at once, and closing it ends the reading. */
  OutputStream writer() {
    return new OutputStream() {
      @Override
      public void write(int one) {
        pieces.add(new byte[] {(byte) one});
      }

      @Override
      public void write(byte[] bytes, int from, int length) {
        if (length > 0) {
          pieces.add(Arrays.copyOfRange(bytes, from, from + length));
        }
      }

      @Override
      public void close() {
        pieces.add(END);
      }
    };
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int most) throws IOException {
    if (most == 0) {
      return 0;
    }
    if (next == piece.length) {
      try {
        piece = pieces.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting");
      }
      next = 0;
      if (piece.length == 0) {
        pieces.add(END);
        return -1;
      }
    }
    int length = Math.min(most, piece.length - next);
    System.arraycopy(piece, next, into, at, length);
    next += length;
    return length;
  }
}
