package app.versatilehub.cli;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** JUnit XML, which every CI server shows. */
final class JunitXml {

  /** What XML 1.0 has no way to write. */
  private static final String UNWRITABLE =
      "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

  private final XMLStreamWriter xml;

  private JunitXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /**
   * One suite.
   *
   * @param className what groups its tests
   * @param suite its name
   * @param tests its tests
   */
  static String of(String className, String suite, List<TestCase> tests) {
    StringWriter text = new StringWriter();
    try {
      new JunitXml(XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text))
          .write(className, suite, tests);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("text in memory can be written to", e);
    }
    return text + "\n";
  }

  private void write(String className, String suite, List<TestCase> tests)
      throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    start("\n", "testsuites");
    start("\n  ", "testsuite");
    attribute("name", suite);
    attribute("tests", String.valueOf(tests.size()));
    attribute("failures", count(tests, TestCase.Failed.class));
    attribute("errors", "0");
    attribute("skipped", count(tests, TestCase.Skipped.class));
    for (TestCase test : tests) {
      write(className, test);
    }
    end("\n  ");
    end("\n");
    xml.writeEndDocument();
  }

  private void write(String className, TestCase test) throws XMLStreamException {
    start("\n    ", "testcase");
    attribute("classname", className);
    attribute("name", test.name());
    if (test instanceof TestCase.Skipped skipped) {
      start("\n      ", "skipped");
      attribute("message", skipped.why());
      xml.writeEndElement();
    }
    if (test instanceof TestCase.Failed failed) {
      for (TestCase.Failure failure : failed.failures()) {
        start("\n      ", "failure");
        attribute("type", failure.type());
        attribute("message", failure.message());
        characters(failure.details());
        xml.writeEndElement();
      }
    }
    if (!test.remarks().isEmpty()) {
      start("\n      ", "system-out");
      characters(String.join("\n", test.remarks()));
      xml.writeEndElement();
    }
    end("\n    ");
  }

  private static String count(List<TestCase> tests, Class<? extends TestCase> kind) {
    return String.valueOf(tests.stream().filter(kind::isInstance).count());
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
}
