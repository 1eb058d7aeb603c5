package app.versatilehub.pictures;

import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceName;
import java.util.stream.Collectors;

/** What all flow charts have in common. */
final class MermaidText {

  /** Dark on light, in every theme: Mermaid's own colours change with it, and these do not. */
  private static final String CLASSES =
      """
        classDef internet fill:#1f2328,stroke:#1f2328,color:#ffffff
        classDef gateway fill:#ddf4ff,stroke:#0969da,stroke-width:3px,color:#1f2328
        classDef app fill:#ffffff,stroke:#59636e,color:#1f2328
        classDef datastore fill:#fff8c5,stroke:#9a6700,color:#1f2328
        classDef job fill:#ffffff,stroke:#59636e,stroke-dasharray:4 3,color:#1f2328
        classDef engine-proxy fill:#ffebe9,stroke:#cf222e,color:#1f2328
        classDef network fill:#ddf4ff,stroke:#0969da,color:#1f2328
      """;

  private MermaidText() {}

  /** A chart with the looks of the classes that it names. */
  static String finish(CharSequence chart) {
    String text = chart.toString();
    return text
        + CLASSES
            .lines()
            .filter(line -> text.contains(":::" + className(line) + "\n"))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
  }

  private static String className(String definition) {
    int from = definition.indexOf("classDef ") + "classDef ".length();
    return definition.substring(from, definition.indexOf(' ', from));
  }

  /** A name that no word of the language is part of. */
  static String id(ServiceName service) {
    return "s_" + service.value();
  }

  /** {@code text} in a label. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if ("#;&<>\"`\\[](){}|".indexOf(point) >= 0 || point < ' ') {
                escaped.append('#').append(point).append(';');
              } else {
                escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }

  /** A service in the shape of its kind. */
  static String node(Service service, String note) {
    String label =
        "\""
            + escape(service.name().value())
            + (note.isEmpty() ? "" : "<br/>" + escape(note))
            + "\"";
    String shape =
        switch (service.kind()) {
          case DATASTORE -> "[(" + label + ")]";
          case GATEWAY -> "[[" + label + "]]";
          case APP, ENGINE_PROXY, JOB -> "[" + label + "]";
        };
    return id(service.name()) + shape + ":::" + service.kind().text();
  }
}
