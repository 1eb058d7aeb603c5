package app.versatilehub.pictures;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.documents.Project;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.ServiceSettings;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceBuilder;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What pictures are drawn of. */
final class Topologies {

  private static final int MODULES = 20;
  private static final int SERVICES_OF_A_MODULE = 10;

  private Topologies() {}

  /** A stack as it is committed. */
  static Topology stack(String name) {
    return VersatileHub.topology(environment(name));
  }

  /** The hub with every optional service. */
  static Topology withEverything() {
    Environment environment = environment("prod");
    Map<ServiceName, ServiceSettings> services = new HashMap<>();
    for (String optional : new String[] {"flow", "agent-exec", "netdata"}) {
      services.put(
          ServiceName.of(optional),
          new ServiceSettings(
              Optional.of(true),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    return VersatileHub.topology(with(environment, environment.networks(), services));
  }

  /** Twenty modules of ten services each behind a gateway, more than fit beside each other. */
  static Topology large() {
    Environment environment = environment("dev");
    TopologyBuilder topology = TopologyBuilder.of(with(environment, Map.of(), Map.of()));
    NetworkName web = NetworkName.of("web");
    NetworkName shared = NetworkName.of("shared");
    ModuleBuilder edge = topology.module("edge");
    edge.network(web).internal().subnet("10.0.0.0/16");
    edge.network(shared).internal().subnet("10.1.0.0/16");
    Workload workload = Workload.of("example.org/service:1");
    edge.gateway("gateway")
        .runs(workload)
        .on(web)
        .reachesInternet("10.2.0.0/28")
        .listensOn(80, 443)
        .publishes(Port.of(80), 80)
        .publishes(Port.of(443), 443);
    for (int i = 0; i < MODULES; i++) {
      ModuleBuilder module = topology.module("module-" + i);
      NetworkName inner = NetworkName.of("inner-" + i);
      module.network(inner).internal().subnet("10.%d.0.0/24".formatted(10 + i));
      ServiceBuilder db =
          module.datastore("db-" + i).runs(workload).on(inner).listensOn(5432).keeps("data", "/d");
      module
          .app("front-" + i)
          .runs(workload)
          .on(web, inner)
          .listensOn(8080)
          .routedAt("front-" + i, web)
          .talksTo(db);
      for (int j = 2; j < SERVICES_OF_A_MODULE; j++) {
        ServiceBuilder worker =
            module
                .app("worker-%d-%d".formatted(i, j))
                .runs(workload)
                .on(inner)
                .listensOn(9000 + j)
                .talksTo(db);
        if (j == 2) {
          worker.on(shared);
        }
      }
    }
    return topology.build();
  }

  private static Environment environment(String stack) {
    return SettingsReader.readFile(Project.root(), stack).environment();
  }

  private static Environment with(
      Environment from,
      Map<NetworkName, Environment.NetworkSettings> networks,
      Map<ServiceName, ServiceSettings> services) {
    return new Environment(
        from.stack(),
        from.prefix(),
        from.domain(),
        from.images(),
        from.localTag(),
        from.hostIsolation(),
        from.protectData(),
        from.health(),
        from.gateway(),
        networks,
        services,
        from.secrets());
  }
}
