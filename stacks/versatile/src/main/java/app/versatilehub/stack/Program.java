package app.versatilehub.stack;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.StackConfiguration;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.live.EngineUnavailableException;
import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Preflight;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import com.pulumi.Context;
import com.pulumi.exceptions.RunException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The program: from settings to a topology, past everything that could be wrong with it, to
 * resources. Nothing is registered before all of it has been judged.
 *
 * @param run what Pulumi says of this run
 * @param directory the project's directory
 * @param engine reads the engine; throws {@link EngineUnavailableException} where there is none
 */
record Program(PulumiRun run, Path directory, Supplier<EngineState> engine) {

  void define(Context context) {
    try {
      StackId stack = StackId.of(context.projectName(), context.stackName());
      StackConfiguration configuration = SettingsReader.read(stack, run.config());
      Topology topology = VersatileHub.topology(configuration.environment());
      Map<String, String> secrets = secrets(configuration, topology);
      warn(context, configuration.unusedSecrets(topology));
      checkEngine(context, topology);
      VersatileStack.define(context, topology, secrets);
    } catch (FindingsException e) {
      // Without the cause: its reader wants to know what to change, not where this program was.
      throw new RunException(e.getMessage());
    }
  }

  private Map<String, String> secrets(StackConfiguration configuration, Topology topology) {
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

  private void checkEngine(Context context, Topology topology) {
    List<Finding> findings = engineFindings(topology);
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new FindingsException("the engine for stack " + topology.stack(), findings);
    }
    warn(context, findings);
  }

  private static void warn(Context context, List<Finding> findings) {
    findings.forEach(finding -> context.log().warn(finding.text()));
  }

  /** A plan can be made without an engine, so that a preview then only warns. */
  private List<Finding> engineFindings(Topology topology) {
    try {
      return Preflight.check(topology, engine.get());
    } catch (EngineUnavailableException e) {
      String why = String.valueOf(e.getMessage());
      String cure = "start the engine, or name it in DOCKER_HOST; ./versatile setup installs one";
      return List.of(
          run.preview()
              ? Finding.warning("no-engine", "engine", "was not checked: " + why, cure)
              : Finding.error("no-engine", "engine", why, cure));
    }
  }
}
