package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * One thing that is wrong, or worth knowing, about a topology, its settings or the engine.
 *
 * @param id stable name of the rule, such as {@code subnet-overlap}; safe to search and filter for
 * @param severity how much it matters
 * @param subject what it is about, as the reader can find it: {@code networks.hub-internal.subnet},
 *     {@code service chat-postgres}
 * @param message what was found, with the value that was met
 * @param cure what to change, as an instruction
 */
public record Finding(String id, Severity severity, String subject, String message, String cure)
    implements Comparable<Finding> {

  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::severity)
          .thenComparing(Finding::subject)
          .thenComparing(Finding::id)
          .thenComparing(Finding::message);

  public Finding {
    requireNonNull(id, "id");
    requireNonNull(severity, "severity");
    requireNonNull(subject, "subject");
    requireNonNull(message, "message");
    requireNonNull(cure, "cure");
  }

  public static Finding error(String id, String subject, String message, String cure) {
    return new Finding(id, Severity.ERROR, subject, message, cure);
  }

  public static Finding warning(String id, String subject, String message, String cure) {
    return new Finding(id, Severity.WARNING, subject, message, cure);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** Two lines: what and where, then what to do. */
  public String text() {
    return subject + ": " + message + " [" + id + "]\n    -> " + cure;
  }

  /** Most severe first, then by subject, so that reports do not depend on the order of checks. */
  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
