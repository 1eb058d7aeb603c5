package app.versatilehub.stack;

import java.util.Set;
import java.util.function.Consumer;

/** What happens right before and after Pulumi makes a resource, also in the place of another. */
@FunctionalInterface
interface CreationHooks {

  /** Where nothing is made. */
  CreationHooks NONE = (resources, before, after) -> {};

  /**
   * From now on has {@code before} and {@code after} run around the making of each of these. If the
   * first fails, nothing is made; if the second does, the run fails.
   *
   * @param resources names of resources, which the two are given
   */
  void around(Set<String> resources, Consumer<String> before, Consumer<String> after);
}
