package app.versatilehub.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes of a service as many as the stack wants. Each further one is a service like any other, so
 * that whoever reads a topology sees it: with a container, networks and flows of its own.
 */
final class Replicas {

  private Replicas() {}

  /** {@code first} itself, and its further replicas, each of which waits for the one before it. */
  static List<Service> of(Service first, int count, Environment environment) {
    List<Service> all = new ArrayList<>(List.of(first));
    for (int number = 2; number <= count; number++) {
      all.add(replica(first, number, all.get(all.size() - 1).name(), environment));
    }
    return all;
  }

  private static Service replica(
      Service first, int number, ServiceName before, Environment environment) {
    ServiceName name = ServiceName.of(first.name() + "-" + number);
    return new Service(
        name,
        first.module(),
        environment.engineName(name.value()),
        first.kind(),
        first.workload(),
        first.attachments().stream().map(attachment -> alsoAs(name, attachment)).toList(),
        first.ports(),
        first.bound(),
        first.volumes(),
        first.exposures(),
        Stream.concat(first.needs().stream(), Stream.of(before)).toList(),
        first.data(),
        Optional.of(first.name()));
  }

  private static Attachment alsoAs(ServiceName name, Attachment attachment) {
    return new Attachment(
        attachment.network(),
        Stream.concat(Stream.of(name.value()), attachment.aliases().stream()).toList());
  }

  /** What each replica of the one says to each replica of the other. */
  static List<Flow> flows(List<Flow> declared, List<Service> services) {
    return declared.stream()
        .flatMap(
            flow ->
                sources(flow, services)
                    .flatMap(
                        source ->
                            names(flow.destination(), services)
                                .map(to -> new Flow(source, to, flow.port(), flow.protocol()))))
        .toList();
  }

  private static Stream<Flow.Source> sources(Flow flow, List<Service> services) {
    return flow.source() instanceof Flow.Source.Service source
        ? names(source.name(), services).map(Flow.Source.Service::new)
        : Stream.of(flow.source());
  }

  private static Stream<ServiceName> names(ServiceName shared, List<Service> services) {
    return services.stream()
        .filter(service -> service.sharedName().equals(shared))
        .map(Service::name);
  }
}
