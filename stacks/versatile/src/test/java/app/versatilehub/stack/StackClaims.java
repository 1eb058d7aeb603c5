package app.versatilehub.stack;

import app.versatilehub.testing.Deployment;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims about all that each committed stack registers; a failed one shows the resources. */
@ParameterizedClass
@ValueSource(strings = {"dev", "prod"})
@ExtendWith(StackClaims.ResourceTable.class)
abstract class StackClaims {

  @Parameter String stack = "";

  Deployment deployment() {
    return Stacks.deployment(stack);
  }

  boolean isProduction() {
    return stack.equals("prod");
  }

  String domain() {
    return isProduction() ? "versatilehub.app" : "versatile.localhost";
  }

  /** Adds the resource table to a failure. */
  static final class ResourceTable implements TestExecutionExceptionHandler {

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
        throws Throwable {
      StackClaims claims = (StackClaims) context.getRequiredTestInstance();
      failure.addSuppressed(
          new AssertionError(
              "stack %s registers\n%s".formatted(claims.stack, claims.deployment().table())));
      throw failure;
    }
  }
}
