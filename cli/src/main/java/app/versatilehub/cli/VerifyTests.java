package app.versatilehub.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import app.versatilehub.topology.Finding;
import app.versatilehub.verification.CellResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A verification as tests: each source and destination is one, and so is each other finding. */
final class VerifyTests {

  private VerifyTests() {}

  static List<TestCase> of(VerifyReport report) {
    Map<String, List<Finding>> findings =
        report.verification().findings().stream()
            .collect(groupingBy(Finding::subject, LinkedHashMap::new, toList()));
    Map<String, List<CellResult>> asked =
        report.verification().results().stream()
            .collect(groupingBy(result -> result.cell().title(), LinkedHashMap::new, toList()));
    List<TestCase> tests = new ArrayList<>();
    asked.forEach(
        (title, results) ->
            tests.add(
                test(report, title, findings.getOrDefault(title, List.of()), words(results))));
    findings.forEach(
        (subject, own) -> {
          if (!asked.containsKey(subject)) {
            own.forEach(
                finding ->
                    tests.add(
                        test(
                            report, finding.id() + " of " + subject, List.of(finding), List.of())));
          }
        });
    return tests;
  }

  private static TestCase test(
      VerifyReport report, String name, List<Finding> findings, List<String> remarks) {
    List<TestCase.Failure> failures =
        findings.stream().filter(report.failures()::contains).map(CheckJunit::failure).toList();
    List<String> all = new ArrayList<>(remarks);
    findings.stream()
        .filter(finding -> !report.failures().contains(finding))
        .forEach(finding -> all.add(CheckReport.word(finding.severity()) + ": " + finding.text()));
    return failures.isEmpty()
        ? new TestCase.Passed(name, all)
        : new TestCase.Failed(name, failures, all);
  }

  private static List<String> words(List<CellResult> results) {
    return List.of(
        results.stream()
            .map(result -> result.cell().subject() + ": " + result.observation().evidence())
            .collect(joining("; ")));
  }
}
