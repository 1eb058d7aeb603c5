package app.versatilehub.verification.engine;

import static java.util.Objects.requireNonNull;

/**
 * Something that has happened on an engine.
 *
 * @param type {@code container} or {@code network}: to what
 * @param action what, in the engine's own words, such as {@code start} or {@code connect}; without
 *     the command that an {@code exec_…} names
 * @param id the identifier of the container or network
 * @param name its name
 */
public record EngineEvent(String type, String action, String id, String name) {
  public EngineEvent {
    requireNonNull(type, "type");
    requireNonNull(action, "action");
    requireNonNull(id, "id");
    requireNonNull(name, "name");
  }
}
