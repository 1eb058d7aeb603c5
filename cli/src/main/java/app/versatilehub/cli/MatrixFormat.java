package app.versatilehub.cli;

import app.versatilehub.topology.ConnectivityMatrix;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a {@link ConnectivityMatrix} is written; the names are those of the option, in lower case.
 */
enum MatrixFormat {
  /** Aligned columns, with the markup of {@link Console#print}. */
  TABLE {
    @Override
    String render(ConnectivityMatrix matrix) {
      return TextTable.of(cells(matrix))
          .replace(YES, "@|bold,green " + YES + "|@")
          .replace(NO, "@|faint " + NO + "|@");
    }
  },

  /** A table as in the documents of the architecture. */
  MARKDOWN {
    @Override
    String render(ConnectivityMatrix matrix) {
      List<List<String>> cells = cells(matrix);
      List<String> rules =
          cells.get(0).stream().map(heading -> "-".repeat(heading.length() + 2)).toList();
      return bars(" | ", "| ", " |", cells.get(0))
          + bars("|", "|", "|", rules)
          + cells.stream()
              .skip(1)
              .map(
                  row ->
                      bars(
                          " | ",
                          "| ",
                          " |",
                          Stream.concat(Stream.of("**" + row.get(0) + "**"), row.stream().skip(1))
                              .toList()))
              .collect(Collectors.joining());
    }
  },

  /** The networks, for each service those that it is on, and whether it reaches the Internet. */
  JSON {
    @Override
    String render(ConnectivityMatrix matrix) {
      ObjectNode root = Json.object();
      ArrayNode networks = root.putArray("networks");
      matrix.networks().forEach(network -> networks.add(network.value()));
      ArrayNode services = root.putArray("services");
      for (ConnectivityMatrix.Row row : matrix.rows()) {
        ObjectNode service = services.addObject().put("service", row.service().value());
        ArrayNode on = service.putArray("networks");
        for (int column = 0; column < matrix.networks().size(); column++) {
          if (row.attached().get(column)) {
            on.add(matrix.networks().get(column).value());
          }
        }
        service.put("internet", row.reachesInternet());
      }
      return Json.text(root);
    }
  };

  private static final String YES = "✓";
  private static final String NO = "✗";

  abstract String render(ConnectivityMatrix matrix);

  private static List<List<String>> cells(ConnectivityMatrix matrix) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        Stream.of(
                Stream.of("Service"),
                matrix.networks().stream().map(Object::toString),
                Stream.of("Internet"))
            .flatMap(Function.identity())
            .toList());
    for (ConnectivityMatrix.Row row : matrix.rows()) {
      cells.add(
          Stream.concat(
                  Stream.of(row.service().value()),
                  Stream.concat(row.attached().stream(), Stream.of(row.reachesInternet()))
                      .map(is -> is ? YES : NO))
              .toList());
    }
    return cells;
  }

  private static String bars(String between, String before, String after, List<String> cells) {
    return String.join(between, cells).transform(line -> before + line + after + "\n");
  }
}
