package app.versatilehub.verification.access;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which requests are wanted.
 *
 * @param service only those that were led to this service
 * @param status only those of this status
 */
public record AccessFilter(Optional<String> service, Optional<StatusRange> status) {

  public AccessFilter {
    requireNonNull(service, "service");
    requireNonNull(status, "status");
  }

  /** Whether {@code entry} is wanted. */
  public boolean takes(AccessEntry entry) {
    return service.filter(name -> !name.equals(entry.service())).isEmpty()
        && status.filter(range -> !range.contains(entry.status())).isEmpty();
  }

  /**
   * Statuses of HTTP.
   *
   * @param from the first
   * @param to the last
   */
  public record StatusRange(int from, int to) {

    private static final Pattern ONE = Pattern.compile("[1-5][0-9][0-9]");
    private static final Pattern CLASS = Pattern.compile("[1-5][xX][xX]");

    /**
     * Reads {@code 404} or {@code 5xx}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static StatusRange parse(String text) {
      if (ONE.matcher(text).matches()) {
        int status = Integer.parseInt(text);
        return new StatusRange(status, status);
      }
      if (CLASS.matcher(text).matches()) {
        int first = (text.charAt(0) - '0') * 100;
        return new StatusRange(first, first + 99);
      }
      throw new IllegalArgumentException(
          "'%s' is not a status; allowed: such as 404 or 5xx".formatted(text));
    }

    boolean contains(int status) {
      return from <= status && status <= to;
    }
  }
}
