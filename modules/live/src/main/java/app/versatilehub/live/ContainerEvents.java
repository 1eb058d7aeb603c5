package app.versatilehub.live;

import app.versatilehub.topology.Labels;
import app.versatilehub.topology.StackId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells what becomes of containers as the engine that {@link EngineReader} reads tells it. */
public final class ContainerEvents {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final int MOST_OF_HEAD = 8192;

  private ContainerEvents() {}

  /**
   * Follows the containers of {@code stack} until this program ends, or the engine does.
   *
   * @param told of each event from now on, in their order, on a thread of its own
   * @throws EngineUnavailableException if no engine answers
   */
  public static void follow(StackId stack, Consumer<ContainerEvent> told) {
    InputStream events =
        EngineReader.asked(
            EngineReader.PATIENCE,
            connection -> {
              InputStream answer =
                  connection.open(EngineConnection.get(path(stack)), Duration.ZERO);
              skipHead(answer);
              return answer;
            });
    Thread thread = new Thread(() -> read(events, told), "events of " + stack);
    thread.setDaemon(true);
    thread.start();
  }

  private static String path(StackId stack) {
    String filters =
        """
        {"type":["container"],"event":["start","health_status","kill","die"],"label":["%s=%s"]}\
        """
            .formatted(Labels.STACK, stack);
    return "/events?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8);
  }

  /** Byte for byte, since what comes after it comes later. */
  private static void skipHead(InputStream answer) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD) < 0) {
      int next = answer.read();
      if (next < 0 || head.length() > MOST_OF_HEAD) {
        throw new IOException("what answers there does not speak HTTP");
      }
      head.append((char) next);
    }
    // Throws unless the engine has accepted.
    HttpAnswer accepted = HttpAnswer.parse((head + "{}").getBytes(StandardCharsets.ISO_8859_1));
    accepted.json(JSON);
  }

  static void read(InputStream events, Consumer<ContainerEvent> told) {
    try (MappingIterator<JsonNode> each = JSON.readerFor(JsonNode.class).readValues(events)) {
      while (each.hasNextValue()) {
        ContainerEvent.of(each.nextValue()).ifPresent(told);
      }
    } catch (IOException e) {
      // The engine has gone, and with it whatever there was to be told.
    }
  }
}
