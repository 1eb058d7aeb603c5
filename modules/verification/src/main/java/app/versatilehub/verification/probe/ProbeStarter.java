package app.versatilehub.verification.probe;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Brings probes into network namespaces. */
@FunctionalInterface
public interface ProbeStarter {

  /**
   * Starts a probe in each namespace, all at once.
   *
   * @param namespaces by what errors call them, the identifier of the container in whose namespace
   *     the probe is to be, or {@link Probes#HOST}
   * @return each, or why it could not be started; one or the other in the end
   */
  Map<String, CompletableFuture<Probe>> start(Map<String, String> namespaces);
}
