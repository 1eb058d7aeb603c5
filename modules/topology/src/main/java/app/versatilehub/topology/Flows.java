package app.versatilehub.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the flows from what services declare, and adds those that the gateway implies. */
final class Flows {

  private Flows() {}

  static List<Flow> of(List<ServiceBuilder> services, List<Finding> findings) {
    Map<ServiceName, ServiceBuilder> byName =
        services.stream()
            .collect(
                Collectors.toMap(
                    ServiceBuilder::name, Function.identity(), (first, second) -> first));
    List<Flow> flows = new ArrayList<>();
    for (ServiceBuilder service : services) {
      Flow.Source source = new Flow.Source.Service(service.name());
      service
          .publishedPorts()
          .forEach(
              published ->
                  flows.add(
                      new Flow(
                          new Flow.Source.Internet(),
                          service.name(),
                          published.port(),
                          Protocol.HTTP)));
      if (service.kind() == ServiceKind.GATEWAY) {
        services.stream()
            .filter(ServiceBuilder::isRouted)
            .forEach(
                routed ->
                    routed
                        .ports()
                        .findFirst()
                        .ifPresent(
                            port ->
                                flows.add(
                                    new Flow(
                                        source, routed.name(), port, routed.routeProtocol()))));
      }
      service
          .talks()
          .forEach(talk -> resolve(service, source, talk, byName, findings).ifPresent(flows::add));
    }
    return flows;
  }

  private static Optional<Flow> resolve(
      ServiceBuilder service,
      Flow.Source source,
      ServiceBuilder.Talk talk,
      Map<ServiceName, ServiceBuilder> byName,
      List<Finding> findings) {
    ServiceBuilder destination = byName.get(talk.with());
    Optional<Port> port =
        Optional.ofNullable(destination)
            .flatMap(found -> talk.port().or(() -> found.ports().findFirst()));
    if (destination == null || port.isEmpty()) {
      findings.add(
          Finding.error(
              "flow-to-nobody",
              "service " + service.name(),
              "talks to '%s', which %s"
                  .formatted(
                      talk.with(), destination == null ? "is not there" : "listens on no port"),
              "declare or switch on the service, declare its port, or remove the flow"));
      return Optional.empty();
    }
    return Optional.of(new Flow(source, talk.with(), port.get(), talk.protocol()));
  }
}
