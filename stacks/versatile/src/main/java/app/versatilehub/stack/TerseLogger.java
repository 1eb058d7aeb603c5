package app.versatilehub.stack;

import com.pulumi.deployment.internal.EngineLogger;
import com.pulumi.resources.Resource;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the SDK's debug messages to itself. The SDK sends Pulumi several for each resource, each
 * with all of its properties and as a call of its own, whether or not anybody wants to read them.
 */
final class TerseLogger implements EngineLogger {

  private final EngineLogger logger;

  TerseLogger(EngineLogger logger) {
    this.logger = logger;
  }

  @Override
  public CompletableFuture<@Nullable Void> logAsync(
      Level level,
      String message,
      @Nullable Resource resource,
      @Nullable Integer streamId,
      @Nullable Boolean ephemeral) {
    return level.intValue() < Level.INFO.intValue()
        ? CompletableFuture.completedFuture(null)
        : logger.logAsync(level, message, resource, streamId, ephemeral);
  }

  @Override
  public int getErrorCount() {
    return logger.getErrorCount();
  }

  @Override
  public boolean hasLoggedErrors() {
    return logger.hasLoggedErrors();
  }
}
