package app.versatilehub.verification.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key store with one server's key, made by the JDK's own tool. */
final class Keys {

  private static final String PASSWORD = "changeit";
  private static final String SERVER = "server";
  private static final String AUTHORITY = "authority";

  private final Path folder;
  private final Path store;

  private Keys(Path folder, Path store) {
    this.folder = folder;
    this.store = store;
  }

  static Keys in(Path folder) throws Exception {
    return new Keys(folder, Files.createTempDirectory(folder, "keys").resolve("store.p12"));
  }

  /** With a certificate for these names in keytool's words: {@code dns:a,dns:b}. */
  Keys selfSigned(String subject, String names, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", SERVER, "-dname", subject, "-ext", "san=" + names));
    words.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    words.addAll(List.of(more));
    keytool(words);
    return this;
  }

  /** The same key, for which an authority vouches. */
  Keys signedByAnAuthority(String names) throws Exception {
    String request = folder.resolve("request").toString();
    String certificate = folder.resolve("certificate").toString();
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            AUTHORITY,
            "-dname",
            "CN=Authority",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-ext",
            "bc:c"));
    keytool(List.of("-certreq", "-alias", SERVER, "-file", request));
    keytool(
        List.of(
            "-gencert",
            "-alias",
            AUTHORITY,
            "-infile",
            request,
            "-outfile",
            certificate,
            "-ext",
            "san=" + names));
    keytool(List.of("-importcert", "-noprompt", "-alias", SERVER, "-file", certificate));
    keytool(List.of("-delete", "-alias", AUTHORITY));
    return this;
  }

  ServerSocketFactory sockets() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  private void keytool(List<String> words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1"));
    command.addAll(words);
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
