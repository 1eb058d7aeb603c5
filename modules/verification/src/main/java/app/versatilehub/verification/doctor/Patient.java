package app.versatilehub.verification.doctor;

import app.versatilehub.topology.HostName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.Map;

/** The running system that is examined. */
public interface Patient extends AutoCloseable {

  /**
   * What is on the engine.
   *
   * @throws RuntimeException if the engine does not answer
   */
  EngineSnapshot snapshot();

  /** What is to be seen around it. Everything is bounded in time. */
  Observations observe(Topology topology, EngineSnapshot snapshot);

  /** What the gateway answers for each route; nothing where it does not run on this host. */
  Map<HostName, RouteAnswer> ask(Topology topology, EngineSnapshot snapshot);

  /**
   * Makes one change.
   *
   * @throws RuntimeException if the engine refuses it, with the engine's words
   */
  void apply(Fix fix);

  @Override
  void close();
}
