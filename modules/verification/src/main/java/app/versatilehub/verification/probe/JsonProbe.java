package app.versatilehub.verification.probe;

import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with a probe by lines of JSON. Whoever runs the probe hands over what it writes.
 *
 * @see <a href="../../../../../../../../../toolchain/probe/README.md">the protocol</a>
 */
final class JsonProbe implements Probe {

  private static final int PROTOCOL = 1;
  private static final int LONGEST_LINE = 16 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final OutputStream requests;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<List<Interface>> greeting = new CompletableFuture<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private volatile @Nullable ProbeException end;

  /**
   * A probe that has just been started.
   *
   * @param name what errors call it
   * @param requests its standard input
   */
  JsonProbe(String name, OutputStream requests) {
    this.name = name;
    this.requests = requests;
  }

  /** Completes once the probe has greeted. */
  CompletableFuture<JsonProbe> ready() {
    return greeting.thenApply(interfaces -> this);
  }

  // --- What the probe writes --------------------------------------------------------------------

  /** Takes a piece of the probe's standard output, from one thread at a time. */
  void written(byte[] piece) {
    for (byte one : piece) {
      if (one == '\n') {
        take(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else if (line.size() < LONGEST_LINE) {
        line.write(one);
      }
    }
  }

  /** The probe writes no more; whatever still waits fails. */
  void ended(String why) {
    ProbeException reason = new ProbeException("the probe of %s ended: %s".formatted(name, why));
    end = reason;
    greeting.completeExceptionally(reason);
    waiting.values().forEach(answer -> answer.completeExceptionally(reason));
  }

  private void take(String text) {
    try {
      JsonNode answer = JSON.readTree(text);
      if (answer.has("probe")) {
        greet(answer);
        return;
      }
      CompletableFuture<JsonNode> asked = waiting.remove(answer.path("id").asInt());
      if (asked != null && answer.has("error")) {
        asked.completeExceptionally(
            new ProbeException(
                "the probe of %s refused: %s".formatted(name, answer.path("error").asText())));
      } else if (asked != null) {
        asked.complete(answer.path("results"));
      }
    } catch (JsonProcessingException e) {
      ended("it wrote something that is not JSON (%s)".formatted(e.getOriginalMessage()));
    }
  }

  private void greet(JsonNode text) {
    int protocol = text.path("probe").asInt();
    if (protocol != PROTOCOL) {
      ended("it speaks protocol %d, not %d".formatted(protocol, PROTOCOL));
      return;
    }
    List<Interface> interfaces = new ArrayList<>();
    for (JsonNode one : text.path("interfaces")) {
      interfaces.add(new Interface(one.path("name").asText(), addresses(one.path("addresses"))));
    }
    greeting.complete(List.copyOf(interfaces));
  }

  // --- What it is asked -------------------------------------------------------------------------

  @Override
  public List<Interface> interfaces() {
    return greeting.join();
  }

  @Override
  public CompletableFuture<Map<Target, Outcome>> connect(
      Collection<Target> targets, Duration patience, boolean onLinkOnly) {
    Map<String, Target> byText =
        targets.stream().collect(Collectors.toMap(Target::toString, Function.identity()));
    ObjectNode request = JSON.createObjectNode().put("do", "connect");
    request.put("timeoutMs", patience.toMillis()).put("onLinkOnly", onLinkOnly);
    return ask(
        request,
        "targets",
        byText.keySet(),
        (outcomes, result) ->
            found(byText, result, "target")
                .ifPresent(
                    target -> outcomes.put(target, outcome(result.path("outcome").asText()))));
  }

  @Override
  public CompletableFuture<Map<String, Optional<Target>>> listen(Collection<String> addresses) {
    return ask(
        JSON.createObjectNode().put("do", "listen"),
        "addresses",
        addresses,
        (listening, result) -> {
          String address = result.path("address").asText();
          boolean own = result.path("outcome").asText().equals("listening");
          listening.put(
              address, own ? target(result.path("bound").asText(address)) : Optional.empty());
        });
  }

  @Override
  public CompletableFuture<Map<IpAddress, Way>> route(Collection<IpAddress> addresses) {
    Map<String, IpAddress> byText =
        addresses.stream().collect(Collectors.toMap(IpAddress::value, Function.identity()));
    return ask(
        JSON.createObjectNode().put("do", "route"),
        "addresses",
        byText.keySet(),
        (ways, result) ->
            found(byText, result, "address").ifPresent(address -> ways.put(address, way(result))));
  }

  @Override
  public CompletableFuture<Map<String, List<IpAddress>>> resolve(
      Collection<String> names, Duration patience) {
    ObjectNode request = JSON.createObjectNode().put("do", "resolve");
    request.put("server", "127.0.0.11:53").put("timeoutMs", patience.toMillis());
    return ask(
        request,
        "names",
        names,
        (found, result) ->
            found.put(result.path("name").asText(), addresses(result.path("addresses"))));
  }

  private <K, V> CompletableFuture<Map<K, V>> ask(
      ObjectNode request,
      String field,
      Collection<String> subjects,
      BiConsumer<Map<K, V>, JsonNode> reader) {
    if (subjects.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    int id = lastId.incrementAndGet();
    request.put("id", id);
    subjects.forEach(request.putArray(field)::add);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    send(request, answer);
    return answer.thenApply(
        results -> {
          Map<K, V> read = new LinkedHashMap<>();
          results.forEach(result -> reader.accept(read, result));
          if (read.size() != subjects.size()) {
            throw new ProbeException(
                "the probe of %s answered %d of %d questions"
                    .formatted(name, read.size(), subjects.size()));
          }
          return read;
        });
  }

  private synchronized void send(ObjectNode request, CompletableFuture<JsonNode> answer) {
    try {
      if (end != null) {
        throw new IOException(end.getMessage());
      }
      requests.write((request + "\n").getBytes(StandardCharsets.UTF_8));
      requests.flush();
    } catch (IOException e) {
      answer.completeExceptionally(
          new ProbeException("the probe of %s cannot be asked".formatted(name), e));
    }
  }

  // --- Parts of answers -------------------------------------------------------------------------

  private static <T> Optional<T> found(Map<String, T> byText, JsonNode result, String field) {
    return Optional.ofNullable(byText.get(result.path(field).asText()));
  }

  private static Outcome outcome(String text) {
    return switch (text) {
      case "open" -> Outcome.OPEN;
      case "refused" -> Outcome.REFUSED;
      case "dropped" -> Outcome.DROPPED;
      case "unreachable" -> Outcome.UNREACHABLE;
      default -> Outcome.UNKNOWN;
    };
  }

  private static Way way(JsonNode result) {
    String device = result.path("device").asText();
    return switch (result.path("outcome").asText()) {
      case "local" -> new Way.Local();
      case "on-link" -> new Way.OnLink(device);
      case "gateway" ->
          address(result.path("gateway").asText())
              .<Way>map(Way.ByGateway::new)
              .orElse(new Way.None());
      default -> new Way.None();
    };
  }

  private static List<IpAddress> addresses(JsonNode texts) {
    List<IpAddress> addresses = new ArrayList<>();
    texts.forEach(
        text -> {
          // With the length of the network's prefix, or without.
          String address = text.asText().replaceFirst("/.*", "");
          address(address).ifPresent(addresses::add);
        });
    return List.copyOf(addresses);
  }

  private static Optional<IpAddress> address(String text) {
    try {
      return Optional.of(IpAddress.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Target> target(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "");
    return address(host).map(address -> new Target(address, Port.parse(text.substring(colon + 1))));
  }
}
