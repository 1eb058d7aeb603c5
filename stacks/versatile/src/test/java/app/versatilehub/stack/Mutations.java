package app.versatilehub.stack;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Flow;
import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.ReachDiff;
import app.versatilehub.topology.isolation.Rule;
import app.versatilehub.topology.isolation.Waiver;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Ways to break a committed stack, each with what must be said of it. */
final class Mutations {

  private static final String TRAEFIK = "traefik";
  private static final String POSTGRES = "service chat-postgres";
  private static final String DB = "service hub-db";

  /**
   * One way.
   *
   * @param sentence what is wrong
   * @param change makes it so
   * @param expected what must be said
   * @param isSaid whether it is, of the broken stack
   */
  record Mutation(
      String sentence,
      Consumer<BrokenStack> change,
      String expected,
      Predicate<BrokenStack> isSaid) {}

  private final boolean production;
  private final Topology topology;
  private final Inventory unbroken;
  private final Judgement before;
  private final List<Mutation> all = new ArrayList<>();

  private Mutations(String stack) {
    production = stack.equals("prod");
    topology = Stacks.topology(stack);
    unbroken = new BrokenStack(stack).inventory();
    before = new BrokenStack(stack).judge();
  }

  /** All that apply to {@code stack}. */
  static List<Mutation> of(String stack) {
    Mutations mutations = new Mutations(stack);
    mutations.topology.services().forEach(mutations::members);
    mutations.publishedPorts();
    mutations.namespacesOfOthers();
    mutations.powers();
    mutations.engineSocket();
    mutations.hostFiles();
    mutations.names();
    mutations.strangers();
    mutations.networks();
    mutations.ipv6();
    mutations.routes();
    mutations.secrets();
    mutations.labels();
    mutations.policies();
    return mutations.all;
  }

  // --- Wrong networks ---------------------------------------------------------------------------

  private void members(Service service) {
    topology
        .networks()
        .forEach(
            network -> {
              if (service.isOn(network.name())) {
                leaves(service, network.name());
              } else {
                joins(service, network.name());
              }
            });
  }

  private void joins(Service service, NetworkName network) {
    String name = service.name().value();
    String sentence = "%s is on %s, too".formatted(name, network);
    Consumer<BrokenStack> change = stack -> stack.container(name).joins(network.value(), name);
    if (service.kind() == ServiceKind.DATASTORE
        && (!topology.network(network).internal()
            || topology.members(network).anyMatch(Mutations::isGateway))) {
      breaks(sentence, change, Rule.DATASTORE_EXPOSED, "service " + name);
    } else if (isGateway(service)) {
      topology
          .members(network)
          .filter(member -> member.kind() == ServiceKind.DATASTORE)
          .findFirst()
          .ifPresentOrElse(
              datastore ->
                  breaks(sentence, change, Rule.DATASTORE_EXPOSED, "service " + datastore.name()),
              () -> meets(service, network, sentence, change));
    } else {
      meets(service, network, sentence, change);
    }
  }

  /** What becomes of it depends on whom it meets there, and could not reach before. */
  private void meets(
      Service service, NetworkName network, String sentence, Consumer<BrokenStack> change) {
    List<Service> others = topology.members(network).toList();
    boolean opens =
        others.stream()
            .anyMatch(
                other ->
                    undeclared(service, other).anyMatch(port -> isFresh(service, other, port))
                        || undeclared(other, service)
                            .anyMatch(port -> isFresh(other, service, port)));
    if (opens) {
      opens(sentence, change);
    } else if (others.stream()
        .anyMatch(
            other ->
                undeclared(service, other).findAny().isPresent()
                    || undeclared(other, service).findAny().isPresent())) {
      breaks(sentence, change, Rule.UNDECLARED_REACH, "network " + network);
    } else if (!topology.network(network).internal() && !leaves(service)) {
      breaks(sentence, change, Rule.UNDECLARED_EGRESS, "service " + service.name());
    }
  }

