package app.versatilehub.provisioning;

import com.pulumi.core.Output;

/** Where the values of secrets come from. */
@FunctionalInterface
public interface SecretValues {

  /**
   * The value of the secret {@code name}, marked as secret so that it is encrypted in the state and
   * hidden in previews.
   */
  Output<String> value(String name);
}
