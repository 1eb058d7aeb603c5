package app.versatilehub.verification.doctor;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cause of trouble.
 *
 * @param finding what is wrong, and its cure
 * @param evidence what was seen that says so, a line each
 * @param fix a change that heals it and can do no harm; absent where there is none
 */
public record Diagnosis(Finding finding, List<String> evidence, Optional<Fix> fix)
    implements Comparable<Diagnosis> {

  public Diagnosis {
    requireNonNull(finding, "finding");
    evidence = List.copyOf(evidence);
    requireNonNull(fix, "fix");
  }

  static Diagnosis of(Finding finding, String... evidence) {
    return new Diagnosis(finding, List.of(evidence), Optional.empty());
  }

  static Diagnosis of(Finding finding, List<String> evidence) {
    return new Diagnosis(finding, evidence, Optional.empty());
  }

  Diagnosis healedBy(Fix change) {
    return new Diagnosis(finding, evidence, Optional.of(change));
  }

  Diagnosis with(String moreEvidence) {
    return new Diagnosis(
        finding, Stream.concat(evidence.stream(), Stream.of(moreEvidence)).toList(), fix);
  }

  /** Whether something works less than it should; what is only worth knowing does not count. */
  public boolean isTrouble() {
    return finding.severity() != Severity.INFO;
  }

  /** Most severe first, then by subject. */
  @Override
  public int compareTo(Diagnosis other) {
    return Comparator.comparing(Diagnosis::finding).compare(this, other);
  }
}
