package app.versatilehub.verification.doctor;

import static java.util.Objects.requireNonNull;

import app.versatilehub.dockerplan.Traefik;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.doctor.RouteAnswer.Answered;
import app.versatilehub.verification.doctor.RouteAnswer.Certificate;
import app.versatilehub.verification.doctor.RouteAnswer.NoHttp;
import app.versatilehub.verification.doctor.RouteAnswer.Unreachable;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.Health;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a route is, as far as it can be known.
 *
 * @param route which
 * @param condition what became of asking for it
 * @param certificate what the gateway showed; absent where it was not asked, or showed none
 * @param well how many replicas of the service are well; absent without an engine
 * @param replicas how many there are to be
 */
public record RouteState(
    Route route,
    Condition condition,
    Optional<Certificate> certificate,
    Optional<Integer> well,
    int replicas) {

  /** What became of asking for it, on the gateway's own host. */
  public enum Condition {
    /** The service answers. */
    SERVES,
    /** The service answers that it has failed. */
    FAILS,
    /** The gateway does not know the name. */
    NO_ROUTER,
    /** The gateway knows the name and has no container that answers. */
    NO_SERVER,
    /** The gateway takes the request or the connection, and no answer comes. */
    SILENT,
    /** No gateway runs, or none is on its port. */
    UNREACHABLE,
    /** Nobody was asked. */
    UNKNOWN;

    /** In words. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public RouteState {
    requireNonNull(route, "route");
    requireNonNull(condition, "condition");
    requireNonNull(certificate, "certificate");
    requireNonNull(well, "well");
  }

  /** Of every route where no engine can be asked. */
  public static List<RouteState> unknown(Topology topology) {
    return topology.routes().stream()
        .map(
            route ->
                new RouteState(
                    route,
                    Condition.UNKNOWN,
                    Optional.empty(),
                    Optional.empty(),
                    (int) topology.replicas(route.service()).count()))
        .toList();
  }

  /**
   * Of every route.
   *
   * @param answers what the gateway answered; only hosts that were asked for
   */
  public static List<RouteState> of(
      Topology topology, EngineSnapshot snapshot, Map<HostName, RouteAnswer> answers) {
    Deployed deployed = new Deployed(topology, snapshot);
    boolean gateway = deployed.gateway().filter(deployed::runs).isPresent();
    return unknown(topology).stream()
        .map(state -> state.seen(deployed, gateway, answers.get(state.route.host())))
        .toList();
  }

  /** What the gateway holds clients to, in words. */
  public List<String> guards() {
    return Traefik.guards(route);
  }

  private RouteState seen(Deployed deployed, boolean gateway, @Nullable RouteAnswer answer) {
    Condition seen =
        answer != null ? condition(answer) : gateway ? Condition.UNKNOWN : Condition.UNREACHABLE;
    long up =
        deployed.topology().replicas(route.service()).filter(one -> isWell(deployed, one)).count();
    return new RouteState(
        route,
        seen,
        Optional.ofNullable(answer).flatMap(RouteState::shown),
        Optional.of((int) up),
        replicas);
  }

  private static boolean isWell(Deployed deployed, Service service) {
    return deployed.container(service).filter(RouteState::isWell).isPresent();
  }

  private static boolean isWell(ContainerState container) {
    return container.status() == Status.RUNNING
        && container.health().map(Health.HEALTHY::equals).orElse(true);
  }

  private static Condition condition(RouteAnswer answer) {
    if (answer instanceof Unreachable) {
      return Condition.UNREACHABLE;
    }
    if (!(answer instanceof Answered answered)) {
      return Condition.SILENT;
    }
    if (answered.isTheGatewaysOwn()) {
      return answered.status() == 404 ? Condition.NO_ROUTER : Condition.NO_SERVER;
    }
    return answered.status() < 500 ? Condition.SERVES : Condition.FAILS;
  }

  private static Optional<Certificate> shown(RouteAnswer answer) {
    if (answer instanceof Answered answered) {
      return Optional.of(answered.certificate());
    }
    return answer instanceof NoHttp none ? Optional.of(none.certificate()) : Optional.empty();
  }
}
