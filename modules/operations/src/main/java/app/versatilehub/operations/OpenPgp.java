package app.versatilehub.operations;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPBEEncryptedData;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.PGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePBEDataDecryptorFactoryBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcePGPDataEncryptorBuilder;

/**
 * Encryption with a passphrase in the format of OpenPGP (RFC 4880): AES-256 with an integrity
 * check. A standard rather than a format of our own, because {@code gpg --decrypt} opens it, too.
 */
final class OpenPgp {

  private static final int BUFFER = 1 << 16;

  private OpenPgp() {}

  /** Whether a file that begins with {@code first} is in this format; a tar begins with a name. */
  static boolean isFirstByte(int first) {
    return (first & 0x80) != 0;
  }

  /**
   * Encrypts what is written into {@code sink}; closing it ends the message, and closes it, too.
   */
  static OutputStream encrypting(OutputStream sink, Passphrase passphrase) throws IOException {
    try {
      PGPEncryptedDataGenerator encryption =
          new PGPEncryptedDataGenerator(
              new JcePGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                  .setWithIntegrityPacket(true)
                  .setSecureRandom(new SecureRandom()));
      encryption.addMethod(
          new JcePBEKeyEncryptionMethodGenerator(
              passphrase.characters(),
              digests().get(HashAlgorithmTags.SHA256),
              passphrase.iterations()));
      OutputStream encrypted = encryption.open(sink, new byte[BUFFER]);
      PGPLiteralDataGenerator literal = new PGPLiteralDataGenerator();
      OutputStream inside =
          literal.open(
              encrypted, PGPLiteralData.BINARY, "backup.tar", PGPLiteralData.NOW, new byte[BUFFER]);
      return new FilterOutputStream(inside) {
        private boolean closed;

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          inside.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
          if (!closed) {
            closed = true;
            literal.close();
            encryption.close();
            sink.close();
          }
        }
      };
    } catch (PGPException e) {
      throw new IOException("cannot encrypt: " + e.getMessage(), e);
    }
  }

  /**
   * Decrypts {@code in}. At its end the integrity is checked, so that whoever reads all of it knows
   * that nobody has changed any.
   *
   * @throws IOException if it cannot be decrypted
   */
  static InputStream decrypting(InputStream in, Passphrase passphrase) throws IOException {
    try {
      PGPEncryptedDataList list = encryptedData(in);
      if (!(list.get(0) instanceof PGPPBEEncryptedData message)
          || !message.isIntegrityProtected()) {
        throw new IOException("is not encrypted with a passphrase and an integrity check");
      }
      InputStream clear =
          message.getDataStream(
              new JcePBEDataDecryptorFactoryBuilder(digests()).build(passphrase.characters()));
      if (!(new JcaPGPObjectFactory(clear).nextObject() instanceof PGPLiteralData literal)) {
        throw new WrongPassphraseException();
      }
      return verifying(literal.getInputStream(), message);
    } catch (PGPException e) {
      // What a wrong key makes of the first bytes fails in one way or another.
      throw new WrongPassphraseException();
    } catch (WrongPassphraseException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException("is damaged: " + e, e);
    }
  }

  private static PGPEncryptedDataList encryptedData(InputStream in) throws IOException {
    JcaPGPObjectFactory objects = new JcaPGPObjectFactory(in);
    Object object = objects.nextObject();
    if (object instanceof PGPEncryptedDataList list && !list.isEmpty()) {
      return list;
    }
    throw new IOException("is not an encrypted backup");
  }

  private static InputStream verifying(InputStream clear, PGPPBEEncryptedData message) {
    return new FilterInputStream(clear) {
      private boolean verified;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int at, int most) throws IOException {
        int length = readSome(into, at, most);
        if (length < 0 && !verified) {
          verified = true;
          verify();
        }
        return length;
      }

      private int readSome(byte[] into, int at, int most) throws IOException {
        try {
          return in.read(into, at, most);
        } catch (RuntimeException e) {
          throw new IOException("is damaged: " + e, e);
        }
      }

      private void verify() throws IOException {
        try {
          if (!message.verify()) {
            throw new IOException("is damaged: its integrity check fails");
          }
        } catch (PGPException | RuntimeException e) {
          throw new IOException("is damaged: its integrity check fails", e);
        }
      }
    };
  }

  private static PGPDigestCalculatorProvider digests() throws PGPException {
    return new JcaPGPDigestCalculatorProviderBuilder().build();
  }

  /** What a passphrase that is not the right one most likely leads to. */
  static final class WrongPassphraseException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongPassphraseException() {
      super("the passphrase is not the one that it was encrypted with, or it is damaged");
    }
  }
}
