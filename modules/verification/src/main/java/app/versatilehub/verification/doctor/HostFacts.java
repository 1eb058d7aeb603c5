package app.versatilehub.verification.doctor;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.EngineState.HostRoute;
import app.versatilehub.topology.Port;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the engine's host says of itself.
 *
 * @param routes its routes, without default routes; none where the host is another one
 * @param holders who listens on TCP ports of the host, on whatever address; only ports that the
 *     stack publishes
 */
public record HostFacts(List<HostRoute> routes, Map<Port, List<Holder>> holders) {

  /** Nothing is known, as of another host. */
  public static final HostFacts NONE = new HostFacts(List.of(), Map.of());

  public HostFacts {
    routes = List.copyOf(routes);
    holders = Map.copyOf(holders);
  }

  /**
   * A process that listens.
   *
   * @param process its number; absent where this user may not see whose the port is
   * @param command its command's name
   */
  public record Holder(OptionalInt process, String command) {

    /** A process that this user may not look at. */
    public static final Holder HIDDEN = new Holder(OptionalInt.empty(), "?");

    public Holder {
      requireNonNull(process, "process");
      requireNonNull(command, "command");
    }

    @Override
    public String toString() {
      return process.isPresent()
          ? "process %d (%s)".formatted(process.getAsInt(), command)
          : "a process that only root may see";
    }
  }
}
