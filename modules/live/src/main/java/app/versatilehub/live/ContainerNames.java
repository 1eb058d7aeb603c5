package app.versatilehub.live;

import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Predecessors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes a container's name on to its successor, on the engine that {@link EngineReader} reads. All
 * methods throw {@link EngineUnavailableException} if none answers, and {@link
 * IllegalStateException} if it refuses.
 */
public final class ContainerNames {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONTAINERS = "/containers/";

  private ContainerNames() {}

  /** Takes its name from the container {@code name}, if there is one; it serves on. */
  public static void giveUp(EngineName name) {
    EngineReader.asked(
        EngineReader.PATIENCE,
        connection -> {
          HttpAnswer found = ask(connection, EngineConnection.get(CONTAINERS + name + "/json"));
          if (found.status() != 404) {
            String id = found.json(JSON).path("Id").asText();
            rename(connection, id, Predecessors.name(name, id));
          }
          return true;
        });
  }

  /** Gives {@code name} to the container {@code before} that had it last. */
  public static void takeBack(String before, EngineName name) {
    EngineReader.asked(
        EngineReader.PATIENCE,
        connection -> {
          rename(connection, before, name);
          return true;
        });
  }

  /** The containers that have had {@code name} before the one that has it now. */
  public static List<String> predecessors(EngineName name) {
    return EngineReader.asked(
        EngineReader.PATIENCE,
        connection ->
            names(connection).stream().filter(other -> Predecessors.isOf(name, other)).toList());
  }

  /**
   * Has the container {@code name} end.
   *
   * @param grace how long it may take to
   */
  public static void stop(String name, Duration grace) {
    Duration patience = grace.plus(EngineReader.PATIENCE);
    EngineReader.asked(
        patience,
        connection -> {
          String path = CONTAINERS + name + "/stop?t=" + grace.toSeconds();
          HttpAnswer answer =
              HttpAnswer.parse(connection.exchange(EngineConnection.post(path), patience));
          // 304: it had ended before; 404: somebody has removed it.
          accept(answer, List.of(204, 304, 404));
          return true;
        });
  }

  private static void rename(EngineConnection connection, String container, EngineName name)
      throws IOException {
    String path = CONTAINERS + container + "/rename?name=" + name;
    accept(ask(connection, EngineConnection.post(path)), List.of(204));
  }

  private static List<String> names(EngineConnection connection) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode container :
        ask(connection, EngineConnection.get("/containers/json?all=true")).json(JSON)) {
      names.add(container.path("Names").path(0).asText().replaceFirst("^/", ""));
    }
    return names;
  }

  private static HttpAnswer ask(EngineConnection connection, byte[] request) throws IOException {
    return HttpAnswer.parse(connection.exchange(request));
  }

  private static void accept(HttpAnswer answer, List<Integer> good) {
    if (!good.contains(answer.status())) {
      throw new IllegalStateException(
          "the engine refused with %d: %s".formatted(answer.status(), answer.body().strip()));
    }
  }
}
