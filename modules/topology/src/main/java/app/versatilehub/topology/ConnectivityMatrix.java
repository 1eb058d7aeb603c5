package app.versatilehub.topology;

import java.util.List;

/**
 * Which service is on which network.
 *
 * @param networks the columns
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
   */
  public record Row(ServiceName service, List<Boolean> attached) {
    public Row {
      attached = List.copyOf(attached);
    }
  }

  public static ConnectivityMatrix of(Topology topology) {
    List<NetworkName> networks = topology.networks().stream().map(Network::name).toList();
    List<Row> rows =
        topology.services().stream()
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .map(service -> new Row(service.name(), networks.stream().map(service::isOn).toList()))
            .toList();
    return new ConnectivityMatrix(networks, rows);
  }
}
