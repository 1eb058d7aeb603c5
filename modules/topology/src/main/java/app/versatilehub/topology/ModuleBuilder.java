package app.versatilehub.topology;

/** Where one module declares its networks and services. */
public final class ModuleBuilder {

  private final TopologyBuilder topology;
  private final String name;

  ModuleBuilder(TopologyBuilder topology, String name) {
    this.topology = topology;
    this.name = Names.dnsLabel("module name", name);
  }

  /** The settings of the stack, for the few declarations that depend on them. */
  public Environment environment() {
    return topology.environment();
  }

  /** The public address of {@code service}, for an application that must know its own. */
  public String publicUrl(String service, String hostLabel) {
    Environment environment = topology.environment();
    return environment.url(environment.host(ServiceName.of(service), hostLabel));
  }

  /** Declares a network. */
  public NetworkBuilder network(NetworkName network) {
    return topology.add(new NetworkBuilder(name, network));
  }

  /** Declares a service that does the work. */
  public ServiceBuilder app(String service) {
    return service(service, ServiceKind.APP);
  }

  /** Declares a database, cache or queue. */
  public ServiceBuilder datastore(String service) {
    return service(service, ServiceKind.DATASTORE);
  }

  /** Declares the way in from the Internet. */
  public ServiceBuilder gateway(String service) {
    return service(service, ServiceKind.GATEWAY);
  }

  /** Declares a task that runs once for each change of what it runs, and ends. */
  public ServiceBuilder job(String service) {
    return service(service, ServiceKind.JOB);
  }

  /** Declares what asks the engine in the name of others. */
  public ServiceBuilder engineProxy(String service) {
    return service(service, ServiceKind.ENGINE_PROXY).controlsEngine();
  }

  /** The project's own image of that name, which no registry has. */
  public Workload ownImage(String image) {
    return Workload.of(LocalImages.reference(image, topology.environment())).orLocal(image);
  }

  /** Declares what is special about a secret; one of which nothing is need not be declared. */
  public void secret(String secret, SecretTrait trait) {
    topology.add(secret, trait);
  }

  private ServiceBuilder service(String service, ServiceKind kind) {
    return topology.add(new ServiceBuilder(topology, name, ServiceName.of(service), kind));
  }
}
