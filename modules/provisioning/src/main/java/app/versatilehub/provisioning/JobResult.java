package app.versatilehub.provisioning;

import app.versatilehub.topology.Service;
import com.pulumi.core.Output;
import com.pulumi.docker.Container;
import com.pulumi.exceptions.RunException;
import com.pulumi.resources.Resource;
import java.util.List;
import java.util.Optional;

/**
 * How a job ended. The provider waits for its end, but takes a failed one for as good as another.
 */
final class JobResult {

  private static final int MOST_LINES = 30;

  private JobResult() {}

  /** The job's container once it has ended well; fails with its log if it has not. */
  static Output<Resource> ofEnded(Service job, Container container) {
    return Output.tuple(container.exitCode(), container.containerLogs())
        .applyValue(
            ended -> {
              // Absent in a preview, and where somebody has taken the container away.
              int code = Optional.ofNullable(ended.t1).orElse(0);
              if (code != 0) {
                throw new RunException(failure(job, code, Optional.ofNullable(ended.t2)));
              }
              return container;
            });
  }

  private static String failure(Service job, int code, Optional<String> log) {
    return """
        the job %s failed with exit code %d; what needs it was not started, and runs as before if it did
          its log ends with:
        %s
          mend the cause and run 'pulumi up' again, which tries the job again; the whole log: docker logs %s\
        """
        .formatted(
            job.name(), code, tail(log.orElse("(nothing was written)")), job.containerName());
  }

  private static String tail(String log) {
    List<String> lines = log.stripTrailing().lines().map(line -> "    " + line).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }
}
