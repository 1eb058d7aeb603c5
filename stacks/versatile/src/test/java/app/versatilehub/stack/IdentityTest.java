package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The type, module and name of every resource, kept in a file: Pulumi knows a resource by them, and
 * replaces one whose name has changed, a volume with all its data.
 */
class IdentityTest extends StackClaims {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void resourcesKeepTheirNames() throws IOException {
    Path file = GOLDEN.resolve(stack + ".txt");
    String registered = deployment().table();
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, registered);
    }

    assertThat(registered)
        .as(
            "names are a contract: give a renamed resource an alias, then write %s anew with"
                + " -Dgolden.update=true",
            file)
        .isEqualTo(Files.readString(file));
  }
}
