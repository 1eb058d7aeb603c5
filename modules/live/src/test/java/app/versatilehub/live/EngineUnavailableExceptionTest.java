package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineUnavailableExceptionTest {

  private static final String GROUP = "add your user to the group docker";

  @Test
  void aSocketThatMayNotBeEnteredHasItsOwnCure() {
    assertThat(at("unix:///var/run/docker.sock", new SocketException("Permission denied")))
        .contains("unix:///var/run/docker.sock (a test): Permission denied")
        .contains(GROUP)
        .doesNotContain("setup");
  }

  @Test
  void whatSshMayNotDoNeedsNoGroup() {
    assertThat(at("ssh://lab", new IOException("me@lab: Permission denied (publickey).")))
        .contains("publickey")
        .doesNotContain(GROUP);
  }

  private static String at(String address, Exception failure) {
    return new EngineUnavailableException(
            new EngineCandidate(address, "a test", Optional.empty()), failure)
        .toString();
  }
}