  private Stream<Port> undeclared(Service from, Service to) {
    return to.ports().stream()
        .filter(
            port ->
                topology.flows().stream()
                    .noneMatch(
                        flow ->
                            flow.comesFrom(from.name())
                                && flow.destination().equals(to.name())
                                && flow.port().equals(port)));
  }

  /** Not reached by another network, nor by the Internet and the gateway. */
  private boolean isFresh(Service from, Service to, Port port) {
    boolean fromTheInternet =
        isGateway(to)
            || topology.routeTo(to.name()).filter(route -> route.port().equals(port)).isPresent();
    return common(from.name(), to.name()).isEmpty() && !(leaves(from) && fromTheInternet);
  }

  private boolean leaves(Service service) {
    return service.networks().anyMatch(network -> !topology.network(network).internal());
  }

  private void leaves(Service service, NetworkName network) {
    String name = service.name().value();
    Consumer<BrokenStack> change = stack -> stack.container(name).leaves(network.value());
    for (Flow flow : topology.flows()) {
      if (flow.source() instanceof Flow.Source.Service source
          && !source.name().value().equals(TRAEFIK)
          && (source.name().equals(service.name()) || flow.destination().equals(service.name()))
          && common(source.name(), flow.destination()).equals(List.of(network))) {
        breaks(
            "%s has left %s".formatted(name, network),
            change,
            Rule.FLOW_WITHOUT_NETWORK,
            "flow %s -> %s:%s".formatted(source.name(), flow.destination(), flow.port()));
        return;
      }
    }
    topology.routes().stream()
        .filter(route -> route.network().equals(network))
        .filter(route -> isGateway(service) || route.service().equals(service.name()))
        .findFirst()
        .ifPresent(
            route ->
                breaks(
                    "%s has left %s".formatted(name, network),
                    change,
                    Rule.ROUTE_TO_NOWHERE,
                    "route " + route.host()));
  }

  private List<NetworkName> common(ServiceName one, ServiceName other) {
    return topology.service(one).networks().filter(topology.service(other)::isOn).toList();
  }

  private static boolean isGateway(Service service) {
    return service.kind() == ServiceKind.GATEWAY;
  }

  // --- Ways around the networks -----------------------------------------------------------------

  private void publishedPorts() {
    topology.services().stream()
        .filter(service -> !isGateway(service))
        .forEach(
            service -> {
              String name = service.name().value();
              int port = service.ports().isEmpty() ? 8080 : service.ports().get(0).number();
              breaks(
                  name + " publishes a port on every address",
                  stack -> stack.container(name).publishes(port, 10_000 + port),
                  Rule.PUBLISHED_PORT,
                  "service " + name);
            });
    breaks(
        "hub-db publishes its port on every IPv6 address",
        stack -> stack.container("hub-db").publishes(3306, 3306, "::"),
        Rule.PUBLISHED_PORT,
        DB);
    breaks(
        "hub-db publishes its port on one address of the host",
        stack -> stack.container("hub-db").publishes(3306, 3306, "192.0.2.7"),
        Rule.PUBLISHED_PORT,
        DB);
    breaks(
        "hub-db publishes its port on a host port that the engine chooses",
        stack -> stack.container("hub-db").add("ports", Map.of("internal", 3306)),
        Rule.PUBLISHED_PORT,
        DB);
    for (String loopback : List.of("127.0.0.1", "127.5.5.5", "::1")) {
      breaks(
          "hub-db publishes its port on " + loopback,
          stack -> stack.container("hub-db").publishes(3306, 3306, loopback),
          Rule.LOOPBACK_PORT,
          DB);
    }
    for (String name : List.of("chat-postgres", "hub-backend")) {
      breaks(
          name + " publishes all ports of its image",
          stack -> stack.container(name).set("publishAllPorts", true),
          Rule.PUBLISHED_PORT,
          "service " + name);
    }
    breaks(
        "the gateway publishes a port that no flow declares",
        stack -> stack.container(TRAEFIK).publishes(8080, 8080),
        Rule.PUBLISHED_PORT,
        "service traefik");
  }

