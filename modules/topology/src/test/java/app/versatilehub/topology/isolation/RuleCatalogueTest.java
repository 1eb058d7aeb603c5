package app.versatilehub.topology.isolation;

import app.versatilehub.documents.Generated;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/rules.md} says of the rules what they say; {@code -Dgolden.update} writes it. */
class RuleCatalogueTest {

  @Test
  void theCatalogueIsTheOneOfTheRules() {
    Generated.assertSection("docs/rules.md", "rules", catalogue());
  }

  private static String catalogue() {
    StringBuilder text = new StringBuilder("| rule | severity | |\n|---|---|---|\n");
    for (Rule rule : Rule.values()) {
      text.append(
          "| [%s](#%s) | %s | %s |\n"
              .formatted(rule.id(), rule.id(), severity(rule), rule.title()));
    }
    for (Rule rule : Rule.values()) {
      text.append(
          "\n### %s\n\n**%s** (%s)\n\n%s\n\nCure: %s.\n"
              .formatted(rule.id(), rule.title(), severity(rule), rule.reason(), rule.cure()));
    }
    return text.toString();
  }

  private static String severity(Rule rule) {
    return rule.severity().name().toLowerCase(Locale.ROOT);
  }
}
