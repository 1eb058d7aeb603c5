package app.versatilehub.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The three files by which the {@code docker} command and an engine know each other over TLS. */
public final class TlsFiles {

  private static final char[] NO_PASSWORD = {};
  private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
  private static final String END_KEY = "-----END PRIVATE KEY-----";

  private TlsFiles() {}

  /**
   * Trusts {@code ca.pem} only, and shows {@code cert.pem}.
   *
   * @param folder where the files are
   * @throws IOException if one of them cannot be read
   */
  public static SSLContext context(Path folder) throws IOException {
    try {
      KeyStore trusted = emptyStore();
      int number = 0;
      for (Certificate authority : certificates(folder.resolve("ca.pem"))) {
        trusted.setCertificateEntry("ca" + number++, authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);

      KeyStore own = emptyStore();
      Certificate[] chain = certificates(folder.resolve("cert.pem")).toArray(new Certificate[0]);
      PrivateKey key = privateKey(folder.resolve("key.pem"), chain[0]);
      own.setKeyEntry("own", key, NO_PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);

      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the TLS files in %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("%s holds no certificate".formatted(file));
      }
      return found;
    }
  }

  private static PrivateKey privateKey(Path file, Certificate certificate)
      throws IOException, GeneralSecurityException {
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN_KEY);
    int end = text.indexOf(END_KEY);
    if (begin < 0 || end < begin) {
      throw new IOException(
          "%s is not a private key in PKCS #8; turn it into one: openssl pkcs8 -topk8 -nocrypt -in %s"
              .formatted(file, file));
    }
    byte[] encoded =
        Base64.getMimeDecoder().decode(text.substring(begin + BEGIN_KEY.length(), end));
    return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }
}
