package app.versatilehub.operations;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.DataFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.regex.Pattern;

/**
 * Data in a backup, as its manifest tells of them.
 *
 * @param service whose they are
 * @param format what they are
 * @param name the file's name; the database's or volume's is in it
 * @param pieces how many entries of the backup they are spread over
 * @param size bytes of all pieces together
 * @param sha256 of all pieces together, in hexadecimal digits
 */
public record Part(
    String service,
    @JsonProperty("kind") DataFormat format,
    String name,
    int pieces,
    long size,
    String sha256) {

  /** What a part may be called: never anything that leads out of a folder. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public Part {
    matching("service", service, SERVICE);
    requireNonNull(format, "kind");
    matching("name", name, NAME);
    matching("sha256", sha256, SHA256);
    if (pieces < 1 || size < 0 || format == DataFormat.CACHE) {
      throw new IllegalArgumentException("no part of a backup: " + service + "/" + name);
    }
  }

  private static void matching(String what, String text, Pattern pattern) {
    requireNonNull(text, what);
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("'%s' is no %s of a part".formatted(text, what));
    }
  }

  /** Where it is in the backup, but for the number of the piece. */
  public String path() {
    return service + "/" + name;
  }
}
