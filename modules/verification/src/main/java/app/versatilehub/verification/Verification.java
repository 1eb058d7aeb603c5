package app.versatilehub.verification;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.Prober.Silence;
import app.versatilehub.verification.engine.EngineFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a running engine is what the topology says.
 *
 * @param stack the stack, as {@code project/stack}
 * @param engine the engine
 * @param results the questions with their answers
 * @param silences where services do not listen
 * @param drift what the engine says of itself that the topology does not
 * @param took how long it took to find out
 */
public record Verification(
    String stack,
    EngineFacts engine,
    List<CellResult> results,
    List<Silence> silences,
    List<Finding> drift,
    Duration took) {

  private static final int MOST_EVIDENCE = 3;

  public Verification {
    requireNonNull(stack, "stack");
    requireNonNull(engine, "engine");
    results = List.copyOf(results);
    silences = List.copyOf(silences);
    drift = drift.stream().sorted().toList();
    requireNonNull(took, "took");
  }

  /** How many answers there are of each kind. */
  public long count(Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  /**
   * All that is wrong, the most severe first: in answers, in what listens, in the configuration.
   */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(drift);
    bySubject(Status.HOLE).forEach((subject, cells) -> findings.add(hole(subject, cells)));
    bySubject(Status.BLOCKED).forEach((subject, cells) -> findings.add(blocked(subject, cells)));
    bySubject(Status.UNKNOWN).forEach((subject, cells) -> findings.add(unknown(subject, cells)));
    silences.stream()
        .collect(
            Collectors.groupingBy(
                silence -> silence.service() + ":" + silence.target().port(),
                TreeMap::new,
                Collectors.toList()))
        .forEach((subject, all) -> findings.add(silent(subject, all)));
    return findings.stream().distinct().sorted().toList();
  }

  /**
   * Answers about one source and one destination, at whatever address, are one thing to a reader.
   */
  private Map<String, List<CellResult>> bySubject(Status status) {
    return results.stream()
        .filter(result -> result.status() == status)
        .collect(
            Collectors.groupingBy(
                result -> result.cell().title(), TreeMap::new, Collectors.toList()));
  }

  private static String evidence(List<CellResult> cells) {
    return cells.stream()
        .map(result -> result.cell().subject() + ": " + result.observation().evidence())
        .limit(MOST_EVIDENCE)
        .collect(Collectors.joining("; "));
  }

  private Finding hole(String subject, List<CellResult> cells) {
    boolean drifted = cells.stream().allMatch(CellResult::isAsConfigured);
    return Finding.error(
        "open-against-topology",
        subject,
        evidence(cells),
        drifted
            ? "the engine's own configuration has this way, which the topology has not: mend the"
                + " drift that is reported beside this"
            : "nothing that the engine says of itself opens this: look for a rule of the host's "
                + firewall()
                + ", a route, or a process that forwards");
  }

  private Finding blocked(String subject, List<CellResult> cells) {
    boolean flow = cells.stream().anyMatch(result -> result.planned().flow() || isName(result));
    boolean drifted = cells.stream().allMatch(CellResult::isAsConfigured);
    return new Finding(
        "closed-against-topology",
        flow ? Severity.ERROR : Severity.WARNING,
        subject,
        evidence(cells),
        drifted
            ? "the engine's own configuration does not have this way: mend the drift that is"
                + " reported beside this"
            : "the engine is configured for this: look for a rule of the host's "
                + firewall()
                + " that drops it, or ask versatile doctor");
  }

  private static boolean isName(CellResult result) {
    return result.cell() instanceof Cell.Name;
  }

  private String firewall() {
    return engine.firewallBackend().map(backend -> "firewall (" + backend + ")").orElse("firewall");
  }

  private static Finding unknown(String subject, List<CellResult> cells) {
    return Finding.error(
        "not-probed",
        subject,
        evidence(cells),
        "see that the container keeps running, and verify again");
  }

  private static Finding silent(String subject, List<Silence> silences) {
    return Finding.warning(
        "not-listening",
        subject,
        "the service does not listen at "
            + silences.stream()
                .map(silence -> silence.target().address().value())
                .sorted()
                .collect(Collectors.joining(", ")),
        "wait until it has started, or see its log; the ways to it were proved with a listener of"
            + " the probe");
  }
}
