package app.versatilehub.topology;

import app.versatilehub.topology.ServiceBuilder.Hairpin;
import java.util.List;
import java.util.Optional;

/** Lets the gateway answer to public names where services of the stack ask for them. */
final class Hairpins {

  private Hairpins() {}

  static void lay(List<ServiceBuilder> services, Environment environment, List<Finding> findings) {
    Optional<ServiceBuilder> gateway =
        services.stream().filter(service -> service.kind() == ServiceKind.GATEWAY).findFirst();
    for (ServiceBuilder service : services) {
      Optional<Hairpin> hairpin = service.hairpin();
      if (hairpin.isEmpty()) {
        continue;
      }
      Optional<HostName> host =
          services.stream()
              .filter(other -> other.name().equals(hairpin.get().routed()))
              .findFirst()
              .flatMap(routed -> routed.host(environment));
      if (gateway.isEmpty() || host.isEmpty()) {
        findings.add(
            Finding.error(
                "hairpin-to-nowhere",
                "service " + service.name(),
                "asks for the route of '%s', and %s"
                    .formatted(
                        hairpin.get().routed(),
                        gateway.isEmpty() ? "there is no gateway" : "it has none"),
                "declare the route and a gateway, or remove the way to it"));
        continue;
      }
      gateway.get().answersTo(host.get(), hairpin.get().network());
      gateway
          .get()
          .publishedPorts()
          .filter(published -> published.hostPort().equals(environment.gateway().httpsPort()))
          .forEach(
              published ->
                  service.talksTo(
                      gateway.get().name().value(), published.port().number(), Protocol.TCP));
    }
  }
}
