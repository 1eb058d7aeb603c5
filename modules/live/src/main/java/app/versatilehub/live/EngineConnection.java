package app.versatilehub.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A way to ask one engine. Every request has a connection of its own and HTTP 1.0, where the answer
 * ends when the engine hangs up.
 */
sealed interface EngineConnection {

  Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

  /** Sends {@code request} and returns all that comes back. */
  default byte[] exchange(byte[] request) throws IOException {
    return exchange(request, RESPONSE_TIMEOUT);
  }

  /**
   * Sends {@code request} and returns all that comes back.
   *
   * @param patience how long nothing may come
   */
  default byte[] exchange(byte[] request, Duration patience) throws IOException {
    try (InputStream answer = open(request, patience)) {
      return answer.readAllBytes();
    }
  }

  /**
   * Sends {@code request}. What comes back is read from the stream, with which the connection is
   * closed.
   *
   * @param patience how long nothing may come; zero: for ever
   */
  InputStream open(byte[] request, Duration patience) throws IOException;

  /**
   * The way to {@code address}.
   *
   * @throws IOException if there is none
   */
  static EngineConnection to(EngineAddress address) throws IOException {
    if (address instanceof EngineAddress.UnixSocket socket) {
      return new OverUnixSocket(socket.path());
    }
    if (address instanceof EngineAddress.Tcp tcp) {
      return new OverTcp(tcp);
    }
    throw new IOException(
        "ssh is not supported here; forward the socket: ssh -nNT -L"
            + " /tmp/docker.sock:/var/run/docker.sock USER@HOST, then set"
            + " DOCKER_HOST=unix:///tmp/docker.sock");
  }

  /**
   * By a socket in the file system.
   *
   * @param path the socket
   */
  record OverUnixSocket(Path path) implements EngineConnection {

    /**
     * Reading ends when its thread is interrupted, which stands for a time-out: channels have none.
     */
    @Override
    public InputStream open(byte[] request, Duration patience) throws IOException {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      try {
        ByteBuffer buffer = ByteBuffer.wrap(request);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return Channels.newInputStream(channel);
    }
  }

  /**
   * By TCP.
   *
   * @param to where to
   */
  record OverTcp(EngineAddress.Tcp to) implements EngineConnection {

    @Override
    public InputStream open(byte[] request, Duration patience) throws IOException {
      Socket socket = new Socket();
      try {
        socket.setSoTimeout((int) patience.toMillis());
        socket.connect(
            new InetSocketAddress(InetAddress.getByName(to.host()), to.port()),
            (int) CONNECT_TIMEOUT.toMillis());
        if (to.certificates().isPresent()) {
          socket = secure(socket, to.certificates().get());
        }
        socket.getOutputStream().write(request);
        return socket.getInputStream();
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    private SSLSocket secure(Socket plain, Path folder) throws IOException {
      SSLSocket socket =
          (SSLSocket)
              TlsFiles.context(folder)
                  .getSocketFactory()
                  .createSocket(plain, to.host(), to.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      // Without this, any certificate of the authority would do, whatever host it is for.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      return socket;
    }
  }

  /** The request for {@code path}. */
  static byte[] get(String path) {
    return request("GET", path, "");
  }

  /** The request that changes what is at {@code path}, and says no more. */
  static byte[] post(String path) {
    return request("POST", path, "Content-Length: 0\r\n");
  }

  private static byte[] request(String method, String path, String more) {
    return "%s %s HTTP/1.0\r\nHost: docker\r\nAccept: application/json\r\n%s\r\n"
        .formatted(method, path, more)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
