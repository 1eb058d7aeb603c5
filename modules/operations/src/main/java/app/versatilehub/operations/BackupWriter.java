package app.versatilehub.operations;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A backup that is being made. Until {@link #finish} it has another name, and without that nothing
 * is left of it; what a killed run has left goes when the next one begins.
 */
final class BackupWriter implements AutoCloseable {

  /** So large that pieces cost nothing, and so small that one fits into any memory. */
  static final int PIECE = 8 << 20;

  private static final String PARTIAL = ".partial";
  private static final int BUFFER = 1 << 16;

  /** Writes one part. */
  interface Source {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Path file;
  private final Path partial;
  private final int pieceSize;
  private final FileChannel channel;
  private final OutputStream sink;
  private final TarArchiveOutputStream tar;
  private final Interruption interruption;
  private final List<Part> parts = new ArrayList<>();

  private BackupWriter(
      Path file,
      Path partial,
      int pieceSize,
      FileChannel channel,
      OutputStream sink,
      Interruption hook) {
    this.file = file;
    this.partial = partial;
    this.pieceSize = pieceSize;
    this.channel = channel;
    this.sink = sink;
    this.tar = new TarArchiveOutputStream(sink);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    this.interruption = hook;
  }

  /**
   * Begins one that will be {@code file}.
   *
   * @throws FindingsException if it cannot be written there, or is there already
   */
  static BackupWriter begin(Path file, Optional<Passphrase> passphrase) {
    return begin(file, passphrase, PIECE);
  }

  /** The same with pieces of another size, in bytes; it is read like any other. */
  static BackupWriter begin(Path file, Optional<Passphrase> passphrase, int pieceSize) {
    try {
      Path folder = folder(file);
      Files.createDirectories(folder);
      removeLeftovers(folder);
      if (Files.exists(file)) {
        throw refused(file, "is there already", "name another folder, or wait a second");
      }
      Path partial = folder.resolve("." + file.getFileName() + PARTIAL);
      return open(file, partial, passphrase, pieceSize);
    } catch (IOException e) {
      throw refused(file, "cannot be written: " + e, "name a folder with room that can be written");
    }
  }

  private static BackupWriter open(
      Path file, Path partial, Optional<Passphrase> passphrase, int pieceSize) throws IOException {
    FileChannel channel =
        FileChannel.open(
            partial,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Interruption hook = Interruption.then(() -> delete(partial));
    // Held until the end: by it others know that it is being written.
    channel.lock();
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    OutputStream sink = passphrase.isPresent() ? OpenPgp.encrypting(out, passphrase.get()) : out;
    return new BackupWriter(file, partial, pieceSize, channel, sink, hook);
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
  }

  private static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(folder, ".versatile-*" + PARTIAL)) {
      for (Path leftover : leftovers) {
        if (isAbandoned(leftover)) {
          Files.deleteIfExists(leftover);
        }
      }
    }
  }

  private static boolean isAbandoned(Path partial) {
    try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /** Adds the part that {@code source} writes. */
  Part add(String service, DataFormat format, String name, Source source) throws IOException {
    PieceStream pieces = new PieceStream(service + "/" + name);
    source.writeTo(pieces);
    Part part =
        pieces.end(sha256 -> new Part(service, format, name, pieces.count, pieces.size, sha256));
    parts.add(part);
    return part;
  }

  /** Gives it its name, once it is safe on the disk. */
  Manifest finish(Function<List<Part>, Manifest> manifest) throws IOException {
    Manifest whole = manifest.apply(parts);
    byte[] json = whole.json();
    put(Manifest.NAME, json, json.length);
    tar.finish();
    tar.flush();
    // Closes the channel with it, so its bytes are forced by another.
    sink.close();
    try (FileChannel written = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    return whole;
  }

  private void put(String name, byte[] bytes, int length) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(length);
    entry.setMode(0600);
    tar.putArchiveEntry(entry);
    tar.write(bytes, 0, length);
    tar.closeArchiveEntry();
  }

  /** Leaves nothing unless it was finished. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // What it wrote is deleted next.
    }
    delete(partial);
    interruption.isOver();
  }

  private static void delete(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // The next backup tries again.
    }
  }

  private static FindingsException refused(Path file, String message, String cure) {
    return new FindingsException(
        "the backup", List.of(Finding.error("backup-unwritable", file.toString(), message, cure)));
  }

  /** Makes an entry of each piece as soon as it is full. */
  private final class PieceStream extends OutputStream {

    private final String path;
    private final MessageDigest digest = Digests.sha256();
    private final byte[] piece = new byte[pieceSize];
    private int filled;
    private int count;
    private long size;

    PieceStream(String path) {
      this.path = path;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int at = from;
      int left = length;
      while (left > 0) {
        int some = Math.min(left, pieceSize - filled);
        System.arraycopy(bytes, at, piece, filled, some);
        filled += some;
        at += some;
        left -= some;
        if (filled == pieceSize) {
          put();
        }
      }
    }

    private void put() throws IOException {
      digest.update(piece, 0, filled);
      BackupWriter.this.put(Pieces.name(path, count), piece, filled);
      count++;
      size += filled;
      filled = 0;
    }

    Part end(Function<String, Part> part) throws IOException {
      if (filled > 0 || count == 0) {
        put();
      }
      return part.apply(Digests.hex(digest));
    }
  }
}
