package app.versatilehub.stack;

import app.versatilehub.documents.Generated;
import org.junit.jupiter.api.Test;

/**
 * The type, module and name of every resource, kept in a file: Pulumi knows a resource by them, and
 * replaces one whose name has changed, a volume with all its data.
 */
class IdentityTest extends StackClaims {

  @Test
  void resourcesKeepTheirNames() {
    Generated.assertFile(
        "stacks/versatile/src/test/resources/golden/" + stack + ".txt",
        deployment().table(),
        "names are a contract: give a renamed resource an alias, then write its file anew with"
            + " -Dgolden.update=true");
  }
}