  private void namespacesOfOthers() {
    for (String name : List.of("chat-web", "hub-worker", "hub-db")) {
      breaks(
          name + " is on the host's network",
          stack -> stack.container(name).set("networkMode", "host"),
          Rule.HOST_NETWORK,
          "service " + name);
    }
    breaks(
        "agent is in the network namespace of chat-postgres",
        stack -> stack.container("agent").set("networkMode", "container:versatile-chat-postgres"),
        Rule.SHARED_NAMESPACE,
        "service agent");
    opens(
        "chat-web joins hub-internal by its network mode",
        stack -> stack.container("chat-web").set("networkMode", "versatile-hub-internal"));
    for (String kind : List.of("pid", "ipc", "userns", "cgroupns")) {
      breaks(
          "hub-worker has the host's %s namespace".formatted(kind),
          stack -> stack.container("hub-worker").set(kind + "Mode", "host"),
          Rule.HOST_NAMESPACE,
          "service hub-worker");
    }
  }

  private void powers() {
    for (String name : List.of("hub-worker", "chat-redis")) {
      breaks(
          name + " is privileged",
          stack -> stack.container(name).set("privileged", true),
          Rule.PRIVILEGED,
          "service " + name);
    }
    for (String capability :
        List.of(
            "ALL",
            "SYS_ADMIN",
            "CAP_SYS_MODULE",
            "sys_rawio",
            "SYS_PTRACE",
            "SYS_BOOT",
            "DAC_READ_SEARCH",
            "BPF",
            "MAC_ADMIN")) {
      breaksBadly(
          "agent has the capability " + capability,
          stack -> stack.container("agent").adds(capability),
          Rule.ADDED_CAPABILITY,
          "service agent");
    }
    breaks(
        "agent may change its network interfaces",
        stack -> stack.container("agent").adds("NET_ADMIN"),
        Rule.ADDED_CAPABILITY,
        "service agent");
    for (String device : List.of("/dev/sda", "/dev/mem", "/dev/nvme0n1p1", "/dev")) {
      breaksBadly(
          "agent has the device " + device,
          stack -> stack.container("agent").sees(device),
          Rule.HOST_DEVICE,
          "service agent");
    }
    breaks(
        "agent has the host's sound card",
        stack -> stack.container("agent").sees("/dev/snd"),
        Rule.HOST_DEVICE,
        "service agent");
  }

  private void engineSocket() {
    for (String path :
        List.of(
            "/var/run/docker.sock",
            "/run/docker.sock",
            "/run/user/1000/docker.sock",
            "/run/podman/podman.sock",
            "/run/containerd/containerd.sock",
            "//var//run/docker.sock",
            "/var/run/../run/docker.sock",
            "/var/run/docker.sock/",
            "/var/run/docker.sock/.",
            "/var/run",
            "/var/run/",
            "/run",
            "/var",
            "/")) {
      breaks(
          "agent reads the engine's socket by " + path,
          stack -> stack.container("agent").mounts(path, true),
          Rule.ENGINE_SOCKET,
          "service agent");
    }
    breaks(
        "agent has the engine's socket by a mount of type bind",
        stack ->
            stack
                .container("agent")
                .add(
                    "mounts",
                    Map.of("type", "bind", "source", "/var/run/docker.sock", "target", "/s")),
        Rule.ENGINE_SOCKET,
        "service agent");
    breaks(
        "agent has all that the proxy of the engine mounts",
        stack ->
            stack
                .container("agent")
                .add("volumes", Map.of("fromContainer", "versatile-socket-proxy")),
        Rule.ENGINE_SOCKET,
        "service agent");
    breaks(
        "a volume of hub-worker is the folder of the engine's socket",
        stack ->
            stack
                .volume("hub-sites")
                .set("driverOpts", Map.of("type", "none", "o", "bind", "device", "/var/run")),
        Rule.ENGINE_SOCKET,
        "service hub-worker");
  }

