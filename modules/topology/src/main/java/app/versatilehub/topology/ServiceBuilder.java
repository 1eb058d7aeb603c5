package app.versatilehub.topology;

import app.versatilehub.topology.Environment.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Declares one {@link Service}, its route and the conversations it opens. */
public final class ServiceBuilder {

  /** A way back through the gateway to the route of a service. */
  record Hairpin(ServiceName routed, NetworkName network) {}

  /** A conversation with a service that another module may declare. */
  record Talk(ServiceName with, Optional<Port> port, Protocol protocol) {}

  private final TopologyBuilder topology;
  private final String module;
  private final ServiceName name;
  private final ServiceKind kind;
  private boolean optional;
  private Optional<ServiceName> companion = Optional.empty();
  private boolean onlyOnce;
  private int upload = Route.UPLOAD;
  private Optional<Workload> workload = Optional.empty();
  private final Map<NetworkName, List<String>> attachments = new TreeMap<>();
  private final List<Port> ports = new ArrayList<>();
  private final List<BoundPort> bound = new ArrayList<>();
  private final Map<String, String> volumes = new TreeMap<>();
  private final List<String> ownVolumes = new ArrayList<>();
  private final List<Exposure> exposures = new ArrayList<>();
  private final List<Talk> talks = new ArrayList<>();
  private final List<ServiceName> needs = new ArrayList<>();
  private Optional<Hairpin> hairpin = Optional.empty();
  private Optional<String> routeLabel = Optional.empty();
  private Protocol routeProtocol = Protocol.HTTP;
  private Optional<NetworkName> routeNetwork = Optional.empty();
  private boolean embeddable;
  private final List<String> logins = new ArrayList<>();
  private Optional<String> healthPath = Optional.empty();
  private Optional<String> password = Optional.empty();
  private Optional<DataFormat> data = Optional.empty();

  ServiceBuilder(TopologyBuilder topology, String module, ServiceName name, ServiceKind kind) {
    this.topology = topology;
    this.module = module;
    this.name = name;
    this.kind = kind;
  }

  /** What runs inside. */
  public ServiceBuilder runs(Workload what) {
    workload = Optional.of(what);
    return this;
  }

  /** Off, unless the stack's settings switch it on. */
  public ServiceBuilder optional() {
    optional = true;
    return this;
  }

  /** There when that optional service is, and only then. */
  public ServiceBuilder onlyWith(String service) {
    companion = Optional.of(ServiceName.of(service));
    return this;
  }

  /** Two of it would be in each other's way, so that it has no replicas. */
  public ServiceBuilder onlyOnce() {
    onlyOnce = true;
    return this;
  }

  /**
   * Opens connections to the Internet, by a network of its own on which nobody else is.
   *
   * @param subnet the network's IPv4 range, in CIDR notation
   */
  public ServiceBuilder reachesInternet(String subnet) {
    NetworkName network = NetworkName.of("egress-" + name);
    topology.add(new NetworkBuilder(module, network).subnet(subnet).egressOf(name));
    return on(network);
  }

  /** Attaches it to networks, where it answers to its own name. */
  public ServiceBuilder on(NetworkName... networks) {
    for (NetworkName network : networks) {
      aliases(network);
    }
    return this;
  }

  /**
   * Asks for a route as browsers do, by its public name and through the gateway.
   *
   * @param routed the service that the route leads to
   * @param network where the two meet: the gateway joins it, and answers there to that name
   */
  public ServiceBuilder asksForRouteOf(String routed, NetworkName network) {
    hairpin = Optional.of(new Hairpin(ServiceName.of(routed), network));
    return on(network);
  }

  private List<String> aliases(NetworkName network) {
    return attachments.computeIfAbsent(network, n -> new ArrayList<>(List.of(name.value())));
  }

  /** The TCP ports it listens on, the main one first. */
  public ServiceBuilder listensOn(int... numbers) {
    for (int number : numbers) {
      ports.add(Port.of(number));
    }
    return this;
  }

  /**
   * Listens on a further port, at its address on one of its networks alone.
   *
   * @param alias the DNS name that it has only there, and finds that address by
   */
  public ServiceBuilder listensAt(NetworkName network, String alias, int number) {
    aliases(network).add(alias);
    bound.add(new BoundPort(Port.of(number), network, alias));
    return listensOn(number);
  }

