package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.documents.Project;
import app.versatilehub.provisioning.RegistrationGate;
import app.versatilehub.provisioning.Rollout;
import app.versatilehub.testing.Deployment;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.JobAttempts;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Policy;
import com.pulumi.core.Output;
import com.pulumi.docker.Container;
import com.pulumi.docker.ContainerArgs;
import com.pulumi.docker.Network;
import com.pulumi.docker.NetworkArgs;
import com.pulumi.docker.inputs.ContainerNetworksAdvancedArgs;
import com.pulumi.docker.inputs.ContainerPortArgs;
import com.pulumi.exceptions.RunException;
import com.pulumi.resources.CustomResourceOptions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What stands beside the modules in a program is judged with them, before any of it is made. */
class IsolationGuardTest {

  private static final Topology TOPOLOGY =
      VersatileHub.topology(SettingsReader.readFile(Project.root(), "dev").environment());

  private static final Policy POLICY =
      SettingsReader.readFile(Project.root(), "dev").isolation().policy(LocalDate.of(2026, 11, 24));

  private static final String IMAGE = "example/tool:1";

  private final List<String> warnings = new ArrayList<>();

  private Deployment runWith(Runnable handWritten) {
    return runWith(POLICY, handWritten);
  }

  private Deployment runWith(Policy policy, Runnable handWritten) {
    RegistrationGate gate = new RegistrationGate();
    IsolationGuard guard =
        new IsolationGuard(
            TOPOLOGY, Optional.of(EngineVersion.parse("28.5.2")), policy, warnings::add);
    return Deployment.run(
        TOPOLOGY.stack(),
        context -> {
          try {
            guard.judgeTopology();
            VersatileStack.define(context, TOPOLOGY, secrets(), JobAttempts.NONE, Rollout.NONE);
            handWritten.run();
            context.export("isolation", Output.of(guard.judgeRegistered(gate)));
          } catch (FindingsException e) {
            throw new RunException(e.getMessage());
          }
        },
        gate);
  }

  private static Map<String, String> secrets() {
    return TOPOLOGY.secretNames().stream().collect(Collectors.toMap(name -> name, Stacks::valueOf));
  }

  private static ContainerArgs.Builder tool() {
    return ContainerArgs.builder().name("tool").image(IMAGE);
  }

  private static ContainerNetworksAdvancedArgs on(String network) {
    return ContainerNetworksAdvancedArgs.builder().name(network).aliases("tool").build();
  }

  /** The one message of a run that made no resource of the engine. */
  private static String refusal(Deployment deployment) {
    assertThat(deployment.resources())
        .allSatisfy(resource -> assertThat(resource.type()).doesNotStartWith("docker:"));
    assertThat(deployment.errors()).hasSize(1);
    assertThat(deployment.errors().get(0)).doesNotContain("\tat ", "java.", "Exception");
    return deployment.errors().get(0);
  }

  @Nested
  class MakesNothing {

    @Test
    void whenAHandWrittenContainerPublishesAPort() {
      assertThat(
              refusal(
                  runWith(
                      () ->
                          new Container(
                              "tool",
                              tool()
                                  .networksAdvanced(on("web"))
                                  .ports(
                                      ContainerPortArgs.builder()
                                          .internal(5555)
                                          .external(5555)
                                          .build())
                                  .build()))))
          .contains("[published-port]", "service tool", "5555");
    }

    @Test
    void whenAHandWrittenContainerIsPrivilegedThoughItsNetworkIsNotThereYet() {
      assertThat(
              refusal(
                  runWith(
                      () -> {
                        Network network = new Network("tools", NetworkArgs.builder().build());
                        new Container(
                            "tool",
                            tool()
                                .privileged(true)
                                .networksAdvanced(
                                    ContainerNetworksAdvancedArgs.builder()
                                        .name(network.name())
                                        .build())
                                .build());
                      })))
          .contains("[privileged]", "service tool");
    }

    @Test
    void whenAHandWrittenDatabaseIsOnTheWeb() {
      assertThat(
              refusal(
                  runWith(
                      () ->
                          new Container(
                              "tool",
                              tool().image("postgres:17").networksAdvanced(on("web")).build()))))
          .contains("[datastore-exposed]", "service tool", "network web");
    }

    @Test
    void whenAHandWrittenContainerTakesTheNameOfADatabase() {
      assertThat(
              refusal(
                  runWith(
                      () ->
                          new Container(
                              "tool",
                              tool()
                                  .networksAdvanced(
                                      ContainerNetworksAdvancedArgs.builder()
                                          .name("versatile-chat-internal")
                                          .aliases("chat-postgres")
                                          .build())
                                  .build()))))
          .contains("[ambiguous-alias]", "chat-postgres");
    }

    @Test
    void whenADatastoreIsTooNear() {
      Policy policy = new Policy(1, List.of(), LocalDate.of(2026, 11, 24));

      assertThat(refusal(runWith(policy, () -> {})))
          .contains("the isolation of stack versatile-hub/dev", "[datastore-within-reach]");
    }
  }

  @Test
  void whatIsKnownOnlyLaterIsJudgedThen() {
    Deployment deployment =
        runWith(
            () -> {
              Network open = new Network("tools", NetworkArgs.builder().name("tools").build());
              new Container(
                  "tool",
                  tool()
                      .image("postgres:17")
                      .networksAdvanced(
                          ContainerNetworksAdvancedArgs.builder().name(open.name()).build())
                      .build());
            });

    assertThat(deployment.errors()).hasSize(1);
    assertThat(deployment.errors().get(0)).contains("[datastore-exposed]", "network tools");
  }

  @Test
  void harmlessAdditionsAreLetThroughAndCounted() {
    Deployment deployment =
        runWith(
            () ->
                new Container(
                    "tool",
                    tool().networksAdvanced(on("versatile-shared")).build(),
                    CustomResourceOptions.Empty));

    assertThat(deployment.errors()).isEmpty();
    assertThat(deployment.containers()).containsKey("tool").hasSize(20);
    assertThat(deployment.outputs().get("isolation"))
        .isInstanceOfSatisfying(
            Map.class,
            summary -> {
              assertThat(summary.get("services")).isEqualTo(20);
              assertThat(String.valueOf(summary.get("waived"))).isEqualTo("[]");
            });
  }

  @Test
  void warningsAreToldOnce() {
    runWith(
        () ->
            new Container(
                "tool",
                tool()
                    .networksAdvanced(on("versatile-shared"), on("web"))
                    .ports(
                        ContainerPortArgs.builder()
                            .ip("127.0.0.1")
                            .internal(5555)
                            .external(5555)
                            .build())
                    .build()));

    assertThat(warnings).singleElement().asString().contains("[loopback-port]", "service tool");
  }
}