  private void hostFiles() {
    for (String path : List.of("/etc", "/root", "/proc", "/usr/local/bin", "/var/lib/docker")) {
      breaksBadly(
          "hub-backend writes the host's " + path,
          stack -> stack.container("hub-backend").mounts(path, false),
          Rule.HOST_MOUNT,
          "service hub-backend");
    }
    breaksAs(
        Severity.WARNING,
        "hub-backend reads the host's /etc",
        stack -> stack.container("hub-backend").mounts("/etc", true),
        Rule.HOST_MOUNT,
        "service hub-backend");
    breaks(
        "hub-backend writes a folder of the host",
        stack -> stack.container("hub-backend").mounts("/srv/data", false),
        Rule.HOST_MOUNT,
        "service hub-backend");
    breaksBadly(
        "a volume of hub-db is the host's /etc",
        stack ->
            stack
                .volume("hub-db-data")
                .set("driverOpts", Map.of("type", "none", "o", "bind", "device", "/etc")),
        Rule.HOST_MOUNT,
        DB);
  }

  // --- Names ------------------------------------------------------------------------------------

  private void names() {
    breaks(
        "chat-redis is called chat-postgres, too",
        stack -> stack.container("chat-redis").alsoCalled("chat-postgres", "chat-internal"),
        Rule.AMBIGUOUS_ALIAS,
        "network chat-internal");
    breaks(
        "chat-redis is called CHAT-POSTGRES, too",
        stack -> stack.container("chat-redis").alsoCalled("CHAT-POSTGRES", "chat-internal"),
        Rule.AMBIGUOUS_ALIAS,
        "network chat-internal");
    breaks(
        "agent is called hub-backend on web",
        stack -> stack.container("agent").alsoCalled("hub-backend", "web"),
        Rule.AMBIGUOUS_ALIAS,
        "service hub-frontend");
    breaks(
        "a stranger on chat-internal is called as the database",
        stack ->
            stack.stranger("chat-postgres-copy", "busybox").joins("chat-internal", "chat-postgres"),
        Rule.AMBIGUOUS_ALIAS,
        "network chat-internal");
    breaks(
        "a stranger on web is called as the database",
        stack -> stack.stranger("other", "busybox").joins("web", "hub-db"),
        Rule.AMBIGUOUS_ALIAS,
        "service hub-frontend");
  }

  // --- What nobody declares ---------------------------------------------------------------------

  private void strangers() {
    breaks(
        "a stranger is privileged",
        stack -> stack.stranger("debug", "busybox").joins("web").set("privileged", true),
        Rule.PRIVILEGED,
        "service debug");
    opens(
        "a stranger is on chat-internal",
        stack -> stack.stranger("debug", "busybox").joins("chat-internal"));
    breaks(
        "a stranger publishes a port",
        stack -> stack.stranger("debug", "busybox").joins("hub-internal").publishes(22, 2222),
        Rule.PUBLISHED_PORT,
        "service debug");
    breaks(
        "a stranger is on no network of the stack, but the engine's own",
        stack -> stack.stranger("debug", "busybox"),
        Rule.UNDECLARED_EGRESS,
        "service debug");
    breaks(
        "there is a second Traefik",
        stack -> stack.stranger("edge", "traefik:v3").joins("egress-traefik").publishes(8443, 8443),
        Rule.SECOND_WAY_IN,
        "service edge");
    breaks(
        "there is an nginx on a web port",
        stack -> stack.stranger("edge", "nginx:1").joins("egress-traefik").publishes(443, 443),
        Rule.SECOND_WAY_IN,
        "service edge");
    breaks(
        "a stranger's database is on web",
        stack -> stack.stranger("db", "mysql:8").joins("web"),
        Rule.DATASTORE_EXPOSED,
        "service db");
    breaks(
        "a stranger's database is on the engine's default network",
        stack -> stack.stranger("db", "docker.io/library/redis@sha256:" + "0".repeat(64)),
        Rule.DATASTORE_EXPOSED,
        "service db");
    breaks(
        "a stranger's database, which only its port tells, is on the loopback address",
        stack -> stack.stranger("db", "registry.example/db:1").publishes(5432, 5432, "127.0.0.1"),
        Rule.DATASTORE_EXPOSED,
        "service db");
    breaks(
        "a stranger's Swarm service publishes a port",
        stack ->
            stack.add(
                "docker:index/service:Service",
                "swarm",
                Map.of(
                    "name",
                    "swarm",
                    "taskSpec",
                    Map.of("containerSpec", Map.of("image", "busybox")),
                    "endpointSpec",
                    Map.of("ports", List.of(Map.of("targetPort", 80, "publishedPort", 8080))))),
        Rule.PUBLISHED_PORT,
        "service swarm");
  }

