package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.pulumi.deployment.internal.EngineLogger;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerseLoggerTest {

  private final EngineLogger sdk = mock();
  private final TerseLogger logger = new TerseLogger(sdk);

  @BeforeEach
  void theSdkSendsWhatItIsGiven() {
    when(sdk.logAsync(any(), any(), any(), any(), any()))
        .thenReturn(CompletableFuture.completedFuture(null));
  }

  @Test
  void debugMessagesAreNotSent() {
    assertThat(logger.debugAsync("each of a resource's properties")).isCompleted();
    assertThat(logger.logAsync(Level.FINEST, "more of them", null, null, null)).isCompleted();

    verify(sdk, never()).logAsync(any(), any(), any(), any(), any());
  }

  @Test
  void everythingElseIsSent() {
    logger.infoAsync("reach: nothing opens or closes");
    logger.warnAsync("a finding");
    logger.errorAsync("an error");

    verify(sdk).logAsync(Level.INFO, "reach: nothing opens or closes", null, null, null);
    verify(sdk).logAsync(Level.WARNING, "a finding", null, null, null);
    verify(sdk).logAsync(Level.SEVERE, "an error", null, null, null);
  }

  @Test
  void errorsAreCountedByTheSdk() {
    when(sdk.hasLoggedErrors()).thenReturn(true);
    when(sdk.getErrorCount()).thenReturn(3);

    assertThat(logger.hasLoggedErrors()).isTrue();
    assertThat(logger.getErrorCount()).isEqualTo(3);
  }
}
