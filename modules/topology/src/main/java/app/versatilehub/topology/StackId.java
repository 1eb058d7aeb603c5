package app.versatilehub.topology;

import java.util.regex.Pattern;

/**
 * The owner of resources on an engine: project and stack.
 *
 * @param value {@code project/stack}, such as {@code versatile-hub/dev}
 */
public record StackId(String value) {

  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+");

  public StackId {
    Names.matching("stack", value, PATTERN, "project/stack, such as versatile-hub/dev");
  }

  public static StackId of(String project, String stack) {
    return new StackId(project + "/" + stack);
  }

  public String stack() {
    return value.substring(value.indexOf('/') + 1);
  }

  @Override
  public String toString() {
    return value;
  }
}