  /** Keeps data in a volume of its own, seen inside at {@code path}. */
  public ServiceBuilder keeps(String volume, String path) {
    volumes.put(name + "-" + volume, path);
    ownVolumes.add(volume);
    return this;
  }

  /** Shares a module's volume with other services. */
  public ServiceBuilder shares(String volume, String path) {
    volumes.put(module + "-" + volume, path);
    return this;
  }

  /**
   * Says what its data are, so that a backup takes them in the right way. A datastore has to; the
   * volumes of any other service are files unless it says otherwise.
   */
  public ServiceBuilder backedUpAs(DataFormat format) {
    data = Optional.of(format);
    return this;
  }

  /** Reachable from the Internet by HTTP, through the gateway, on its first port. */
  public ServiceBuilder routedAt(String hostLabel, NetworkName via) {
    routeLabel = Optional.of(hostLabel);
    routeNetwork = Optional.of(via);
    return this;
  }

  /** Clients of its route upgrade to WebSocket. */
  public ServiceBuilder byWebSocket() {
    routeProtocol = Protocol.WEBSOCKET;
    return this;
  }

  /** Pages of other sites may show what its route leads to in a frame. */
  public ServiceBuilder embeddable() {
    embeddable = true;
    return this;
  }

  /** Passwords are tried at these paths of its route, such as {@code /auth/sign_in}. */
  public ServiceBuilder takesLoginsAt(String... paths) {
    logins.addAll(List.of(paths));
    return this;
  }

  /** One request by its route may bring so many MiB, unless the stack says otherwise. */
  public ServiceBuilder takesUploadsOf(int mib) {
    upload = mib;
    return this;
  }

  /** Answers at this path of its route whether it works, so that the gateway may ask, too. */
  public ServiceBuilder healthyAt(String path) {
    healthPath = Optional.of(path);
    return this;
  }

  /**
   * Who comes by its route has to know a password, which the gateway asks for.
   *
   * @param secret the password's name; who logs in is called {@link Route#USER}
   */
  public ServiceBuilder behindPassword(String secret) {
    password = Optional.of(secret);
    return this;
  }

  /** Opens conversations with the first port of each of these, in whatever they speak. */
  public ServiceBuilder talksTo(ServiceBuilder... others) {
    for (ServiceBuilder other : others) {
      Protocol protocol = other.kind == ServiceKind.DATASTORE ? Protocol.TCP : Protocol.HTTP;
      talks.add(new Talk(other.name, Optional.empty(), protocol));
    }
    return this;
  }

  /** Opens conversations with a service that is declared elsewhere. */
  public ServiceBuilder talksTo(String service, int port, Protocol protocol) {
    talks.add(new Talk(ServiceName.of(service), Optional.of(Port.of(port)), protocol));
    return this;
  }

  /** Starts only when these are healthy, or, if they are jobs, have ended well. */
  public ServiceBuilder needs(ServiceBuilder... others) {
    for (ServiceBuilder other : others) {
      needs.add(other.name);
    }
    return this;
  }

  /** Opens a port of the host that leads to {@code port}. */
  public ServiceBuilder publishes(Port hostPort, int port) {
    exposures.add(new Exposure.PublishedPort(hostPort, Port.of(port)));
    return this;
  }

  /** Sees a file or folder of the host at the same path, and can only read it. */
  public ServiceBuilder readsOfHost(String path) {
    exposures.add(new Exposure.HostMount(path, true));
    return this;
  }

  /** Gets the engine's own socket. */
  public ServiceBuilder controlsEngine() {
    exposures.add(new Exposure.EngineSocket());
    return this;
  }

  ServiceName name() {
    return name;
  }

  ServiceKind kind() {
    return kind;
  }

  Stream<NetworkName> networks() {
    return attachments.keySet().stream();
  }

  Stream<Talk> talks() {
    return talks.stream();
  }

  Optional<Hairpin> hairpin() {
    return hairpin;
  }

  /** Answers to a further name on a network. */
  void answersTo(HostName host, NetworkName network) {
    List<String> names = aliases(network);
    if (!names.contains(host.value())) {
      names.add(host.value());
    }
  }

  /** The name by which its route is asked for. */
  Optional<HostName> host(Environment environment) {
    return routeLabel.map(label -> environment.host(name, label));
  }

  Stream<Port> ports() {
    return ports.stream();
  }

  Stream<Exposure.PublishedPort> publishedPorts() {
    return Exposure.publishedPorts(exposures);
  }

  boolean isRouted() {
    return routeLabel.isPresent();
  }

