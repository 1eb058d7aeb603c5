package app.versatilehub.stack;

import app.versatilehub.configuration.PrivateFile;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.GatewayCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of a stack's own, for gateways that no public authority can reach. It is
 * made at first use and kept in files that only their owner can read; whoever trusts its
 * certificate can check the gateway's.
 */
final class OwnAuthority {

  /**
   * What a gateway shows.
   *
   * @param certificate the certificate and after it the authority's, as PEM: so that those of the
   *     stack's services that ask the gateway find in the same file whom to trust
   * @param key its private key, as PEM
   */
  record Shown(String certificate, String key) {

    /** Without the key. */
    @Override
    public String toString() {
      return certificate;
    }
  }

  /** A certificate with its private key. */
  private record Pair(X509Certificate certificate, PrivateKey key) {}

  private static final Duration OF_AUTHORITY = Duration.ofDays(3650);
  private static final Duration OF_GATEWAY = Duration.ofDays(90);

  /** A certificate that has less than a third of its time left is made anew. */
  private static final int PART_LEFT = 3;

  /** Clocks differ. */
  private static final Duration BEFORE = Duration.ofHours(1);

  private static final int DNS_NAME = 2;

  private final Path folder;
  private final String stack;
  private final Clock clock;

  /**
   * The authority of one stack.
   *
   * @param directory the project's directory
   * @param stack the stack's name
   */
  OwnAuthority(Path directory, String stack, Clock clock) {
    this.folder = GatewayCertificate.authorityFolder(directory, stack);
    this.stack = stack;
    this.clock = clock;
  }

  /**
   * A certificate for {@code hosts}: the one that was made before, while it is for exactly them and
   * has enough time left.
   *
   * @throws FindingsException if the files cannot be read or written
   */
  Shown certify(SortedSet<String> hosts) {
    try {
      Optional<Pair> kept = read("authority").filter(pair -> lasts(pair, OF_AUTHORITY));
      Pair authority = kept.isPresent() ? kept.get() : keep("authority", authority());
      Optional<Pair> before =
          read("gateway")
              .filter(pair -> lasts(pair, OF_GATEWAY))
              .filter(pair -> hosts(pair.certificate()).equals(hosts))
              .filter(pair -> isSigned(pair.certificate(), authority.certificate()));
      Pair gateway = before.isPresent() ? before.get() : keep("gateway", gateway(hosts, authority));
      return new Shown(
          pem(gateway.certificate()) + pem(authority.certificate()), pem(gateway.key()));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new FindingsException(
          "the certificate authority of stack " + stack,
          List.of(
              Finding.error(
                  "own-authority",
                  folder.toString(),
                  "cannot be used: " + e,
                  "make the folder readable and writable, or remove it: a new authority is then"
                      + " made, and has to be trusted anew")));
    }
  }

  private boolean lasts(Pair pair, Duration whole) {
    Instant end = pair.certificate().getNotAfter().toInstant();
    return end.isAfter(clock.instant().plus(whole.dividedBy(PART_LEFT)));
  }

  private Pair authority() throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPair keys = keys();
    X500Principal name = new X500Principal("CN=Versatile Hub " + stack + " (own authority)");
    JcaX509v3CertificateBuilder builder = builder(name, name, keys, OF_AUTHORITY);
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    return signed(builder, keys, keys.getPrivate());
  }

  private Pair gateway(SortedSet<String> hosts, Pair authority)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPair keys = keys();
    JcaX509v3CertificateBuilder builder =
        builder(
            authority.certificate().getSubjectX500Principal(),
            new X500Principal("CN=Versatile Hub " + stack),
            keys,
            OF_GATEWAY);
    GeneralName[] names =
        hosts.stream()
            .map(host -> new GeneralName(GeneralName.dNSName, host))
            .toArray(GeneralName[]::new);
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
    return signed(builder, keys, authority.key());
  }

  private JcaX509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, KeyPair keys, Duration lasting) {
    Instant now = clock.instant();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
        Date.from(now.minus(BEFORE)),
        Date.from(now.plus(lasting)),
        subject,
        keys.getPublic());
  }

  private static Pair signed(JcaX509v3CertificateBuilder builder, KeyPair keys, PrivateKey by)
      throws GeneralSecurityException, OperatorCreationException {
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
    return new Pair(certificate, keys.getPrivate());
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static SortedSet<String> hosts(X509Certificate certificate) {
    SortedSet<String> hosts = new TreeSet<>();
    try {
      for (List<?> name : certificate.getSubjectAlternativeNames()) {
        if (name.get(0).equals(DNS_NAME)) {
          hosts.add(name.get(1).toString());
        }
      }
      return hosts;
    } catch (GeneralSecurityException e) {
      return new TreeSet<>();
    }
  }

  private static boolean isSigned(X509Certificate certificate, X509Certificate by) {
    try {
      certificate.verify(by.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  // --- Files
  // --------------------------------------------------------------------------------------

  private Optional<Pair> read(String name) throws IOException, GeneralSecurityException {
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    // The certificate is written last: without it nobody has seen the key.
    if (!Files.exists(certificate)) {
      return Optional.empty();
    }
    String encoded = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
    return Optional.of(
        new Pair(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate))),
            KeyFactory.getInstance("EC")
                .generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(encoded)))));
  }

  private Pair keep(String name, Pair pair) throws IOException, GeneralSecurityException {
    Path certificate = folder.resolve(name + ".pem");
    Files.deleteIfExists(certificate);
    write(folder.resolve(name + ".key"), pem(pair.key()));
    write(certificate, pem(pair.certificate()));
    return pair;
  }

  private static void write(Path file, String pem) throws IOException {
    PrivateFile.write(file, pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  private static String pem(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String what, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
  }
}
