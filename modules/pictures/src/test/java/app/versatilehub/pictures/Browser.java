package app.versatilehub.pictures;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Chromium without a window, driven by its DevTools protocol: the one that {@code
 * VERSATILE_BROWSER} names, as {@code ./versatile test} does, else {@code chromium}. It has no way
 * to anything but files.
 */
final class Browser implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final String LISTENING = "DevTools listening on ";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final Map<String, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();

  private Browser(Path folder, Process process, URI address) {
    this.folder = folder;
    this.process = process;
    this.socket =
        await(
            HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .toCompletableFuture());
  }

  static Browser start() {
    String program = requireNonNullElse(System.getenv("VERSATILE_BROWSER"), "chromium");
    try {
      Path folder = Files.createTempDirectory("browser");
      Process process =
          new ProcessBuilder(
                  program,
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--hide-scrollbars",
                  "--window-size=1280,900",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + folder)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Browser(folder, process, await(addressOf(process)));
    } catch (IOException e) {
      throw new IllegalStateException(
          program
              + " does not start ("
              + e.getMessage()
              + "); ./versatile test installs a browser, or name one by VERSATILE_BROWSER",
          e);
    }
  }

  /** It tells on its standard error, which is then read on so that it never waits to write. */
  private static CompletableFuture<URI> addressOf(Process process) {
    CompletableFuture<URI> address = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              List<String> said = new ArrayList<>();
              try (BufferedReader err =
                  new BufferedReader(
                      new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line; (line = err.readLine()) != null; ) {
                  if (line.startsWith(LISTENING)) {
                    address.complete(URI.create(line.substring(LISTENING.length())));
                  } else if (!address.isDone()) {
                    said.add(line);
                  }
                }
              } catch (IOException e) {
                said.add(e.toString());
              }
              address.completeExceptionally(
                  new IllegalStateException("the browser ended: " + String.join("\n", said)));
            },
            "browser");
    reader.setDaemon(true);
    reader.start();
    return address;
  }

  /** Opens a file in a page of its own, and waits until it is loaded. */
  Page open(Path file) {
    String target =
        call(null, "Target.createTarget", Map.of("url", "about:blank")).path("targetId").asText();
    String session =
        call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asText();
    Page page = new Page(session);
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(session, domain + ".enable", Map.of());
    }
    CompletableFuture<JsonNode> loaded = new CompletableFuture<>();
    awaited.put(session + " Page.loadEventFired", loaded);
    call(session, "Page.navigate", Map.of("url", file.toUri().toString()));
    await(loaded);
    return page;
  }

  /** A page. */
  final class Page {

    private final String session;

    private Page(String session) {
      this.session = session;
    }

    /** What an expression is, once it is no promise any more. */
    JsonNode evaluate(String expression) {
      JsonNode answer =
          call(
              session,
              "Runtime.evaluate",
              Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
      if (answer.has("exceptionDetails")) {
        throw new AssertionError(answer.path("exceptionDetails").toString());
      }
      return answer.path("result").path("value");
    }

    /**
     * Shows it on {@code screen} or in {@code print}, as for a reader who prefers {@code scheme}.
     */
    void show(String medium, String scheme) {
      call(
          session,
          "Emulation.setEmulatedMedia",
          Map.of(
              "media",
              medium,
              "features",
              List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void press(String key, int code) {
      for (String type : List.of("keyDown", "keyUp")) {
        call(
            session,
            "Input.dispatchKeyEvent",
            Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
      }
    }

    void type(String text) {
      call(session, "Input.insertText", Map.of("text", text));
    }

    /** Moves the pointer to the middle of what a selector finds. */
    void pointAt(String element) {
      JsonNode box =
          evaluate(
              "(() => { const e = "
                  + element
                  + "; e.scrollIntoView({block: 'center', inline: 'center'});"
                  + " const b = e.getBoundingClientRect();"
                  + " return {x: b.x + b.width / 2, y: b.y + b.height / 2}; })()");
      call(
          session,
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              "mouseMoved",
              "x",
              box.path("x").doubleValue(),
              "y",
              box.path("y").doubleValue()));
    }

    /** What it asked for, itself included. */
    List<String> requests() {
      return events("Network.requestWillBeSent")
          .map(event -> event.path("params").path("request").path("url").asText())
          .toList();
    }

    /** What its scripts and the browser complained of. */
    List<String> complaints() {
      return Stream.concat(events("Runtime.exceptionThrown"), events("Log.entryAdded"))
          .map(JsonNode::toString)
          .toList();
    }

    private Stream<JsonNode> events(String method) {
      return events.stream()
          .filter(event -> event.path("sessionId").asText().equals(session))
          .filter(event -> event.path("method").asText().equals(method));
    }
  }

  private JsonNode call(@Nullable String session, String method, Map<String, ?> parameters) {
    int id = calls.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    if (session != null) {
      message.put("sessionId", session);
    }
    message.set("params", JSON.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    await(socket.sendText(message.toString(), true));
    JsonNode answered = await(answer);
    if (answered.has("error")) {
      throw new AssertionError(method + ": " + answered.path("error"));
    }
    return answered.path("result");
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the browser did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        try {
          take(JSON.readTree(message.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonNode said) {
      if (said.has("id")) {
        CompletableFuture<JsonNode> answer = answers.remove(said.path("id").intValue());
        if (answer != null) {
          answer.complete(said);
        }
        return;
      }
      events.add(said);
      CompletableFuture<JsonNode> waiting =
          awaited.remove(said.path("sessionId").asText() + " " + said.path("method").asText());
      if (waiting != null) {
        waiting.complete(said);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
