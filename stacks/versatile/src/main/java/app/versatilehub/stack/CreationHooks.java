package app.versatilehub.stack;

import java.util.Set;
import java.util.function.Consumer;

/** What happens right before and after Pulumi makes a resource, also in the place of another. */
interface CreationHooks {

  /** Where nothing is made, nor going to be. */
  CreationHooks NONE =
      new CreationHooks() {
        @Override
        public void around(
            String purpose,
            Set<String> resources,
            Consumer<String> before,
            Consumer<String> after) {}

        @Override
        public void planned(Consumer<String> told) {}
      };

  /**
   * From now on has {@code before} and {@code after} run around the making of each of these. If the
   * first fails, nothing is made; if the second does, the run fails.
   *
   * @param purpose tells these two from others, in Pulumi's state too
   * @param resources names of resources, which the two are given
   */
  void around(
      String purpose, Set<String> resources, Consumer<String> before, Consumer<String> after);

  /**
   * From now on has {@code told} told of each resource that an update would make, in a preview.
   *
   * @param told is given its name
   */
  void planned(Consumer<String> told);
}