  // --- Networks ---------------------------------------------------------------------------------

  private void networks() {
    Map<String, String> inside =
        Map.of("chat-internal", POSTGRES, "hub-internal", DB, "shared", "service hub-backend");
    List.of("chat-internal", "hub-internal", "shared")
        .forEach(name -> internal(name, String.valueOf(inside.get(name))));
    breaks(
        "shared has a part of chat-internal's subnet",
        stack ->
            stack.network("shared").set("ipamConfigs", List.of(Map.of("subnet", "10.213.2.0/25"))),
        Rule.SUBNET_OVERLAP,
        "network shared");
    breaks(
        "chat-internal has a part of hub-internal's subnet",
        stack ->
            stack.network("chat-internal").add("ipamConfigs", Map.of("subnet", "172.31.7.0/24")),
        Rule.SUBNET_OVERLAP,
        "network chat-internal");
    breaks(
        "members of chat-internal do not reach each other",
        stack -> stack.network("chat-internal").option("enable_icc", "false"),
        Rule.FLOW_WITHOUT_NETWORK,
        "flow chat-web -> chat-postgres:5432");
    for (String mode : List.of("nat-unprotected", "routed")) {
      breaks(
          "egress-agent is " + mode,
          stack -> stack.network("egress-agent").option("gateway_mode_ipv4", mode),
          Rule.DIRECT_ROUTING,
          "network egress-agent");
    }
    if (!production) {
      internal("web", "service chat-web");
    }
  }

  private void internal(String name, String member) {
    Rule open =
        List.of("shared", "web").contains(name) ? Rule.UNDECLARED_EGRESS : Rule.DATASTORE_EXPOSED;
    breaks(
        name + " has a way out", stack -> stack.network(name).set("internal", false), open, member);
    breaks(
        name + " does not say whether it has a way out",
        stack -> stack.network(name).withoutInput("internal"),
        open,
        member);
    breaks(
        name + " is not made, only joined",
        stack -> stack.remove(stack.network(name)),
        open,
        member);
    for (String driver : List.of("macvlan", "ipvlan")) {
      String sentence = "%s is a %s on the wire of the host".formatted(name, driver);
      Consumer<BrokenStack> change =
          stack ->
              stack.network(name).set("driver", driver).set("options", Map.of("parent", "eth0"));
      if (open == Rule.DATASTORE_EXPOSED) {
        breaks(sentence, change, open, member);
      } else if (!name.equals("web")) {
        // The Internet reaches the members of web anyway.
        opensToOutsiders(sentence, change);
      }
    }
    breaks(
        name + " has a driver of which nobody knows what it closes",
        stack -> stack.network(name).set("driver", "weaveworks/net-plugin:2.8.1"),
        Rule.INTERNAL_OPEN_TO_HOST,
        "network " + name);
    breaks(
        name + " has an address of the host",
        stack -> stack.network(name).withoutOption("inhibit_ipv4"),
        Rule.INTERNAL_OPEN_TO_HOST,
        "network " + name);
    breaks(
        name + " has an address of the host, in so many words",
        stack -> stack.network(name).option("inhibit_ipv4", "False"),
        Rule.INTERNAL_OPEN_TO_HOST,
        "network " + name);
    breaks(
        name + " is open to routing",
        stack ->
            stack
                .network(name)
                .withoutOption("inhibit_ipv4")
                .option("gateway_mode_ipv4", "nat-unprotected"),
        Rule.DIRECT_ROUTING,
        "network " + name);
  }

