import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.FlowEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkAttachment.Networks;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.RouteEntry;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Judges one system of the given number of services, once, as a command does, and prints the number, the seconds and the
 * mebibytes in use afterwards. The systems are many copies of the hub's shape: a front on the web and on an internal
 * network, a back there and on the shared one of ten neighbours, workers, and a datastore; five services to two networks.
 */
final class IsolationBench {

  private static final int GROUP = 5;
  private static final int NEIGHBOURS = 10;

  public static void main(String[] arguments) {
    Inventory inventory = system(Integer.parseInt(arguments[0]));
    Policy policy = Policy.strict(LocalDate.of(2026, 1, 1));
    long start = System.nanoTime();
    Judgement judgement = Judge.judge(inventory, policy);
    double seconds = (System.nanoTime() - start) / 1e9;
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%d %d %.3f %d %d %d%n",
        inventory.containers().size(),
        inventory.networks().size(),
        seconds,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        judgement.proof().pairs(),
        judgement.findings().size());
  }

  private static Inventory system(int services) {
    List<NetworkEntry> networks = new ArrayList<>();
    List<ContainerEntry> containers = new ArrayList<>();
    List<RouteEntry> routes = new ArrayList<>();
    List<FlowEntry> flows = new ArrayList<>();
    networks.add(network("web", false, 0));
    containers.add(
        new ContainerEntry(
            "gateway",
            ServiceKind.GATEWAY,
            new Networks(List.of(member("web", "gateway"))),
            ports(80, 443),
            true,
            List.of(new Exposure.PublishedPort(Port.of(443), Port.of(443))),
            List.of()));
    for (int group = 0; containers.size() + GROUP <= services; group++) {
      String internal = "internal-" + group;
      String shared = "shared-" + group / NEIGHBOURS;
      networks.add(network(internal, true, networks.size()));
      if (group % NEIGHBOURS == 0) {
        networks.add(network(shared, true, networks.size()));
      }
      String front = "front-" + group;
      String back = "back-" + group;
      String store = "store-" + group;
      containers.add(container(front, ServiceKind.APP, 8080, "web", internal));
      containers.add(container(back, ServiceKind.APP, 8000, shared, internal));
      containers.add(container(store, ServiceKind.DATASTORE, 5432, internal));
      containers.add(container("cache-" + group, ServiceKind.DATASTORE, 6379, internal));
      containers.add(container("worker-" + group, ServiceKind.APP, 9000, internal));
      routes.add(
          new RouteEntry(front + ".example.org", front, Optional.of(Port.of(8080)), Optional.of("web")));
      flows.add(new FlowEntry(Optional.of(front), back, Port.of(8000)));
      flows.add(new FlowEntry(Optional.of(back), store, Port.of(5432)));
    }
    return new Inventory(
        "benchmark", Optional.of(new EngineVersion(28, 5, 2)), networks, containers, routes, Optional.of(flows));
  }

  private static NetworkEntry network(String name, boolean internal, int number) {
    return new NetworkEntry(
        name,
        "bridge",
        internal,
        false,
        false,
        List.of(Cidr.of("10.%d.%d.0/24".formatted(number / 256, number % 256))),
        internal ? new BridgeOptions(Gateway.ABSENT, Gateway.ABSENT, true) : BridgeOptions.DEFAULT);
  }

  private static ContainerEntry container(String name, ServiceKind kind, int port, String... networks) {
    List<Membership> memberships = new ArrayList<>();
    for (String network : networks) {
      memberships.add(member(network, name));
    }
    return new ContainerEntry(
        name, kind, new Networks(memberships), ports(port), true, List.of(), List.of());
  }

  private static Membership member(String network, String name) {
    return new Membership(network, new TreeSet<>(List.of(name)));
  }

  private static SortedSet<Port> ports(int... numbers) {
    SortedSet<Port> ports = new TreeSet<>();
    for (int number : numbers) {
      ports.add(Port.of(number));
    }
    return ports;
  }
}
