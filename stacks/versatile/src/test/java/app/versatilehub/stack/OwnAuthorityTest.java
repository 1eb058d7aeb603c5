package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.GatewayCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority that a stack has of its own. */
class OwnAuthorityTest {

  private static final Instant TODAY = Instant.parse("2026-03-01T12:00:00Z");
  private static final SortedSet<String> HOSTS =
      new TreeSet<>(Set.of("chat.example.localhost", "hub.example.localhost"));

  @TempDir private Path directory;

  private OwnAuthority.Shown certifiedAfter(Duration time) {
    return certifiedAfter(time, HOSTS);
  }

  private OwnAuthority.Shown certifiedAfter(Duration time, SortedSet<String> hosts) {
    return new OwnAuthority(directory, "dev", Clock.fixed(TODAY.plus(time), ZoneOffset.UTC))
        .certify(hosts);
  }

  private String authority() throws IOException {
    return Files.readString(GatewayCertificate.authority(directory, "dev"));
  }

  @Test
  void whoTrustsItTrustsTheGatewayForEveryHostOfARoute() throws Exception {
    X509Certificate gateway = certificate(certifiedAfter(Duration.ZERO).certificate());

    trusted(gateway, TODAY.plus(Duration.ofDays(1)));
    assertThat(gateway.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactlyInAnyOrder("chat.example.localhost", "hub.example.localhost");
    assertThat(gateway.getBasicConstraints()).as("signs no others").isEqualTo(-1);
  }

  private void trusted(X509Certificate gateway, Instant when)
      throws GeneralSecurityException, IOException {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(certificate(authority()), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(when));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(gateway)), parameters);
  }

  @Test
  void whatItMadeItKeeps() throws IOException {
    OwnAuthority.Shown first = certifiedAfter(Duration.ZERO);
    String authority = authority();

    assertThat(certifiedAfter(Duration.ofDays(50))).isEqualTo(first);
    assertThat(authority()).isEqualTo(authority);
  }

  @Test
  void otherHostsGetAnotherCertificateOfTheSameAuthority() throws Exception {
    OwnAuthority.Shown first = certifiedAfter(Duration.ZERO);
    String authority = authority();
    OwnAuthority.Shown second =
        certifiedAfter(Duration.ZERO, new TreeSet<>(Set.of("other.example.localhost")));

    assertThat(second.certificate()).isNotEqualTo(first.certificate());
    assertThat(authority()).isEqualTo(authority);
    trusted(certificate(second.certificate()), TODAY);
  }

  @Test
  void aCertificateIsMadeAnewBeforeItEnds() throws Exception {
    OwnAuthority.Shown first = certifiedAfter(Duration.ZERO);
    String authority = authority();
    Duration later = Duration.ofDays(61);
    OwnAuthority.Shown second = certifiedAfter(later);

    assertThat(certificate(first.certificate()).getNotAfter())
        .isAfter(Date.from(TODAY.plus(later)));
    assertThat(second.certificate()).isNotEqualTo(first.certificate());
    assertThat(authority()).isEqualTo(authority);
    trusted(certificate(second.certificate()), TODAY.plus(Duration.ofDays(140)));
  }

  @Test
  void theAuthorityIsMadeAnewYearsBeforeItEndsAndTheCertificateWithIt() throws Exception {
    certifiedAfter(Duration.ZERO);
    String authority = authority();
    Duration later = Duration.ofDays(365 * 7);
    OwnAuthority.Shown second = certifiedAfter(later);

    assertThat(authority()).isNotEqualTo(authority);
    trusted(certificate(second.certificate()), TODAY.plus(later));
  }

  @Test
  void nobodyElseReadsItsKeys() throws IOException {
    certifiedAfter(Duration.ZERO);

    for (String key : List.of("authority.key", "gateway.key")) {
      Path file = GatewayCertificate.authorityFolder(directory, "dev").resolve(key);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theKeyIsNotShownByAccident() {
    assertThat(certifiedAfter(Duration.ZERO).toString()).doesNotContain("PRIVATE");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    certifiedAfter(Duration.ZERO);
    Files.writeString(GatewayCertificate.authority(directory, "dev"), "nonsense");

    assertThatThrownBy(() -> certifiedAfter(Duration.ZERO))
        .isInstanceOf(FindingsException.class)
        .hasMessageContainingAll("[own-authority]", ".versatile/authority/dev", "or remove it");
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
