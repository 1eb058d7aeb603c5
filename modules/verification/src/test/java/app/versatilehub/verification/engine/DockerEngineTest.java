package app.versatilehub.verification.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import app.versatilehub.live.EngineUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without an engine, or with something that stands for one. */
@Timeout(120)
class DockerEngineTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  @Test
  void whereThereIsNoEngineThePlaceAndTheCureAreNamed() {
    String host = "unix://" + folder.resolve("none.sock");

    assertThatExceptionOfType(EngineUnavailableException.class)
        .isThrownBy(() -> DockerEngine.connect(Map.of("DOCKER_HOST", host)))
        .withMessageContaining(host + " (DOCKER_HOST): No such file or directory")
        .withMessageContaining("./versatile setup");
  }

  @Test
  void anEngineThatNeverAnswersIsGivenUp() throws IOException {
    Path socket = folder.resolve("mute.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      long start = System.nanoTime();

      assertThatExceptionOfType(EngineUnavailableException.class)
          .isThrownBy(
              () ->
                  DockerEngine.connect(
                      Map.of("DOCKER_HOST", "unix://" + socket), Duration.ofMillis(500)))
          .withMessageContaining("no answer within 500 ms");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void aConnectionThatBreaksOffIsReported() throws Exception {
    Path socket = folder.resolve("rude.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      daemon(
          () -> {
            try (SocketChannel client = server.accept()) {
              assertThat(client.isOpen()).isTrue();
            }
          });

      assertThatExceptionOfType(EngineUnavailableException.class)
          .isThrownBy(() -> DockerEngine.connect(Map.of("DOCKER_HOST", "unix://" + socket)))
          .withMessageContaining("rude.sock (DOCKER_HOST): ");
    }
  }

  @Test
  void bothSidesKnowEachOtherOverTls() throws Exception {
    try (SSLServerSocket server = tls("ip:127.0.0.1")) {
      daemon(() -> answer(server.accept()));

      assertThatCode(() -> DockerEngine.connect(over(server)).close()).doesNotThrowAnyException();
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    try (SSLServerSocket server = tls("dns:elsewhere.example")) {
      daemon(() -> answer(server.accept()));

      assertThatExceptionOfType(EngineUnavailableException.class)
          .isThrownBy(() -> DockerEngine.connect(over(server)))
          .withMessageContaining("Certificate for <127.0.0.1> doesn't match");
    }
  }

  private Map<String, String> over(ServerSocket server) {
    return Map.of(
        "DOCKER_HOST",
        "tcp://127.0.0.1:" + server.getLocalPort(),
        "DOCKER_TLS_VERIFY",
        "1",
        "DOCKER_CERT_PATH",
        folder.toString());
  }

  /** One certificate that is the authority's, the engine's and the client's at once. */
  private SSLServerSocket tls(String name) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "own",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=engine",
                    "-ext",
                    "san=" + name,
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    String certificate = pem("CERTIFICATE", keys.getCertificate("own").getEncoded());
    Files.writeString(folder.resolve("ca.pem"), certificate);
    Files.writeString(folder.resolve("cert.pem"), certificate);
    Files.writeString(
        folder.resolve("key.pem"), pem("PRIVATE KEY", keys.getKey("own", PASSWORD).getEncoded()));
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("ca", keys.getCertificate("own"));
    trusted.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    return server;
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(content), what);
  }

  private static void answer(Socket client) throws IOException {
    try (client) {
      byte[] request = new byte[4096];
      if (client.getInputStream().read(request) > 0) {
        client
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // The client has refused; another may come.
    }
  }

  @FunctionalInterface
  private interface Exchange {
    void once() throws IOException;
  }

  /** Until the socket is closed. */
  private static void daemon(Exchange exchange) {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try {
                  exchange.once();
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
