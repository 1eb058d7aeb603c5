package app.versatilehub.verification.engine;

import app.versatilehub.live.EngineAddress;
import app.versatilehub.live.EngineCandidate;
import app.versatilehub.live.TlsFiles;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The way to one engine.
 *
 * @param http speaks HTTP with it
 * @param host its address as docker-java writes it
 * @param local whether it runs on this host
 * @param tunnel what the way leads through, if anything
 */
record EngineTransport(DockerHttpClient http, URI host, boolean local, Optional<SshTunnel> tunnel)
    implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Opens the way to {@code candidate}, which says nothing yet of whether an engine is there.
   *
   * @throws IOException if there is none
   */
  static EngineTransport to(EngineCandidate candidate) throws IOException {
    EngineAddress address = EngineAddress.of(candidate);
    if (address instanceof EngineAddress.Ssh ssh) {
      SshTunnel tunnel = SshTunnel.open(ssh);
      return over(unix(tunnel.socket()), Optional.empty(), address, Optional.of(tunnel));
    }
    if (address instanceof EngineAddress.Tcp tcp) {
      URI host = URI.create("tcp://%s:%d".formatted(tcp.host(), tcp.port()));
      Optional<SSLContext> secured =
          tcp.certificates().isPresent()
              ? Optional.of(TlsFiles.context(tcp.certificates().get()))
              : Optional.empty();
      return over(host, secured, address, Optional.empty());
    }
    EngineAddress.UnixSocket socket = (EngineAddress.UnixSocket) address;
    return over(unix(socket.path()), Optional.empty(), address, Optional.empty());
  }

  private static EngineTransport over(
      URI host, Optional<SSLContext> secured, EngineAddress address, Optional<SshTunnel> tunnel) {
    ZerodepDockerHttpClient.Builder builder =
        new ZerodepDockerHttpClient.Builder().dockerHost(host).connectionTimeout(CONNECT_TIMEOUT);
    secured.ifPresent(context -> builder.sslConfig(() -> context));
    return new EngineTransport(builder.build(), host, address.isLocal(), tunnel);
  }

  private static URI unix(Path socket) {
    return URI.create("unix://" + socket.toUri().getRawPath());
  }

  /** {@code failure}, with what the tunnel has to say about it. */
  IOException explained(IOException failure) {
    String complaint = tunnel.map(SshTunnel::complaint).orElse("");
    return complaint.isEmpty()
        ? failure
        : new IOException("%s; ssh: %s".formatted(failure.getMessage(), complaint), failure);
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      // Nothing is written that could be lost.
    }
    tunnel.ifPresent(SshTunnel::close);
  }
}
