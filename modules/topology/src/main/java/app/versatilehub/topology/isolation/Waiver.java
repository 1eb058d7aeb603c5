package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/**
 * A finding that somebody has decided to live with for a while.
 *
 * @param rule the rule's id, such as {@code engine-socket}
 * @param subject the finding's subject, word for word
 * @param reason why, for whoever reads the report
 * @param expires the last day on which it counts
 */
public record Waiver(String rule, String subject, String reason, LocalDate expires) {

  public Waiver {
    requireNonNull(rule, "rule");
    requireNonNull(subject, "subject");
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a waiver of '%s' gives no reason".formatted(rule));
    }
    requireNonNull(expires, "expires");
  }
}
