package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.verification.EngineWatch.Change;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A change of a running engine for people, with the markup of {@link Console#print}. */
final class WatchLines {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private WatchLines() {}

  static String of(Change change) {
    String time = TIME.format(change.at());
    if (change.appeared().isEmpty() && change.gone().isEmpty()) {
      return "%s @|green as declared; watching|@\n".formatted(time);
    }
    return change.appeared().stream().map(finding -> appeared(time, finding)).collect(joining())
        + change.gone().stream()
            .map(finding -> "%s @|green mended|@ %s".formatted(time, line(finding)))
            .collect(joining());
  }

  private static String appeared(String time, Finding finding) {
    return "%s @|%s %s|@ %s%s"
        .formatted(
            time,
            finding.severity() == Severity.ERROR ? "bold,red" : "bold,yellow",
            CheckReport.word(finding.severity()),
            line(finding),
            Prose.wrapped("    -> ", "       ", finding.cure()));
  }

  private static String line(Finding finding) {
    return Prose.plain("%s: %s [%s]".formatted(finding.subject(), finding.message(), finding.id()))
        + "\n";
  }
}
