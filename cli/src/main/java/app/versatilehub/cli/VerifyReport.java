package app.versatilehub.cli;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.verification.Verification;
import java.util.List;

/**
 * What there is to say of a verification.
 *
 * @param verification what was found
 * @param failOn the least severity that fails
 */
record VerifyReport(Verification verification, Severity failOn) {

  boolean passes() {
    return failures().isEmpty();
  }

  /** The findings that fail. */
  List<Finding> failures() {
    return verification.findings().stream()
        .filter(finding -> finding.severity().compareTo(failOn) <= 0)
        .toList();
  }

  /** The engine in words: {@code Docker Engine 28.5.2 (iptables)}. */
  String engine() {
    return "Docker Engine %s%s"
        .formatted(
            verification.engine().version().map(Object::toString).orElse("of unknown release"),
            verification.engine().firewallBackend().map(" (%s)"::formatted).orElse(""));
  }
}
