package app.versatilehub.verification.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/drift.md} says of the rules what they say; {@code -Dgolden.update} writes it. */
class DriftCatalogueTest {

  private static final Path CATALOGUE = Path.of("../../docs/drift.md");
  private static final String BEGIN = "<!-- rules -->\n";
  private static final String END = "<!-- /rules -->";

  @Test
  void theCatalogueIsTheOneOfTheRules() throws IOException {
    String text = Files.readString(CATALOGUE);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(CATALOGUE, text.substring(0, from) + catalogue() + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to))
        .as("docs/drift.md; write it anew with -Dgolden.update=true")
        .isEqualTo(catalogue());
  }

  private static String catalogue() {
    StringBuilder text = new StringBuilder("| rule | severity | |\n|---|---|---|\n");
    for (DriftRule rule : DriftRule.values()) {
      text.append(
          "| [%s](#%s) | %s | %s |\n"
              .formatted(rule.id(), rule.id(), severity(rule), rule.title()));
    }
    for (DriftRule rule : DriftRule.values()) {
      text.append(
          "\n### %s\n\n**%s** (%s)\n\n%s\n\nCure: `%s`\n"
              .formatted(rule.id(), rule.title(), severity(rule), rule.reason(), rule.cure()));
    }
    return text.toString();
  }

  private static String severity(DriftRule rule) {
    return rule.severity().name().toLowerCase(Locale.ROOT);
  }
}
