package app.versatilehub.live;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** An engine's address, taken apart. */
public sealed interface EngineAddress {

  /** Whether the engine is on this host. */
  boolean isLocal();

  /**
   * Reads the address of {@code candidate}.
   *
   * @throws IOException if it is not an engine's address
   */
  static EngineAddress of(EngineCandidate candidate) throws IOException {
    URI address = parse(candidate.address());
    return switch (String.valueOf(address.getScheme())) {
      case "unix" -> new UnixSocket(Path.of(address.getPath()));
      case "tcp", "http", "https" -> Tcp.of(address, candidate.certificates());
      case "ssh" -> Ssh.of(address);
      default -> throw invalid();
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
    throw invalid();
  }

  private static IOException invalid() {
    return new IOException(
        "not an engine's address; allowed: unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST");
  }

  /**
   * A socket in the file system.
   *
   * @param path the socket
   */
  record UnixSocket(Path path) implements EngineAddress {
    public UnixSocket {
      requireNonNull(path, "path");
    }

    @Override
    public boolean isLocal() {
      return true;
    }
  }

  /**
   * A TCP port.
   *
   * @param host the host's name or address
   * @param port the port
   * @param certificates the folder of the TLS certificates; without it, no TLS
   */
  record Tcp(String host, int port, Optional<Path> certificates) implements EngineAddress {

    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;

    public Tcp {
      requireNonNull(host, "host");
      requireNonNull(certificates, "certificates");
    }

    private static Tcp of(URI address, Optional<Path> certificates) throws IOException {
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
  }

  /**
   * A socket in the file system of another host, reached by the {@code ssh} command.
   *
   * @param user the user there; absent when ssh's own settings tell
   * @param host the host, by any name that ssh's own settings know
   * @param port the port of its ssh server; absent when ssh's own settings tell
   * @param socket the socket's path there
   */
  record Ssh(Optional<String> user, String host, OptionalInt port, String socket)
      implements EngineAddress {

    private static final String SYSTEM_SOCKET = "/var/run/docker.sock";

    public Ssh {
      requireNonNull(user, "user");
      requireNonNull(host, "host");
      requireNonNull(port, "port");
      requireNonNull(socket, "socket");
    }

    private static Ssh of(URI address) throws IOException {
      if (address.getHost() == null) {
        throw new IOException("names no host; allowed: ssh://USER@HOST or ssh://USER@HOST:PORT");
      }
      String user = address.getUserInfo();
      if (user != null && user.contains(":")) {
        throw new IOException("holds a password; ssh takes none there, use a key");
      }
      boolean usual = address.getPath().length() <= 1;
      return new Ssh(
          Optional.ofNullable(user),
          address.getHost(),
          address.getPort() < 0 ? OptionalInt.empty() : OptionalInt.of(address.getPort()),
          usual ? SYSTEM_SOCKET : address.getPath());
    }

    @Override
    public boolean isLocal() {
      return false;
    }
  }
}
