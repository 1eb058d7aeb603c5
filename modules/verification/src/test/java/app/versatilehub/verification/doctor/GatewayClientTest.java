package app.versatilehub.verification.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.doctor.RouteAnswer.Answered;
import app.versatilehub.verification.doctor.RouteAnswer.Certificate;
import app.versatilehub.verification.doctor.RouteAnswer.NoHttp;
import app.versatilehub.verification.doctor.RouteAnswer.NoTls;
import app.versatilehub.verification.doctor.RouteAnswer.Unreachable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said over real TLS is read, by gateways that are as bad as can be. */
@Timeout(30)
class GatewayClientTest {

  private static final HostName HOST = HostName.of("app.example.org");
  private static final String OK = "HTTP/1.1 200 OK\r\n\r\nhello";

  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(1);

  @Test
  void readsTheAnswerAndWhomTheCertificateIsFor() throws Exception {
    Gateway gateway =
        new Gateway(ServerKey.signed("CN=app.example.org", "app.example.org", "*.x.org"));

    Answered answered = (Answered) gateway.answers(OK);

    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.body()).isEqualTo("hello");
    assertThat(answered.isTheGatewaysOwn()).isFalse();
    Certificate certificate = answered.certificate();
    assertThat(certificate.commonName()).isEqualTo("app.example.org");
    assertThat(certificate.names()).containsExactlyInAnyOrder("app.example.org", "*.x.org");
    assertThat(certificate.isFor(HOST.value())).isTrue();
    assertThat(certificate.selfSigned()).isFalse();
    assertThat(certificate.expires()).isAfter(Instant.now());
  }

  @Test
  void asksAsAClientWhomTheNameServerHasSentThere() throws Exception {
    Gateway gateway = new Gateway(ServerKey.selfSigned("CN=x", "x"));

    gateway.answers(OK);

    assertThat(gateway.asked()).startsWith("GET / HTTP/1.1").contains("Host: app.example.org");
    assertThat(gateway.named()).contains("type=host_name (0), value=app.example.org");
  }

  @Test
  void knowsTraefiksOwnCertificate() throws Exception {
    Certificate certificate =
        certificate(ServerKey.selfSigned("CN=TRAEFIK DEFAULT CERT", "1.2.traefik.default"));

    assertThat(certificate.isDefault()).isTrue();
    assertThat(certificate.isFor(HOST.value())).isFalse();
  }

  @Test
  void knowsACertificateForWhichNobodyVouches() throws Exception {
    Certificate certificate =
        certificate(ServerKey.selfSigned("CN=app.example.org", "app.example.org"));

    assertThat(certificate.selfSigned()).isTrue();
    assertThat(certificate.isDefault()).isFalse();
  }

  @Test
  void readsACertificateThatIsOver() throws Exception {
    Instant end = Instant.now().minus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS);

    Certificate certificate =
        certificate(ServerKey.ofOneThatEnds(end, "CN=app.example.org", "app.example.org"));

    assertThat(certificate.expires()).isEqualTo(end);
  }

  @Test
  void readsACertificateForAnotherNameOrForNone() throws Exception {
    assertThat(certificate(ServerKey.selfSigned("CN=app.example.org", "other.example.org")).names())
        .containsExactly("other.example.org");
    Certificate nameless = certificate(ServerKey.selfSigned("OU=nobody"));
    assertThat(nameless.names()).isEmpty();
    assertThat(nameless.commonName()).isEmpty();
  }

  @Test
  void letsNoCertificateSteerTheTerminal() throws Exception {
    assertThat(certificate(ServerKey.selfSigned("CN=a\u001b[2Jb", "x")).commonName())
        .isEqualTo("a?[2Jb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"404 page not found", "502 Bad Gateway", "503 Service Unavailable"})
  void knowsTheGatewaysOwnAnswers(String words) throws Exception {
    String body = words.startsWith("404") ? words : words.substring(4);

    Answered answered =
        (Answered)
            new Gateway(ServerKey.selfSigned("CN=x", "x"))
                .answers("HTTP/1.1 %s\r\nX: y\r\n\r\n%s\n".formatted(words, body));

    assertThat(answered.status()).isEqualTo(Integer.parseInt(words.substring(0, 3)));
    assertThat(answered.isTheGatewaysOwn()).isTrue();
  }

  @Test
  void saysWhereNobodyListensOrNobodySpeaksTls() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(new GatewayClient().ask(HOST, Port.of(free)))
        .asInstanceOf(type(Unreachable.class))
        .extracting(Unreachable::reason)
        .asString()
        .contains("refused");
    assertThat(new Gateway(ServerSocketFactory.getDefault()).saysNothing())
        .isInstanceOf(NoTls.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SSH-2.0-x\r\n", "HTTP/1.1 twohundred\r\n\r\n"})
  void saysWhereTlsWorksAndNoHttpComes(String answer) throws Exception {
    assertThat(new Gateway(ServerKey.selfSigned("CN=x", "x")).answers(answer))
        .asInstanceOf(type(NoHttp.class))
        .extracting(none -> none.certificate().commonName())
        .isEqualTo("x");
  }

  @Test
  void doesNotWaitLongForOneThatIsSilent() throws Exception {
    Gateway gateway = new Gateway(ServerKey.selfSigned("CN=x", "x"));
    long start = System.nanoTime();

    assertThat(gateway.saysNothing()).isInstanceOf(NoHttp.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(LITTLE_PATIENCE, LITTLE_PATIENCE.plusSeconds(3));
  }

  private Certificate certificate(ServerSocketFactory sockets) throws Exception {
    return ((Answered) new Gateway(sockets).answers(OK)).certificate();
  }

  // --- Gateways ---------------------------------------------------------------------------------

  /** Takes one connection on the loopback address. */
  private static final class Gateway {

    private final ServerSocketFactory sockets;
    private final List<String> request = new ArrayList<>();
    private List<String> named = List.of();

    Gateway(ServerSocketFactory sockets) {
      this.sockets = sockets;
    }

    /** What becomes of asking it, when it answers so. */
    RouteAnswer answers(String answer) throws Exception {
      return ask(new GatewayClient(), Optional.of(answer));
    }

    /** What becomes of asking it with little patience, when it reads and answers nothing. */
    RouteAnswer saysNothing() throws Exception {
      return ask(new GatewayClient(LITTLE_PATIENCE), Optional.empty());
    }

    String asked() {
      return String.join("\n", request);
    }

    List<String> named() {
      return named;
    }

    private RouteAnswer ask(GatewayClient client, Optional<String> answer) throws Exception {
      try (ServerSocket server =
          sockets.createServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> serving =
            CompletableFuture.runAsync(() -> serve(server, answer, over));
        RouteAnswer answered = client.ask(HOST, Port.of(server.getLocalPort()));
        over.complete(null);
        serving.get(10, TimeUnit.SECONDS);
        return answered;
      }
    }

    private void serve(ServerSocket server, Optional<String> answer, CompletableFuture<Void> over) {
      try (Socket client = server.accept()) {
        client.setSoTimeout(10_000);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        for (String line = reader.readLine();
            line != null && !line.isEmpty();
            line = reader.readLine()) {
          request.add(line);
        }
        if (client instanceof SSLSocket secured) {
          named =
              ((ExtendedSSLSession) secured.getSession())
                  .getRequestedServerNames().stream().map(Object::toString).toList();
        }
        if (answer.isPresent()) {
          client.getOutputStream().write(answer.get().getBytes(ISO_8859_1));
        } else {
          over.join();
        }
      } catch (IOException e) {
        // The client has gone, which is its affair.
      }
    }
  }
}
