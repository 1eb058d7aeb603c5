package app.versatilehub.operations;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.StackId;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a backup. It is its last entry, so that a backup without one is not whole.
 *
 * @param formatVersion how the backup is laid out; see {@link #VERSION}
 * @param stack whose data they are, as project/stack
 * @param created when, in ISO 8601
 * @param engine the engine's release; empty where it did not say
 * @param images the image of each service's container then
 * @param parts the data, in their order in the backup
 */
public record Manifest(
    int formatVersion,
    String stack,
    String created,
    String engine,
    SortedMap<String, String> images,
    List<Part> parts) {

  /** The one layout that there is. */
  static final int VERSION = 1;

  static final String NAME = "manifest.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public Manifest {
    StackId owner = new StackId(stack);
    Instant time = Instant.parse(created);
    requireNonNull(owner, "stack");
    requireNonNull(time, "created");
    requireNonNull(engine, "engine");
    images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
    parts = List.copyOf(parts);
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IOException if it did not, in words for whoever has the file
   */
  static Manifest read(byte[] text) throws IOException {
    try {
      JsonNode tree = JSON.readTree(text);
      int version = tree.path("formatVersion").asInt();
      if (version != VERSION) {
        throw new IOException(
            "it is in format %d, and this release knows only %d".formatted(version, VERSION));
      }
      return JSON.treeToValue(tree, Manifest.class);
    } catch (JsonProcessingException e) {
      throw new IOException("its manifest is wrong: " + e.getOriginalMessage(), e);
    }
  }

  byte[] json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes of all parts together. */
  public long size() {
    return parts.stream().mapToLong(Part::size).sum();
  }
}
