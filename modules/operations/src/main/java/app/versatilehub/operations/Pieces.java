package app.versatilehub.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The pieces of one part, as one stream. */
final class Pieces extends InputStream {

  private final TarArchiveInputStream tar;
  private final Part part;
  private int next;

  Pieces(TarArchiveInputStream tar, Part part) {
    this.tar = tar;
    this.part = part;
  }

  /** The name of a piece. */
  static String name(String path, int index) {
    return String.format(Locale.ROOT, "%s.%05d", path, index);
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
    int length = next == 0 ? -1 : tar.read(into, at, most);
    while (length < 0 && next < part.pieces()) {
      open();
      length = tar.read(into, at, most);
    }
    return length;
  }

  private void open() throws IOException {
    String name = name(part.path(), next);
    TarArchiveEntry entry = tar.getNextEntry();
    if (entry == null || !entry.getName().equals(name)) {
      throw new IOException("the backup was changed while it was read: no " + name);
    }
    next++;
  }

  /** Reads what nobody wanted, so that the next part can begin. */
  void drain() throws IOException {
    transferTo(OutputStream.nullOutputStream());
  }
}
