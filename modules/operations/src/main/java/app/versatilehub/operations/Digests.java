package app.versatilehub.operations;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums. */
final class Digests {

  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  /** Also begins anew. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  static OutputStream into(MessageDigest digest) {
    return new OutputStream() {
      @Override
      public void write(int one) {
        digest.update((byte) one);
      }

      @Override
      public void write(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
      }
    };
  }
}
