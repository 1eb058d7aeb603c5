package app.versatilehub.dockerplan;

import java.util.ArrayList;
import java.util.List;

/** Whole numbers above another, as a regular expression. */
final class Above {

  private Above() {}

  /** What matches the decimal digits, without zeros before, of each number above {@code limit}. */
  static String regexp(long limit) {
    String digits = Long.toString(limit);
    List<String> ways = new ArrayList<>();
    for (int place = 0; place < digits.length(); place++) {
      char digit = digits.charAt(place);
      if (digit < '9') {
        int rest = digits.length() - place - 1;
        ways.add(
            "%s[%c-9]%s"
                .formatted(
                    digits.substring(0, place),
                    digit + 1,
                    rest == 0 ? "" : "[0-9]{%d}".formatted(rest)));
      }
    }
    ways.add("[1-9][0-9]{%d,}".formatted(digits.length()));
    return String.join("|", ways);
  }
}
