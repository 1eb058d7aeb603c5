package app.versatilehub.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text in aligned columns. */
final class TextTable {

  private static final String BETWEEN = "  ";

  private TextTable() {}

  /** Lays {@code rows} out, the first of which is the heading; all have as many cells as it. */
  static String of(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
            .mapToObj(column -> padded(row.get(column), widths[column]))
            .collect(Collectors.joining(BETWEEN))
            .stripTrailing()
        + "\n";
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(width - cell.length());
  }
}
