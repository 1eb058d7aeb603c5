package app.versatilehub.stack;

import app.versatilehub.live.ContainerCondition;
import app.versatilehub.live.EngineReader;
import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.Service;
import java.util.List;
import java.util.Optional;

/** What a container that does not become healthy says. */
final class LastWords {

  private static final int LINES = 20;

  private LastWords() {}

  /** Asks the engine why the container of {@code service} does not become healthy. */
  static String of(Service service) {
    EngineName container = service.containerName();
    try {
      Optional<ContainerCondition> condition = EngineReader.condition(container.value());
      return "the container %s is not healthy (%s)%n%s"
          .formatted(container, text(condition), of(container, condition));
    } catch (EngineUnavailableException e) {
      return "the container %s is not healthy; why is not known: %s"
          .formatted(container, e.getMessage());
    }
  }

  /**
   * Lines to be put below a sentence.
   *
   * @param condition of the container
   */
  static String of(EngineName container, Optional<ContainerCondition> condition) {
    List<String> lines = EngineReader.lastLines(container.value(), LINES);
    return condition
            .flatMap(ContainerCondition::complaint)
            .map(complaint -> "  its health check says:\n" + complaint.indent(4))
            .orElse("")
        + "  its log ends with:\n"
        + (lines.isEmpty() ? "(nothing was written)" : String.join("\n", lines)).indent(4)
        + "  the whole log: docker logs "
        + container;
  }

  static String text(Optional<ContainerCondition> condition) {
    return condition.map(ContainerCondition::toString).orElse("it is not there");
  }
}
