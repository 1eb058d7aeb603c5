package app.versatilehub.firewall.host;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Environment.GatewaySettings;
import app.versatilehub.topology.Environment.NetworkSettings;
import app.versatilehub.topology.Environment.SubnetSettings;
import app.versatilehub.topology.HealthTiming;
import app.versatilehub.topology.HostIsolation;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.ImageSource;
import app.versatilehub.topology.MemberPolicy;
import app.versatilehub.topology.ModuleBuilder;
import app.versatilehub.topology.NamePrefix;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.TopologyBuilder;
import app.versatilehub.topology.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A small system: a gateway, two applications that do not talk to each other, and a database. */
final class Street {

  static final String PREFIX = "vh-fw";

  private Street() {}

  static Topology topology(MemberPolicy policy) {
    NetworkName front = NetworkName.of("front");
    NetworkName back = NetworkName.of("back");
    TopologyBuilder builder = TopologyBuilder.of(environment().withPolicy(policy));
    ModuleBuilder street = builder.module("street");
    street.network(front).internal().subnet("10.247.1.0/24");
    street.network(back).internal().subnet("10.247.2.0/24");
    street
        .gateway("gate")
        .runs(workload())
        .on(front)
        .reachesInternet("10.247.4.0/28")
        .listensOn(80)
        .publishes(Port.of(80), 80);
    var db = street.datastore("db").runs(workload()).on(back).listensOn(5432);
    street
        .app("shop")
        .runs(workload())
        .on(front, back)
        .listensOn(8080, 9000)
        .routedAt("shop", front)
        .talksTo(db);
    street.app("other").runs(workload()).on(front).listensOn(8081).routedAt("other", front);
    return builder.build();
  }

  private static NetworkSettings ipv6(String range) {
    return new NetworkSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SubnetSettings.NONE,
        new SubnetSettings(Optional.of(Cidr.of(range)), Optional.empty()),
        Optional.empty(),
        Map.of());
  }

  private static Workload workload() {
    return Workload.of("versatile-hub/base:1");
  }

  private static Environment environment() {
    return new Environment(
        StackId.of("versatile-hub", "firewall-it"),
        NamePrefix.of(PREFIX),
        HostName.of("firewall-it.localhost"),
        ImageSource.UPSTREAM,
        "1",
        HostIsolation.INHIBIT_IPV4,
        false,
        new HealthTiming(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Duration.ofMinutes(1)),
        new GatewaySettings(Port.of(80), Port.of(443), Optional.empty()),
        Map.of(NetworkName.of("egress-gate"), ipv6("fd00:247:4::/64")),
        Map.of(),
        Set.of());
  }
}