  private void ipv6() {
    for (String name : List.of("chat-internal", "hub-internal", "shared")) {
      breaks(
          name + " has IPv6",
          stack ->
              stack
                  .network(name)
                  .set("ipv6", true)
                  .add("ipamConfigs", Map.of("subnet", "fd00:1::/64")),
          Rule.IPV6_OPEN_TO_HOST,
          "network " + name);
    }
    for (String engine : List.of("20.10.24", "26.1.4")) {
      breaks(
          "egress-agent has IPv6 on Engine " + engine,
          stack -> {
            stack.on(engine);
            stack
                .network("egress-agent")
                .set("ipv6", true)
                .add("ipamConfigs", Map.of("subnet", "fd00:2::/64"));
          },
          Rule.UNFILTERED_IPV6,
          "network egress-agent");
    }
  }

  // --- Routes -----------------------------------------------------------------------------------

  private void routes() {
    topology
        .routes()
        .forEach(
            route -> {
              String name = route.service().value();
              breaks(
                  "the route of %s leads to a port where nobody listens".formatted(name),
                  stack ->
                      stack
                          .container(name)
                          .label(
                              stack.container(name).labelLike("loadbalancer.server.port"), "9999"),
                  Rule.ROUTE_TO_NOWHERE,
                  subject(route));
              breaks(
                  "the route of %s names no network".formatted(name),
                  stack -> stack.container(name).withoutLabel("traefik.docker.network"),
                  Rule.ROUTE_BY_CHANCE,
                  subject(route));
              breaks(
                  "the route of %s names a network that the gateway is not on".formatted(name),
                  stack ->
                      stack
                          .container(name)
                          .label("traefik.docker.network", stack.engineName("shared")),
                  Rule.ROUTE_TO_NOWHERE,
                  subject(route));
            });
    breaks(
        "there is no gateway",
        stack -> stack.container(TRAEFIK).label("versatile.kind", "app"),
        Rule.ROUTE_TO_NOWHERE,
        subject(topology.routes().get(0)));
    breaks(
        "hub-worker has a route, but not the gateway's network",
        stack ->
            stack
                .container("hub-worker")
                .label("traefik.http.routers.w.rule", "Host(`w.example`)")
                .label("traefik.enable", "true"),
        Rule.ROUTE_TO_NOWHERE,
        "route w.example");
    breaks(
        "the gateway passes TCP on to hub-db",
        stack ->
            stack
                .container("hub-db")
                .joins("web", "hub-db")
                .label("traefik.tcp.routers.db.rule", "HostSNI(`*`)")
                .label("traefik.tcp.services.db.loadbalancer.server.port", "3306")
                .label("traefik.docker.network", "web")
                .label("traefik.enable", "true"),
        Rule.DATASTORE_WITHIN_REACH,
        DB);
  }

  private static String subject(Route route) {
    return "route " + route.host();
  }

  // --- Secrets ----------------------------------------------------------------------------------

  private void secrets() {
    for (String variable :
        List.of(
            "DB_PASSWORD=hunter2-hunter2",
            "DATABASE_URL=mysql://root:hunter2@hub-db/site",
            "GITHUB=ghp_0123456789abcdefghijklmnopqrstuvwxyz")) {
      breaks(
          "hub-worker has in the clear " + variable.replaceFirst("=.*", ""),
          stack -> stack.container("hub-worker").add("envs", variable),
          Rule.PLAIN_SECRET,
          "service hub-worker");
    }
    breaks(
        "hub-worker has a token in a label",
        stack -> stack.container("hub-worker").label("backup.token", "hunter2-hunter2"),
        Rule.PLAIN_SECRET,
        "service hub-worker");
    breaks(
        "hub-redis-queue has its password in the command",
        stack ->
            stack
                .container("hub-redis-queue")
                .set("command", List.of("redis-server", "--requirepass", "hunter2")),
        Rule.PLAIN_SECRET,
        "service hub-redis-queue");
    for (String name : List.of("chat-redis", "hub-db")) {
      breaks(
          name + " has its password in a file that is no secret",
          stack -> stack.container(name).bares("uploads"),
          Rule.PLAIN_SECRET,
          "service " + name);
    }
    if (production) {
      breaks(
          "chat-web has its variables in the clear",
          stack -> stack.container("chat-web").bares("envs"),
          Rule.PLAIN_SECRET,
          "service chat-web");
    }
  }

