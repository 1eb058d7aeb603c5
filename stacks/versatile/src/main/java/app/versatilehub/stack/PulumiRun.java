package app.versatilehub.stack;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/**
 * What Pulumi's language host tells the program through its environment. The SDK offers the
 * settings only key by key, and a key that nobody asks for would go unnoticed.
 *
 * @param config every setting of the stack by its full name
 * @param preview whether nothing will be created in this run
 */
record PulumiRun(Map<String, String> config, boolean preview) {

  private static final String CONFIG = "PULUMI_CONFIG";
  private static final String DRY_RUN = "PULUMI_DRY_RUN";

  PulumiRun {
    config = Map.copyOf(config);
  }

  static PulumiRun of(Map<String, String> environment) {
    String config = environment.getOrDefault(CONFIG, "{}");
    try {
      return new PulumiRun(
          new JsonMapper().readValue(config, new TypeReference<Map<String, String>>() {}),
          Boolean.parseBoolean(requireNonNull(environment.getOrDefault(DRY_RUN, "false"))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(CONFIG + " is not what this program understands", e);
    }
  }
}
