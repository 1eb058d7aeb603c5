package app.versatilehub.verification.access;

import java.time.Instant;
import java.util.function.Consumer;

/** What the gateway writes to its standard output. */
@FunctionalInterface
public interface GatewayOutput {

  /**
   * Reads lines until there are no more.
   *
   * @param container the gateway's container
   * @param since from when on
   * @param follow whether to wait for what is still to come, until the container stops
   * @param to told of every line, from another thread
   * @throws IllegalArgumentException if there is no such container, or its output is not kept
   * @throws app.versatilehub.live.EngineUnavailableException if the engine does not answer, or
   *     ceases to
   */
  void read(String container, Instant since, boolean follow, Consumer<String> to);
}
