package app.versatilehub.stack;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.exceptions.RunException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The entry point that Pulumi starts. */
public final class Main {

  private Main() {}

  /** Runs the program under Pulumi. */
  public static void main(String[] arguments) {
    PulumiRun run = PulumiRun.of(System.getenv());
    Pulumi.run(context -> define(context, run, Path.of("")));
  }

  private static void define(Context context, PulumiRun run, Path directory) {
    try {
      StackId stack = StackId.of(context.projectName(), context.stackName());
      StackConfiguration configuration = SettingsReader.read(stack, run.config());
      Topology topology = VersatileHub.topology(configuration.environment());
      VersatileStack.define(context, topology, secrets(configuration, topology, directory));
    } catch (FindingsException e) {
      // Without the cause, since it is the reader's input that is at fault, not this program.
      throw new RunException(e.getMessage());
    }
  }

  private static Map<String, String> secrets(
      StackConfiguration configuration, Topology topology, Path directory) {
    List<Finding> missing = configuration.missingSecrets(topology);
    if (missing.isEmpty()) {
      return configuration.secrets();
    }
    if (!configuration.generateSecrets()) {
      throw new FindingsException("the secrets of stack " + topology.stack(), missing);
    }
    Map<String, String> values =
        new TreeMap<>(
            new GeneratedSecrets(directory, topology.stack().stack())
                .values(topology.secretNames()));
    values.putAll(configuration.secrets());
    return values;
  }
}
