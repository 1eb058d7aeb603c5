package app.versatilehub.cli;

import app.versatilehub.cli.SecretEntry.Reader;
import app.versatilehub.topology.SecretTrait;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How secrets are listed. */
enum SecretsFormat {
  /** For people: a line for each service that reads it. */
  TABLE {
    @Override
    String render(String stack, List<SecretEntry> entries) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("secret", "read by", "as", "value"));
      for (SecretEntry entry : entries) {
        String name = entry.name();
        String where = entry.where(stack);
        if (entry.readers().isEmpty()) {
          rows.add(List.of(name, "nobody yet", "", where));
        }
        for (Reader reader : entry.readers()) {
          rows.add(List.of(name, reader.service(), reader.as(), where));
          name = "";
          where = "";
        }
      }
      StringBuilder text = new StringBuilder(TextTable.of(rows));
      for (SecretEntry entry : entries) {
        entry.trait().ifPresent(trait -> text.append(note(entry.name(), trait)));
      }
      return text.toString();
    }

    private String note(String name, SecretTrait trait) {
      String meaning =
          switch (trait.kind()) {
            case ISSUED -> "is not made up here: ";
            case USED_ONCE -> "is read once: ";
            case BINDING -> "is lost with its change: ";
          };
      return Prose.wrapped("\n" + name + " ", "  ", meaning + trait.words());
    }
  },

  /** For programs. */
  JSON {
    @Override
    String render(String stack, List<SecretEntry> entries) {
      ObjectNode root = Json.object().put("stack", stack);
      ArrayNode secrets = root.putArray("secrets");
      for (SecretEntry entry : entries) {
        ObjectNode secret =
            secrets
                .addObject()
                .put("name", entry.name())
                .put("source", word(entry.source()))
                .put("rotating", entry.rotating());
        ArrayNode readers = secret.putArray("readers");
        entry
            .readers()
            .forEach(
                reader ->
                    readers.addObject().put("service", reader.service()).put("as", reader.as()));
        entry
            .trait()
            .ifPresent(
                trait ->
                    secret
                        .putObject("trait")
                        .put("kind", word(trait.kind()))
                        .put("words", trait.words()));
      }
      return Json.text(root);
    }

    private String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  };

  abstract String render(String stack, List<SecretEntry> entries);
}
