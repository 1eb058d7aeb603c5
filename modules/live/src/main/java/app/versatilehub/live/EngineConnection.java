package app.versatilehub.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A way to ask one engine. Every request has a connection of its own and HTTP 1.0, where the answer
 * ends when the engine hangs up.
 */
sealed interface EngineConnection {

  Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

  /** Whether the engine is on this host. */
  boolean isLocal();

  /** Sends {@code request} and returns all that comes back. */
  byte[] exchange(byte[] request) throws IOException;

  /**
   * The way to {@code candidate}.
   *
   * @throws IOException if its address cannot be used
   */
  static EngineConnection to(EngineCandidate candidate) throws IOException {
    URI address = parse(candidate.address());
    return switch (String.valueOf(address.getScheme())) {
      case "unix" -> new UnixSocket(Path.of(address.getPath()));
      case "tcp", "http", "https" -> Tcp.to(address, candidate.certificates());
      case "ssh" ->
          throw new IOException(
              "ssh is not supported here; forward the socket: ssh -nNT -L"
                  + " /tmp/docker.sock:/var/run/docker.sock USER@HOST, then set"
                  + " DOCKER_HOST=unix:///tmp/docker.sock");
      default ->
          throw new IOException(
              "not an engine's address; allowed: unix:///PATH or tcp://HOST:PORT");
    };
  }

  private static URI parse(String address) throws IOException {
    try {
      URI uri = URI.create(address);
      if (uri.getScheme() != null && (uri.getHost() != null || !uri.getPath().isEmpty())) {
        return uri;
      }
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException("not an address: " + e.getMessage(), e);
    }
    throw new IOException("not an engine's address; allowed: unix:///PATH or tcp://HOST:PORT");
  }

  /**
   * A socket in the file system.
   *
   * @param path the socket
   */
  record UnixSocket(Path path) implements EngineConnection {

    @Override
    public boolean isLocal() {
      return true;
    }

    /** Ends when its thread is interrupted, which stands for a time-out: channels have none. */
    @Override
    public byte[] exchange(byte[] request) throws IOException {
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        ByteBuffer buffer = ByteBuffer.wrap(request);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        return Channels.newInputStream(channel).readAllBytes();
      }
    }
  }

  /**
   * A TCP port.
   *
   * @param host the host's name or address
   * @param port the port
   * @param certificates the folder of the TLS certificates; without it, no TLS
   */
  record Tcp(String host, int port, Optional<Path> certificates) implements EngineConnection {

    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;

    static Tcp to(URI address, Optional<Path> certificates) throws IOException {
      if (address.getHost() == null) {
        throw new IOException("names no host; allowed: tcp://HOST:PORT");
      }
      int usual = certificates.isPresent() ? TLS_PORT : PLAIN_PORT;
      return new Tcp(
          address.getHost(), address.getPort() < 0 ? usual : address.getPort(), certificates);
    }

    @Override
    public boolean isLocal() {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public byte[] exchange(byte[] request) throws IOException {
      try (Socket plain = new Socket()) {
        plain.setSoTimeout((int) RESPONSE_TIMEOUT.toMillis());
        plain.connect(
            new InetSocketAddress(InetAddress.getByName(host), port),
            (int) CONNECT_TIMEOUT.toMillis());
        if (certificates.isEmpty()) {
          return exchange(plain, request);
        }
        try (SSLSocket secured = secure(plain, certificates.get())) {
          return exchange(secured, request);
        }
      }
    }

    private SSLSocket secure(Socket plain, Path folder) throws IOException {
      SSLSocket socket =
          (SSLSocket)
              TlsFiles.context(folder).getSocketFactory().createSocket(plain, host, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      // Without this, any certificate of the authority would do, whatever host it is for.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      return socket;
    }

    private static byte[] exchange(Socket socket, byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      InputStream answer = socket.getInputStream();
      return answer.readAllBytes();
    }
  }

  /** The request for {@code path}. */
  static byte[] get(String path) {
    return "GET %s HTTP/1.0\r\nHost: docker\r\nAccept: application/json\r\n\r\n"
        .formatted(path)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