  // --- Labels -----------------------------------------------------------------------------------

  private void labels() {
    for (String name : List.of("chat-postgres", "chat-redis", "hub-db")) {
      breaks(
          name + " does not say what it is, and is on web",
          stack -> stack.container(name).withoutLabel("versatile.kind").joins("web", name),
          Rule.DATASTORE_EXPOSED,
          "service " + name);
    }
    breaks(
        "hub-frontend says that it is a gateway, and publishes a port",
        stack ->
            stack
                .container("hub-frontend")
                .label("versatile.kind", "gateway")
                .joins("egress-traefik", "hub-frontend")
                .publishes(8080, 8080),
        Rule.SECOND_WAY_IN,
        "service traefik");
    breaks(
        "chat-postgres says that it listens nowhere",
        stack -> stack.container("chat-postgres").label("versatile.ports", "none"),
        Rule.FLOW_TO_NOBODY,
        "flow chat-web -> chat-postgres:5432");
    breaks(
        "chat-bridge says that it listens elsewhere",
        stack -> stack.container("chat-bridge").label("versatile.ports", "4001"),
        Rule.FLOW_TO_NOBODY,
        "flow chat-worker -> chat-bridge:4000");
  }

  // --- The measure ------------------------------------------------------------------------------

  private void policies() {
    breaks(
        "the waiver has expired",
        stack -> {
          stack.container("agent").set("privileged", true);
          stack.judgedBy(policy -> waiving(policy, LocalDate.of(2020, 1, 1)));
        },
        Rule.WAIVER_EXPIRED,
        "waiver of privileged for service agent");
    breaks(
        "what is waived has been mended",
        stack -> stack.judgedBy(policy -> waiving(policy, LocalDate.of(2100, 1, 1))),
        Rule.WAIVER_UNUSED,
        "waiver of privileged for service agent");
    breaks(
        "one takeover is to be survived",
        stack -> stack.judgedBy(policy -> new Policy(1, policy.waivers(), policy.today())),
        Rule.DATASTORE_WITHIN_REACH,
        POSTGRES);
  }

  private static Policy waiving(Policy policy, LocalDate expires) {
    return new Policy(
        policy.compromises(),
        List.of(new Waiver("privileged", "service agent", "moves out in July", expires)),
        policy.today());
  }

  // ----------------------------------------------------------------------------------------------

  private void breaks(String sentence, Consumer<BrokenStack> change, Rule rule, String subject) {
    breaksAs(rule.severity(), sentence, change, rule, subject);
  }

  /** What is a warning as a rule, but an error here. */
  private void breaksBadly(
      String sentence, Consumer<BrokenStack> change, Rule rule, String subject) {
    breaksAs(Severity.ERROR, sentence, change, rule, subject);
  }

  private void breaksAs(
      Severity atLeast, String sentence, Consumer<BrokenStack> change, Rule rule, String subject) {
    all.add(
        new Mutation(
            sentence,
            change,
            "%s [%s] of %s".formatted(atLeast, rule.id(), subject),
            after ->
                after.judge().atLeast(atLeast).stream()
                    .filter(finding -> !before.findings().contains(finding))
                    .anyMatch(finding -> is(finding, rule, subject))));
  }

  private static boolean is(Finding finding, Rule rule, String subject) {
    return finding.id().equals(rule.id()) && finding.subject().equals(subject);
  }

  /** What no rule forbids, but shows in what is reached. */
  private void opens(String sentence, Consumer<BrokenStack> change) {
    all.add(
        new Mutation(
            sentence,
            change,
            "more undeclared reach",
            after ->
                after.judge().proof().undeclared() > before.proof().undeclared()
                    && opensSomething(after)));
  }

  /** What no flow could declare, since it starts outside. */
  private void opensToOutsiders(String sentence, Consumer<BrokenStack> change) {
    all.add(new Mutation(sentence, change, "more reach", this::opensSomething));
  }

  private boolean opensSomething(BrokenStack after) {
    return !ReachDiff.between(unbroken, after.inventory()).opened().isEmpty();
  }
}
