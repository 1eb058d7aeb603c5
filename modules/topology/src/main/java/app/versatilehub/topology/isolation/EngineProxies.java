package app.versatilehub.topology.isolation;

import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import java.util.List;
import java.util.Optional;

/** What the project's own proxy of the engine, {@code images/socket-proxy}, is told to do. */
final class EngineProxies {

  private EngineProxies() {}

  /** The container in which {@code proxy} lets others run commands, by its name on the engine. */
  static Optional<String> commandsIn(ContainerEntry proxy) {
    if (proxy.kind() != ServiceKind.ENGINE_PROXY) {
      return Optional.empty();
    }
    List<String> words =
        proxy.settings().stream()
            .filter(setting -> setting.place() == Place.COMMAND)
            .map(Setting::value)
            .toList();
    int exec = words.lastIndexOf("exec");
    return exec < 0 || exec + 1 == words.size()
        ? Optional.empty()
        : Optional.of(words.get(exec + 1));
  }
}
