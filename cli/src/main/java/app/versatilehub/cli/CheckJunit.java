package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Judgement.Waived;
import app.versatilehub.topology.isolation.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A report as tests: each rule is one. */
final class CheckJunit {

  private CheckJunit() {}

  static String of(CheckReport report) {
    return JunitXml.of(
        "isolation",
        report.judgement().title(),
        Arrays.stream(Rule.values()).map(rule -> test(report, rule)).toList());
  }

  /** A test either fails or is skipped. */
  private static TestCase test(CheckReport report, Rule rule) {
    Judgement judgement = report.judgement();
    List<Finding> findings =
        judgement.findings().stream().filter(finding -> finding.id().equals(rule.id())).toList();
    List<Finding> failures =
        judgement.atLeast(report.failOn()).stream().filter(findings::contains).toList();
    List<Waived> waived =
        judgement.waived().stream().filter(one -> one.finding().id().equals(rule.id())).toList();
    Stream<String> others =
        findings.stream()
            .filter(finding -> !failures.contains(finding))
            .map(finding -> CheckReport.word(finding.severity()) + ": " + finding.text());
    if (!failures.isEmpty()) {
      return new TestCase.Failed(
          rule.id(),
          failures.stream().map(CheckJunit::failure).toList(),
          Stream.concat(others, waived.stream().map(CheckJunit::text)).toList());
    }
    return waived.isEmpty()
        ? new TestCase.Passed(rule.id(), others.toList())
        : new TestCase.Skipped(
            rule.id(),
            waived.stream().map(CheckJunit::text).collect(joining("\n")),
            others.toList());
  }

  /** A finding as the reason of a failure. */
  static TestCase.Failure failure(Finding finding) {
    return new TestCase.Failure(
        CheckReport.word(finding.severity()),
        finding.subject() + ": " + finding.message(),
        "-> " + finding.cure());
  }

  private static String text(Waived waived) {
    return "%s: %s (waived until %s: %s)"
        .formatted(
            waived.finding().subject(),
            waived.finding().message(),
            waived.waiver().expires(),
            waived.waiver().reason());
  }
}
