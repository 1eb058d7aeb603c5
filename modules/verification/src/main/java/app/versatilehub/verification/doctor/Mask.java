package app.versatilehub.verification.doctor;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes out of a line what may be a secret and what steers a terminal. Known values go first; then
 * what stands behind a telling name, in a URL before the host, or has the form of a token.
 */
final class Mask {

  private static final String HIDDEN = "***";

  /** Shorter values are words that stand in every log. */
  private static final int SHORTEST = 6;

  private static final int LONGEST_READ = 4096;
  private static final int LONGEST_SHOWN = 200;

  private static final String TELLING =
      "passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key"
          + "|credentials?|authorization|requirepass|masterauth|cookie";

  private static final Pattern NAME = Pattern.compile(TELLING + "|(^|_)(pass|pwd)$");

  private static final Pattern IN_URL = Pattern.compile("(://[^\\s/@:]{0,64}:)[^\\s/@]+@");

  private static final Pattern NAMED =
      Pattern.compile(
          "((?i:"
              + TELLING
              + ")[\\w-]{0,32}[\"']?\\s{0,4}[=:]\\s{0,4}[\"']?(?i:bearer\\s+|basic\\s+)?)[^\\s\"',;]+");

  private static final Pattern TOKEN =
      Pattern.compile(
          "gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}"
              + "|sk-[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_.-]{10,}");

  private final List<String> secrets;

  private Mask(List<String> secrets) {
    this.secrets = secrets;
  }

  /** A mask for these values. */
  static Mask of(Collection<String> secrets) {
    return new Mask(
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            // One may be the beginning of another.
            .sorted(Comparator.comparing(String::length).reversed())
            .toList());
  }

  /** Whether a variable of this name holds a secret. */
  static boolean isTelling(String name) {
    return NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  String apply(String line) {
    String masked = line.substring(0, Math.min(line.length(), LONGEST_READ));
    for (String secret : secrets) {
      masked = masked.replace(secret, HIDDEN);
    }
    masked = IN_URL.matcher(masked).replaceAll("$1" + HIDDEN + "@");
    masked = NAMED.matcher(masked).replaceAll("$1" + HIDDEN);
    masked = TOKEN.matcher(masked).replaceAll(HIDDEN);
    masked = masked.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return masked.length() <= LONGEST_SHOWN ? masked : masked.substring(0, LONGEST_SHOWN) + "…";
  }
}
