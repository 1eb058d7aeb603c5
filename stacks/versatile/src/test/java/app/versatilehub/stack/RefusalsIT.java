package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user does wrong is refused by the real Pulumi, with a word about it and nothing created.
 */
class RefusalsIT {

  private static final String BASE =
      "config:\n"
          + """
        versatile-hub:domain: it.localhost
        versatile-hub:namePrefix: vh-it
        versatile-hub:images: local
        versatile-hub:generateSecrets: "true"
        versatile-hub:gateway: {httpPort: %d, httpsPort: %d}
        versatile-hub:networks:
          shared: {subnet: 10.214.1.0/24}
          chat-internal: {subnet: 10.214.2.0/24}
          hub-internal: {subnet: 10.214.16.0/20, bridge: br-vh-it}
      """
              .formatted(TestStack.freePort(), TestStack.freePort())
          + TestStack.SMALL_NETWORKS
          + "    egress-agent: {subnet: 10.214.4.16/28}\n";

  private String foreignContainer = "";
  private String foreignNetwork = "";

  @AfterEach
  void removeStrangers() {
    if (!foreignContainer.isEmpty()) {
      Command.docker("rm", "--force", foreignContainer).success();
    }
    if (!foreignNetwork.isEmpty()) {
      Command.docker("network", "rm", foreignNetwork).success();
    }
  }

  @Test
  void anExternalNetworkThatIsMissing() {
    assertRefused(
        BASE + "    web: {external: true, name: vh-it-missing}\n",
        "docker network create vh-it-missing");
  }

  @Test
  void aSubnetThatAnotherNetworkOfTheEngineHas() {
    foreignNetwork = "stranger-to-it";
    Command.docker("network", "create", "--subnet", "10.214.9.0/24", foreignNetwork).success();
    assertRefused(
        BASE + "    web: {name: vh-it-web, subnet: 10.214.8.0/22}\n",
        "10.214.8.0/22",
        foreignNetwork);
  }

  @Test
  void aContainerNameThatSomebodyElseHas() {
    foreignContainer = "vh-it-agent";
    Command.docker("create", "--name", foreignContainer, "versatile-hub/stand-in:1").success();
    assertRefused(
        BASE + "    web: {name: vh-it-web, subnet: 10.214.0.0/24}\n",
        "service agent",
        "vh-it-agent",
        "docker rename");
  }

  @Test
  void settingsThatDoNotExist() {
    assertRefused(
        BASE + "  versatile-hub:services: {chat-web: {imge: x}}\n",
        "services.chat-web.imge",
        "enabled, host, image, memoryMib");
  }

  @Test
  void anIsolationThatIsNotKept() {
    assertRefused(
        BASE
            + "    web: {name: vh-it-web, subnet: 10.214.0.0/24}\n"
            + "  versatile-hub:isolation: {compromises: 1}\n",
        "the isolation of stack versatile-hub/it",
        "service chat-postgres",
        "[datastore-within-reach]");
  }

  @Test
  void aContainerThatIsWrittenByHandBesideTheModules(@TempDir Path directory) throws IOException {
    String settings = BASE + "    web: {name: vh-it-web, subnet: 10.214.0.0/24}\n";
    try (TestStack stack = new TestStack(settings).running(ProgramWithStranger.jar(directory))) {
      for (Command.Result result : List.of(stack.preview(), stack.up())) {
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output())
            .contains(
                "the isolation of what stack versatile-hub/it registers",
                "service vh-it-stranger",
                "[privileged]")
            .doesNotContain("\tat ", "Exception");
      }
      assertThat(TestStack.leftovers()).isEmpty();
    }
  }

  @Test
  void anEngineThatIsNotThere() {
    String settings = BASE + "    web: {name: vh-it-web, subnet: 10.214.0.0/24}\n";
    try (TestStack stack = new TestStack(settings)) {
      stack.with("DOCKER_HOST", "unix:///nowhere/docker.sock");
      Command.Result up = stack.up();
      assertThat(up.exitCode()).isNotZero();
      assertThat(up.output()).contains("no-engine", "/nowhere/docker.sock", "DOCKER_HOST");
      assertThat(stack.preview().success()).contains("was not checked", "to create");
    }
  }

  private static void assertRefused(String settings, String... words) {
    try (TestStack stack = new TestStack(settings)) {
      for (String command : new String[] {"preview", "up"}) {
        Command.Result result = command.equals("up") ? stack.up() : stack.preview();
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains(words).doesNotContain("\tat ", "Exception");
      }
      assertThat(Command.docker("network", "ls", "--format", "{{.Name}}").success())
          .doesNotContain("vh-it-shared");
    }
  }
}
