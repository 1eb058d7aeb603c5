package app.versatilehub.verification;

import app.versatilehub.verification.probe.Outcome;
import app.versatilehub.verification.probe.Probe;
import app.versatilehub.verification.probe.Probes;
import app.versatilehub.verification.probe.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Where services listen, as seen from inside their own network namespaces. */
public final class Listeners {

  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final Duration PATIENCE_WITH_PROBE = Duration.ofSeconds(10);

  private Listeners() {}

  /**
   * Looks at every declared port at every address of its service.
   *
   * @return by service, where it listens; without those that could not be looked at
   */
  public static Map<String, Set<Target>> find(Plan plan, Probes probes) {
    Map<String, Set<Target>> targets = plan.targets();
    Map<String, String> namespaces =
        plan.running().entrySet().stream()
            .filter(running -> targets.containsKey(running.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, running -> running.getValue().id()));
    Map<String, CompletableFuture<Set<Target>>> asked = new HashMap<>();
    probes
        .start(namespaces)
        .forEach(
            (service, starting) ->
                asked.put(
                    service,
                    starting.thenCompose(
                        probe -> listening(probe, targets.getOrDefault(service, Set.of())))));
    Map<String, Set<Target>> found = new HashMap<>();
    asked.forEach(
        (service, answer) -> {
          try {
            found.put(
                service,
                answer.orTimeout(PATIENCE_WITH_PROBE.toSeconds(), TimeUnit.SECONDS).join());
          } catch (CompletionException | CancellationException e) {
            // Nothing is known of it.
          }
        });
    return found;
  }

  /** Those of {@code targets} that answer to a probe in the namespace that has them. */
  static CompletableFuture<Set<Target>> listening(Probe probe, Set<Target> targets) {
    return probe
        .connect(targets, PATIENCE, false)
        .thenApply(
            outcomes ->
                targets.stream()
                    .filter(target -> outcomes.getOrDefault(target, Outcome.UNKNOWN).isOpen())
                    .collect(Collectors.toSet()));
  }
}
