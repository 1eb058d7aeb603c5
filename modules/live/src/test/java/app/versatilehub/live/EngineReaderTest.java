package app.versatilehub.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineReaderTest {

  private static final String CURE = "./versatile setup";

  @TempDir Path folder;

  @Test
  void whenNoneAnswersEveryPlaceIsNamedWithItsReason() {
    refused(Map.of("DOCKER_HOST", "unix://" + folder + "/none.sock"))
        .withMessageContaining("unix://" + folder + "/none.sock (DOCKER_HOST): ")
        .withMessageContaining("No such file or directory")
        .withMessageContaining(CURE)
        .withMessageContaining("DOCKER_HOST");
  }

  @Test
  void sshIsRefusedWithTheWayAround() {
    refused(Map.of("DOCKER_HOST", "ssh://me@lab"))
        .withMessageContaining("ssh is not supported")
        .withMessageContaining("ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock")
        .withMessageContaining("DOCKER_HOST=unix:///tmp/docker.sock");
  }

  @Test
  void whatIsNoAddressIsRefusedWithWhatIsAllowed() {
    for (String address : new String[] {"nonsense", "npipe:////./pipe/docker", "tcp:", ":::"}) {
      refused(Map.of("DOCKER_HOST", address)).withMessageContaining("address");
    }
  }

  @Test
  void aContextThatIsNotThereIsReported() {
    refused(Map.of("DOCKER_CONTEXT", "gone", "DOCKER_CONFIG", folder.toString()))
        .withMessageContaining("'gone'");
  }

  @Test
  void certificatesThatAreNotThereAreNamed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      refused(
              Map.of(
                  "DOCKER_HOST",
                  "tcp://127.0.0.1:" + server.getLocalPort(),
                  "DOCKER_TLS_VERIFY",
                  "1",
                  "DOCKER_CERT_PATH",
                  folder.toString()))
          .withMessageContaining("there is no " + folder.resolve("ca.pem"));
    }
  }

  @Test
  void aServerThatIsNoEngineIsReported() throws IOException {
    answering("HTTP/1.0 200 OK\r\n\r\n<html>").withMessageContaining("is no engine");
    answering("SSH-2.0-OpenSSH").withMessageContaining("does not speak HTTP");
    answering("HTTP/1.0 403 Forbidden\r\n\r\nnot for you\n")
        .withMessageContaining("403: not for you");
  }

  @Test
  void anEngineBehindTcpOfThisHostIsReadAsLocal() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      serve(server);

      assertThat(
              EngineReader.read(Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + server.getLocalPort()))
                  .local())
          .isTrue();
    }
  }

  /** Answers every connection over a socket in the file system with the same bytes. */
  private ThrowableAssertAlternative<EngineUnavailableException> answering(String answer)
      throws IOException {
    Path path = Files.createTempDirectory(folder, "s").resolve("e.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      daemon(
          () -> {
            try (SocketChannel client = server.accept()) {
              client.read(ByteBuffer.allocate(1024));
              client.write(ByteBuffer.wrap(answer.getBytes(US_ASCII)));
            }
          });
      return refused(Map.of("DOCKER_HOST", "unix://" + path));
    }
  }

  private static void serve(ServerSocket server) {
    daemon(
        () -> {
          try (Socket client = server.accept()) {
            byte[] request = new byte[1024];
            int length = client.getInputStream().read(request);
            boolean one = new String(request, 0, length, US_ASCII).startsWith("GET /version ");
            client
                .getOutputStream()
                .write(("HTTP/1.0 200 OK\r\n\r\n" + (one ? "{}" : "[]")).getBytes(US_ASCII));
          }
        });
  }

  private static ThrowableAssertAlternative<EngineUnavailableException> refused(
      Map<String, String> environment) {
    return assertThatExceptionOfType(EngineUnavailableException.class)
        .isThrownBy(() -> EngineReader.read(environment));
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
