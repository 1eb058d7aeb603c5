package app.versatilehub.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Somebody on the Internet side. Trusts any certificate, since a gateway without a certificate
 * authority signs its own.
 */
final class Client {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(PATIENCE).sslContext(trusting()).build();

  HttpResponse<String> get(String url) {
    return get(url, Map.of());
  }

  HttpResponse<String> get(String url, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    headers.forEach(request::header);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The status that comes of sending so many bytes. */
  int post(String url, int bytes) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .timeout(PATIENCE)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Asks until a service answers, not the gateway in its place. */
  void awaitAnswer(String url, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    int status = get(url).statusCode();
    while (status != 200) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("%s still answers %d after %s".formatted(url, status, patience));
      }
      pause();
      status = get(url).statusCode();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  JsonNode json(String url) {
    return parse(get(url).body());
  }

  /** Opens a WebSocket, says one thing, and returns what is answered. */
  JsonNode say(String url, String text) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          private final StringBuilder parts = new StringBuilder();

          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
              answer.complete(parts.toString());
            }
            return WebSocket.Listener.super.onText(socket, part, last);
          }

          @Override
          public void onError(WebSocket socket, Throwable error) {
            answer.completeExceptionally(error);
          }
        };
    WebSocket socket =
        http.newWebSocketBuilder()
            .connectTimeout(PATIENCE)
            .buildAsync(URI.create(url), listener)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
    try {
      socket.sendText(text, true).join();
      return parse(answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
    } finally {
      socket.abort();
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  private static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAnybody()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TrustsAnybody extends X509ExtendedTrustManager {
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
