package app.versatilehub.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts each service after those it needs, otherwise in the order of declaration. */
final class StartOrder {

  private StartOrder() {}

  static List<Service> of(List<Service> services, List<Finding> findings) {
    Map<ServiceName, Service> waiting = new LinkedHashMap<>();
    services.forEach(service -> waiting.put(service.name(), service));
    List<Service> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Optional<Service> ready =
          waiting.values().stream()
              .filter(service -> service.needs().stream().noneMatch(waiting::containsKey))
              .findFirst();
      if (ready.isEmpty()) {
        findings.add(
            Finding.error(
                "needs-cycle",
                "services " + waiting.keySet(),
                "each of them waits for another of them",
                "remove one of the needs"));
        ordered.addAll(waiting.values());
        return ordered;
      }
      ordered.add(ready.get());
      waiting.remove(ready.get().name());
    }
    return ordered;
  }
}
