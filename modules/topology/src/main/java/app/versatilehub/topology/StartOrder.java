package app.versatilehub.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts each service after those it needs, otherwise in the order of declaration. */
final class StartOrder {

  private StartOrder() {}

  static List<Service> of(List<Service> services, List<Finding> findings) {
    List<Service> waiting = new ArrayList<>(services);
    List<Service> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      List<ServiceName> names = waiting.stream().map(Service::name).toList();
      Optional<Service> ready =
          waiting.stream()
              .filter(service -> service.needs().stream().noneMatch(names::contains))
              .findFirst();
      if (ready.isEmpty()) {
        findings.add(
            Finding.error(
                "needs-cycle",
                "services " + names,
                "each of them waits for another of them",
                "remove one of the needs"));
        ordered.addAll(waiting);
        return ordered;
      }
      ordered.add(ready.get());
      waiting.remove(ready.get());
    }
    return ordered;
  }
}
