package app.versatilehub.topology;

import java.util.regex.Pattern;

/**
 * A container image by name with a fixed tag or a digest.
 *
 * @param value {@code [registry/]name:tag} or {@code name@sha256:…}; never without both, and never
 *     {@code latest}, since two machines would then run different things
 */
public record ImageReference(String value) {

  private static final Pattern PATTERN =
      Pattern.compile(
          "[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:[0-9]+)?(/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)*"
              + "(:(?!latest(@|$))[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?");

  public ImageReference {
    String allowed = "name:tag or name@sha256:digest, with a fixed tag (not 'latest')";
    Names.matching("fixed image reference", value, PATTERN, allowed);
    String last = value.substring(value.lastIndexOf('/') + 1);
    if (!last.contains(":")) {
      throw new IllegalArgumentException(
          "'%s' is not a fixed image reference; allowed: %s".formatted(value, allowed));
    }
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} has no fixed tag or digest
   */
  public static ImageReference of(String text) {
    return new ImageReference(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
