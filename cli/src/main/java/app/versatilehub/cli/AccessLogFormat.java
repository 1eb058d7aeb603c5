package app.versatilehub.cli;

import app.versatilehub.verification.access.AccessEntry;
import java.time.temporal.ChronoUnit;

/** How a request is written, in one line. */
enum AccessLogFormat {
  /** For people. */
  TEXT {
    @Override
    String render(AccessEntry entry) {
      return "%s  %d  %-4s  %s%s  %s  %d ms  %s\n"
          .formatted(
              entry.time().truncatedTo(ChronoUnit.SECONDS),
              entry.status(),
              entry.method(),
              entry.host(),
              entry.path(),
              entry.service(),
              entry.duration().toMillis(),
              entry.client());
    }
  },

  /** For programs: an object in each line. */
  JSON {
    @Override
    String render(AccessEntry entry) {
      return Json.object()
              .put("time", entry.time().toString())
              .put("status", entry.status())
              .put("method", entry.method())
              .put("host", entry.host())
              .put("path", entry.path())
              .put("service", entry.service())
              .put("durationMs", entry.duration().toMillis())
              .put("client", entry.client())
          + "\n";
    }
  };

  abstract String render(AccessEntry entry);
}