  Protocol routeProtocol() {
    return routeProtocol;
  }

  boolean isEnabled(Environment environment, List<Finding> findings) {
    Optional<Boolean> wanted = settings(environment).enabled();
    if (!optional && wanted.filter(on -> !on).isPresent()) {
      findings.add(
          Finding.error(
              "service-not-optional",
              "services." + name + ".enabled",
              "'false', but the other services rely on " + name,
              "remove the setting; only optional services can be switched off"));
    }
    return companion.map(environment::switchesOn).orElse(!optional || wanted.orElse(false));
  }

  /** How many there are to be of it. */
  int replicas(Environment environment, List<Finding> findings) {
    int wanted = settings(environment).replicas().orElse(1);
    Optional<String> why = wanted > 1 ? whyAlone() : Optional.empty();
    why.ifPresent(
        reason ->
            findings.add(
                Finding.error(
                    "not-replicable",
                    "services." + name + ".replicas",
                    "'%d', but %s %s".formatted(wanted, name, reason),
                    "remove the setting; stateless services can have replicas")));
    return why.isPresent() ? 1 : wanted;
  }

  private Optional<String> whyAlone() {
    return switch (kind) {
      case DATASTORE -> Optional.of("keeps data, and replicas of it would each keep their own");
      case GATEWAY -> Optional.of("publishes ports of the host, which one container can hold");
      case ENGINE_PROXY -> Optional.of("holds the engine's socket, which one container is to do");
      case JOB -> Optional.of("is a job, which runs once");
      case APP -> {
        if (!ownVolumes.isEmpty()) {
          yield Optional.of(
              "keeps the volume '%s' of its own, which two would write to"
                  .formatted(ownVolumes.get(0)));
        }
        yield onlyOnce
            ? Optional.of("is declared to run only once; two would be in each other's way")
            : Optional.empty();
      }
    };
  }

  /** The password that its route asks for. */
  Stream<String> password() {
    return password.stream();
  }

  /**
   * Makes the service.
   *
   * @param passwords those of all routes, by which the gateway has to recognise who comes
   */
  Service build(Environment environment, List<Flow> flows, List<String> passwords) {
    return new Service(
        name,
        module,
        environment.engineName(name.value()),
        kind,
        workload(environment, flows, kind == ServiceKind.GATEWAY ? passwords : List.of()),
        attachments.entrySet().stream()
            .map(entry -> new Attachment(entry.getKey(), entry.getValue()))
            .toList(),
        ports,
        bound,
        volumes.entrySet().stream()
            .map(entry -> new VolumeMount(environment.engineName(entry.getKey()), entry.getValue()))
            .toList(),
        exposures,
        needs,
        data,
        Optional.empty());
  }

  Optional<Route> route(Environment environment, List<Finding> findings) {
    if (isRouted() && ports.isEmpty()) {
      findings.add(
          Finding.error(
              "route-to-nowhere",
              "service " + name,
              "has a route, but listens on no port",
              "declare the port that it listens on, or remove the route"));
      return Optional.empty();
    }
    return routeLabel.map(
        label ->
            new Route(
                environment.host(name, label),
                name,
                ports.get(0),
                routeNetwork.orElseThrow(),
                routeProtocol,
                embeddable,
                logins,
                healthPath,
                password,
                settings(environment).upload().orElse(upload),
                whyAlone().isEmpty()));
  }

  private Workload workload(Environment environment, List<Flow> flows, List<String> passwords) {
    Workload chosen = image(environment, flows);
    for (String secret : passwords) {
      chosen = chosen.recognises(Route.USER, secret);
    }
    return settings(environment).memory().map(chosen::memory).orElse(chosen);
  }

  private Workload image(Environment environment, List<Flow> flows) {
    Workload declared =
        workload.orElseThrow(
            () -> new IllegalStateException("service '%s' runs nothing".formatted(name)));
    Optional<ImageReference> chosen = settings(environment).image();
    if (chosen.isPresent()) {
      return declared.image(chosen.get());
    }
    return switch (environment.images()) {
      case UPSTREAM -> declared;
      case LOCAL ->
          declared
              .local()
              .map(
                  local ->
                      declared.image(ImageReference.of(LocalImages.reference(local, environment))))
              .orElseGet(() -> StandIn.of(name, kind, ports, flows, environment));
    };
  }

  private ServiceSettings settings(Environment environment) {
    return environment.services().getOrDefault(name, ServiceSettings.NONE);
  }
}
