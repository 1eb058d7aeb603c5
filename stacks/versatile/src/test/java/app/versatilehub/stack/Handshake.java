package app.versatilehub.stack;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The beginning of a TLS connection with the gateway of this machine. */
final class Handshake {

  /** The gateway goes on. */
  static final int ACCEPTED = 0;

  /** The alert by which TLS refuses a version. */
  static final int PROTOCOL_VERSION = 70;

  private static final int PATIENCE = 5_000;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;

  private final SSLSocketFactory sockets;

  private Handshake(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  /** A client that trusts one authority alone, and asks for the name that it wants. */
  static Handshake trusting(Path authority) {
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new Handshake(context.getSocketFactory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The version of TLS that comes about with {@code host}, or why none does. */
  String with(String host, int port) {
    try (Socket plain = connected(port);
        SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, port, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession().getProtocol();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * What becomes of the first message of a client that knows no newer version than {@code version};
   * Java's own clients would not send the old ones.
   *
   * @return {@link #ACCEPTED}, or the number of the alert
   */
  static int offering(int port, int version) {
    try (Socket socket = connected(port)) {
      socket.getOutputStream().write(hello(version));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int type = in.readUnsignedByte();
      in.skipBytes(4);
      return switch (type) {
        case HANDSHAKE -> ACCEPTED;
        case ALERT -> alert(in);
        default -> throw new AssertionError("a record of type " + type);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int alert(DataInputStream in) throws IOException {
    in.skipBytes(1);
    return in.readUnsignedByte();
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE);
    socket.connect(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), PATIENCE);
    return socket;
  }

  /** A ClientHello with suites of TLS 1.2 and of older versions, for keys on the curve P-256. */
  private static byte[] hello(int version) {
    byte[] name = "chat.it.localhost".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer extensions = ByteBuffer.allocate(200);
    extensions.putShort((short) 0).putShort((short) (name.length + 5));
    extensions.putShort((short) (name.length + 3)).put((byte) 0);
    extensions.putShort((short) name.length).put(name);
    // Groups: P-256. Formats of points: uncompressed. Signatures: ECDSA with SHA-256 and SHA-1.
    extensions.putShort((short) 10).putShort((short) 4).putShort((short) 2).putShort((short) 23);
    extensions.putShort((short) 11).putShort((short) 2).put((byte) 1).put((byte) 0);
    extensions.putShort((short) 13).putShort((short) 6).putShort((short) 4);
    extensions.putShort((short) 0x0403).putShort((short) 0x0203);
    extensions.flip();

    ByteBuffer body = ByteBuffer.allocate(400);
    body.putShort((short) version).put(new byte[32]).put((byte) 0);
    // ECDHE with ECDSA: AES-128-GCM of TLS 1.2, AES-128-CBC of all.
    body.putShort((short) 4).putShort((short) 0xC02B).putShort((short) 0xC009);
    body.put((byte) 1).put((byte) 0);
    body.putShort((short) extensions.remaining()).put(extensions);
    body.flip();

    ByteBuffer record = ByteBuffer.allocate(500);
    record.put((byte) HANDSHAKE).putShort((short) 0x0301).putShort((short) (body.remaining() + 4));
    record.put((byte) 1).put((byte) 0).putShort((short) body.remaining()).put(body);
    record.flip();
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    return bytes;
  }
}
