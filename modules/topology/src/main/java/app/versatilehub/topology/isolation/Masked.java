package app.versatilehub.topology.isolation;

import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import java.util.regex.Pattern;

/** Labels as a report may show them. */
public final class Masked {

  private static final int LONGEST = 120;

  /** Headers and users that Traefik is told of in labels. */
  private static final Pattern TELLING_LABEL =
      Pattern.compile("(?i).*(authorization|cookie|basicauth|digestauth|password|secret|token).*");

  /** Hashes of passwords, which can be tried out. */
  private static final Pattern HASH =
      Pattern.compile(".*(\\$(apr1|2[abxy]?|5|6|y|argon2[a-z]*)\\$|\\{SHA\\}).*", Pattern.DOTALL);

  private Masked() {}

  /**
   * The value of a label in quotes, without control characters and not longer than a line; {@code
   * ***} where its name, its form or its place in a URL says that it may be a secret.
   */
  public static String label(String name, String value) {
    if (TELLING_LABEL.matcher(name).matches()
        || HASH.matcher(value).matches()
        || PlainSecrets.isSecret(new Setting(Place.LABEL, name, value), "")) {
      return "***";
    }
    String line = value.replaceAll("\\p{Cntrl}", "?");
    return "'" + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line) + "'";
  }
}
