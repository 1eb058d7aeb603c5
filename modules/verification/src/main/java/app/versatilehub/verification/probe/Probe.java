package app.versatilehub.verification.probe;

import app.versatilehub.topology.IpAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A probe in one network namespace. Every answer is complete: each thing asked for is in it. An
 * answer ends with a {@link ProbeException} if the probe ends first.
 */
public interface Probe {

  /** What interfaces the namespace has. */
  List<Interface> interfaces();

  /**
   * Tries to connect to all of {@code targets} at once.
   *
   * @param patience after which a connection counts as dropped
   * @param onLinkOnly whether to leave out every way by a gateway
   */
  CompletableFuture<Map<Target, Outcome>> connect(
      Collection<Target> targets, Duration patience, boolean onLinkOnly);

  /**
   * Listens, until the probe ends, wherever nobody does. Port 0 stands for any.
   *
   * @return by address as asked for, where it listens; absent where somebody else does already, or
   *     where it cannot
   */
  CompletableFuture<Map<String, Optional<Target>>> listen(Collection<String> addresses);

  /** By which way the namespace's kernel would send; sends nothing. */
  CompletableFuture<Map<IpAddress, Way>> route(Collection<IpAddress> addresses);

  /**
   * Asks the engine's name server. A name that it does not know it may ask of others.
   *
   * @return by name, the addresses; none if it has no such name
   */
  CompletableFuture<Map<String, List<IpAddress>>> resolve(
      Collection<String> names, Duration patience);

  /**
   * An interface of the namespace.
   *
   * @param name such as {@code eth0}
   * @param addresses its addresses
   */
  record Interface(String name, List<IpAddress> addresses) {
    public Interface {
      addresses = List.copyOf(addresses);
    }
  }

  /** How packets leave a namespace. */
  sealed interface Way {

    /** To the namespace itself. */
    record Local() implements Way {}

    /** Straight by an interface, to a neighbour on its link. */
    record OnLink(String device) implements Way {}

    /** By a gateway, whether anybody has its address or not. */
    record ByGateway(IpAddress gateway) implements Way {}

    /** Not at all. */
    record None() implements Way {}
  }
}
