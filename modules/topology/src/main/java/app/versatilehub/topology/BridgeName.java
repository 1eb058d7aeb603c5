package app.versatilehub.topology;

import java.util.regex.Pattern;

/**
 * The name of a bridge interface on the host, such as {@code br-hub}.
 *
 * @param value 1 to 15 characters: Linux keeps interface names in 16 bytes (IFNAMSIZ)
 */
public record BridgeName(String value) {

  private static final Pattern PATTERN = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,14}");

  public BridgeName {
    Names.matching(
        "bridge name",
        value,
        PATTERN,
        "1 to 15 letters, digits, underscores, periods or hyphens (Linux keeps no longer name)");
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if Linux would refuse {@code text} as an interface name
   */
  public static BridgeName of(String text) {
    return new BridgeName(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
