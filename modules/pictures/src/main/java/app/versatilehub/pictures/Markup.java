package app.versatilehub.pictures;

/** Text inside HTML and SVG. */
final class Markup {

  private Markup() {}

  /** {@code text} as it is read, be it between tags or in a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                // Not allowed in SVG, whatever it is written as.
                default ->
                    escaped.appendCodePoint(
                        Character.isISOControl(point) && !Character.isWhitespace(point)
                            ? 0xfffd
                            : point);
              }
            });
    return escaped.toString();
  }
}
