package app.versatilehub.cli;

import app.versatilehub.pictures.LiveResults;
import app.versatilehub.pictures.LiveResults.Cell;
import app.versatilehub.pictures.LiveResults.Status;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads again what {@link VerifyJson} wrote. */
final class VerifyResults {

  private final Path file;

  private VerifyResults(Path file) {
    this.file = file;
  }

  /**
   * Reads the results about {@code stack}.
   *
   * @throws IllegalArgumentException if the file holds none, or those of another stack
   */
  static LiveResults read(Path file, String stack) {
    return new VerifyResults(file).read(stack);
  }

  private LiveResults read(String stack) {
    JsonNode root = root();
    String other = text(root, "stack");
    if (!other.equals(stack)) {
      throw unusable("tells of stack %s, and not of %s".formatted(other, stack));
    }
    List<Finding> findings = new ArrayList<>();
    for (JsonNode finding : array(root, "findings")) {
      findings.add(
          new Finding(
              text(finding, "rule"),
              value(Severity.values(), finding, "severity"),
              text(finding, "subject"),
              text(finding, "message"),
              text(finding, "cure")));
    }
    List<Cell> cells = new ArrayList<>();
    for (JsonNode cell : array(root, "cells")) {
      cells.add(
          new Cell(
              text(cell, "source"),
              text(cell, "destination"),
              text(cell, "declared"),
              text(cell, "observed"),
              value(Status.values(), cell, "status")));
    }
    JsonNode passes = root.path("passes");
    if (!passes.isBoolean()) {
      throw lacks("passes");
    }
    return new LiveResults(
        "Docker Engine " + root.path("engine").path("version").asText("of unknown release"),
        passes.booleanValue(),
        findings,
        cells);
  }

  private JsonNode root() {
    try {
      return new JsonMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw unusable("is no JSON (%s)".formatted(e.getOriginalMessage()));
    } catch (IOException e) {
      throw unusable("cannot be read (%s)".formatted(e));
    }
  }

  private JsonNode array(JsonNode of, String name) {
    JsonNode array = of.path(name);
    if (!array.isArray()) {
      throw lacks(name);
    }
    return array;
  }

  private String text(JsonNode of, String name) {
    JsonNode text = of.path(name);
    if (!text.isTextual()) {
      throw lacks(name);
    }
    return text.textValue();
  }

  private <E extends Enum<E>> E value(E[] values, JsonNode of, String name) {
    String word = text(of, name);
    return Arrays.stream(values)
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> unusable("has the %s '%s', which there is not".formatted(name, word)));
  }

  private IllegalArgumentException lacks(String name) {
    return unusable("has no '%s' where one belongs".formatted(name));
  }

  private IllegalArgumentException unusable(String why) {
    return new IllegalArgumentException(
        "%s: %s\n    -> name a file that 'versatile verify --format json' wrote for this stack"
            .formatted(file, why));
  }
}
