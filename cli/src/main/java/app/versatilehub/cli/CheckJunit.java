package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Judgement.Waived;
import app.versatilehub.topology.isolation.Rule;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report as JUnit XML, which every CI server shows: each rule is a test. */
final class CheckJunit {

  /** What XML 1.0 has no way to write. */
  private static final String UNWRITABLE =
      "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

  private final CheckReport report;
  private final XMLStreamWriter xml;

  private CheckJunit(CheckReport report, XMLStreamWriter xml) {
    this.report = report;
    this.xml = xml;
  }

  static String of(CheckReport report) {
    StringWriter text = new StringWriter();
    try {
      new CheckJunit(report, XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text))
          .write();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("text in memory can be written to", e);
    }
    return text + "\n";
  }

  private void write() throws XMLStreamException {
    List<TestCase> cases = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      cases.add(testCase(rule));
    }
    xml.writeStartDocument("UTF-8", "1.0");
    start("\n", "testsuites");
    start("\n  ", "testsuite");
    attribute("name", report.judgement().title());
    attribute("tests", String.valueOf(cases.size()));
    attribute("failures", count(cases, TestCase::isFailed));
    attribute("errors", "0");
    attribute("skipped", count(cases, TestCase::isSkipped));
    for (TestCase test : cases) {
      write(test);
    }
    end("\n  ");
    end("\n");
    xml.writeEndDocument();
  }

  private void write(TestCase test) throws XMLStreamException {
    start("\n    ", "testcase");
    attribute("classname", "isolation");
    attribute("name", test.rule().id());
    if (test.isSkipped()) {
      start("\n      ", "skipped");
      attribute("message", test.waived().stream().map(CheckJunit::text).collect(joining("\n")));
      xml.writeEndElement();
    }
    for (Finding finding : test.failures()) {
      start("\n      ", "failure");
      attribute("type", CheckReport.word(finding.severity()));
      attribute("message", finding.subject() + ": " + finding.message());
      characters("-> " + finding.cure());
      xml.writeEndElement();
    }
    if (!test.remarks().isEmpty()) {
      start("\n      ", "system-out");
      characters(String.join("\n", test.remarks()));
      xml.writeEndElement();
    }
    end("\n    ");
  }

  private TestCase testCase(Rule rule) {
    Judgement judgement = report.judgement();
    List<Finding> findings =
        judgement.findings().stream().filter(finding -> finding.id().equals(rule.id())).toList();
    List<Finding> failures =
        judgement.atLeast(report.failOn()).stream().filter(findings::contains).toList();
    return new TestCase(
        rule,
        failures,
        findings.stream().filter(finding -> !failures.contains(finding)).toList(),
        judgement.waived().stream()
            .filter(waived -> waived.finding().id().equals(rule.id()))
            .toList());
  }

  private static String text(Waived waived) {
    return "%s: %s (waived until %s: %s)"
        .formatted(
            waived.finding().subject(),
            waived.finding().message(),
            waived.waiver().expires(),
            waived.waiver().reason());
  }

  private static String count(List<TestCase> cases, Predicate<TestCase> which) {
    return String.valueOf(cases.stream().filter(which).count());
  }

  private void start(String indent, String element) throws XMLStreamException {
    xml.writeCharacters(indent);
    xml.writeStartElement(element);
  }

  private void end(String indent) throws XMLStreamException {
    xml.writeCharacters(indent);
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, value.replaceAll(UNWRITABLE, "?"));
  }

  private void characters(String text) throws XMLStreamException {
    xml.writeCharacters(text.replaceAll(UNWRITABLE, "?"));
  }

  /**
   * What became of a rule.
   *
   * @param rule the rule
   * @param failures the findings that fail
   * @param others those that are not severe enough to
   * @param waived those that do not count
   */
  private record TestCase(
      Rule rule, List<Finding> failures, List<Finding> others, List<Waived> waived) {

    boolean isFailed() {
      return !failures.isEmpty();
    }

    List<String> remarks() {
      return Stream.concat(
              others.stream()
                  .map(finding -> CheckReport.word(finding.severity()) + ": " + finding.text()),
              isFailed() ? waived.stream().map(CheckJunit::text) : Stream.of())
          .toList();
    }

    /** A test either fails or is skipped. */
    boolean isSkipped() {
      return failures.isEmpty() && !waived.isEmpty();
    }
  }
}
