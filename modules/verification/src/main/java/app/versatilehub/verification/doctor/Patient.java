package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.EngineSnapshot;

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

  /**
   * Makes one change.
   *
   * @throws RuntimeException if the engine refuses it, with the engine's words
   */
  void apply(Fix fix);

  @Override
  void close();
}
