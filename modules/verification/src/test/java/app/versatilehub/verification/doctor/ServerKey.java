package app.versatilehub.verification.doctor;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A server's key with a certificate, as sockets that show it. */
final class ServerKey {

  private static final char[] NO_PASSWORD = {};

  private ServerKey() {}

  /** For which nobody else vouches. */
  static ServerSocketFactory selfSigned(String subject, String... names) throws Exception {
    return ofOneThatEnds(inNinetyDays(), subject, names);
  }

  /** For which nobody else vouches, and which is good until {@code end}. */
  static ServerSocketFactory ofOneThatEnds(Instant end, String subject, String... names)
      throws Exception {
    KeyPair keys = keys();
    return sockets(keys, certificate(subject, keys, subject, keys, end, names));
  }

  /** For which an authority vouches. */
  static ServerSocketFactory signed(String subject, String... names) throws Exception {
    KeyPair keys = keys();
    return sockets(keys, certificate("CN=Authority", keys(), subject, keys, inNinetyDays(), names));
  }

  private static Instant inNinetyDays() {
    return Instant.now().plus(Duration.ofDays(90));
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static Certificate certificate(
      String issuer, KeyPair signer, String subject, KeyPair keys, Instant end, String... names)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Principal(issuer),
            BigInteger.ONE,
            Date.from(end.minus(Duration.ofDays(91))),
            Date.from(end),
            new X500Principal(subject),
            keys.getPublic());
    if (names.length > 0) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              Arrays.stream(names)
                  .map(name -> new GeneralName(GeneralName.dNSName, name))
                  .toArray(GeneralName[]::new)));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }

  private static ServerSocketFactory sockets(KeyPair keys, Certificate certificate)
      throws Exception {
    // Of its forms the one that does not spend a tenth of a second on protecting the key.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("server", keys.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }
}
