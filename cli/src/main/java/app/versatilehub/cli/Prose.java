package app.versatilehub.cli;

/** Text for people, with the markup of {@link Console#print}. */
final class Prose {

  private static final int WIDTH = 100;

  private Prose() {}

  /**
   * Breaks {@code text} into lines.
   *
   * @param first what the first line begins with
   * @param others what every other line begins with
   */
  static String wrapped(String first, String others, String text) {
    StringBuilder lines = new StringBuilder();
    String indent = first;
    StringBuilder line = new StringBuilder();
    for (String word : plain(text).strip().split(" ", -1)) {
      if (line.length() > 0 && indent.length() + line.length() + 1 + word.length() > WIDTH) {
        lines.append(indent).append(line).append('\n');
        indent = others;
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    return lines.append(indent).append(line).append('\n').toString();
  }

  /** Names come from files of others: they must neither steer the terminal nor be markup. */
  static String plain(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "?").replace("@|", "@ |");
  }

  static String count(long number, String one, String more) {
    return number == 1 ? "1 " + one : "%,d %s".formatted(number, more);
  }
}
