package app.versatilehub.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another way to an engine's socket, which breaks at a set moment: the engine itself, and whoever
 * else uses it, notices nothing.
 */
final class FragileSocket implements AutoCloseable {

  /** What becomes of the way. */
  enum Break {
    /** Every connection ends; new ones are made as before. */
    RESTARTED,
    /** Every connection ends, and nobody listens any more. */
    GONE,
    /** Nothing passes any more, though connections are made as before. */
    SILENT
  }

  private static final int PIECE = 1 << 16;

  private final Path engine;
  private final Path path;
  private final Break kind;
  private final String moment;
  private final AtomicInteger left;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;

  private FragileSocket(Path engine, Path path, Break kind, String moment, int times)
      throws IOException {
    this.engine = engine;
    this.path = path;
    this.kind = kind;
    this.moment = moment;
    this.left = new AtomicInteger(times);
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    daemon(this::accept);
  }

  /**
   * A way in the folder {@code folder} that breaks when {@code moment} was sent by it to the engine
   * so many times.
   */
  static FragileSocket to(Path engine, Path folder, Break kind, String moment, int times) {
    try {
      return new FragileSocket(engine, folder.resolve("engine.sock"), kind, moment, times);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code DOCKER_HOST} takes it. */
  String address() {
    return "unix://" + path;
  }

  boolean isBroken() {
    return left.get() <= 0;
  }

  @Override
  public void close() {
    close(server);
    open.forEach(FragileSocket::close);
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        SocketChannel there = SocketChannel.open(UnixDomainSocketAddress.of(engine));
        open.add(client);
        open.add(there);
        daemon(() -> pass(client, there, true));
        daemon(() -> pass(there, client, false));
      }
    } catch (IOException closed) {
      // By close() or by the break.
    }
  }

  private void pass(SocketChannel from, SocketChannel to, boolean watched) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try {
      while (from.read(piece) >= 0) {
        piece.flip();
        if (watched && text(piece).contains(moment) && left.decrementAndGet() == 0) {
          happen();
        }
        while (!silent && piece.hasRemaining()) {
          to.write(piece);
        }
        piece.clear();
      }
      to.shutdownOutput();
    } catch (IOException ended) {
      close(from);
      close(to);
    }
  }

  /** Requests are short, and are written in one piece. */
  private static String text(ByteBuffer piece) {
    return StandardCharsets.ISO_8859_1.decode(piece.duplicate()).toString();
  }

  private void happen() {
    switch (kind) {
      case SILENT -> silent = true;
      case RESTARTED -> open.forEach(FragileSocket::close);
      case GONE -> close();
    }
  }

  private static void close(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      // It is of no more use in any case.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "fragile socket");
    thread.setDaemon(true);
    thread.start();
  }
}
