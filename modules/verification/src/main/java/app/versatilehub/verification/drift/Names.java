package app.versatilehub.verification.drift;

import app.versatilehub.topology.Attachment;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.util.Optional;
import java.util.stream.Stream;

/** Who a name on a network belongs to. */
final class Names {

  private Names() {}

  /**
   * The service that clients on {@code network} may mean by {@code name}: one that is there, or one
   * that a member of the network meets on another, since a client asks all of its networks. Of
   * replicas, the first.
   */
  static Optional<Service> owner(Topology topology, NetworkName network, String name) {
    return topology.services().stream()
        .filter(service -> isName(service, name))
        .filter(
            service ->
                service.isOn(network)
                    || topology.members(network).anyMatch(client -> meets(client, service)))
        .findFirst();
  }

  private static boolean meets(Service client, Service service) {
    return !client.equals(service) && client.networks().anyMatch(service::isOn);
  }

  private static boolean isName(Service service, String name) {
    return Stream.concat(
            Stream.of(service.containerName().value()),
            service.attachments().stream()
                .map(Attachment::aliases)
                .flatMap(aliases -> aliases.stream()))
        .anyMatch(name::equalsIgnoreCase);
  }
}
