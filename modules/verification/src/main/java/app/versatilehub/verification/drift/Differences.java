package app.versatilehub.verification.drift;

import app.versatilehub.topology.isolation.Masked;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/** Two maps compared, in words. */
final class Differences {

  private Differences() {}

  /** The differences of labels, with values that may be secrets masked. */
  static List<String> ofLabels(
      SortedMap<String, String> declared, SortedMap<String, String> actual) {
    return of("label", declared, actual, Masked::label);
  }

  /**
   * What is other, added or missing in {@code actual}.
   *
   * @param what what the keys are
   * @param shown a value as a report shows it, by its key and itself
   */
  static List<String> of(
      String what,
      SortedMap<String, String> declared,
      SortedMap<String, String> actual,
      BinaryOperator<String> shown) {
    SortedSet<String> keys = new TreeSet<>(declared.keySet());
    keys.addAll(actual.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String wanted = declared.get(key);
      String found = actual.get(key);
      if (found == null && wanted != null) {
        differences.add("%s %s is missing".formatted(what, key));
      } else if (found != null && wanted == null) {
        differences.add("%s %s=%s is added".formatted(what, key, shown.apply(key, found)));
      } else if (found != null && !found.equals(wanted)) {
        differences.add(
            "%s %s is %s, not %s"
                .formatted(what, key, shown.apply(key, found), shown.apply(key, wanted)));
      }
    }
    return differences;
  }
}
