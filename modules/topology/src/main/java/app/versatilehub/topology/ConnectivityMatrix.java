package app.versatilehub.topology;

import java.util.List;
import java.util.Set;

/**
 * Which service is on which network, and which has a way to the Internet of its own; replicas as
 * one.
 *
 * @param networks the columns, without those ways
 * @param rows one for each service
 */
public record ConnectivityMatrix(List<NetworkName> networks, List<Row> rows) {

  public ConnectivityMatrix {
    networks = List.copyOf(networks);
    rows = List.copyOf(rows);
  }

  /**
   * A service and, for each network in turn, whether it is attached.
   *
   * @param service the service
   * @param attached one value for each network
   * @param reachesInternet whether it has a way to the Internet of its own
   */
  public record Row(ServiceName service, List<Boolean> attached, boolean reachesInternet) {
    public Row {
      attached = List.copyOf(attached);
    }
  }

  public static ConnectivityMatrix of(Topology topology) {
    List<NetworkName> networks =
        topology.networks().stream()
            .filter(network -> network.egressOf().isEmpty())
            .map(Network::name)
            .toList();
    Set<ServiceName> leaving = topology.leaving();
    List<Row> rows =
        topology.services().stream()
            .filter(service -> service.replicaOf().isEmpty())
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .map(
                service ->
                    new Row(
                        service.name(),
                        networks.stream().map(service::isOn).toList(),
                        leaving.contains(service.name())))
            .toList();
    return new ConnectivityMatrix(networks, rows);
  }
}
