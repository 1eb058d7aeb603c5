package app.versatilehub.verification;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.drift.Drift;
import app.versatilehub.verification.drift.FirewallReader;
import app.versatilehub.verification.engine.DockerEngine;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.probe.Probes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Verifies the engine that the {@code docker} command would use here. */
public final class EngineVerifier implements Verifier {

  private final Supplier<DockerEngine> engines;
  private final Path programs;

  /**
   * A verifier.
   *
   * @param engines connects to the engine
   * @param programs the folder with the probe for each processor, {@code probe-amd64} and so on
   */
  public EngineVerifier(Supplier<DockerEngine> engines, Path programs) {
    this.engines = engines;
    this.programs = programs;
  }

  @Override
  public Verification verify(Topology topology, Question question) {
    Instant start = Instant.now();
    question.progress().accept("reading the engine");
    try (DockerEngine engine = engines.get()) {
      EngineSnapshot snapshot;
      Prober.Answers answers;
      CompletableFuture<List<Finding>> drift;
      try (Probes probes = Probes.on(engine.client(), engine.architecture(), programs)) {
        EngineSnapshot read = engine.snapshot();
        snapshot = read;
        Plan plan = Plan.of(topology, read).only(question.cells());
        question
            .progress()
            .accept(
                "asking %,d questions from %d places"
                    .formatted(plan.cells().size(), plan.running().size() + 1));
        drift =
            CompletableFuture.supplyAsync(
                () -> Drift.between(topology, read, FirewallReader.read(read)));
        answers = Prober.ask(plan, probes, question.abroad());
        question.progress().accept("taking the probes away");
      }
      return new Verification(
          topology.stack().value(),
          snapshot.engine(),
          answers.results(),
          answers.silences(),
          drift.join(),
          Duration.between(start, Instant.now()));
    }
  }

  @Override
  public void watch(Topology topology, Consumer<EngineWatch.Change> told) {
    EngineWatch.follow(engines, topology, told);
  }
}
