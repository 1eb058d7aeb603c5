package app.versatilehub.verification.drift;

import app.versatilehub.documents.Generated;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/drift.md} says of the rules what they say; {@code -Dgolden.update} writes it. */
class DriftCatalogueTest {

  @Test
  void theCatalogueIsTheOneOfTheRules() {
    Generated.assertSection("docs/drift.md", "rules", catalogue());
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
