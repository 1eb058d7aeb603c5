package app.versatilehub.verification;

import app.versatilehub.topology.Topology;
import app.versatilehub.verification.probe.Target;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Proves that the running engine is what a topology says. */
public interface Verifier {

  /**
   * Reads the engine, asks it everything that {@code question} wants, and compares.
   *
   * @throws app.versatilehub.live.EngineUnavailableException if no engine answers
   * @throws app.versatilehub.verification.probe.ProbeException if no probe can be brought to it
   */
  Verification verify(Topology topology, Question question);

  /**
   * Follows the engine until the thread is interrupted.
   *
   * @param told of the first look, even if nothing is wrong, and then of every change
   */
  void watch(Topology topology, Consumer<EngineWatch.Change> told);

  /**
   * What is wanted.
   *
   * @param cells which cells
   * @param abroad an address on the Internet to connect to; without, it is only asked whether there
   *     is a way
   * @param progress is told what is being done, in words
   */
  record Question(Predicate<Cell> cells, Optional<Target> abroad, Consumer<String> progress) {}
}
