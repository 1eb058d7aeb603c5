package app.versatilehub.verification.doctor;

import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.doctor.RouteAnswer.Answered;
import app.versatilehub.verification.doctor.RouteAnswer.Certificate;
import app.versatilehub.verification.doctor.RouteAnswer.NoHttp;
import app.versatilehub.verification.doctor.RouteAnswer.NoTls;
import app.versatilehub.verification.doctor.RouteAnswer.Unreachable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks the gateway for a host name by way of this host's loopback address, as a client would whom
 * the name server had sent there.
 */
final class GatewayClient {

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration WHOLE = Duration.ofSeconds(5);
  private static final int ENOUGH = 8192;
  private static final int BODY = 200;
  private static final int DNS_NAME = 2;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})\\b.*");
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=((?:\\\\.|[^,\\\\])*)");

  private final SSLSocketFactory sockets;
  private final Duration silence;

  GatewayClient() {
    this(Duration.ofSeconds(3));
  }

  /**
   * A client of its own patience.
   *
   * @param silence how long nothing may come
   */
  GatewayClient(Duration silence) {
    this.silence = silence;
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new LooksOnly()}, new SecureRandom());
      sockets = context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  RouteAnswer ask(HostName host, Port port) {
    try (Socket plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port.number()),
          (int) CONNECT.toMillis());
      plain.setSoTimeout((int) silence.toMillis());
      return speak(plain, host, port);
    } catch (IOException e) {
      return new Unreachable(reason(e));
    }
  }

  /** To close the secured socket would be to wait for the gateway's farewell, too. */
  private RouteAnswer speak(Socket plain, HostName host, Port port) {
    try {
      SSLSocket socket =
          (SSLSocket) sockets.createSocket(plain, host.value(), port.number(), false);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host.value())));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return request(socket, host, certificate(socket));
    } catch (IOException | CertificateParsingException e) {
      return new NoTls(reason(e));
    }
  }

  private static RouteAnswer request(SSLSocket socket, HostName host, Certificate certificate) {
    String request =
        "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: versatile-doctor\r\nAccept: */*\r\nConnection: close\r\n\r\n"
            .formatted(host);
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      String answer = read(socket.getInputStream());
      Matcher status = STATUS.matcher(answer.lines().findFirst().orElse(""));
      return status.matches()
          ? new Answered(certificate, Integer.parseInt(status.group(1)), body(answer))
          : new NoHttp(certificate, "the answer is not HTTP");
    } catch (IOException e) {
      return new NoHttp(certificate, reason(e));
    }
  }

  /** The beginning is enough, and what comes drop by drop is not waited for. */
  private static String read(InputStream in) throws IOException {
    long deadline = System.nanoTime() + WHOLE.toNanos();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] part = new byte[ENOUGH];
    int length = in.read(part);
    while (length >= 0) {
      answer.write(part, 0, length);
      if (answer.size() >= ENOUGH || System.nanoTime() > deadline) {
        break;
      }
      length = in.read(part);
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  private static String body(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String body = end < 0 ? "" : answer.substring(end + 4);
    return body.substring(0, Math.min(BODY, body.length()));
  }

  private static Certificate certificate(SSLSocket socket)
      throws IOException, CertificateParsingException {
    X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    Matcher name = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
    return new Certificate(
        name.find() ? printable(name.group(1)) : "",
        names(certificate.getSubjectAlternativeNames()),
        certificate.getNotAfter().toInstant(),
        certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
  }

  private static Set<String> names(@Nullable Collection<List<?>> entries) {
    Set<String> names = new TreeSet<>();
    if (entries != null) {
      entries.stream()
          .filter(entry -> entry.get(0).equals(DNS_NAME))
          .map(entry -> printable(String.valueOf(entry.get(1))))
          .forEach(names::add);
    }
    return names;
  }

  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return printable(message == null ? failure.getClass().getSimpleName() : message);
  }

  /** The certificate is looked at afterwards; nothing that is secret is sent. */
  private static final class LooksOnly extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
