package app.versatilehub.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.documents.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.NodeList;

/** A module whose tests nobody runs looks like one whose tests pass. */
class NoTestIsLeftOutTest {

  private static final Path ARCHITECTURE = Project.file("modules/architecture/pom.xml");

  static List<String> modules() throws Exception {
    return texts(Project.file("pom.xml"), "/project/modules/module").stream()
        .filter(module -> !module.equals("modules/architecture"))
        .toList();
  }

  @Test
  void thereAreModules() throws Exception {
    assertThat(modules()).contains("modules/topology", "cli", "stacks/versatile");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void unitTestsRunTogether(String module) throws Exception {
    if (hasTests(module, "Test.java")) {
      assertThat(
              texts(
                  ARCHITECTURE,
                  "//profile[id='together']/dependencies/dependency[type='test-jar']/artifactId"))
          .as("what the profile together of %s runs", ARCHITECTURE)
          .containsAll(texts(Project.file(module + "/pom.xml"), "/project/artifactId"));
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void testsWithAnEngineAreRunByFailsafe(String module) throws Exception {
    if (hasTests(module, "IT.java")) {
      assertThat(texts(Project.file(module + "/pom.xml"), "/project/build/plugins/*/artifactId"))
          .as("plugins of %s", module)
          .contains("maven-failsafe-plugin");
    }
  }

  private static boolean hasTests(String module, String ending) throws IOException {
    Path tests = Project.file(module + "/src/test/java");
    if (!Files.isDirectory(tests)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(tests)) {
      return files.anyMatch(file -> file.toString().endsWith(ending));
    }
  }

  private static List<String> texts(Path pom, String path) throws Exception {
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                    path,
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()),
                    XPathConstants.NODESET);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent().strip())
        .toList();
  }
}
