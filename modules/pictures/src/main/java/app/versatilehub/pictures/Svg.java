package app.versatilehub.pictures;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A picture under way. Lengths are in pixels, to the right and down. */
final class Svg {

  /** Of a wide typeface, so that text fits whatever typeface the reader has. */
  private static final double CHARACTER = 0.64;

  private static final String ARROW =
      "<marker id=\"arrow%1$s\" class=\"%1$s\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\""
          + " markerWidth=\"6\" markerHeight=\"6\" orient=\"auto-start-reverse\">"
          + "<path class=\"tip\" d=\"M0 0 8 4 0 8Z\"/></marker>";

  private final StringBuilder elements = new StringBuilder();

  /** The width that a text takes at most. */
  static double width(String text, double size) {
    return text.codePointCount(0, text.length()) * size * CHARACTER;
  }

  void rectangle(String style, double x, double y, double width, double height, double radius) {
    element(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>",
        style, x, y, width, height, radius);
  }

  void circle(String style, double x, double y, double radius) {
    element("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>", style, x, y, radius);
  }

  void path(String style, String commands) {
    element("<path class=\"%s\" d=\"%s\"/>", style, commands);
  }

  /** A text whose middle is at {@code x}; its baseline is at {@code y}. */
  void centred(String style, double x, double y, String text) {
    element(
        "<text class=\"%s middle\" x=\"%s\" y=\"%s\">%s</text>", style, x, y, Markup.escape(text));
  }

  /** A text that ends at {@code x}. */
  void endingAt(String style, double x, double y, String text) {
    element("<text class=\"%s end\" x=\"%s\" y=\"%s\">%s</text>", style, x, y, Markup.escape(text));
  }

  /** A text that begins at {@code x}. */
  void text(String style, double x, double y, String text) {
    element("<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>", style, x, y, Markup.escape(text));
  }

  /** What stands for something that has a name, until {@link #end}. */
  void begin(String style, String name, String description) {
    element(
        "<g class=\"%s\" data-name=\"%s\"><title>%s</title>",
        style, Markup.escape(name), Markup.escape(description));
  }

  void end() {
    elements.append("</g>\n");
  }

  /** A number or word as a part of path commands. */
  static String at(Object... parts) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      text.append(text.length() == 0 ? "" : " ")
          .append(part instanceof Double d ? number(d) : part);
    }
    return text.toString();
  }

  /** The whole picture. */
  String finish(double width, double height, String title, String description) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 %1$s %2$s" width="%1$s" height="%2$s" role="img">
    <title>%3$s</title>
    <desc>%4$s</desc>
    <style>
    %5$s</style>
    <defs>%7$s</defs>
    <rect class="paper" width="%1$s" height="%2$s"/>
    %6$s</svg>
    """
        .formatted(
            number(width),
            number(height),
            Markup.escape(title),
            Markup.escape(description),
            resource("picture.css"),
            elements,
            // A marker does not take the colour of what it marks in every browser.
            Stream.concat(
                    Stream.of(""),
                    IntStream.range(0, NetworkPlan.COLOURS).mapToObj(number -> "n" + number))
                .map(ARROW::formatted)
                .collect(joining()));
  }

  /** A text that stands beside this class. */
  static String resource(String name) {
    try (InputStream in = Svg.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void element(String format, Object... values) {
    Object[] written = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      written[i] = values[i] instanceof Double number ? number(number) : values[i];
    }
    elements.append(format.formatted(written)).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
