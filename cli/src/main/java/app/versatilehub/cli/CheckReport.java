package app.versatilehub.cli;

import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What there is to say of a judgement.
 *
 * @param files what was judged
 * @param judgement what was found
 * @param policy by what measure
 * @param failOn the least severity that fails
 */
record CheckReport(List<Path> files, Judgement judgement, Policy policy, Severity failOn) {

  CheckReport {
    files = List.copyOf(files);
  }

  boolean passes() {
    return judgement.atLeast(failOn).isEmpty();
  }

  /** The files as programs name them: relative to the working directory where they are below it. */
  List<String> uris() {
    return files.stream()
        .map(file -> Path.of("").toUri().relativize(file.normalize().toUri()).toString())
        .toList();
  }

  static String word(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
