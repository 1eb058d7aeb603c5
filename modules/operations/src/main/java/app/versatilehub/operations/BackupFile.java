package app.versatilehub.operations;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A backup that is there: a tar of the pieces of each part, {@code service/name.00000} and so on,
 * and of the manifest; perhaps encrypted. It is read from beginning to end, and nothing of it is
 * ever written by the names that are in it.
 */
public final class BackupFile {

  private static final int BUFFER = 1 << 16;
  private static final int LARGEST_MANIFEST = 1 << 24;
  private static final Pattern PIECE = Pattern.compile("([^/]+/[^/]+)\\.(\\d{5,7})");

  /** Takes one part. */
  interface Taker {
    void take(Part part, InputStream data) throws IOException;
  }

  /** Pieces that follow each other, as they really are. */
  private record Met(String path, int pieces, long size, String sha256) {}

  private final Path file;
  private final Optional<Passphrase> passphrase;

  public BackupFile(Path file, Optional<Passphrase> passphrase) {
    this.file = file;
    this.passphrase = passphrase;
  }

  /**
   * Reads all of it.
   *
   * @return what is in it, every byte of which is as it was written
   * @throws FindingsException if it is not a whole backup
   */
  public Manifest check() {
    try (InputStream in = open();
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      Meeting meeting = new Meeting();
      Optional<Manifest> manifest = Optional.empty();
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (manifest.isPresent()) {
          throw new IOException("'%s' follows its manifest".formatted(entry.getName()));
        }
        if (isManifest(entry)) {
          manifest = Optional.of(manifest(tar, entry));
        } else {
          meeting.meet(tar, entry);
        }
      }
      // Only there is an encrypted one known to be whole.
      drain(in);
      return meeting.agree(manifest);
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  /**
   * Gives each part of {@code manifest}, which {@link #check} has returned, to {@code taker}.
   *
   * @throws FindingsException if it cannot be read any more
   * @throws IOException if {@code taker} throws it
   */
  void read(Manifest manifest, Taker taker) throws IOException {
    try (InputStream in = opened();
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (Part part : manifest.parts()) {
        Pieces pieces = new Pieces(tar, part);
        taker.take(part, pieces);
        pieces.drain();
      }
    }
  }

  private InputStream opened() {
    try {
      return open();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private InputStream open() throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(1);
      int first = in.read();
      in.reset();
      if (first < 0) {
        throw new IOException("is empty");
      }
      if (!OpenPgp.isFirstByte(first)) {
        return in;
      }
      return new BufferedInputStream(
          OpenPgp.decrypting(in, passphrase.orElseThrow(this::noPassphrase)), BUFFER);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private FindingsException noPassphrase() {
    return new FindingsException(
        "the backup",
        List.of(
            Finding.error(
                "backup-encrypted",
                file.toString(),
                "is encrypted, and no passphrase was given",
                "name the file that it is in with --passphrase-file, or set "
                    + Passphrase.VARIABLE)));
  }

  private FindingsException damaged(Exception e) {
    boolean passphrase = e instanceof OpenPgp.WrongPassphraseException;
    return new FindingsException(
        "the backup",
        List.of(
            Finding.error(
                passphrase ? "backup-passphrase" : "backup-damaged",
                file.toString(),
                "cannot be used: " + Optional.ofNullable(e.getMessage()).orElseGet(e::toString),
                passphrase
                    ? "give the passphrase that it was made with, or take another copy"
                    : "take another copy of it, or another backup")));
  }

  private static boolean isManifest(TarArchiveEntry entry) throws IOException {
    if (!entry.isFile() || entry.isSymbolicLink() || entry.isLink()) {
      throw new IOException("'%s' in it is not a file".formatted(entry.getName()));
    }
    return entry.getName().equals(Manifest.NAME);
  }

  private static Manifest manifest(InputStream tar, TarArchiveEntry entry) throws IOException {
    if (entry.getSize() > LARGEST_MANIFEST) {
      throw new IOException("its manifest is too large");
    }
    return Manifest.read(tar.readAllBytes());
  }

  private static void drain(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  /** The parts that were met, in order, pieces that follow each other put together. */
  private static final class Meeting {

    private final List<Met> met = new ArrayList<>();
    private final MessageDigest digest = Digests.sha256();
    private String path = "";
    private int pieces;
    private long size;

    void meet(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
      Matcher name = PIECE.matcher(entry.getName());
      if (!name.matches()) {
        throw new IOException("'%s' in it is no piece of a part".formatted(entry.getName()));
      }
      if (!name.group(1).equals(path)) {
        end();
        path = name.group(1);
      }
      if (Integer.parseInt(name.group(2)) != pieces) {
        throw new IOException("'%s' in it is out of order".formatted(entry.getName()));
      }
      pieces++;
      size += tar.transferTo(Digests.into(digest));
    }

    private void end() {
      if (pieces > 0) {
        met.add(new Met(path, pieces, size, Digests.hex(digest)));
      }
      pieces = 0;
      size = 0;
    }

    Manifest agree(Optional<Manifest> found) throws IOException {
      end();
      Manifest manifest =
          found.orElseThrow(() -> new IOException("it is not whole: it has no manifest"));
      List<Met> told =
          manifest.parts().stream()
              .map(part -> new Met(part.path(), part.pieces(), part.size(), part.sha256()))
              .toList();
      for (int index = 0; index < Math.max(met.size(), told.size()); index++) {
        agree(index, told);
      }
      return manifest;
    }

    private void agree(int index, List<Met> told) throws IOException {
      if (index >= met.size()) {
        throw new IOException(told.get(index).path() + " is missing in it");
      }
      if (index >= told.size() || !met.get(index).equals(told.get(index))) {
        throw new IOException(met.get(index).path() + " in it is not what its manifest says");
      }
    }
  }
}
