package app.versatilehub.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import app.versatilehub.topology.Finding;
import app.versatilehub.verification.Cell;
import app.versatilehub.verification.CellResult;
import app.versatilehub.verification.CellResult.Status;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.WayGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A verification for people, with the markup of {@link Console#print}. */
final class VerifyTable {

  /** What a cell of the matrix shows, with and without the signs of a terminal. */
  private enum Sign {
    HOLE("!", "!", "bold,red"),
    BLOCKED("x", "x", "bold,yellow"),
    UNKNOWN("?", "?", "bold,magenta"),
    FLOW("●", "O", "bold,green"),
    OPEN("○", "o", "green"),
    CLOSED("·", ".", "faint"),
    NONE(" ", " ", "");

    private final String sign;
    private final String plain;
    private final String style;

    Sign(String sign, String plain, String style) {
      this.sign = sign;
      this.plain = plain;
      this.style = style;
    }

    String markup(boolean terminal) {
      String shown = terminal ? sign : plain;
      return style.isEmpty() ? shown : "@|%s %s|@".formatted(style, shown);
    }
  }

  /** Columns beside those of services. */
  private enum Other {
    HOST("host", Cell.HostAddress.class),
    PORTS("ports", Cell.Published.class),
    OUT("out", Cell.Egress.class),
    NAMES("names", Cell.Name.class);

    private final String heading;
    private final Class<? extends Cell> kind;

    Other(String heading, Class<? extends Cell> kind) {
      this.heading = heading;
      this.kind = kind;
    }
  }

  private static final String BETWEEN = " -> ";

  private final VerifyReport report;
  private final boolean terminal;

  private VerifyTable(VerifyReport report, boolean terminal) {
    this.report = report;
    this.terminal = terminal;
  }

  static String of(VerifyReport report, boolean terminal) {
    return new VerifyTable(report, terminal).text();
  }

  /** The same without the matrix. */
  static String summary(VerifyReport report, boolean terminal) {
    return new VerifyTable(report, terminal).summary();
  }

  private String text() {
    return heading() + "\n" + matrix() + legend() + "\n" + rest();
  }

  private String summary() {
    return heading() + rest();
  }

  private String heading() {
    return "@|bold stack %s|@ on %s: %s\n"
        .formatted(
            Prose.plain(report.verification().stack()),
            Prose.plain(report.engine()),
            report.passes() ? "@|bold,green verified|@" : "@|bold,red not as declared|@");
  }

  private String rest() {
    return Findings.text(merged(report.verification().findings()))
        + Prose.wrapped("", "", sentence());
  }

  /** One wrong network may show in dozens of ways, of which all have one cause and one cure. */
  private static List<Finding> merged(List<Finding> findings) {
    Map<Finding, List<Finding>> alike =
        findings.stream()
            .collect(
                groupingBy(
                    finding ->
                        new Finding(finding.id(), finding.severity(), "", "", finding.cure()),
                    LinkedHashMap::new,
                    toList()));
    return alike.values().stream()
        .flatMap(
            same ->
                same.stream().allMatch(finding -> finding.subject().contains(BETWEEN))
                    ? WayGroup.of(same.stream().map(VerifyTable::way).toList()).stream()
                        .map(group -> merged(group, same))
                    : same.stream())
        .sorted()
        .toList();
  }

  private static WayGroup.Way way(Finding finding) {
    String[] ends = finding.subject().split(BETWEEN, 2);
    return new WayGroup.Way(ends[0], ends[1]);
  }

  private static Finding merged(WayGroup group, List<Finding> findings) {
    Finding first =
        findings.stream()
            .filter(finding -> group.ways().contains(way(finding)))
            .findFirst()
            .orElseThrow();
    int more = group.ways().size() - 1;
    return new Finding(
        first.id(),
        first.severity(),
        group.title(),
        more == 0 ? first.message() : first.message() + "; and %,d more".formatted(more),
        first.cure());
  }

  private String matrix() {
    List<CellResult> results = report.verification().results();
    Set<String> services = new LinkedHashSet<>();
    results.stream()
        .map(CellResult::cell)
        .filter(Cell.Connection.class::isInstance)
        .forEach(cell -> services.add(((Cell.Connection) cell).destination()));
    Set<String> sources = new LinkedHashSet<>();
    results.forEach(result -> sources.add(result.cell().source()));
    List<String> destinations = List.copyOf(services);
    int width = sources.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder lines = new StringBuilder(" ".repeat(width + 5));
    for (int i = 0; i < destinations.size(); i++) {
      lines.append(" %2d".formatted(i + 1));
    }
    for (Other other : Other.values()) {
      lines.append("  ").append(other.heading);
    }
    lines.append('\n');
    for (String source : sources) {
      int number = destinations.indexOf(source) + 1;
      lines.append(number == 0 ? "    " : "%3d ".formatted(number)).append(Prose.plain(source));
      lines.append(" ".repeat(width - source.length() + 1));
      for (String destination : destinations) {
        lines.append("  ").append(sign(source, towards(destination)).markup(terminal));
      }
      for (Other other : Other.values()) {
        lines
            .append("  ")
            .append(sign(source, other.kind::isInstance).markup(terminal))
            .append(" ".repeat(other.heading.length() - 1));
      }
      lines.append('\n');
    }
    return lines.append('\n').toString();
  }

  private static Predicate<Cell> towards(String destination) {
    return cell ->
        cell instanceof Cell.Connection connection && connection.destination().equals(destination);
  }

  /** Of several answers the one that matters most. */
  private Sign sign(String source, Predicate<Cell> which) {
    return report.verification().results().stream()
        .filter(result -> result.cell().source().equals(source))
        .filter(result -> which.test(result.cell()))
        .map(VerifyTable::sign)
        .min(Comparator.naturalOrder())
        .orElse(Sign.NONE);
  }

  private static Sign sign(CellResult result) {
    return switch (result.status()) {
      case HOLE -> Sign.HOLE;
      case BLOCKED -> Sign.BLOCKED;
      case UNKNOWN -> Sign.UNKNOWN;
      case AGREES ->
          !result.planned().declared()
              ? Sign.CLOSED
              : result.planned().flow() ? Sign.FLOW : Sign.OPEN;
    };
  }

  private String legend() {
    return Stream.of(
            legend(Sign.FLOW, "open, a declared flow"),
            legend(Sign.OPEN, "open, as members of one network are"),
            legend(Sign.CLOSED, "closed, as declared"),
            legend(Sign.HOLE, "open, but declared closed"),
            legend(Sign.BLOCKED, "closed, but declared open"),
            legend(Sign.UNKNOWN, "not found out"))
        .flatMap(Optional::stream)
        .collect(joining("   ", "", "\n"));
  }

  /** Only what the matrix shows. */
  private Optional<String> legend(Sign sign, String meaning) {
    boolean shown =
        report.verification().results().stream().anyMatch(result -> sign(result) == sign);
    return shown ? Optional.of(sign.markup(terminal) + " " + meaning) : Optional.empty();
  }

  private String sentence() {
    Verification verification = report.verification();
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s in %.1f s: %,d as declared"
            .formatted(
                Prose.count(verification.results().size(), "cell", "cells"),
                verification.took().toMillis() / 1000.0,
                verification.count(Status.AGREES)));
    parts.add("%,d open against it".formatted(verification.count(Status.HOLE)));
    parts.add("%,d closed against it".formatted(verification.count(Status.BLOCKED)));
    parts.add("%,d not found out".formatted(verification.count(Status.UNKNOWN)));
    return String.join(", ", parts) + ".";
  }
}
